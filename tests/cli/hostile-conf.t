#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# lanyard.conf in a place where others may put another: its folder, those above,
# and links to it. As sshd's StrictModes, and with the chmod to run.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

work_conf
chmod 644 "$LANYARD_CONFIG"
fresh_record work
sound=$LANYARD_CONFIG

# reads MODE FOLDER NAME [VARIABLE=VALUE...]: with that mode of the folder the
# configuration is read; routes would answer without it.
reads() {
	chmod "$1" "$2"
	_reads=$3
	shift 3
	rm -rf "$T/store/routes"
	run env "$@" lanyard token work
	run_status 0 "$_reads: read"
	is "$out" "$access" "$_reads: and answers"
	is_empty "$T/err" "$_reads: without a word"
}

# refuses MODE FOLDER ERE HINT NAME [VARIABLE=VALUE...]
refuses() {
	chmod "$1" "$2"
	_ere=$3 _hint=$4 _refuses=$5
	shift 5
	rm -rf "$T/store/routes"
	run env "$@" lanyard token work
	fails 2 "^lanyard: error: .*lanyard.conf: $_ere" "$_refuses"
	like "$err" "^lanyard: hint: $_hint\$" "$_refuses: what to do"
}

# At its default place, below HOME.
unset LANYARD_CONFIG
mkdir -p "$HOME/.config/lanyard"
cp "$sound" "$HOME/.config/lanyard/lanyard.conf"
for folder in "$HOME/.config/lanyard" "$HOME/.config" "$HOME"; do
	reads 700 "$folder" "$folder 0700"
	reads 755 "$folder" "$folder 0755"
	open="others may write to the folder $folder, "
	refuses 757 "$folder" "$open" "chmod o-w '$folder'" "$folder 0757"
	refuses 777 "$folder" "$open" "chmod go-w '$folder'" "$folder 0777"
	eval "$(printf '%s' "$err" | sed -n 's/^lanyard: hint: //p')"
	reads "$(stat -c %a "$folder")" "$folder" "$folder after that chmod"
	reads 1777 "$folder" "$folder 1777, sticky"
	chmod 755 "$folder"
done
# What may write HOME's own folder has HOME.
reads 777 "$T" 'above HOME'
refuses 777 "$T" "others may write to the folder $T, " "chmod go-w '$T'" \
	'the same, with a HOME elsewhere' LANYARD_CONFIG="$sound" \
	HOME=/nonexistent
chmod 700 "$T"

# The group of nobody else is as good as none; umask 002 makes such folders.
gid=$(id -g)
chmod 775 "$HOME/.config/lanyard"
rm -rf "$T/store/routes"
run lanyard token work
if getent passwd | awk -F: -v g="$gid" -v u="$(id -u)" \
	'$4 == g && $3 != u && $3 != 0 { exit 1 }' &&
	getent group | awk -F: -v g="$gid" '$3 == g && $4 == "" { own = 1 }
		END { exit !own }'; then
	run_status 0 'a folder of 0775 and a group of our own'
else
	fails 2 'others may write to the folder' 'a folder of 0775'
fi
# But a list beside the mode (setfacl) is not our group's: whoever it names may.
for acl in u:54321:rwx g:54321:rwx u:54321:wx u:0:rwx,g:54321:rwX; do
	chmod 700 "$HOME/.config/lanyard"
	if setfacl -m "$acl" "$HOME/.config/lanyard" 2>/dev/null; then
		refuses g+w "$HOME/.config/lanyard" \
			'others may write to the folder' \
			"chmod g-w '$HOME/.config/lanyard'" "a list: $acl"
		sh -c "$(sed -n 's/^lanyard: hint: //p' "$T/err")"
		reads u+w "$HOME/.config/lanyard" "a list: $acl, after that chmod"
		setfacl -b "$HOME/.config/lanyard"
	else
		skip "a list: $acl" 'the disk has no lists'
	fi
done
for acl in u:54321:rx d:u:54321:rwx; do
	setfacl -m "$acl" "$HOME/.config/lanyard" 2>/dev/null || continue
	reads u+w "$HOME/.config/lanyard" "a list that lets nobody write: $acl"
	setfacl -b "$HOME/.config/lanyard"
done
chmod 775 "$HOME/.config/lanyard"
# A group of others' is others. Only root, or who is in one, can make that.
other=$(getent group | awk -F: -v g="$gid" '$3 != g && $3 > 0 { print $3 }' |
	while read -r id; do
		chgrp "$id" "$HOME/.config/lanyard" 2>/dev/null && echo "$id" &&
			break
	done)
if [ -n "$other" ]; then
	refuses 775 "$HOME/.config/lanyard" 'others may write to the folder' \
		"chmod g-w '$HOME/.config/lanyard'" 'a group of others'
else
	skip 'a group of others' 'we are in one group alone'
fi
chmod 755 "$HOME/.config/lanyard"
# And HOME, which counts as the folders in it do.
if [ -n "$other" ]; then
	for folder in "$HOME" "$HOME/.config"; do
		chgrp "$other" "$folder"
		refuses 775 "$folder" "others may write to the folder $folder, " \
			"chmod g-w '$folder'" "$folder 0775, a group of others"
		reads 2755 "$folder" "$folder 2755"
		reads 1775 "$folder" "$folder 1775, sticky"
		chgrp "$gid" "$folder"
		chmod 755 "$folder"
	done
fi

# Links: where they lie, and where they lead.
mkdir "$T/open" "$T/far"
cp "$sound" "$T/open/lanyard.conf"
cp "$sound" "$T/far/lanyard.conf"
link=$HOME/.config/lanyard/lanyard.conf
open="others may write to the folder $T/open, "
ln -sf "$T/far/lanyard.conf" "$link"
reads 755 "$T/far" 'a link to a sound file'
ln -sf "$T/open/lanyard.conf" "$link"
refuses 777 "$T/open" "$open" "chmod go-w '$T/open'" \
	'a link into a folder that others write'
ln -s "$T/far/lanyard.conf" "$T/open/second"
ln -sf "$T/open/second" "$link"
refuses 777 "$T/open" "$open" "chmod go-w '$T/open'" \
	'a link to a link that others may replace'
rm -rf "$HOME/.config/lanyard"
ln -s "$T/open" "$HOME/.config/lanyard"
refuses 777 "$T/open" "$open" "chmod go-w '$T/open'" 'its folder is a link'
refuses 777 "$T/open" "$open" "chmod go-w '$T/open'" \
	'a relative path in such a folder' LANYARD_CONFIG=open/lanyard.conf
reads 755 "$T/open" 'the folder is closed'

# What belongs to another user, be it closed to all others.
if gives_away; then
	chown 4242 "$T/open"
	refuses 755 "$T/open" \
		"$T/open on the way to it belongs to neither you nor root" \
		'keep it in a folder of your own.*' "another user's folder"
	rm "$HOME/.config/lanyard"
	mkdir "$HOME/.config/lanyard"
	ln -s "$T/far/lanyard.conf" "$link"
	reads 755 "$T/far" 'our own link'
	chown -h 4242 "$link"
	refuses 755 "$T/far" "$link on the way to it belongs to neither" \
		'keep it in a folder of your own.*' "another user's link"
else
	skip "another user's folder and link" \
		'only root can make them; t_trust says what they would be'
fi

done_testing
