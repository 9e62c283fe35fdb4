# Lanyard. Targets: all deps demo check check-all check-unit check-cli check-e2e
# check-git check-faults check-consumers check-floors check-userns bench features fuzz
# coverage lint install uninstall dist clean. Settings from outside or in config.mk: CC CFLAGS
# PREFIX DESTDIR STATIC QRENCODE SANITIZE COVERAGE DEVELOPER.

-include config.mk

VERSION     = 0.1.0
SOVERSION   = 0
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
LIBEXECDIR ?= $(PREFIX)/libexec
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
SYSCONFDIR ?= /etc
INSTALL    ?= install
LDCONFIG   ?= PATH=$$PATH:/usr/sbin:/sbin ldconfig
PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g
JOBS       ?= $(shell nproc)

# One short line a file; the whole command with V=1.
say = $(if $(V),,@echo "  $(1)" $(2);)

# What the compiler can do against a bug that becomes an attack. CET is x86's,
# branch protection ARM's; FORTIFY 3 wants gcc 12 or clang 9, and glibc 2.34.
takes    = $(if $(shell $(CC) -O2 -Werror $(1) -include string.h -c -xc \
	/dev/null -o /dev/null 2>&1 || echo no),,$(1))
FORTIFY := $(or $(call takes,-D_FORTIFY_SOURCE=3),-D_FORTIFY_SOURCE=2)
HARDEN  := -fstack-protector-strong $(call takes,-fstack-clash-protection) \
	$(call takes,-fcf-protection=full) \
	$(call takes,-mbranch-protection=standard)

VARIANT := $(or $(if $(FUZZ),fuzz),$(if $(SANITIZE),sanitize), \
	$(if $(COVERAGE),coverage), \
	$(if $(filter 0,$(STATIC)),dynamic),release)
B := build/$(strip $(VARIANT))
VFLAGS_release  = $(FORTIFY)
VFLAGS_dynamic  = $(VFLAGS_release)
VFLAGS_coverage = --coverage -O0
VFLAGS_sanitize = -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
VFLAGS_fuzz = -fsanitize=fuzzer-no-link,address,undefined -O1 \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
VFLAGS := $(VFLAGS_$(VARIANT))

# musl gives a thread 128 kB: no function of ours takes more than this of it.
FRAME_release = -Wframe-larger-than=8192

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2
ifneq ($(DEVELOPER),)
WARN += -Werror
WARN_LD = -Wl,--fatal-warnings
endif
# realpath(), of POSIX.1-2008 itself, is declared by glibc for XSI only.
CPPFLAGS_ALL = -D_XOPEN_SOURCE=700 $(INSIDE) -include tests/banned.h \
	-DLIBEXECDIR='"$(LIBEXECDIR)"' -DSYSCONFDIR='"$(SYSCONFDIR)"' \
	$(LOADED) -MMD -MP \
	$(PC_CFLAGS) $(CPPFLAGS)
CFLAGS_ALL = -std=c11 $(WARN) -fno-common -fvisibility=hidden \
	$(HARDEN) -ffunction-sections -fdata-sections \
	$(CFLAGS) $(VFLAGS)
LDFLAGS_ALL = -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--gc-sections -Wl,--as-needed \
	$(LDFLAGS) $(VFLAGS)

# Asked again by the make that compiles, when what was lacking is installed.
packages   = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)
LIBS := $(call packages,--libs,libsodium)
# Loaded when first needed, so by the name that a linker would write down.
soname = $(or $(shell (objdump -p "$$($(CC) -print-file-name=$(1).so)") \
	2>/dev/null | sed -n 's/^ *SONAME *//p'),$(1).so.$(2))
LIBCURL   := $(call soname,libcurl,4)
LIBCONFIG := $(call soname,libconfig,9)
LIBZ      := $(call soname,libz,1)
LIBCRYPTO := $(call soname,libcrypto,3)
LIBEXPAT  := $(call soname,libexpat,1)
LOADED     = -DLIBCURL='"$(LIBCURL)"' -DLIBCONFIG='"$(LIBCONFIG)"' \
	-DLIBZ='"$(LIBZ)"' -DLIBCRYPTO='"$(LIBCRYPTO)"' \
	-DLIBEXPAT='"$(LIBEXPAT)"'
# Optional: a device code is shown as a QR code, too. QRENCODE=0: without.
ifneq ($(QRENCODE),0)
QR := $(if $(call packages,--exists --print-provides,libqrencode), \
	-DHAVE_QRENCODE -DLIBQRENCODE='"$(call soname,libqrencode,4)"' \
	$(call packages,--cflags,libqrencode))
endif
PC_CFLAGS := $(call packages,--cflags,libconfig libsodium libcurl)

LIB_SRC   := $(wildcard lib/*/*.c lib/*/*/*.c)
LIB_OBJ   := $(LIB_SRC:%.c=$(B)/%.o)
FRONT_SRC := $(wildcard helper/lanyard/*.c helper/tools/*.c helper/common/*.c)
OAUTH_SRC := $(wildcard helper/lanyard-oauth/*.c helper/common/*.c)
FRONT_OBJ := $(FRONT_SRC:%.c=$(B)/%.o)
OAUTH_OBJ := $(OAUTH_SRC:%.c=$(B)/%.o)
UNIT      := $(patsubst tests/unit/%.c,$(B)/tests/%, \
	$(wildcard tests/unit/*/t_*.c tests/unit/*/*/t_*.c))
# The names that lanyard acts by: links to it.
NAMES     := git-credential-lanyard docker-credential-lanyard \
	cargo-credential-lanyard terraform-credentials-lanyard \
	lanyard-keyring lanyard-askpass lanyard-bazel
PROGRAMS  := $(B)/lanyard $(B)/lanyard-oauth $(NAMES:%=$(B)/%)
MAN       := $(wildcard helper/man/*.[157] lib/man/*.3)
# In contrib/, and where each shell looks below share/.
COMPLETIONS := bash-completion/lanyard bash-completion/completions/lanyard \
	zsh-completion/_lanyard zsh/site-functions/_lanyard \
	fish-completion/lanyard.fish fish/vendor_completions.d/lanyard.fish
LIBRARIES := $(B)/liblanyard.a $(B)/liblanyard.so

.PHONY: all deps programs demo check check-all check-unit check-cli check-e2e \
	check-git check-faults check-consumers check-floors check-userns \
	bench features fuzz fuzzers coverage lint picture recording install uninstall dist clean deps-% FORCE
.DELETE_ON_ERROR:

# Nothing is installed by these two: they say what is lacking.
all:
	@sh tests/install.sh -n build
	@$(MAKE) -j$(JOBS) --no-print-directory programs

deps: deps-build

programs: $(PROGRAMS) $(LIBRARIES)

deps-%:
	@sh tests/install.sh $(subst +, ,$*)

# The programs see of the library what any program sees: lanyard.h.
$(B)/helper/%.o: private INSIDE = -Ilib/include -Ihelper
$(B)/helper/lanyard-oauth/qr.o: private LOADED += $(QR)
# SO_PEERCRED, which POSIX has not.
$(B)/helper/tools/serve.o: private LOADED += -D_DEFAULT_SOURCE
$(B)/lib/%.o: private INSIDE = -Ilib/include -Ilib
$(B)/static/%.o: private INSIDE = -Ilib/include -Ilib
$(B)/static/%.o: private LOADED =
$(B)/tests/%: private INSIDE = -Ilib/include -Ilib -Itests/unit

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(FRAME_$(VARIANT)) \
	    -fPIC -c -o $@ $<

$(B)/liblanyard.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $(LIB_OBJ)

$(B)/liblanyard.so.$(VERSION): $(LIB_OBJ) lib/include/lanyard.map
	$(call say,LD,$@)$(CC) -shared -Wl,-soname,liblanyard.so.$(SOVERSION) \
	    -Wl,--version-script=lib/include/lanyard.map $(LDFLAGS_ALL) -o $@ \
	    $(LIB_OBJ) $(LIBS)

$(B)/liblanyard.so: $(B)/liblanyard.so.$(VERSION)
	@ln -sf $(<F) $(B)/liblanyard.so.$(SOVERSION)
	@ln -sf $(<F) $@

# The front is one static file: most of what a known answer cost was the work
# of the dynamic linker. So in it libconfig is linked, not loaded. Dynamic are
# the other variants, and where one of these archives is not there.
OTHER   = $(filter-out release,$(VARIANT) $(notdir $(B)))
LACKING = $(if $(OTHER),,$(strip $(foreach lib,libc.a libsodium.a libconfig.a,\
	$(if $(filter /%,$(shell $(CC) -print-file-name=$(lib))),,$(lib)))))
FRONT   = $(if $(OTHER)$(LACKING),dynamic,static)
say_lacking = @echo "lanyard: linked dynamically, for lack of $(LACKING)" >&2
dynamic = -pie $(FRONT_OBJ) $(B)/liblanyard.a $(LIBS)
static  = -static-pie $(FRONT_OBJ) $(B)/static/config/setting.o \
	$(B)/liblanyard.a $(LIBS) -lconfig $(WARN_LD)

$(B)/static/%.o: lib/%.c
	@mkdir -p $(@D)
	$(call say,CC,$< for lanyard)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -fPIE \
	    -c -o $@ $<

# Says how the front was linked last, so that it is linked anew when it changes.
# libqrencode may have come since the last build.
$(B)/qr: FORCE
	@mkdir -p $(@D)
	@echo "$(strip $(subst ",,$(QR)))" | cmp -s - $@ || \
	    echo "$(strip $(subst ",,$(QR)))" >$@

$(B)/helper/lanyard-oauth/qr.o: $(B)/qr

$(B)/front: FORCE
	@mkdir -p $(@D)
	@echo $(FRONT) | cmp -s - $@ || echo $(FRONT) >$@

# Code and constants in one segment: two maps fewer. No index for unwinders,
# which C without exceptions never runs. Relocations as a bit map.
$(B)/lanyard: $(FRONT_OBJ) $(B)/static/config/setting.o $(B)/liblanyard.a \
		$(B)/front
	$(if $(LACKING),$(say_lacking))
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -Wl,-z,noseparate-code \
	    -Wl,--no-eh-frame-hdr -Wl,-z,pack-relative-relocs -o $@ $($(FRONT))

$(B)/lanyard-oauth: $(OAUTH_OBJ) $(B)/liblanyard.a
	$(call say,LD,$@)$(CC) -pie $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(NAMES:%=$(B)/%): $(B)/lanyard
	@ln -sf lanyard $@

$(B)/tests/%: tests/unit/%.c $(B)/liblanyard.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -fPIE -pie $(LDFLAGS_ALL) -o $@ $< \
	    $(B)/liblanyard.a -lcmocka $(LIBS)

# A harness for each parser of strangers' bytes (tests/fuzz); FUZZ=1 builds
# them, with clang, which has libFuzzer.
FUZZERS := $(patsubst tests/fuzz/f_%.c,$(B)/f_%,$(wildcard tests/fuzz/f_*.c))

fuzzers: $(FUZZERS)

$(B)/f_%: tests/fuzz/f_%.c tests/fuzz/fuzz.h $(B)/liblanyard.a
	$(call say,LD,$@)$(CC) -D_XOPEN_SOURCE=700 -Ilib/include -Ilib \
	    -Itests/fuzz -MMD -MP -std=c11 $(WARN) $(CFLAGS) $(VFLAGS) \
	    -fsanitize=fuzzer,address,undefined -o $@ $< $(B)/liblanyard.a \
	    $(LIBS)

fuzz: deps-build+fuzz
	@$(BUILD_FUZZERS)
	sh tests/fuzz/fuzz.sh $(or $(SECONDS),60)

# Which lines of lib/ its unit tests run.
coverage: deps-build+check+coverage
	@$(MAKE) -j$(JOBS) --no-print-directory COVERAGE=1 programs units
	@find build/coverage -name '*.gcda' -delete
	BUILD=$(abspath build/coverage) sh tests/run.sh \
	    $(UNIT:$(B)/%=build/coverage/%)
	gcovr -r . -f lib/ --json -o build/coverage/lines.json build/coverage/lib
	perl tests/coverage.pl build/coverage/lines.json

demo: deps-build+demo+node
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	BUILD=$(abspath $(B)) sh tests/demo.sh

# The README's picture: what the demo prints.
picture: deps-build+demo+node
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	{ echo '$$ make demo'; BUILD=$(abspath $(B)) sh tests/demo.sh; } | \
	    perl tests/picture.pl 'make demo' >$(B)/demo.svg
	cp $(B)/demo.svg contrib/demo.svg

# lanyard setup and a first clone, for asciinema.
recording: deps-build+demo+node
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	BUILD=$(abspath $(B)) sh tests/recording.sh contrib/setup.cast

RUN = BUILD=$(abspath $(B)) sh tests/run.sh

# What holds of the sources, and that it is seen where it does not.
FLOORS = tests/check-floors.sh tests/check-floors.t
# The consumers that are small; the others need a mail server.
QUICK = $(addprefix tests/consumers/,manual.t curl.t wget.t httpie.t \
	agents.t serve.t mcp.t)

CHECKS = $(UNIT) $(FLOORS) tests/cli tests/bench tests/e2e tests/git \
	tests/faults tests/fuzz $(QUICK)
BUILD_FUZZERS = $(MAKE) -j$(JOBS) --no-print-directory FUZZ=1 CC=clang fuzzers

check: deps-build+check+examples+git+node+tools+browser+fuzz+glewlwyd
	@$(MAKE) -j$(JOBS) --no-print-directory programs units
	@$(BUILD_FUZZERS)
	@sh tests/git/fetch.sh >/dev/null
	$(RUN) $(CHECKS)

# The same as a user has it whose user namespace lacks root.
check-userns: deps-build+check+examples+git+node+tools+browser+fuzz+glewlwyd
	@$(MAKE) -j$(JOBS) --no-print-directory programs units
	@$(BUILD_FUZZERS)
	@sh tests/git/fetch.sh >/dev/null
	BUILD=$(abspath $(B)) sh tests/userns.sh $(CHECKS)

units: $(UNIT)

# What the tests of a folder need beside check's own.
LACKS_cli = +node
LACKS_e2e = +node+examples+browser+glewlwyd
LACKS_faults = +node
LACKS_git = +git
LACKS_consumers = +consumers+git

check-cli check-e2e check-faults check-git check-consumers: check-%:
	@$(MAKE) --no-print-directory deps-build+check$(LACKS_$*)
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	$(if $(findstring git,$(LACKS_$*)),@sh tests/git/fetch.sh >/dev/null)
	$(RUN) tests/$*

check-unit check-floors: deps-build+check
	@$(MAKE) -j$(JOBS) --no-print-directory programs units
	$(RUN) $(if $(findstring unit,$@),$(UNIT),$(FLOORS))

bench: deps-bench+node
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	BUILD=$(abspath $(B)) sh tests/bench/bench.sh

# What was shown at which authorization server: tests/README.md's table.
features: deps-build+check+node+glewlwyd
	@$(MAKE) -j$(JOBS) --no-print-directory programs
	BUILD=$(abspath $(B)) sh tests/features.sh

check-all: check
	@rm -f $(B)/faults.md
	FAULTS=full FAULTS_TABLE=$(abspath $(B))/faults.md TEST_TIMEOUT_S=900 \
	    $(RUN) tests/faults
	sh tests/table.sh $(B)/faults.md
	sh tests/features.sh -n
	$(MAKE) check-consumers
	AGENTS=full TEST_TIMEOUT_S=2500 $(RUN) tests/consumers/mcp.t
	EXAMPLES_VALGRIND=1 PAGES=full $(RUN) tests/e2e/examples.t \
	    tests/e2e/page.t tests/e2e/manifest.t tests/e2e/setup-github.t
	$(MAKE) deps-kerberos
	$(RUN) tests/kerberos/negotiate.t
	$(MAKE) SANITIZE=address,undefined check

lint: deps-lint+examples
	sh tests/lint.sh $(filter-out -MMD -MP,$(CPPFLAGS_ALL))

# Where this machine's programs are to find the library; who may not tell the
# dynamic linker has LD_LIBRARY_PATH.
reload = $(if $(DESTDIR),,-@[ "$$(id -u)" -ne 0 ] || $(LDCONFIG))

install: all
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)
	$(INSTALL) -m 755 $(B)/lanyard $(DESTDIR)$(BINDIR)
	for name in $(NAMES); do \
	    ln -sf lanyard $(DESTDIR)$(BINDIR)/$$name || exit 1; done
	$(INSTALL) -m 755 $(B)/lanyard-oauth $(DESTDIR)$(LIBEXECDIR)
	$(INSTALL) -m 644 $(B)/liblanyard.a $(DESTDIR)$(LIBDIR)
	$(INSTALL) -m 755 $(B)/liblanyard.so.$(VERSION) $(DESTDIR)$(LIBDIR)
	ln -sf liblanyard.so.$(VERSION) \
	    $(DESTDIR)$(LIBDIR)/liblanyard.so.$(SOVERSION)
	ln -sf liblanyard.so.$(VERSION) $(DESTDIR)$(LIBDIR)/liblanyard.so
	$(INSTALL) -m 644 lib/include/lanyard.h $(DESTDIR)$(INCLUDEDIR)/
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    lib/include/lanyard.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/lanyard.pc
	for page in $(MAN); do \
	    $(INSTALL) -D -m 644 -t $(DESTDIR)$(MANDIR)/man$${page##*.} \
	        $$page || exit 1; done
	set -- $(COMPLETIONS); while [ $$# -gt 0 ]; do \
	    $(INSTALL) -D -m 644 contrib/$$1 $(DESTDIR)$(PREFIX)/share/$$2 || \
	        exit 1; shift 2; done
	$(reload)

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/lanyard \
	    $(NAMES:%=$(DESTDIR)$(BINDIR)/%) \
	    $(DESTDIR)$(LIBEXECDIR)/lanyard-oauth \
	    $(DESTDIR)$(LIBDIR)/liblanyard.* \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/lanyard.pc \
	    $(DESTDIR)$(INCLUDEDIR)/lanyard.h
	for page in $(MAN); do \
	    rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}; done
	set -- $(COMPLETIONS); while [ $$# -gt 0 ]; do \
	    rm -f $(DESTDIR)$(PREFIX)/share/$$2; shift 2; done
	$(reload)

dist:
	git archive --prefix=lanyard-$(VERSION)/ -o build/lanyard-$(VERSION).tar.gz HEAD

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(FRONT_OBJ:.o=.d) $(OAUTH_OBJ:.o=.d) $(UNIT:=.d) \
	$(FUZZERS:=.d) \
	$(wildcard $(B)/static/*/*.d)
