#!/bin/sh
# What time or room heals is status 5; what a person must mend is 1, with the
# next command: each condition at each verb that writes to the store, nothing
# sent and nothing changed.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_as
sites work
url='url=https://work.example.com'
seed work
cp "$LANYARD_STORE/logins/work" "$T/record"
before=$(refreshes)
printf '%s\noauth_refresh_token=rt-seed-0123456789\n\n' "$url" >"$T/in.store"
printf '%s\npassword=%s\n\n' "$url" "$OLD" >"$T/in.erase"
printf '%s\n\n' "$url" >"$T/in.get"
: >"$T/in.refresh"
: >"$T/in.logout"
secret rt-seed-0123456789

# prepare VERB: the record that the verb has to write to; `store` seeds a login
# that has no live refresh token.
prepare() {
	cp "$T/record" "$LANYARD_STORE/logins/work"
	[ "$1" != store ] || sed -i '/^refresh_token=/d' \
		"$LANYARD_STORE/logins/work"
	cp "$LANYARD_STORE/logins/work" "$T/before"
}

# case_of STATUS MESSAGE HINT VERB NAME: HINT may be empty: there is none.
case_of() {
	fails "$1" "^lanyard: error: .*$2" "$5, $4: exit $1, the cause named"
	if [ -n "$3" ]; then
		like "$err" "^lanyard: hint: .*$3" "$5, $4: the next command"
	else
		unlike "$err" 'hint: (export|sudo|chmod)' \
			"$5, $4: nothing to mend"
	fi
}

# each VERBS STATUS MESSAGE HINT NAME COMMAND...: the verbs, under COMMAND.
each() {
	_verbs=$1 _status=$2 _message=$3 _hint=$4 _fault=$5
	shift 5
	for _verb in $_verbs; do
		prepare "$_verb"
		case $_verb in
		refresh | logout) _login=work ;;
		*) _login= ;;
		esac
		# shellcheck disable=SC2086 # none or one word
		run "$@" lanyard "$_verb" $_login <"$T/in.$_verb"
		case_of "$_status" "$_message" "$_hint" "$_verb" "$_fault"
		same "$LANYARD_STORE/logins/work" "$T/before" \
			"$_fault, $_verb: the record is as it was"
	done
}

# -- by real conditions: a small disk, a read-only one ---------------------

cat >"$T/small.sh" <<'EOF'
store=$1 option=$2
shift 2
mount -t tmpfs -o size=64k,mode=700 tmpfs "$store" || exit 77
cp -R "$store.before/." "$store/" && chmod -R go= "$store" || exit 77
[ "$option" != full ] ||
	head -c 1000000 /dev/zero >"$store/full" 2>/dev/null
[ "$option" != ro ] || mount -o remount,ro tmpfs "$store" || exit 77
exec "$@"
EOF
# small OPTION COMMAND...: the record in the folder below stays as it is.
small() {
	_option=$1
	shift
	rm -rf "$LANYARD_STORE.before"
	cp -R "$LANYARD_STORE" "$LANYARD_STORE.before"
	unshare $user_namespace -m sh "$T/small.sh" "$LANYARD_STORE" \
		"$_option" "$@"
}
if can_mount; then
	each 'get refresh store erase' 5 'No space left on device' \
		"make room there: df '" 'a full disk' small full
	each 'get refresh store erase logout' 1 'Read-only file system' \
		'mount -o remount,rw.*export LANYARD_STORE=' \
		'a read-only disk' small ro
fi

# -- another user's: root's lock, root's folder, no home -------------------

if [ "$(id -u)" -eq 0 ] && setpriv --reuid 12345 --clear-groups true; then
	# As in a home where root has run it once.
	chmod 711 "$T"
	chown 12345 "$T"
	chown -R 12345 "$LANYARD_STORE" "$LANYARD_CONFIG"
	another() {
		chown 12345 "$LANYARD_STORE/logins/work"
		setpriv --reuid 12345 --clear-groups -- "$@"
	}
	: >"$LANYARD_STORE/logins/work.lock"
	chown 0 "$LANYARD_STORE/logins/work.lock"
	chmod 600 "$LANYARD_STORE/logins/work.lock"
	each 'get refresh store erase logout' 1 \
		'work\.lock: Permission denied' \
		"sudo chown -R 12345 '$LANYARD_STORE'" "a lock of root's" another
	rm "$LANYARD_STORE/logins/work.lock"
	another_read_only() {
		chown 12345 "$LANYARD_STORE/logins/work"
		rm -f "$LANYARD_STORE/logins/work.lock"
		chmod 500 "$LANYARD_STORE/logins" "$LANYARD_STORE"
		setpriv --reuid 12345 --clear-groups -- "$@" || {
			set -- $?
			chmod 700 "$LANYARD_STORE" "$LANYARD_STORE/logins"
			return "$1"
		}
	}
	each 'get refresh store erase logout' 1 'Permission denied' \
		"chmod -R u\\+rwX '$LANYARD_STORE'" 'a folder without w' \
		another_read_only
	inner_read_only() {
		chown 12345 "$LANYARD_STORE/logins/work"
		rm -f "$LANYARD_STORE/logins/work.lock"
		chmod 500 "$LANYARD_STORE/logins"
		setpriv --reuid 12345 --clear-groups -- "$@" || {
			set -- $?
			chmod 700 "$LANYARD_STORE/logins"
			return "$1"
		}
	}
	each 'get store' 1 'Permission denied' \
		"chmod -R u\\+rwX '$LANYARD_STORE'" 'logins/ without w' \
		inner_read_only
	chown -R 0 "$LANYARD_STORE"
	each 'get refresh store erase logout' 1 'Permission denied' \
		"sudo chown -R 12345 '$LANYARD_STORE'" "root's folder, mode 700" \
		setpriv --reuid 12345 --clear-groups --
	chmod 755 "$LANYARD_STORE"
	each 'get refresh store erase logout' 1 'belongs to user root \(0\), not to us' \
		"sudo chown -R 12345 '$LANYARD_STORE'" "a folder of root's" \
		setpriv --reuid 12345 --clear-groups --
	homeless() {
		setpriv --reuid 12345 --clear-groups -- env -u LANYARD_STORE \
			-u XDG_STATE_HOME HOME=/nonexistent "$@"
	}
	each store 1 'cannot make store folder /nonexistent/' \
		'export LANYARD_STORE=' 'HOME=/nonexistent' homeless
	chown 0 "$LANYARD_CONFIG"
	chmod 700 "$LANYARD_STORE"
	chmod 755 "$T"
fi

# -- by a kernel that is made to lie ---------------------------------------

# lie CALL ERROR PATH COMMAND...
lie() {
	_call=$1 _error=$2 _path=$3
	shift 3
	strace -f -qq -o "$T/trace" -P "$_path" -P "$LANYARD_STORE/logins/$_path" \
		-e "inject=$_call:error=$_error" "$@"
}
while IFS='|' read -r call errno path verbs wanted message hint <&8; do
	each "$verbs" "$wanted" "$message" "$hint" "$call: $errno" \
		lie "$call" "$errno" "$path" 8<&-
done 8<<'EOF'
openat|EMFILE|work.lock|get store|5|Too many open files|ulimit -n
openat|ENFILE|work.lock|refresh|5|Too many open files in system|ulimit -n
openat|ENOMEM|work.lock|erase|5|Cannot allocate memory|
openat|EDQUOT|work.lock|get store|5|Disk quota exceeded|quota -s
openat|EPERM|work.new|get refresh store|1|Operation not permitted|sudo chattr -R -i -a '
openat|EACCES|work.new|get store|1|Permission denied|sudo chown -R [0-9]+ '
openat|EIO|work.new|get store|1|Input/output error|dmesg
flock|ENOLCK|work.lock|get store|1|No locks available|a local disk: export LANYARD_STORE=
EOF
# libcurl is there, but cannot be opened or mapped for now.
libcurl=$(PATH=$PATH:/sbin ldconfig -p |
	sed -n 's/.*libcurl\.so\.4 .*=> //p' | head -n 1)
while IFS='|' read -r call errno message <&8; do
	prepare refresh
	run strace -f -qq -o "$T/trace" -P "$libcurl" \
		-e "inject=$call:error=$errno" lanyard refresh work 8<&-
	sed -i '/^strace: /d' "$T/err"
	case_of 5 "cannot load libcurl: .*$message" '' refresh \
		"libcurl, $call: $errno"
	unlike "$err" 'install the package' \
		"libcurl, $call: $errno, refresh: it is installed"
done 8<<'EOF'
openat|EMFILE|Too many open files
openat|ENOMEM|Cannot allocate memory
mmap|ENOMEM|failed to map segment
EOF
# A limit that is lower than the numbers we want.
prepare get
run sh -c 'ulimit -n 9; exec lanyard get' <"$T/in.get"
case_of 5 'cannot start .*: Too many open files' '' get 'ulimit -n 9'
# lanyard-oauth cannot be started for now: no process is left.
prepare get
run strace -qq -o "$T/trace" -e inject=clone3,clone,vfork:error=EAGAIN \
	lanyard get <"$T/in.get"
case_of 5 'cannot start .*Resource temporarily unavailable' '' get \
	'no process left'

is "$(refreshes)" "$before" 'nothing was sent all the while'
cp "$T/record" "$LANYARD_STORE/logins/work"
ok 'the login lives' alive work
done_testing
