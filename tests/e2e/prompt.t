#!/bin/sh
# One prompt, wherever it is shown: what works over SSH, in a container, in WSL,
# without a desktop, in tmux, in the background and without a terminal is shown
# there unasked; and each way to complete a login ends the others.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

. "$TESTS/e2e/terminal.sh"
. "$TESTS/groups.sh"
esc=$(printf '\033')
# What the machine is that the tests run on must not matter.
as_desk='strace -f -o /dev/null -P /.dockerenv -P /run/.containerenv -e inject=access,faccessat,faccessat2:error=ENOENT'
as_docker='strace -f -o /dev/null -P /.dockerenv -e inject=access,faccessat,faccessat2:retval=0'

person() {
	PERSON_ACTION=$2 "$NODE" "$TESTS/servers/person.js" "$1"
}

# begin_group: a server of its own, which counts for it alone.
begin_group() {
	start_as
	LANYARD_CONFIG=$T/lanyard.conf
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  work = {
		    url       = [ "http://127.0.0.1:1" ];
		    issuer    = "$AS_URL";
		    client_id = "native";
		    scope     = "read_repository";
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
}

# begin COMMAND: a login anew, which has its prompt.
begin() {
	rm -rf "$LANYARD_STORE"
	at_terminal "$1"
	prompted || die 'there is a prompt' "$(cat "$T/screen")"
}

device_code() {
	wait_until 'grep -q user_code= "$T/screen"' 30
	tr -d '\r' <"$T/screen" | sed -n 's/.*user_code=//p' | head -n 1
}

port() {
	url_shown | sed 's/.*redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A\([0-9]*\)%2F.*/\1/'
}

# gone NAME PORT: no process, no port, no lock, no half-written file.
gone() {
	wait_until '[ -z "$(oauth_pids)" ]' 20
	is "$(oauth_pids)" '' "$1: no process is left"
	not_ok "$1: nor the listener's port" \
		grep -qi "^ *[0-9]*: 0100007F:$(printf '%04X' "$2") .* 0A " /proc/net/tcp
	is "$(find "$LANYARD_STORE" -name '*.new' -o -name '*.claim')" '' \
		"$1: nor a file on its way"
	ok "$1: nor a lock" flock -n "$LANYARD_STORE/logins/work.lock" true
}

# quits NAME: what was shown is enough; q ends it.
quits() {
	_port=$(port)
	type_line q
	ends 1 "$1: q gives up"
	gone "$1" "$_port"
}

# -- where it is shown ------------------------------------------------------

where_it_is_shown() {
	begin_group
	begin "SSH_CONNECTION='192.0.2.1 50000 192.0.2.2 22' SSH_TTY=/dev/pts/9 lanyard login work"
	device_code >"$T/code"
	shown=$(tr -d '\r' <"$T/screen")
	like "$shown" '^  http.*response_type=code' 'over SSH: the URL'
	like "$shown" 'another machine the last page will not load: that is right' \
		'over SSH: what happens at its end, and what to do'
	like "$shown" '^  http.*user_code=' 'over SSH: a device code, too'
	quits 'over SSH'

	begin "$as_docker lanyard login work"
	device_code >"$T/code"
	shown=$(tr -d '\r' <"$T/screen")
	like "$shown" 'outside of this container the last page may not load' \
		'in Docker: what happens at its end'
	like "$shown" '^  http.*user_code=' 'in Docker: a device code, too'
	quits 'in Docker'
	begin "container=podman lanyard login work"
	like "$(cat "$T/screen")" 'outside of this container' 'in Podman, by its variable'
	quits 'in Podman'

	begin "$as_desk lanyard login work"
	device_code >"$T/code"
	shown=$(tr -d '\r' <"$T/screen")
	like "$shown" 'Open this URL in a browser' 'without a desktop: the URL'
	like "$shown" 'Then come back here, or paste' 'without a desktop: how to go on'
	like "$shown" '^  http.*user_code=' 'without a desktop: a device code'
	quits 'without a desktop'

	begin "TMUX=/tmp/tmux-0/default,1,0 TERM=tmux-256color lanyard login work"
	wait_until 'grep -q "waiting for the login, " "$T/screen"' 10
	like "$(cat "$T/screen")" "$esc\\[Kwaiting for the login, [45]:[0-9]{2} left" \
		'in tmux: the time left is redrawn'
	quits 'in tmux'
}

# -- where nobody types -------------------------------------------------------

without_a_field() {
	begin_group
	mkdir "$T/bin"
	printf '#!/bin/sh\nexec "%s" "%s" "$@" >"%s" 2>&1\n' "$NODE" \
		"$TESTS/servers/person.js" "$T/person.out" >"$T/bin/wslview"
	chmod +x "$T/bin/wslview"
	cp "$T/bin/wslview" "$T/bin/person"
	rm -rf "$LANYARD_STORE"
	at_terminal "PATH='$T/bin:$PATH' WSL_DISTRO_NAME=Debian lanyard login work"
	ends 0 "in WSL: Windows' browser completes it"
	like "$(cat "$T/shown")" 'A browser was started' 'in WSL: which is said'
	unlike "$(cat "$T/shown")" 'user_code=' 'in WSL: no code lies about'

	# A job of the background must neither read nor be stopped.
	rm -rf "$LANYARD_STORE"
	at_terminal "sh -mc 'lanyard login work & wait \$!'"
	ends 3 'in the background: refused at once'
	like "$(cat "$T/shown")" "error: .*its place in the terminal's background says that nobody is here to log in; run: lanyard login work" \
		'in the background: which says so'
	at_terminal 'timeout 20 lanyard login work'
	ends 3 'by timeout, which puts it there: refused at once'
	like "$(cat "$T/shown")" "its place in the terminal's background" \
		'by timeout, which puts it there: which says so'
	at_terminal "BROWSER='$T/bin/person' sh -mc 'lanyard login work & wait \$!'"
	ends 0 'in the background, with a browser: it completes the login'
	like "$(cat "$T/shown")" '^  http.*response_type=code' \
		'in the background: the URL is shown, in case'
	unlike "$(cat "$T/shown")" 'q gives up|waiting for' \
		'in the background: nothing is asked for, or redrawn'

	rm -rf "$LANYARD_STORE"
	run timeout 30 lanyard login work
	is "$status" 3 'without a terminal: refused at once'
	like "$(cat "$T/err")" 'nobody is here to log in; run: lanyard login work' \
		'without a terminal: which says so'
	run timeout 30 env BROWSER="$T/bin/person" TERM=xterm lanyard login work
	is "$status" 0 'without a terminal, with a browser: it completes the login'
	unlike "$(cat "$T/err")" "$esc|waiting for" \
		'without a terminal: nothing is redrawn'
	is_empty "$T/out" 'without a terminal: nothing on stdout'
}

# -- the first that completes ends the others ----------------------------------

# wins NAME BEFORE CODES PORT: with CODES more than BEFORE that brought tokens.
wins() {
	ends 0 "$1 wins"
	is "$(($(as_count token_authorization_code_ok) - $2))" "$3" \
		"$1: codes that brought tokens"
	gone "$1" "$4"
}

who_comes_back_wins() {
	begin_group
	before=$(as_count token_authorization_code_ok)
	begin 'lanyard login work'
	device_code >"$T/code"
	at=$(port)
	person "$(url_shown)" approve >"$T/person.out" 2>&1
	wins 'the listener, with a device code pending,' "$before" 1 "$at"

	before=$(as_count token_authorization_code_ok)
	begin 'lanyard login work'
	at=$(port)
	as_control device code="$(device_code)" action=approve account=alice >/dev/null
	wins 'the device code' "$before" 0 "$at"
}

what_is_pasted_wins() {
	begin_group
	before=$(as_count token_authorization_code_ok)
	begin 'lanyard login work'
	device_code >"$T/code"
	at=$(port)
	type_line "$(person "$(url_shown)" copy)"
	wins 'a pasted URL' "$before" 1 "$at"

	before=$(as_count token_authorization_code_ok)
	begin 'lanyard login work'
	device_code >"$T/code"
	at=$(port)
	type_line "$(person "$(url_shown)" copy | sed 's/.*[?&]code=\([^&]*\).*/\1/')"
	wins 'a pasted code' "$before" 1 "$at"
}

# -- Ctrl-C ------------------------------------------------------------------

ctrl_c() {
	begin_group
	begin "stty -a >'$T/before'; TERM=xterm lanyard login work; echo ended=\$?; stty -a >'$T/after'"
	device_code >"$T/code"
	at=$(port)
	printf '\003' >&7
	ends 0 'Ctrl-C: the shell goes on'
	like "$(cat "$T/shown")" 'ended=1$' 'Ctrl-C: exit 1'
	gone 'Ctrl-C' "$at"
	same "$T/after" "$T/before" 'Ctrl-C: the terminal is as it was'
	asked=$(as_count token)
	sleep 3 # longer than the server's interval of one second
	is "$(as_count token)" "$asked" 'no device code is asked for any more'
}

# -- the QR code -----------------------------------------------------------------

if strings "$BUILD/lanyard-oauth" | grep -q libqrencode; then
	has_qr=yes
fi

# read_qr: what a telephone would read off the screen.
read_qr() {
	tr -d '\r' <"$T/screen" | perl "$TESTS/e2e/qr.pl" >"$T/qr.pgm" &&
		zbarimg --raw -q "$T/qr.pgm"
}

# qr NAME SETTINGS yes|no: where there is a device code there is one.
qr() {
	begin "stty rows 50 cols ${4:-100}; $2 lanyard login work"
	device_code >"$T/code"
	if [ "$3" = yes ]; then
		wait_until "read_qr >'$T/qr'" 10
	else
		# What comes later is there.
		type_line '?'
		wait_until 'grep -q "Enter gives up" "$T/screen"' 10
		read_qr >"$T/qr"
	fi
	if [ "$3" = yes ]; then
		is "$(cat "$T/qr")" "$(tr -d '\r' <"$T/screen" |
			sed -n 's/^ *\(http.*user_code=.*\)/\1/p' | head -n 1)" \
			"$1: a telephone reads the address with the code in it"
	else
		is_empty "$T/qr" "$1: there is none"
		unlike "$(cat "$T/screen")" "$esc\\[(30;)?4[07]m" "$1: nor a part of one"
	fi
	type_line q
	ends 1 "$1: q gives up"
}

as_a_qr_code() {
	begin_group
	[ -n "${has_qr:-}" ] || return
	qr 'half blocks in UTF-8' 'TERM=xterm LC_ALL=C.UTF-8' yes
	like "$(cat "$T/screen")" "$(printf '\342\226\200')" 'two rows a line'
	qr 'blanks where there is no UTF-8' 'TERM=xterm LC_ALL=C' yes
	unlike "$(cat "$T/screen")" "$(printf '\342\226')" 'nothing but ASCII'
	qr 'as wide as it needs' 'TERM=xterm LC_ALL=C.UTF-8' yes 45
	qr 'a narrow terminal' 'TERM=xterm LC_ALL=C.UTF-8' no 25
	qr 'a dumb terminal' 'TERM=dumb LC_ALL=C.UTF-8' no
	qr 'no TERM' 'TERM= LC_ALL=C.UTF-8' no
	qr '--quiet' 'TERM=xterm LANYARD_QUIET=1 LC_ALL=C.UTF-8' no
}

# Built without it, or where the library has gone: the rest is as it was.
without_a_qr_code() {
	begin_group
	can_run make || return
	cp -a "$BUILD" "$T/build"
	rm -f "$T/build/helper/lanyard-oauth/qr.o"
	run make -s --no-print-directory -C "$TOP" B="$T/build" QRENCODE=0 \
		"$T/build/lanyard-oauth"
	run_status 0 'make QRENCODE=0'
	unlike "$(strings "$T/build/lanyard-oauth")" 'libqrencode' \
		'make QRENCODE=0: nothing of it is left'
	PATH=$T/build:$PATH
	qr 'built without libqrencode' 'TERM=xterm LC_ALL=C.UTF-8' no
	begin "TERM=xterm lanyard login work"
	as_control device code="$(device_code)" action=approve account=alice >/dev/null
	ends 0 'built without libqrencode: a device code logs in'
}

side_by_side where_it_is_shown without_a_field who_comes_back_wins \
	what_is_pasted_wins ctrl_c as_a_qr_code without_a_qr_code
done_testing
