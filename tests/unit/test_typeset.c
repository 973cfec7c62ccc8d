/*
 * Letters' texts: how many pages they make, what is wrong with them, and what
 * becomes of values.  How they look is seen by tests/regress/typeset.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "paper/sheet.h"
#include "paper/typeset.h"

/* fontconfig's own, whose pointers are offsets: they cannot be followed. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static const struct typeset_head head = {.lines = {"SATU", "DUA", "TIGA"}};

static const struct typeset_job plain = {
    .conf = {
	SHEET_A4_W, SHEET_A4_H, "Judul", "Kantor", "2026-11-23T09:15:00Z"}};

/* How often a word stands in the file. */
static int
count(const struct sb *b, const char *word)
{
	const char *p = b->p, *end = b->p + b->n;
	int n = 0;

	while ((p = memmem(p, (size_t)(end - p), word, strlen(word)))) {
		n++;
		p++;
	}
	return n;
}

static int
pages(const struct sb *b)
{
	return count(b, "/Type /Page") - count(b, "/Type /Pages");
}

static const struct letter {
	const char *name, *text;
	size_t repeat;
	int pages; /* 0: ERR_INPUT */
} letters[] = {
    {"nothing", "", 1, 1},
    {"blank lines", "\n \n\t\n", 10, 1},
    {"a paragraph", "Satu dua.\n", 1, 1},
    {"paragraphs", "Satu dua.\n\n", 60, 2},
    {"one long paragraph", "Kata kata kata kata kata kata kata kata.\n", 300,
	3},
    {"a word without end", "Panjangsekali", 2000, 7},
    {"a page for each", "Satu.\n\n@halaman\n\n", 4, 5},
    {"every word without lines",
	"@kop\n\n@surat\n\n@yth\n\n@rata\n\n@rincian\n\n@butir\n\n@tabel 1\n\n"
	"@kisi 1\n\n@pilihan\n\n@ttd\n\n@ttd_dua\n\n@tembusan\n\n@lampiran\n\n"
	"@kecil\n\n@jarak\n\n@judul\n\n@tengah\n\n@kanan\n",
	1, 1},
    {"details without values", "@rincian\na |\nb\n |\n", 100, 1},
    {"a table without widths", "@tabel\na\n", 1, 0},
    {"a table of words", "@tabel a b\na\n", 1, 0},
    {"an unknown word", "@x\n", 1, 0},
    {"only an at", "@\n", 1, 0},
    {"rows of a table", "@tabel 10 90\nNo | Nama\n1 | Ani\n2 | Budi\n\n", 30,
	3},
    {"a table's rows alone", "@tabel 10 90\n | \n", 3, 1},
    {"more cells than columns", "@kisi 50 50\na | b | c | d\n", 1, 1},
    {"fewer cells than columns", "@kisi 1 1 1\na\n", 1, 1},
    {"signatures without a rule", "@ttd_dua\na\n#\nb\n", 1, 1},
    {"signatures only of room", "@ttd\n#\n#tte\n**\n*\n", 1, 1},
};

static void
test_letter(void **state)
{
	const struct letter *l = *state;
	struct typeset_job job = plain;
	struct sb text, out;
	struct err e = {0};
	int rc;

	job.head = &head;
	sb_init(&text, MIB);
	sb_init(&out, LIMIT_MISSIVE);
	for (size_t i = 0; i < l->repeat; i++)
		sb_puts(&text, l->text);
	rc = typeset(&out, &job, sb_get(&text), &e);
	assert_int_equal(rc, l->pages ? 0 : -1);
	assert_int_equal(e.kind, l->pages ? ERR_NONE : ERR_INPUT);
	if (l->pages)
		assert_int_equal(pages(&out), l->pages);
	sb_clear(&text);
	sb_clear(&out);
}

static const struct value {
	const char *name, *in, *out;
} values[] = {
    {"plain", "Ani, S.Kom.", "Ani, S.Kom."},
    {"a cell's border", "a|b", "a\u00a6b"},
    {"a line's end", "a\nb\r\n", "a\u2028b\u2028"},
    {"a pilcrow", "a\u00b6b", "a b"},
    {"a pilcrow alone", "\u00b6", " "},
    {"a command", "@ttd", "\u2060@ttd"},
    {"an at within", "ani@contoh.example", "ani@contoh.example"},
    {"a box", "[x] ya", "\u2060[x] ya"},
    {"a rule", "---", "\u2060---"},
    {"room", "#", "\u2060#"},
    {"bold", "*a*", "\u2060*a*"},
    {"control characters", "a\tb\x01\x1b\x7f", "a b"},
    {"nothing", "", ""},
};

static void
test_value(void **state)
{
	const struct value *v = *state;
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(typeset_value(&a, v->in), v->out);
	arena_clear(&a);
}

/* A file that is no picture is left out, and so is a giant. */
static void
test_logo(void **state)
{
	static const char giant[] =
	    "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\6\0\0"
	    "\0";
	const struct str logos[] = {
	    {"", 0}, {"GIF89a", 6}, {giant, sizeof(giant) - 1}, {giant, 10}};

	(void)state;
	for (size_t i = 0; i < sizeof(logos) / sizeof(logos[0]); i++) {
		struct typeset_head h = head;
		struct typeset_job job = plain;
		struct err e = {0};
		struct sb out;

		h.logo = logos[i];
		job.head = &h;
		sb_init(&out, LIMIT_MISSIVE);
		assert_int_equal(typeset(&out, &job, STR("@kop\n"), &e), 0);
		assert_int_equal(pages(&out), 1);
		assert_int_equal(count(&out, "/Subtype /Image"), 0);
		sb_clear(&out);
	}
}

/* The date is that of the job and of no clock. */
static void
test_dates(void **state)
{
	struct typeset_job job = plain;
	struct err e = {0};
	struct sb a, b;

	(void)state;
	sb_init(&a, LIMIT_MISSIVE);
	sb_init(&b, LIMIT_MISSIVE);
	assert_int_equal(typeset(&a, &job, STR("Satu.\n"), &e), 0);
	job.conf.created = "2027-01-02T03:04:05Z";
	assert_int_equal(typeset(&b, &job, STR("Satu.\n"), &e), 0);
	assert_int_equal(count(&a, "/CreationDate (D:20261123091500Z)"), 1);
	assert_int_equal(count(&b, "/CreationDate (D:20270102030405Z)"), 1);
	assert_int_equal(count(&b, "Date"), 1);
	sb_clear(&a);
	sb_clear(&b);
}

static int
set_up(void **state)
{
	struct err e = {0};

	(void)state;
	return sheet_warm(&e);
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	static struct CMUnitTest tests[COUNT(letters) + COUNT(values) + 2] = {
	    cmocka_unit_test(test_logo),
	    cmocka_unit_test(test_dates),
	};
	static struct letter set[COUNT(letters)];
	static struct value made[COUNT(values)];
	size_t n = 2;

	memcpy(set, letters, sizeof(letters));
	memcpy(made, values, sizeof(values));
	for (size_t i = 0; i < COUNT(letters); i++)
		tests[n++] = (struct CMUnitTest){
		    set[i].name, test_letter, NULL, NULL, &set[i]};
	for (size_t i = 0; i < COUNT(values); i++)
		tests[n++] = (struct CMUnitTest){
		    made[i].name, test_value, NULL, NULL, &made[i]};
	return cmocka_run_group_tests_name("typeset", tests, set_up, NULL);
}
