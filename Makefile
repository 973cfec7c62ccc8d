# make [MODE=debug|release|asan|cov]         build build/$(MODE)/paraf
# make run [PORT=8080] [DATA=data]           try it with made-up persons
# make check                                 every test
# make install [PREFIX=/usr/local] [DESTDIR=]
MODE   ?= debug
PREFIX ?= /usr/local
PORT   ?= 8080
DATA   ?= data
JOBS   ?= $(shell nproc)
VERSION := $(shell cat VERSION 2>/dev/null || \
	git describe --always --dirty 2>/dev/null || echo 0)
B      := build/$(MODE)
PKGS   := fcgi libmicrohttpd sqlite3 yaml-0.1 jansson libsodium libqrencode \
	libmagic libsystemd libjpeg libexif libpng libqpdf libseccomp libcurl \
	liboath libcrypto pangocairo pangoft2 cairo-pdf fontconfig
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wformat=2 -Wundef -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wvla -Wwrite-strings -Wcast-qual \
	-Wpointer-arith -Wswitch-enum -Wimplicit-fallthrough \
	-Wnull-dereference -Wdouble-promotion -Wdate-time
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all
OPT_debug   := -O1 -g3 -Werror -DPARAF_DEBUG
OPT_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
	-fstack-clash-protection -fPIE
OPT_asan    := -O1 -g3 -Werror -DPARAF_DEBUG -fno-omit-frame-pointer $(SAN)
OPT_cov     := -O0 -g3 --coverage -DPARAF_COVERAGE
LD_release  := -pie -Wl,-z,relro,-z,now
LD_asan     := $(SAN)
LD_cov      := --coverage
# Only these have folders of their own for their headers.
INC    := $(subst -I,-isystem ,$(shell pkg-config --cflags-only-I \
	pangocairo pangoft2 cairo-pdf))
CF     = -std=c17 -Isrc -I$(B)/gen $(INC) -D_GNU_SOURCE -fno-common -MMD -MP \
	$(WARN) $(OPT_$(MODE)) $(CPPFLAGS) $(CFLAGS)
LF     := $(LD_$(MODE)) -Wl,--dynamic-list=src/bsre/module.sym $(LDFLAGS)
LDLIBS = $(shell pkg-config --libs $(PKGS)) -lmbedx509 -lmbedcrypto -lm
LAYERS := base domain net sop http view vault paper bsre mail store app step page main
OBJ    := $(patsubst %.c,$(B)/%.o,$(wildcard $(LAYERS:%=src/%/*.c))) \
	$(B)/gen/queries.o $(B)/gen/schema.o $(B)/gen/assets.o
LIB    := $(filter-out $(B)/src/main/main.o,$(OBJ))
SIM    := $(patsubst %.c,$(B)/%.o,$(wildcard src/simulator/*.c))
UNIT   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
YEAR   := $(patsubst %.c,$(B)/%.o,$(wildcard tests/unit/year/*.c))
REGRESS := $(patsubst %.c,$(B)/%,$(wildcard tests/regress/*.c))
FUZZ   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

# One short line a file; V=1 shows the whole command.
say = $(if $(V),,@echo '  $(1) $(2)';)

all: $(B)/paraf $(B)/paraf-bsre-sim
$(B)/paraf: $(OBJ)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS)
# What stands for BSrE in tests and demonstrations.
$(B)/paraf-bsre-sim: $(SIM) $(LIB)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS)
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CF) -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)$(CC) $(CF) -c -o $@ $<

# SQL, templates and static files become C by two small tools.
$(B)/tool/%: src/build/%.c
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -o $@ $<
SQL_QUERIES := $(sort $(wildcard sql/query/*/*.sql))
SQL_SCHEMA  := $(sort $(wildcard sql/schema/*/*.sql))
ASSETS := $(sort $(shell find templates static -type f 2>/dev/null))
$(B)/gen/queries.c $(B)/gen/queries.h &: $(B)/tool/sqlgen $(SQL_QUERIES)
	@mkdir -p $(@D)
	$(call say,GEN,$@)$(B)/tool/sqlgen queries $(B)/gen $(SQL_QUERIES)
$(B)/gen/schema.c: $(B)/tool/sqlgen $(SQL_SCHEMA)
	@mkdir -p $(@D)
	$(call say,GEN,$@)$(B)/tool/sqlgen schema $(B)/gen $(SQL_SCHEMA)
$(B)/gen/assets.c: $(B)/tool/embed $(ASSETS)
	@mkdir -p $(@D)
	$(call say,GEN,$@)$(B)/tool/embed $(B)/gen/assets.c $(ASSETS)
$(OBJ) $(SIM) $(UNIT:%=%.o) $(YEAR): | $(B)/gen/queries.h
$(B)/gen/version.h: FORCE
	@mkdir -p $(@D)
	@echo '#define VERSION "$(VERSION)"' | cmp -s - $@ || \
	    echo '#define VERSION "$(VERSION)"' >$@
$(B)/src/main/main.o: $(B)/gen/version.h

$(UNIT): $(B)/%: $(B)/%.o $(LIB)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS) -lcmocka
$(B)/tests/unit/test_year: $(YEAR)
$(B)/tests/unit/test_pdfsig: $(filter-out %/main.o,$(SIM))
# Modules for BSrE that a test loads, made as one outside the tree would be.
MODULES := $(patsubst %.c,$(B)/%.so,$(wildcard tests/data/module/*.c))
$(MODULES): $(B)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(CF) -fPIC -shared -o $@ $< && chmod 755 $@
$(B)/tests/unit/test_bsre_load $(B)/tests/unit/test_way: | $(MODULES)
unit: $(UNIT) $(B)/tool/sqlgen $(B)/tool/embed
	@test -n "$(UNIT)" && for t in $(UNIT); do ./$$t || exit 1; done
	@sh tests/unit/test_sqlgen.sh $(B)/tool/sqlgen
	@sh tests/unit/test_embed.sh $(B)/tool/embed

# make replay [MUTATE=100000 SEED=7]: every fuzz target over its corpus.
$(B)/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS)
# Those that decode get the good and bad files too; the slow, fewer mutations.
SLOW   := image pdf pdfsig inspect typeset
BIG    := %/sixty-megapixels.png %/text-bomb.png %/wide.png %/tall.jpg \
	%/taller.jpg %/bottomless.pdf $(wildcard tests/data/files/bomb-*) \
	$(wildcard tests/data/files/deep-*)
FILES  := $(filter-out $(BIG),$(wildcard tests/data/files/*.*))
FILES_image := $(filter %.jpg %.png,$(FILES))
FILES_pdf := $(filter %.pdf,$(FILES))
FILES_pdfsig := $(FILES_pdf)
FILES_x509 := $(wildcard tests/data/certificates/*.pem)
replay: $(FUZZ:%=$(B)/replay_%)
	@test -n "$^" && $(foreach t,$(FUZZ),$(B)/replay_$t \
		$(if $(MUTATE),--mutate $$(($(MUTATE) / \
		    $(if $(filter $t,$(SLOW)),10,1)))) \
		$(SEED:%=--seed %) $(FILES_$t) \
		$(wildcard tests/fuzz/corpus/$t) &&) :

# The programs that tests/regress/ drives; every tool must be there.
$(REGRESS): $(B)/%: $(B)/%.o $(LIB)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS)
regress: all $(REGRESS) $(MODULES)
	PARAF_BUILD=$(B) B=$(B) node --test --test-concurrency=2 \
	    tests/regress/*.test.mjs

# Chromium against the whole program.
tests/node_modules/.package-lock.json: tests/package-lock.json
	npm ci --prefix tests --ignore-scripts --no-audit --no-fund
browser: $(B)/paraf tests/node_modules/.package-lock.json
	PARAF_BUILD=$(B) node --test tests/browser/*.test.mjs

# The include rule: own folder or a lower level (docs/architecture.md).
layers:
	@grep -Hn '^#include "' src/*/*.[ch] | awk -f src/build/layers.awk
headers: $(B)/gen/queries.h $(B)/gen/version.h
	@mkdir -p $(B)
	@for h in $(wildcard src/*/*.h); do \
		printf '#include "%s"\ntypedef int not_empty;\n' $$h | \
		    $(CC) $(filter-out -MMD -MP,$(CF)) -I. -x c -fsyntax-only - || \
		    exit 1; done

# Debian packages first: only then can pkg-config be asked.
SUB = $(MAKE) --no-print-directory
check:
	@deploy/packages/install.sh build test
	@$(SUB) headers layers
	@$(SUB) -j$(JOBS) unit
	@$(SUB) -j$(JOBS) MODE=asan unit
	@$(SUB) -j$(JOBS) MODE=asan MUTATE=$(or $(MUTATE),100000) replay
	@$(SUB) -j$(JOBS) regress
	@$(SUB) -j$(JOBS) browser

# Ctrl-C ends the server and the simulator, and that is no failure.
R := build/release/paraf
run:
	@deploy/packages/install.sh build
	@$(SUB) -j$(JOBS) MODE=release all
	@$(R) tenant load --data $(DATA) deploy/tenants/*
	@$(R) calendar load --data $(DATA) deploy/calendar/*.yaml
	@exec deploy/try.sh $(R) $(DATA) $(PORT)

# make bench [CASES=1000000]: figures, never a failure.
BENCH  := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c))
$(BENCH): $(B)/%: $(B)/%.o $(LIB)
	$(call say,LD,$@)$(CC) $(LF) -o $@ $^ $(LDLIBS)
$(BENCH:%=%.o): | $(B)/gen/queries.h
bench-programs: all $(BENCH)
bench:
	@deploy/packages/install.sh build bench
	@$(SUB) -j$(JOBS) MODE=release bench-programs
	node tests/bench/run.mjs $(CASES)
	node tests/bench/uploads.mjs
	node tests/bench/sweep.mjs
	node tests/bench/polling.mjs
	$(B)/tests/bench/letters $(foreach d,$(wildcard deploy/tenants/*),\
	    $d/kantor.yaml $(wildcard $d/*.sop.yaml))
lint:
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability \
	    --inline-suppr --suppress=nullPointerArithmetic -Isrc src
	for f in src/*/*.c; do clang-tidy --quiet $$f -- $(CF) || exit 1; done

SHARE = $(DESTDIR)$(PREFIX)/share/paraf
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/system
install:
	@$(SUB) -j$(JOBS) MODE=release all
	install -D -m 755 $(R) $(DESTDIR)$(PREFIX)/sbin/paraf
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 docs/paraf.8
	for d in deploy/tenants/*; do install -D -m 644 -t \
	    $(SHARE)/tenants/$${d##*/} $$d/*.yaml || exit 1; done
	for d in calendar nginx lighttpd; do install -D -m 644 -t \
	    $(SHARE)/$$d deploy/$$d/* || exit 1; done
	install -D -m 644 -t $(UNITS) deploy/systemd/*.socket
	sed 's|/usr/local/s*bin/|$(PREFIX)/sbin/|' deploy/systemd/paraf.service \
	    >$(UNITS)/paraf.service
dist:
	git archive --prefix=paraf-$(VERSION)/ \
	    --add-virtual-file=paraf-$(VERSION)/VERSION:$(VERSION) \
	    -o paraf-$(VERSION).tar.gz HEAD
clean:
	rm -rf build

.PHONY: all unit replay regress browser layers headers check run bench \
	bench-programs lint install dist clean FORCE
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
