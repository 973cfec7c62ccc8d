/*
 * An urlencoded body as form_parse() reads it.  What is accepted is clean
 * text, and encoding it again gives the same fields.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/form.h"
#include "http/urlencoded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Odd pieces: the reader may not rely on their size. */
static ssize_t
body_read(void *body, char *buf, size_t n)
{
	struct str *left = body;

	if (n > 1 + left->n / 3)
		n = 1 + left->n / 3;
	if (n > left->n)
		n = left->n;
	if (n > 0)
		memcpy(buf, left->p, n);
	*left = (struct str){left->p + n, left->n - n};
	return (ssize_t)n;
}

static void
check(bool right)
{
	if (!right)
		abort();
}

static void
again(const struct form *f, struct arena *a)
{
	struct params back = {.n = 0};
	struct err e = {0};
	struct sb b;

	sb_init(&b, 4 * MIB);
	for (size_t i = 0; i < f->fields.n; i++) {
		const struct param *p = &f->fields.v[i];

		check(p->name.n > 0 && p->name.n <= LIMIT_FIELD_NAME);
		check(p->value.p && p->value.n <= LIMIT_FIELD);
		check(str_utf8(p->name) && str_utf8(p->value));
		check(p->value.n == 0 || !memchr(p->value.p, '\r', p->value.n));
		sb_printf(&b, "%s%s=%s", i ? "&" : "", url_encode(a, p->name),
		    url_encode(a, p->value));
	}
	check(urlencoded_parse(&back, a, sb_get(&b), &e) == 0);
	check(back.n == f->fields.n);
	for (size_t i = 0; i < back.n; i++)
		check(str_eq(back.v[i].name, f->fields.v[i].name) &&
		      str_eq(back.v[i].value, f->fields.v[i].value));
	sb_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str left = {(const char *)data, n};
	struct arena a;
	struct request rq = {.arena = &a,
	    .content_type = STR("application/x-www-form-urlencoded"),
	    .content_length = -1,
	    .read = body_read,
	    .body = &left};
	struct form f;
	struct params ps;
	struct err e = {0};
	int rc = -1;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	/* First on bytes behind which AddressSanitizer watches. */
	if (n <= LIMIT_BODY_FORM)
		rc = urlencoded_parse(&ps, &a, left, &e);
	e = (struct err){0};
	check(form_parse(&f, &rq, NULL, &e) == rc);
	if (rc == 0)
		again(&f, &a);
	else
		check(e.kind == ERR_BAD || e.kind == ERR_LIMIT);
	arena_clear(&a);
	return 0;
}
