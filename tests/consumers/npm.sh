# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh is elsewhere
# Sourced after packages.sh: the package "hello" as npm's registry has it.

mkdir -p "$T/npm/package"
echo '{"name":"hello","version":"1.0.0","main":"index.js"}' \
	>"$T/npm/package/package.json"
echo 'module.exports = 1;' >"$T/npm/package/index.js"
tar -C "$T/npm" -czf "$T/packages/hello.tgz" package
sum=$(openssl dgst -sha512 -binary "$T/packages/hello.tgz" | openssl base64 -A)
cat >"$T/packages/hello" <<END
{"name":"hello","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{
"name":"hello","version":"1.0.0","dist":{"tarball":"@URL@/hello.tgz",
"integrity":"sha512-$sum"}}}}
END

# project N: an empty one that needs it.
project() {
	rm -rf "$T/project.$1" "$T/cache.$1" "$T/store.$1"
	mkdir -p "$T/project.$1"
	echo '{"name":"x","private":true,"dependencies":{"hello":"1.0.0"}}' \
		>"$T/project.$1/package.json"
}
