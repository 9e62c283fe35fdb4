#!/bin/sh
# lint.sh OPTION...: what clang, cppcheck, shellcheck and mandoc say of the
# sources; OPTIONs are the preprocessor's. Ends at the first that complains.
# shellcheck disable=SC2086 # no name has a space
set -eu
cd "$(dirname "$0")/.."

sources=$(find lib helper -name '*.c' | sort)
units=$(find tests/unit tests/fuzz -name '*.[ch]' | sort)
see='-Ilib/include -Ilib -Ihelper'

clang-format --dry-run -Werror $sources $units contrib/examples/*.[ch]
cppcheck -q --std=c11 --enable=warning,portability --inline-suppr \
	--suppress=missingIncludeSystem --error-exitcode=1 $see lib helper \
	contrib/examples
# Some files ask for more than POSIX (Makefile).
clang-tidy --quiet $sources contrib/examples/*.c -- -std=c11 \
	-D_DEFAULT_SOURCE $see "$@"
shellcheck -S warning -s sh tests/*.sh tests/*.t tests/*/*.sh tests/*/*.t contrib/*/*.sh
mandoc -Tlint -Wwarning helper/man/*.[157] lib/man/*.3
