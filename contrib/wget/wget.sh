# wget takes a header from a regular file only
wgetrc=$(mktemp) || exit
trap 'rm -f "$wgetrc"' EXIT
trap 'exit 1' HUP INT TERM
header=$(lanyard token --format=header work) || exit
printf 'header = %s\n' "$header" >"$wgetrc"
wget --config="$wgetrc" --max-redirect=0 --no-verbose \
    --output-document=- https://api.example.com/user
