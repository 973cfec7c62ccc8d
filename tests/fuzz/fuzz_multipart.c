/*
 * First line: the Content-Type; the rest: the body.  The parser must say
 * the same whether the body comes at once, byte by byte or in pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/form.h"
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct body {
	struct str left;
	size_t piece;
};

static void
check(bool right)
{
	if (!right)
		abort();
}

static ssize_t
body_read(void *ctx, char *buf, size_t n)
{
	struct body *b = ctx;

	if (n > b->piece)
		n = b->piece;
	if (n > b->left.n)
		n = b->left.n;
	if (n > 0)
		memcpy(buf, b->left.p, n);
	b->left = (struct str){b->left.p + n, b->left.n - n};
	return (ssize_t)n;
}

/* All content of all files, one after the other. */
static int
file_open(void *ctx, struct form_file *file, struct err *e)
{
	(void)e;
	check(file->field.n > 0 && file->size == 0);
	check(file->filename.n <= MULTIPART_FILENAME);
	check(str_utf8(file->filename));
	file->handle = ctx;
	return 0;
}

static int
file_write(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	(void)e;
	check(file->handle == ctx && n > 0);
	sb_put(ctx, p, n);
	return 0;
}

static void
dump(struct sb *out, const struct form *f, const struct err *e)
{
	sb_printf(out, "%d", (int)e->kind);
	for (size_t i = 0; i < f->fields.n; i++) {
		const struct param *p = &f->fields.v[i];

		check(str_utf8(p->name) && str_utf8(p->value));
		check(p->name.n > 0 && p->name.n <= LIMIT_FIELD_NAME);
		check(p->value.n <= LIMIT_FIELD);
		check(!memchr(p->value.p, '\r', p->value.n));
		sb_str(out, p->name);
		sb_putc(out, '\0');
		sb_str(out, p->value);
		sb_putc(out, '\0');
	}
	for (size_t i = 0; i < f->files_n; i++) {
		const struct form_file *file = &f->files[i];

		sb_str(out, file->field);
		sb_putc(out, '\0');
		sb_str(out, file->filename);
		sb_printf(out, " %zu", (size_t)file->size);
	}
}

static void
run(struct sb *out, struct str type, struct str body, size_t piece)
{
	struct form_sink sink = {file_open, file_write, NULL, out, 0};
	struct body b = {body, piece};
	struct arena a;
	struct request rq = {.arena = &a,
	    .content_type = type,
	    .content_length = -1,
	    .read = body_read,
	    .body = &b};
	struct form f;
	struct err e = {0};
	int rc;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	rc = form_parse(&f, &rq, &sink, &e);
	check(rc == (e.kind == ERR_NONE ? 0 : -1));
	check(e.kind == ERR_NONE || e.kind == ERR_BAD || e.kind == ERR_LIMIT);
	dump(out, &f, &e);
	check(!out->failed);
	arena_clear(&a);
}

static int
ignore_begin(void *ctx, const struct multipart_head *head, struct err *e)
{
	(void)ctx;
	(void)e;
	check(str_utf8(head->name) && str_utf8(head->filename));
	return 0;
}

static int
ignore_data(void *ctx, const char *p, size_t n, struct err *e)
{
	(void)ctx;
	(void)e;
	check(p && n > 0);
	return 0;
}

static int
ignore_end(void *ctx, struct err *e)
{
	(void)ctx;
	(void)e;
	return 0;
}

/* The parser alone, on bytes behind which AddressSanitizer watches. */
static void
bare(struct str type, struct str body)
{
	struct multipart_events events = {
	    ignore_begin, ignore_data, ignore_end, NULL};
	struct multipart m;
	struct str boundary;
	struct err e = {0};

	if (multipart_boundary(&boundary, type, &e))
		return;
	multipart_init(&m, boundary, &events);
	if (multipart_feed(&m, body.p, body.n, &e) == 0 &&
	    multipart_end(&m, &e) == 0)
		check(e.kind == ERR_NONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str body = {(const char *)data, n};
	struct str type = str_cut(&body, '\n');
	size_t pieces[] = {1, 2, 3, 7, 1 + n / 2};
	struct sb whole, split;

	if (!body.p)
		return 0;
	sb_init(&whole, 8 * n + KIB);
	sb_init(&split, 8 * n + KIB);
	bare(type, body);
	run(&whole, type, body, SIZE_MAX);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		sb_reset(&split);
		run(&split, type, body, pieces[i]);
		check(str_eq(sb_get(&whole), sb_get(&split)));
	}
	sb_clear(&whole);
	sb_clear(&split);
	return 0;
}
