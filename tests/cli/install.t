#!/bin/sh
# make install and uninstall: what is installed runs from where it was put.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
needs make

# The build under test, whichever variant it is.
in_make() {
	make -s -C "$TOP" "$@" B="build/$(basename "$BUILD")" \
		DESTDIR="$T/root" PREFIX=/usr 9>&-
}

run in_make install
run_status 0 'make install'
for file in bin/lanyard libexec/lanyard-oauth lib/liblanyard.a \
	lib/liblanyard.so include/lanyard.h lib/pkgconfig/lanyard.pc \
	share/man/man1/lanyard.1 share/man/man1/lanyard-setup.1 \
	share/man/man5/lanyard.conf.5 \
	share/man/man3/liblanyard.3 share/man/man7/lanyard-tools.7 \
	share/bash-completion/completions/lanyard \
	share/zsh/site-functions/_lanyard \
	share/fish/vendor_completions.d/lanyard.fish; do
	ok "$file is there" test -f "$T/root/usr/$file"
done

pc=$(cat "$T/root/usr/lib/pkgconfig/lanyard.pc")
like "$pc" '^prefix=/usr$' 'lanyard.pc knows the prefix'
like "$pc" '^libdir=[$]\{prefix\}/lib$' 'and the folder below it'
unlike "$pc" '@' 'and no word is left unfilled'

cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "http://127.0.0.1:1";
    client_id = "native";
  };
};
CONF
PATH=$T/root/usr/bin:$PATH
printf 'url=http://127.0.0.1:1\noauth_refresh_token=seed\n' >"$T/request"
run git-credential-lanyard store <"$T/request"
run_status 0 'git-credential-lanyard is installed'
is_empty "$T/err" 'and runs'
run lanyard refresh work
run_status 5 'lanyard finds the lanyard-oauth that was installed with it'
like "$err" 'cannot reach 127\.0\.0\.1:1' 'which does its work'

run in_make uninstall
run_status 0 'make uninstall'
is "$(find "$T/root" ! -type d)" '' 'leaves nothing'

done_testing
