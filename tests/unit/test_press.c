/*
 * What the press makes of good and bad jobs, and what a worker sees of one
 * that is not there, dies or lies.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "main/press.h"
#include "paper/press.h"
#include "paper/press_job.h"
#include "paper/sheet.h"
#include "paper/typeset.h"

#define T(lit)                          \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}

static struct zygote z;

static const struct typeset_head head = {
    .lines = {"PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH"}};

static const struct typeset_job letter = {
    .conf = {SHEET_A4_W, SHEET_A4_H, "Judul", "Kantor", "2026-11-23T09:15:00Z"},
    .head = &head,
    .qr = "https://tte.example/v/contoh-abcdefghij0123456789",
    .foot = "Dapat diperiksa di https://tte.example/v/"};

static bool
is_pdf(const struct sb *b)
{
	return b->n > 1000 && memcmp(b->p, "%PDF-", 5) == 0;
}

/* What is there already stays, and a letter is the same twice. */
static void
test_letter(void **state)
{
	struct str text = STR("@kop\n\nSatu \u2713 dua \u4e2d.\n");
	struct sb a, b;
	struct err e = {0};

	(void)state;
	sb_init(&a, LIMIT_MISSIVE);
	sb_init(&b, LIMIT_MISSIVE + 4);
	sb_puts(&b, "awal");
	assert_int_equal(press_letter(z.fd, &letter, text, &a, &e), 0);
	assert_int_equal(press_letter(z.fd, &letter, text, &b, &e), 0);
	assert_true(is_pdf(&a));
	assert_int_equal(a.n + 4, b.n);
	assert_memory_equal(a.p, b.p + 4, a.n);
	sb_clear(&a);
	sb_clear(&b);
}

static const struct bad {
	const char *name;
	struct str text;
	size_t repeat; /* the text so often */
	size_t room;   /* for the PDF; 0: LIMIT_MISSIVE */
	enum err_kind kind;
	const char *says; /* in its detail */
} bads[] = {
    {"an unknown word", T("Satu.\n\n@bukan\n"), 1, 0, ERR_INPUT, "line 3"},
    {"a table without widths", T("@tabel\na | b\n"), 1, 0, ERR_INPUT, "widths"},
    {"a width of nothing", T("@kisi 0\na | b\n"), 1, 0, ERR_INPUT, "widths"},
    {"thirteen columns", T("@kisi 1 1 1 1 1 1 1 1 1 1 1 1 1\na\n"), 1, 0,
	ERR_INPUT, "widths"},
    {"no UTF-8", T("Sa\xfftu.\n"), 1, 0, ERR_INPUT, "UTF-8"},
    {"too many pages", T("@halaman\n"), 300, 0, ERR_LIMIT, "page"},
    {"a block without an end", T("a\n"), 5000, 0, ERR_LIMIT, "line"},
    {"more text than is taken", T("0123456789abcdef"), 32769, 0, ERR_LIMIT,
	"bytes"},
    {"no room for the PDF", T("Satu.\n"), 1, 1000, ERR_LIMIT, "large"},
};

static void
test_bad(void **state)
{
	const struct bad *b = *state;
	struct sb text, out;
	struct err e = {0};

	sb_init(&text, MIB);
	for (size_t i = 0; i < b->repeat; i++)
		sb_str(&text, b->text);
	sb_init(&out, b->room ? b->room : LIMIT_MISSIVE);
	assert_int_equal(
	    press_letter(z.fd, &letter, sb_get(&text), &out, &e), -1);
	assert_int_equal(e.kind, b->kind);
	assert_non_null(strstr(e.detail, b->says));
	assert_int_equal(out.n, 0);
	sb_clear(&text);
	sb_clear(&out);
}

static void
test_code_too_long(void **state)
{
	char qr[4000];
	struct typeset_job job = letter;
	struct sb out;
	struct err e = {0};

	(void)state;
	memset(qr, 'a', sizeof(qr) - 1);
	qr[sizeof(qr) - 1] = '\0';
	job.qr = qr;
	sb_init(&out, LIMIT_MISSIVE);
	assert_int_equal(
	    press_letter(z.fd, &job, STR("Satu.\n"), &out, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	sb_clear(&out);
}

static void
test_none(void **state)
{
	struct zygote dead;
	struct sb out;
	struct err e = {0};

	(void)state;
	sb_init(&out, LIMIT_MISSIVE);
	assert_int_equal(
	    press_letter(0, &letter, STR("Satu.\n"), &out, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	e = (struct err){0};
	assert_int_equal(zygote_start(&dead, &zygote_press, &e), 0);
	kill(dead.pid, SIGKILL);
	assert_int_equal(waitpid(dead.pid, NULL, 0), dead.pid);
	dead.pid = 0;
	assert_int_equal(
	    press_letter(dead.fd, &letter, STR("Satu.\n"), &out, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.msg, "Naskah belum dapat dibuat. Coba lagi.");
	zygote_close(&dead);
	sb_clear(&out);
}

/* What a press that was taken over might say. */
static const struct lie {
	const char *name;
	struct str says;
	enum err_kind kind;
} lies[] = {
    {"nothing", T(""), ERR_BUSY},
    {"half a head", T("P\0\0"), ERR_BUSY},
    {"no kind of answer", T("X\0\0\0\1a"), ERR_BUSY},
    {"a PDF that is none", T("P\0\0\0\6<html>"), ERR_BUSY},
    {"a PDF that is too short", T("P\0\0\0\3%PD"), ERR_BUSY},
    {"a PDF that breaks off", T("P\0\0\0\x20%PDF-1.5"), ERR_BUSY},
    {"a PDF of 4 GB", T("P\xff\xff\xff\xff%PDF-1.5"), ERR_BUSY},
    {"a failure of no kind", T("F\0\0\0\0"), ERR_BUSY},
    {"a failure that says too much", T("F\0\0\1\0\1aaaa"), ERR_BUSY},
    {"that somebody is not allowed", T("F\0\0\0\2\4a"), ERR_BUSY},
    {"a fault of the text", T("F\0\0\0\3\1\n\x1b"), ERR_INPUT},
};

static int
lie(int fd)
{
	char byte[4096];
	ssize_t n;

	/* The answer's number is in the job's title. */
	n = read(fd, byte, sizeof(byte));
	for (size_t i = 0; n > 0 && i < sizeof(lies) / sizeof(lies[0]); i++)
		if (memmem(byte, (size_t)n, lies[i].name, strlen(lies[i].name)))
			return write(fd, lies[i].says.p, lies[i].says.n) < 0
				   ? -1
				   : 0;
	return -1;
}

static const struct zygote_kind liar = {.role = "liar", .serve = lie};

static void
test_lie(void **state)
{
	const struct lie *l = *state;
	struct typeset_job job = letter;
	struct zygote at;
	struct sb out;
	struct err e = {0};

	job.conf.title = l->name;
	sb_init(&out, LIMIT_MISSIVE);
	assert_int_equal(zygote_start(&at, &liar, &e), 0);
	assert_int_equal(
	    press_letter(at.fd, &job, STR("Satu.\n"), &out, &e), -1);
	assert_int_equal(e.kind, l->kind);
	assert_int_equal(out.n, 0);
	if (l->kind == ERR_INPUT)
		assert_string_equal(e.detail, "press: ??");
	zygote_close(&at);
	sb_clear(&out);
}

/* Jobs that no worker of ours sends; the press goes on. */
static const struct str fields[] = {T(""), T("\xff\xff\xff\xff"),
    T("\0\0\xe8\x80\0\1\x48\x80\0\0\0\1\xff"),
    T("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")};

static void
test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct press_job job;
		struct arena a;

		arena_init(&a, MIB);
		assert_int_equal(
		    press_job_read(&job, &a, PRESS_LETTER, fields[i]), -1);
		assert_int_equal(
		    press_job_read(&job, &a, PRESS_SOP, fields[i]), -1);
		assert_int_equal(
		    press_job_read(&job, &a, PRESS_PDF, fields[i]), -1);
		arena_clear(&a);
	}
}

/* What is put in comes out. */
static void
test_both_ways(void **state)
{
	const struct press_fact fact = {"Nomor", "P-1"};
	const struct press_step step = {.row = "4a",
	    .outcome = "sent",
	    .times = "1",
	    .took = "2",
	    .result = "3",
	    .who = "Ani"};
	const struct press_sop sop = {.profile = STR("profil"),
	    .sop = STR("sop"),
	    .created = "2026",
	    .title = "Jejak",
	    .facts = &fact,
	    .facts_n = 1,
	    .steps = &step,
	    .steps_n = 1};
	struct press_job job;
	struct arena a;
	struct sb b;

	(void)state;
	arena_init(&a, MIB);
	sb_init(&b, MIB);
	press_job_put_letter(&b, &letter, STR("isi"));
	assert_int_equal(press_job_read(&job, &a, PRESS_LETTER, sb_get(&b)), 0);
	assert_true(job.letter.conf.w > 595.27 && job.letter.conf.w < 595.29);
	assert_string_equal(job.letter.conf.title, "Judul");
	assert_string_equal(job.letter.head->lines[1], "DINAS CONTOH");
	assert_null(job.letter.head->lines[2]);
	assert_string_equal(job.letter.qr, letter.qr);
	assert_true(str_eqz(job.text, "isi"));
	sb_reset(&b);
	press_job_put_sop(&b, &sop);
	assert_int_equal(press_job_read(&job, &a, PRESS_SOP, sb_get(&b)), 0);
	assert_true(str_eqz(job.sop.profile, "profil"));
	assert_string_equal(job.sop.title, "Jejak");
	assert_string_equal(job.sop.facts[0].value, "P-1");
	assert_int_equal(job.sop.steps_n, 1);
	assert_string_equal(job.sop.steps[0].outcome, "sent");
	assert_string_equal(job.sop.steps[0].who, "Ani");
	sb_clear(&b);
	arena_clear(&a);
}

static int
set_up(void **state)
{
	struct err e = {0};

	(void)state;
	return zygote_start(&z, &zygote_press, &e);
}

static int
tear_down(void **state)
{
	(void)state;
	zygote_close(&z);
	return 0;
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	static struct CMUnitTest tests[COUNT(bads) + COUNT(lies) + 5] = {
	    cmocka_unit_test(test_letter),
	    cmocka_unit_test(test_code_too_long),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_both_ways),
	};
	static struct bad bad[COUNT(bads)];
	static struct lie told[COUNT(lies)];
	size_t n = 5;

	memcpy(bad, bads, sizeof(bads));
	memcpy(told, lies, sizeof(lies));
	for (size_t i = 0; i < COUNT(bads); i++)
		tests[n++] = (struct CMUnitTest){
		    bad[i].name, test_bad, NULL, NULL, &bad[i]};
	for (size_t i = 0; i < COUNT(lies); i++)
		tests[n++] = (struct CMUnitTest){
		    told[i].name, test_lie, NULL, NULL, &told[i]};
	return cmocka_run_group_tests_name("press", tests, set_up, tear_down);
}
