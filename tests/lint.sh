#!/bin/sh
# lint.sh OPTION...: what clang, cppcheck, shellcheck and mandoc say of the
# sources; OPTIONs are the preprocessor's. Ends at the first that complains.
set -eu
cd "$(dirname "$0")/.."

clang-format --dry-run -Werror lib/*.c helper/*.c tests/unit/*.[ch] \
	contrib/examples/*.[ch]
cppcheck -q --std=c11 --enable=warning,portability --inline-suppr \
	--suppress=missingIncludeSystem --error-exitcode=1 -Ilib lib helper \
	contrib/examples
clang-tidy --quiet lib/*.c helper/*.c contrib/examples/*.c -- -std=c11 "$@"
shellcheck -s sh tests/*.sh tests/*/*.sh tests/*/*.t contrib/*/*.sh
mandoc -Tlint -Wwarning helper/*.[157] lib/*.3
