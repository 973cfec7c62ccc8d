#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/form.h"

#define L(lit)                       \
	{                            \
		lit, sizeof(lit) - 1 \
	}
#define URLENC "application/x-www-form-urlencoded"
#define MULTI  "multipart/form-data; boundary=xyz"
#define FIELD(n) \
	"--xyz\r\nContent-Disposition: form-data; name=\"" n "\"\r\n\r\n"
#define FILE1(n)  "--xyz\r\nContent-Disposition: form-data; " n "\r\n\r\n"
#define END       "\r\n--xyz--\r\n"
#define NAMED(fn) FILE1("name=\"f\"; filename=\"" fn "\"") "x" END

/* A body that comes in pieces of a given size; 0: as much as asked for. */
struct source {
	struct str left;
	size_t piece;
	bool broken; /* read fails at the end */
};

static ssize_t
source_read(void *body, char *buf, size_t n)
{
	struct source *s = body;

	if (s->left.n == 0)
		return s->broken ? -1 : 0;
	if (s->piece && n > s->piece)
		n = s->piece;
	if (n > s->left.n)
		n = s->left.n;
	memcpy(buf, s->left.p, n);
	s->left = (struct str){s->left.p + n, s->left.n - n};
	return (ssize_t)n;
}

/* A sink that keeps all bytes of all files in one builder. */
struct bin {
	struct sb bytes;
	size_t opened, fail_open, fail_write;
	bool skip;
};

static int
bin_open(void *ctx, struct form_file *file, struct err *e)
{
	struct bin *b = ctx;

	assert_null(file->handle);
	if (++b->opened == b->fail_open)
		return err_set(e, ERR_BUSY, "penuh", "%s", "open");
	sb_printf(&b->bytes, "<%zu>", b->opened);
	file->handle = b->skip ? NULL : b;
	return 0;
}

static int
bin_write(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	struct bin *b = ctx;

	assert_ptr_equal(file->handle, b);
	assert_true(n > 0);
	if (b->fail_write && file->size + n >= b->fail_write)
		return err_set(e, ERR_BUSY, "penuh", "%s", "write");
	sb_put(&b->bytes, p, n);
	return 0;
}

/* Everything one parse gives back, and its form as "a=1;f:x.pdf(3);<1>abc" */
struct outcome {
	int rc;
	enum err_kind kind;
	struct form form;
	struct sb dump;
	struct bin bin;
	struct arena arena;
};

static void
outcome_clear(struct outcome *o)
{
	sb_clear(&o->dump);
	sb_clear(&o->bin.bytes);
	arena_clear(&o->arena);
}

static void
dump(struct outcome *o)
{
	const struct form *f = &o->form;

	for (size_t i = 0; i < f->fields.n; i++) {
		sb_str(&o->dump, f->fields.v[i].name);
		sb_putc(&o->dump, '=');
		sb_str(&o->dump, f->fields.v[i].value);
		sb_putc(&o->dump, ';');
	}
	for (size_t i = 0; i < f->files_n; i++) {
		sb_str(&o->dump, f->files[i].field);
		sb_putc(&o->dump, ':');
		sb_str(&o->dump, f->files[i].filename);
		sb_printf(&o->dump, "(%zu);", (size_t)f->files[i].size);
	}
	sb_str(&o->dump, sb_get(&o->bin.bytes));
}

static void
parse(struct outcome *o, const char *type, struct source *src, int64_t length,
    bool sink)
{
	struct form_sink s = {bin_open, bin_write, NULL, &o->bin, 0};
	struct request rq = {.arena = &o->arena,
	    .content_type = str_of(type),
	    .content_length = length,
	    .read = source_read,
	    .body = src};
	struct err e = {0};

	arena_init(&o->arena, LIMIT_REQUEST_ARENA);
	sb_init(&o->dump, 70 * MIB);
	sb_init(&o->bin.bytes, 70 * MIB);
	o->rc = form_parse(&o->form, &rq, sink ? &s : NULL, &e);
	o->kind = e.kind;
	assert_int_equal(o->rc, e.kind == ERR_NONE ? 0 : -1);
	dump(o);
}

static struct row {
	const char *name, *type;
	struct str body;
	enum err_kind kind;
	bool sink;
	struct str want;
} rows[] = {
    {"urlencoded", URLENC, L("a=1&b=%20x+y&c"), ERR_NONE, false,
	L("a=1;b= x y;c=;")},
    {"type in capitals, with charset",
	"Application/X-WWW-Form-Urlencoded ; charset=utf-8", L("a=1"), ERR_NONE,
	false, L("a=1;")},
    {"urlencoded: empty", URLENC, L(""), ERR_NONE, false, L("")},
    {"urlencoded: same name twice", URLENC, L("a=1&a=2"), ERR_NONE, false,
	L("a=1;a=2;")},
    {"urlencoded: line ends", URLENC, L("a=x%0D%0Ay%0Dz%0A%0D"), ERR_NONE,
	false, L("a=x\ny\nz\n\n;")},
    {"urlencoded: '=' in a value", URLENC, L("a=b=c"), ERR_NONE, false,
	L("a=b=c;")},
    {"urlencoded: empty pairs", URLENC, L("&&a=1&"), ERR_NONE, false,
	L("a=1;")},
    {"urlencoded: escaped UTF-8", URLENC, L("a=%c3%A9"), ERR_NONE, false,
	L("a=\xc3\xa9;")},
    {"urlencoded: no name", URLENC, L("=1"), ERR_BAD, false, L("")},
    {"urlencoded: NUL", URLENC, L("a=%00"), ERR_BAD, false, L("")},
    {"urlencoded: raw NUL", URLENC, L("a=\0"), ERR_BAD, false, L("")},
    {"urlencoded: invalid UTF-8", URLENC, L("a=%c3"), ERR_BAD, false, L("")},
    {"urlencoded: bad escape", URLENC, L("a=%4"), ERR_BAD, false, L("")},
    {"no content type", "", L("a=1"), ERR_BAD, false, L("")},
    {"text/plain", "text/plain", L("a=1"), ERR_BAD, false, L("")},
    {"multipart/mixed", "multipart/mixed; boundary=xyz", L("--xyz--"), ERR_BAD,
	true, L("")},
    {"multipart: a field", MULTI, L(FIELD("a") "1" END), ERR_NONE, false,
	L("a=1;")},
    {"multipart: an empty value", MULTI, L(FIELD("a") END), ERR_NONE, false,
	L("a=;")},
    {"multipart: no part", MULTI, L("--xyz--"), ERR_NONE, false, L("")},
    {"multipart: preamble and epilogue", MULTI,
	L("hi\r\n--xy\r\n" FIELD("a") "1" END "--xyz\r\nbye"), ERR_NONE, false,
	L("a=1;")},
    {"multipart: padding after delimiters", MULTI,
	L("--xyz \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1"
	  "\r\n--xyz-- \r\n"),
	ERR_NONE, false, L("a=1;")},
    {"multipart: line ends", MULTI, L(FIELD("a") "x\r\ny\rz\n" END), ERR_NONE,
	false, L("a=x\ny\nz\n;")},
    {"multipart: value of NUL", MULTI, L(FIELD("a") "\0" END), ERR_BAD, false,
	L("")},
    {"multipart: value cut in UTF-8", MULTI, L(FIELD("a") "\xe2\x82" END),
	ERR_BAD, false, L("")},
    {"multipart: lookalikes", MULTI,
	L(FIELD("a") "--xyz\n--xyz--\r\n-xyz\r\n--xy\r\n--xyzz\r\n--xyz-\r\r\n"
		     "--xyz-x" END),
	ERR_NONE, false,
	L("a=--xyz\n--xyz--\n-xyz\n--xy\n--xyzz\n--xyz-\n\n--xyz-x;")},
    {"multipart: lookalike before NUL", MULTI,
	L(FILE1("name=f; filename=b") "\r\n--xyz\0" END), ERR_NONE, true,
	L("f:b(8);<1>\r\n--xyz\0")},
    {"multipart: half delimiters in a row", MULTI,
	L(FILE1("name=f; filename=b") "\r\r\n\r\n-\r\n--\r\n--x\r\n--xy" END),
	ERR_NONE, true, L("f:b(21);<1>\r\r\n\r\n-\r\n--\r\n--x\r\n--xy")},
    {"multipart: text behind padding", MULTI,
	L("--xyz x\r\nContent-Disposition: form-data; name=a\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"multipart: LF after a delimiter", MULTI,
	L("--xyz\nContent-Disposition: form-data; name=a\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"multipart: text behind the last delimiter", MULTI,
	L(FIELD("a") "1\r\n--xyz--x"), ERR_BAD, false, L("a=1;")},
    {"multipart: no last delimiter", MULTI, L(FIELD("a") "1\r\n--xyz\r\n"),
	ERR_BAD, false, L("a=1;")},
    {"multipart: empty body", MULTI, L(""), ERR_BAD, false, L("")},
    {"boundary quoted", "multipart/form-data; boundary=\"x y:z\"",
	L("--x y:z--"), ERR_NONE, false, L("")},
    {"boundary after charset", "multipart/form-data;charset=utf-8;BOUNDARY=b",
	L("--b--"), ERR_NONE, false, L("")},
    {"boundary missing", "multipart/form-data", L("--b--"), ERR_BAD, false,
	L("")},
    {"boundary empty", "multipart/form-data; boundary=\"\"", L("----"), ERR_BAD,
	false, L("")},
    {"boundary ends in a blank", "multipart/form-data; boundary=\"b \"",
	L("--b --"), ERR_BAD, false, L("")},
    {"boundary of a wrong byte", "multipart/form-data; boundary=\"b*\"",
	L("--b*--"), ERR_BAD, false, L("")},
    {"boundary twice", "multipart/form-data; boundary=b; boundary=c",
	L("--b--"), ERR_BAD, false, L("")},
    {"boundary unclosed", "multipart/form-data; boundary=\"b", L("--b--"),
	ERR_BAD, false, L("")},
    {"file", MULTI, L(FILE1("name=\"f\"; filename=\"a.pdf\"") "\0\xff\r\n" END),
	ERR_NONE, true, L("f:a.pdf(4);<1>\0\xff\r\n")},
    {"file and field, either first", MULTI,
	L(FIELD("a") "1\r\n" FILE1("filename=b; name=f") "xx\r\n" FIELD(
	    "c") "2" END),
	ERR_NONE, true, L("a=1;c=2;f:b(2);<1>xx")},
    {"file, empty, with a name", MULTI,
	L(FILE1("name=\"f\"; filename=\"a.pdf\"") END), ERR_NONE, true,
	L("f:a.pdf(0);<1>")},
    {"file input left empty", MULTI, L(FILE1("name=\"f\"; filename=\"\"") END),
	ERR_NONE, true, L("")},
    {"file input left empty, no sink", MULTI,
	L(FILE1("name=\"f\"; filename=\"\"") END), ERR_NONE, false, L("")},
    {"file without a name", MULTI,
	L(FILE1("name=\"f\"; filename=\"\"") "xyz" END), ERR_NONE, true,
	L("f:(3);<1>xyz")},
    {"file, no sink", MULTI, L(NAMED("a")), ERR_BAD, false, L("")},
    {"file without a name, no sink", MULTI, L(NAMED("")), ERR_BAD, false,
	L("")},
    {"filename: paths", MULTI, L(NAMED("C:\\a\\b/c.pdf")), ERR_NONE, true,
	L("f:c.pdf(1);<1>x")},
    {"filename: dots", MULTI, L(NAMED("../../etc/passwd")), ERR_NONE, true,
	L("f:passwd(1);<1>x")},
    {"filename: a folder", MULTI, L(NAMED("a/")), ERR_NONE, true,
	L("f:(1);<1>x")},
    {"filename: escapes", MULTI, L(NAMED("a\\\"b%22c\\\\d.pdf")), ERR_NONE,
	true, L("f:d.pdf(1);<1>x")},
    {"filename: quotes", MULTI, L(NAMED("a\\\"b%22c%0D%0a%41")), ERR_NONE, true,
	L("f:a\"b\"c%41(1);<1>x")},
    {"filename: semicolon", MULTI, L(NAMED("a; name=z")), ERR_NONE, true,
	L("f:a; name=z(1);<1>x")},
    {"filename: hidden characters", MULTI,
	L(NAMED("a\x01\x7f\t\xc2\x80\xc2\x9f\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f"
		"\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9"
		"b")),
	ERR_NONE, true, L("f:ab(1);<1>x")},
    {"filename: neighbours of hidden ones", MULTI,
	L(NAMED("\xc2\xa0\xd8\x9b\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa9"
		"\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa")),
	ERR_NONE, true,
	L("f:\xc2\xa0\xd8\x9b\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa9"
	  "\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa(1);<1>x")},
    {"filename: invalid UTF-8", MULTI, L(NAMED("\xe9.pdf")), ERR_BAD, true,
	L("")},
    {"filename: NUL", MULTI, L(NAMED("a\0b")), ERR_BAD, true, L("")},
    {"filename*: beside a plain one", MULTI,
	L(FILE1("name=f; filename=a; filename*=utf-8''b") "x" END), ERR_NONE,
	true, L("f:a(1);<1>x")},
    {"filename*: alone", MULTI, L(FILE1("name=f; filename*=utf-8''b") "x" END),
	ERR_BAD, true, L("")},
    {"filename twice", MULTI, L(FILE1("name=f; filename=a; filename=b") END),
	ERR_BAD, true, L("")},
    {"head: other headers", MULTI,
	L("--xyz\r\nX:\r\ncontent-disposition: FORM-DATA ; NAME = \"a\" \r\n"
	  "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
	  "1" END),
	ERR_NONE, false, L("a=1;")},
    {"head: none", MULTI, L("--xyz\r\n\r\n1" END), ERR_BAD, false, L("")},
    {"head: no disposition", MULTI,
	L("--xyz\r\nContent-Type: text/plain\r\n\r\n1" END), ERR_BAD, false,
	L("")},
    {"head: two dispositions", MULTI,
	L("--xyz\r\nContent-Disposition: form-data; name=a\r\n"
	  "Content-Disposition: form-data; name=b\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"head: attachment", MULTI,
	L("--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"head: folded", MULTI,
	L("--xyz\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"head: bare LF", MULTI,
	L("--xyz\r\nX: y\nContent-Disposition: form-data; name=a\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"head: bare CR", MULTI,
	L("--xyz\r\nContent-Disposition: form-data; name=a\r\rX: y\r\n\r\n" END),
	ERR_BAD, false, L("")},
    {"head: base64", MULTI,
	L("--xyz\r\nContent-Disposition: form-data; name=a\r\n"
	  "Content-Transfer-Encoding: base64\r\n\r\n1" END),
	ERR_BAD, false, L("")},
    {"name: none", MULTI, L(FILE1("filename=a") "x" END), ERR_BAD, true, L("")},
    {"name: empty", MULTI, L(FIELD("") "x" END), ERR_BAD, false, L("")},
    {"name: twice", MULTI, L(FILE1("name=a; name=b") "x" END), ERR_BAD, false,
	L("")},
    {"name: unclosed", MULTI, L(FILE1("name=\"a") "x" END), ERR_BAD, false,
	L("")},
    {"name: control character", MULTI, L(FIELD("a%0ab") "x" END), ERR_BAD,
	false, L("")},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct source src = {.left = r->body};
	struct outcome o = {0};
	struct str got;

	parse(&o, r->type, &src, (int64_t)r->body.n, r->sink);
	assert_int_equal(o.kind, r->kind);
	got = sb_get(&o.dump);
	assert_int_equal(got.n, r->want.n);
	assert_memory_equal(got.p, r->want.p, got.n);
	outcome_clear(&o);
}

/* Whatever the pieces, the outcome is the same. */
static void
test_row_pieces(void **state)
{
	const struct row *r = *state;

	for (size_t piece = 1; piece <= r->body.n && piece < 300; piece++) {
		struct source src = {.left = r->body, .piece = piece};
		struct outcome o = {0};
		struct str got;

		parse(&o, r->type, &src, -1, r->sink);
		assert_int_equal(o.kind, r->kind);
		got = sb_get(&o.dump);
		assert_int_equal(got.n, r->want.n);
		assert_memory_equal(got.p, r->want.p, got.n);
		outcome_clear(&o);
	}
}

/* With the two '-' the form is complete, not one byte before. */
static void
test_every_prefix(void **state)
{
	static const struct str whole = L("preamble\r\n" FIELD(
	    "a") "1\r\n" FILE1("name=f; filename=b") "\r\n--xy" END);

	(void)state;
	for (size_t n = 0; n <= whole.n; n++) {
		struct source src = {.left = {whole.p, n}};
		struct outcome o = {0};

		parse(&o, MULTI, &src, -1, true);
		assert_int_equal(o.kind, n < whole.n - 2 ? ERR_BAD : ERR_NONE);
		outcome_clear(&o);
		src.left = (struct str){whole.p, n};
		o = (struct outcome){0};
		parse(&o, MULTI, &src, (int64_t)whole.n, true);
		assert_int_equal(o.kind, n < whole.n ? ERR_BAD : ERR_NONE);
		outcome_clear(&o);
	}
}

static void
test_broken_body(void **state)
{
	struct source src = {.left = L(FIELD("a") "1" END), .broken = true};
	struct outcome o = {0};

	(void)state;
	parse(&o, MULTI, &src, -1, false);
	assert_int_equal(o.kind, ERR_BAD);
	outcome_clear(&o);
	src.left = (struct str)L("a=1&b=2");
	src.broken = false;
	o = (struct outcome){0};
	parse(&o, URLENC, &src, 8, false);
	assert_int_equal(o.kind, ERR_BAD);
	assert_int_equal(o.form.fields.n, 0);
	outcome_clear(&o);
}

static void
test_get(void **state)
{
	struct source src = {
	    .left = L(FIELD("a") "1\r\n" FIELD("a") "2\r\n" FILE1(
		"name=f; filename=b") "x" END)};
	struct outcome o = {0};

	(void)state;
	parse(&o, MULTI, &src, -1, true);
	assert_true(str_eqz(form_get(&o.form, "a"), "1"));
	assert_null(form_get(&o.form, "f").p);
	assert_null(form_get(&o.form, "").p);
	assert_ptr_equal(form_file(&o.form, "f"), &o.form.files[0]);
	assert_null(form_file(&o.form, "a"));
	outcome_clear(&o);
}

/* What the sink has opened is in the form also when it or the body fails. */
static void
test_sink_fails(void **state)
{
	static const struct str two =
	    L(FILE1("name=f; filename=b") "xx\r\n" FILE1(
		"name=g; filename=c") "xx" END);

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct source src = {.left = two};
		struct outcome o = {0};

		if (i == 0)
			o.bin.fail_open = 2;
		else if (i == 1)
			o.bin.fail_write = 2;
		else
			o.bin.skip = true;
		parse(&o, MULTI, &src, -1, true);
		assert_int_equal(o.kind, i == 2 ? ERR_NONE : ERR_BUSY);
		assert_int_equal(o.form.files_n, i == 2 ? 2 : 1);
		assert_int_equal(o.form.files[0].size, i == 1 ? 0 : 2);
		outcome_clear(&o);
	}
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), NFIXED = 4 };
	struct CMUnitTest tests[NFIXED + 2 * NROWS] = {
	    cmocka_unit_test(test_every_prefix),
	    cmocka_unit_test(test_broken_body),
	    cmocka_unit_test(test_get),
	    cmocka_unit_test(test_sink_fails),
	};
	size_t n = NFIXED;

	for (size_t i = 0; i < NROWS; i++) {
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row_pieces, NULL, NULL, &rows[i]};
	}
	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
