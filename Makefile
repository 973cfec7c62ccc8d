# make [MODE=debug|release|asan|cov] [PREFIX=] [DESTDIR=]   build
# make run [PORT=8080] [DATA=data]                          try it
# make check                                                all tests
MODE   ?= debug
PREFIX ?= /usr/local
PORT   ?= 8080
DATA   ?= data
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo 0)
B      := build/$(MODE)
PKGS   := fcgi libmicrohttpd sqlite3 yaml-0.1 jansson libsodium libqrencode \
	libmagic libsystemd
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wformat=2 -Wundef -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wvla -Wwrite-strings -Wcast-qual \
	-Wpointer-arith -Wswitch-enum -Wimplicit-fallthrough \
	-Wnull-dereference -Wdouble-promotion -Wdate-time
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all
OPT_debug   := -O1 -g3 -Werror
OPT_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
	-fstack-clash-protection -fPIE
OPT_asan    := -O1 -g3 -Werror -fno-omit-frame-pointer $(SAN)
OPT_cov     := -O0 -g3 --coverage
LD_release  := -pie -Wl,-z,relro,-z,now
LD_asan     := $(SAN)
LD_cov      := --coverage
CF     = -std=c17 -Isrc -I$(B)/gen -D_GNU_SOURCE -fno-common -MMD -MP \
	$(WARN) $(OPT_$(MODE)) $(CPPFLAGS) $(CFLAGS)
LF     := $(LD_$(MODE)) $(LDFLAGS)
LDLIBS = $(shell pkg-config --libs $(PKGS)) -lmbedtls -lmbedx509 -lmbedcrypto
LAYERS := base domain sop http view vault paper bsre store app step page main
OBJ    := $(patsubst %.c,$(B)/%.o,$(wildcard $(LAYERS:%=src/%/*.c))) \
	$(B)/gen/queries.o $(B)/gen/schema.o $(B)/gen/assets.o
LIB    := $(filter-out $(B)/src/main/main.o,$(OBJ))
UNIT   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
REGRESS := $(patsubst %.c,$(B)/%,$(wildcard tests/regress/*.c))
FUZZ   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(B)/paraf
$(B)/paraf: $(OBJ)
	$(CC) $(LF) -o $@ $^ $(LDLIBS)
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CF) -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(CF) -c -o $@ $<

# SQL, templates and static files become C by two small tools.
$(B)/tool/%: src/build/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -o $@ $<
SQL_QUERIES := $(sort $(wildcard sql/query/*/*.sql))
SQL_SCHEMA  := $(sort $(wildcard sql/schema/*/*.sql))
ASSETS := $(sort $(shell find templates static -type f 2>/dev/null))
$(B)/gen/queries.c $(B)/gen/queries.h &: $(B)/tool/sqlgen $(SQL_QUERIES)
	@mkdir -p $(@D)
	$(B)/tool/sqlgen queries $(B)/gen $(SQL_QUERIES)
$(B)/gen/schema.c: $(B)/tool/sqlgen $(SQL_SCHEMA)
	@mkdir -p $(@D)
	$(B)/tool/sqlgen schema $(B)/gen $(SQL_SCHEMA)
$(B)/gen/assets.c: $(B)/tool/embed $(ASSETS)
	@mkdir -p $(@D)
	$(B)/tool/embed $(B)/gen/assets.c $(ASSETS)
$(OBJ) $(UNIT:%=%.o): | $(B)/gen/queries.h

$(UNIT): $(B)/%: $(B)/%.o $(LIB)
	$(CC) $(LF) -o $@ $^ $(LDLIBS) -lcmocka
unit: $(UNIT) $(B)/tool/sqlgen
	@test -n "$(UNIT)" && for t in $(UNIT); do ./$$t || exit 1; done
	@sh tests/unit/test_sqlgen.sh $(B)/tool/sqlgen

# make replay [MUTATE=100000 SEED=7]: every fuzz target over its corpus.
$(B)/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(CC) $(LF) -o $@ $^ $(LDLIBS)
replay: $(FUZZ:%=$(B)/replay_%)
	@test -n "$^" && for t in $(FUZZ); do \
		$(B)/replay_$$t $(MUTATE:%=--mutate %) $(SEED:%=--seed %) \
		    tests/fuzz/corpus/$$t || exit 1; done

# Programs that the tests of tests/regress/ drive.
$(B)/tests/regress/%: $(B)/tests/regress/%.o $(LIB)
	$(CC) $(LF) -o $@ $^ $(LDLIBS)

# Behind real web servers; every tool must be there.
$(REGRESS): $(B)/%: $(B)/%.o $(filter $(B)/src/base/% $(B)/src/http/%,$(OBJ)) \
		$(patsubst %,$(B)/src/main/%.o,serve worker listen)
	$(CC) $(LF) -o $@ $^ $(LDLIBS)
regress: $(REGRESS)
	PARAF_BUILD=$(B) node --test tests/regress/*.test.mjs

# The include rule: own folder or a lower level (docs/architecture.md).
layers:
	@grep -Hn '^#include "' src/*/*.[ch] | awk -f src/build/layers.awk
headers:
	@for h in $(wildcard src/*/*.h); do \
		printf "#include \"%s\"\ntypedef int unit_is_not_empty;\n" $$h | $(CC) $(CF) -I. -x c -fsyntax-only \
		    -MF /dev/null - || exit 1; done
clean:
	rm -rf build

.PHONY: all unit replay regress layers headers clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
