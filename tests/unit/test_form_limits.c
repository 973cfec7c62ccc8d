#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/form.h"

#define URLENC "application/x-www-form-urlencoded"
#define MULTI  "multipart/form-data; boundary=xyz"
#define FIELD(n) \
	"--xyz\r\nContent-Disposition: form-data; name=\"" n "\"\r\n\r\n"
#define FILE1(n) "--xyz\r\nContent-Disposition: form-data; " n "\r\n\r\n"
#define END      "\r\n--xyz--\r\n"

static ssize_t
source_read(void *body, char *buf, size_t n)
{
	struct str *left = body;

	if (n > left->n)
		n = left->n;
	memcpy(buf, left->p, n);
	*left = (struct str){left->p + n, left->n - n};
	return (ssize_t)n;
}

static int
sink_open(void *ctx, struct form_file *file, struct err *e)
{
	(void)e;
	file->handle = ctx;
	return 0;
}

static int
sink_write(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	(void)ctx;
	(void)file;
	(void)p;
	(void)e;
	return n > 0 ? 0 : -1;
}

/* Parse body into *f, which lives in *a; what went wrong. */
static enum err_kind
parse(struct form *f, struct arena *a, const char *type, struct str *body,
    int64_t length, bool sink)
{
	struct form_sink s = {sink_open, sink_write, NULL, a, 0};
	struct request rq = {.arena = a,
	    .content_type = str_of(type),
	    .content_length = length,
	    .read = source_read,
	    .body = body};
	struct err e = {0};
	int rc;

	arena_init(a, LIMIT_REQUEST_ARENA);
	rc = form_parse(f, &rq, sink ? &s : NULL, &e);
	assert_int_equal(rc, e.kind == ERR_NONE ? 0 : -1);
	return e.kind;
}

/*
 * Bodies built by repetition, on both sides of each limit.  'n' parts of
 * 'part', whose "%" is replaced by fill bytes of 'x'.
 */
static struct limit {
	const char *name, *type, *before, *part, *after;
	size_t n, fill;
	bool sink;
	enum err_kind kind;
} limits[] = {
    {"urlencoded fields", URLENC, "", "a&", "", LIMIT_FIELDS - 1, 0, false, 0},
    {"urlencoded fields, one more", URLENC, "", "a&", "a", LIMIT_FIELDS, 0,
	false, ERR_LIMIT},
    {"urlencoded value", URLENC, "", "a=%", "", 1, LIMIT_FIELD, false, 0},
    {"urlencoded value, one more", URLENC, "", "a=%", "", 1, LIMIT_FIELD + 1,
	false, ERR_LIMIT},
    {"urlencoded name", URLENC, "", "%=", "", 1, LIMIT_FIELD_NAME, false, 0},
    {"urlencoded name, one more", URLENC, "", "%=", "", 1, LIMIT_FIELD_NAME + 1,
	false, ERR_LIMIT},
    {"urlencoded body", URLENC, "", "a=%&", "", 16, 16 * KIB - 3, true, 0},
    {"urlencoded body, one more", URLENC, "", "a=%&", "b", 16, 16 * KIB - 3,
	true, ERR_LIMIT},
    {"fields", MULTI, "", FIELD("a") "\r\n", "--xyz--", LIMIT_FIELDS, 0, false,
	0},
    {"fields, one more", MULTI, "", FIELD("a") "\r\n", "--xyz--",
	LIMIT_FIELDS + 1, 0, false, ERR_LIMIT},
    {"files", MULTI, "", FILE1("name=f; filename=b") "x\r\n", "--xyz--",
	LIMIT_FILES, 0, true, 0},
    {"files, one more", MULTI, "", FILE1("name=f; filename=b") "x\r\n",
	"--xyz--", LIMIT_FILES + 1, 0, true, ERR_LIMIT},
    {"files left empty", MULTI, "", FILE1("name=f; filename=\"\"") "\r\n",
	"--xyz--", LIMIT_FIELDS + LIMIT_FILES, 0, true, 0},
    {"files left empty, one more", MULTI, "",
	FILE1("name=f; filename=\"\"") "\r\n", "--xyz--",
	LIMIT_FIELDS + LIMIT_FILES + 1, 0, true, ERR_LIMIT},
    {"value", MULTI, "", FIELD("a") "%\r\n", "--xyz--", 1, LIMIT_FIELD, false,
	0},
    {"value, one more", MULTI, "", FIELD("a") "%\r\n", "--xyz--", 1,
	LIMIT_FIELD + 1, false, ERR_LIMIT},
    {"name", MULTI, "", FIELD("%") "\r\n", "--xyz--", 1, LIMIT_FIELD_NAME,
	false, 0},
    {"name, one more", MULTI, "", FIELD("%") "\r\n", "--xyz--", 1,
	LIMIT_FIELD_NAME + 1, false, ERR_LIMIT},
    {"all values", MULTI, "", FIELD("a") "%\r\n", "--xyz--", 32, LIMIT_FIELD,
	true, 0},
    {"all values, one more", MULTI, "", FIELD("a") "%\r\n", FIELD("b") "x" END,
	32, LIMIT_FIELD, true, ERR_LIMIT},
    {"part head", MULTI, "--xyz\r\nX: ",
	"%\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", "--xyz--", 1,
	LIMIT_PART_HEAD - 47, false, 0},
    {"part head, one more", MULTI, "--xyz\r\nX: ",
	"%\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", "--xyz--", 1,
	LIMIT_PART_HEAD - 46, false, ERR_LIMIT},
    {"body without sink", MULTI, "--xyz--\r\n", "%", "", 1, LIMIT_BODY_FORM - 9,
	false, 0},
    {"body without sink, one more", MULTI, "--xyz--\r\n", "%", "", 1,
	LIMIT_BODY_FORM - 8, false, ERR_LIMIT},
    {"body", MULTI, "--xyz--\r\n", "%", "", 1, LIMIT_BODY - 9, true, 0},
    {"body, one more", MULTI, "--xyz--\r\n", "%", "", 1, LIMIT_BODY - 8, true,
	ERR_LIMIT},
};

static void
limit_body(struct sb *b, const struct limit *l)
{
	sb_puts(b, l->before);
	for (size_t i = 0; i < l->n; i++) {
		const char *mark = strchr(l->part, '%');

		if (!mark) {
			sb_puts(b, l->part);
			continue;
		}
		sb_put(b, l->part, (size_t)(mark - l->part));
		for (size_t k = 0; k < l->fill; k++)
			sb_putc(b, 'x');
		sb_puts(b, mark + 1);
	}
	sb_puts(b, l->after);
}

static void
test_limit(void **state)
{
	const struct limit *l = *state;
	struct sb body;
	struct str all;

	sb_init(&body, 70 * MIB);
	limit_body(&body, l);
	all = sb_get(&body);
	for (int known = 0; known < 2; known++) {
		struct str left = all;
		struct form f;
		struct arena a;

		assert_int_equal(parse(&f, &a, l->type, &left,
				     known ? (int64_t)all.n : -1, l->sink),
		    l->kind);
		arena_clear(&a);
	}
	sb_clear(&body);
}

/* A body announced as too large is refused before a byte is read. */
static void
test_announced(void **state)
{
	struct str body = STR("a=1");
	struct form f;
	struct arena a;

	(void)state;
	assert_int_equal(
	    parse(&f, &a, URLENC, &body, (int64_t)LIMIT_BODY_FORM + 1, false),
	    ERR_LIMIT);
	assert_int_equal(body.n, 3);
	arena_clear(&a);
}

/* Names are cut at a code point, 150 bytes at most. */
static void
test_long_filename(void **state)
{
	(void)state;
	for (size_t ascii = 147; ascii <= 151; ascii++) {
		size_t want = ascii > 150 || ascii == 147 ? 150 : ascii;
		struct form f;
		struct arena a;
		struct sb b;
		struct str body;

		sb_init(&b, KIB);
		sb_puts(&b, "--xyz\r\nContent-Disposition: form-data; name=f; "
			    "filename=\"");
		for (size_t i = 0; i < ascii; i++)
			sb_putc(&b, 'n');
		sb_puts(&b, "\xe2\x82\xac\"\r\n\r\nx" END);
		body = sb_get(&b);
		assert_int_equal(parse(&f, &a, MULTI, &body, -1, true), 0);
		assert_int_equal(f.files[0].filename.n, want);
		assert_true(str_utf8(f.files[0].filename));
		arena_clear(&a);
		sb_clear(&b);
	}
}

/* 70 bytes of boundary are right, 71 are not. */
static void
test_long_boundary(void **state)
{
	(void)state;
	for (size_t n = 70; n <= 71; n++) {
		char b[72] = {0};
		struct arena a, text;
		struct form f;
		struct str body;

		arena_init(&text, KIB);
		memset(b, 'b', n);
		body = str_of(arena_printf(&text, "--%s--", b));
		assert_int_equal(parse(&f, &a,
				     arena_printf(&text,
					 "multipart/form-data; boundary=%s", b),
				     &body, -1, false),
		    n == 70 ? ERR_NONE : ERR_BAD);
		arena_clear(&a);
		arena_clear(&text);
	}
}

int
main(void)
{
	enum { NLIMITS = sizeof(limits) / sizeof(limits[0]), NFIXED = 3 };
	struct CMUnitTest tests[NFIXED + NLIMITS] = {
	    cmocka_unit_test(test_announced),
	    cmocka_unit_test(test_long_filename),
	    cmocka_unit_test(test_long_boundary),
	};

	for (size_t i = 0; i < NLIMITS; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    limits[i].name, test_limit, NULL, NULL, &limits[i]};
	return cmocka_run_group_tests_name("form limits", tests, NULL, NULL);
}
