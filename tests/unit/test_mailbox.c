#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/mailbox.h"

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* One reported test per row; want NULL means: must be refused. */
static struct row {
	const char *name, *in, *want;
} rows[] = {
    {"plain", "sri.wahyuni@malutprov.go.id", "sri.wahyuni@malutprov.go.id"},
    {"capitals", "Sri.W@MalutProv.GO.ID", "sri.w@malutprov.go.id"},
    {"blanks around", " a@b.id\r\n", "a@b.id"},
    {"marks", "a_b%c+d-e@x-y.example", "a_b%c+d-e@x-y.example"},
    {"digits", "007@9.example", "007@9.example"},
    {"empty", "", NULL},
    {"no @", "sri.example", NULL},
    {"@ alone", "@", NULL},
    {"no local part", "@dinas.example", NULL},
    {"no domain", "sri@", NULL},
    {"two @", "a@b@c.example", NULL},
    {"one label", "a@localhost", NULL},
    {"last label of one letter", "a@b.c", NULL},
    {"last label of two", "a@b.cd", "a@b.cd"},
    {"last label with a digit", "a@b.c1", NULL},
    {"an address in numbers", "a@10.0.0.1", NULL},
    {"leading dot", ".a@b.id", NULL},
    {"trailing dot", "a.@b.id", NULL},
    {"two dots", "a..b@b.id", NULL},
    {"one dot", "a.b@b.id", "a.b@b.id"},
    {"domain begins with a dot", "a@.b.id", NULL},
    {"domain ends with a dot", "a@b.id.", NULL},
    {"label begins with a dash", "a@-b.id", NULL},
    {"label ends with a dash", "a@b-.id", NULL},
    {"blank inside", "a b@c.id", NULL},
    {"a list", "a@b.id,c@d.id", NULL},
    {"a name before", "Sri <a@b.id>", NULL},
    {"not ASCII", "s\xc3\xa9@b.id", NULL},
    {"local of 64", SIXTY "abcd@b.id", SIXTY "abcd@b.id"},
    {"local of 65", SIXTY "abcde@b.id", NULL},
    {"label of 63", "a@" SIXTY "abc.id", "a@" SIXTY "abc.id"},
    {"label of 64", "a@" SIXTY "abcd.id", NULL},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct mailbox m, old;
	struct err e = {0};
	int rc;

	memset(&m, 0x5a, sizeof(m));
	memcpy(&old, &m, sizeof(m));
	rc = mailbox_parse(&m, str_of(r->in), &e);
	assert_int_equal(rc, r->want ? 0 : -1);
	assert_int_equal(e.kind, r->want ? ERR_NONE : ERR_INPUT);
	if (!r->want) {
		assert_memory_equal(&m, &old, sizeof(m));
		return;
	}
	assert_string_equal(m.address, r->want);
	assert_int_equal(m.address[m.local_n], '@');
}

static struct allowed {
	const char *name, *address, *domain;
	bool want;
} allowed[] = {
    {"below .go.id", "a@kudus.go.id", ".go.id", true},
    {"far below .go.id", "a@x.y.kudus.go.id", ".go.id", true},
    {"go.id itself", "a@go.id", ".go.id", false},
    {"another end", "a@kudus.or.id", ".go.id", false},
    {"end without a dot", "a@kudusgo.id", ".go.id", false},
    {"the domain", "a@malutprov.go.id", "malutprov.go.id", true},
    {"below the domain", "a@mail.malutprov.go.id", "malutprov.go.id", true},
    {"glued before it", "a@xmalutprov.go.id", "malutprov.go.id", false},
    {"glued with two", "a@xxmalutprov.go.id", "malutprov.go.id", false},
    {"glued behind it", "a@malutprov.go.id.example", "malutprov.go.id", false},
    {"above it", "a@go.id", "malutprov.go.id", false},
    {"set in capitals", "a@kudus.go.id", "Kudus.GO.ID", true},
    {"in the local part", "kudus.go.id@mail.example", "kudus.go.id", false},
    {"empty", "a@kudus.go.id", "", false},
    {"a dot", "a@kudus.go.id", ".", false},
};

static void
test_allowed(void **state)
{
	const struct allowed *r = *state;
	const char *list[2] = {"other.example", r->domain};
	struct mailbox m;
	struct err e = {0};

	assert_int_equal(mailbox_parse(&m, str_of(r->address), &e), 0);
	assert_int_equal(mailbox_is_allowed(&m, list, 2), r->want);
	assert_false(mailbox_is_allowed(&m, list, 1));
	assert_false(mailbox_is_allowed(&m, list, 0));
}

static struct unit {
	const char *name, *address;
	bool want;
} units[] = {
    {"admin", "admin@kudus.go.id", true},
    {"numbered", "admin02@kudus.go.id", true},
    {"last word", "tapin.info@tapin.go.id", true},
    {"first word", "sekretariat.umum1@tapin.go.id", true},
    {"behind an underline", "ppid_tapin@tapin.go.id", true},
    {"a person", "sri.wahyuni@tapin.go.id", false},
    {"Dina Sari", "dinasari@tapin.go.id", false},
    {"Informan", "informan@tapin.go.id", false},
    {"only in the domain", "sri@dinas.tapin.go.id", false},
    {"digits only", "12345@tapin.go.id", false},
};

static void
test_unit(void **state)
{
	const struct unit *r = *state;
	struct mailbox m;
	struct err e = {0};

	assert_int_equal(mailbox_parse(&m, str_of(r->address), &e), 0);
	assert_int_equal(mailbox_is_unit(&m), r->want);
}

/* Whatever is accepted holds nothing but these bytes, and one @. */
static void
test_every_byte(void **state)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789.@-_%+";
	char in[] = "s.wahyu@dinas.example";
	size_t len = strlen(in);

	(void)state;
	for (size_t i = 0; i < len; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct mailbox m;
			struct err e = {0};
			const char *at;

			in[i] = (char)c;
			if (mailbox_parse(&m, (struct str){in, len}, &e) != 0)
				continue;
			at = strchr(m.address, '@');
			assert_non_null(at);
			assert_null(strchr(at + 1, '@'));
			assert_int_equal(
			    strspn(m.address, good), strlen(m.address));
			assert_true(strlen(m.address) >= len - 1);
		}
		in[i] = keep;
	}
}

/* The limit of the whole address. */
static void
test_longest(void **state)
{
	char in[300];
	struct mailbox m;
	struct err e = {0};

	(void)state;
	memset(in, 'a', sizeof(in));
	in[10] = '@';
	for (size_t i = 70; i < 254; i += 60)
		in[i] = '.';
	assert_int_equal(mailbox_parse(&m, (struct str){in, 254}, &e), 0);
	assert_int_equal(strlen(m.address), 254);
	assert_int_equal(mailbox_parse(&m, (struct str){in, 255}, &e), -1);
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		ALLOWED = sizeof(allowed) / sizeof(allowed[0]),
		UNITS = sizeof(units) / sizeof(units[0]),
		OWN = 2
	};
	struct CMUnitTest tests[OWN + ROWS + ALLOWED + UNITS] = {
	    cmocka_unit_test(test_every_byte), cmocka_unit_test(test_longest)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < ALLOWED; i++)
		tests[n++] = (struct CMUnitTest){
		    allowed[i].name, test_allowed, NULL, NULL, &allowed[i]};
	for (size_t i = 0; i < UNITS; i++)
		tests[n++] = (struct CMUnitTest){
		    units[i].name, test_unit, NULL, NULL, &units[i]};
	return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
