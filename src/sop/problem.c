#include "sop/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX  1024
#define HINT_MAX  256
#define QUOTE_MAX 40
#define WORD_MAX  32

struct problem_cell {
	struct problem_cell *next;
	struct sop_problem v;
};

void
problem_list_init(struct problem_list *l, struct arena *a)
{
	*l = (struct problem_list){.a = a};
}

static void
append(struct problem_list *l, struct sop_problem v)
{
	struct problem_cell *c = ARENA_NEW(l->a, struct problem_cell);

	c->v = v;
	if (l->tail)
		l->tail->next = c;
	else
		l->head = c;
	l->tail = c;
	l->n++;
}

static void __attribute__((format(printf, 4, 0))) add(struct problem_list *l,
    struct place at, bool warning, const char *fmt, va_list ap)
{
	char text[TEXT_MAX];

	if (!warning)
		l->errors++;
	if (l->n == PROBLEMS_MAX) {
		l->dropped++;
		return;
	}
	vsnprintf(text, sizeof(text), fmt, ap);
	append(l, (struct sop_problem){
		      at.line, at.column, warning, arena_dup(l->a, text)});
}

void
problem_error(struct problem_list *l, struct place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(l, at, false, fmt, ap);
	va_end(ap);
}

void
problem_warn(struct problem_list *l, struct place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(l, at, true, fmt, ap);
	va_end(ap);
}

/* Merge two sorted chains; of equal places the left one comes first. */
static struct problem_cell *
merge(struct problem_cell *a, struct problem_cell *b)
{
	struct problem_cell *head = NULL, **end = &head;

	while (a && b) {
		bool right =
		    b->v.line < a->v.line ||
		    (b->v.line == a->v.line && b->v.column < a->v.column);
		struct problem_cell **from = right ? &b : &a;

		*end = *from;
		*from = (*from)->next;
		end = &(*end)->next;
	}
	*end = a ? a : b;
	return head;
}

static struct problem_cell *
sort(struct problem_cell *c, size_t n)
{
	struct problem_cell *half = c, *right;

	if (n < 2)
		return c;
	for (size_t i = 1; i < n / 2; i++)
		half = half->next;
	right = half->next;
	half->next = NULL;
	return merge(sort(c, n / 2), sort(right, n - n / 2));
}

void
problem_list_take(struct problem_list *l, struct sop_problems *p)
{
	size_t i = 0;

	*p = (struct sop_problems){.errors = l->errors};
	p->v = ARENA_ARRAY(l->a, l->n + 1, struct sop_problem);
	l->head = sort(l->head, l->n);
	for (struct problem_cell *c = l->head; c; c = c->next)
		p->v[i++] = c->v;
	if (l->dropped > 0) {
		p->v[i] = p->v[i - 1];
		p->v[i].warning = true;
		p->v[i++].text = arena_printf(l->a,
		    "Masih ada %zu masalah lain; perbaiki dahulu yang "
		    "disebut di atas.",
		    l->dropped);
	}
	p->n = i;
}

const char *
problem_quote(struct problem_list *l, const char *s)
{
	size_t n = 0, points = 0;
	char *q;

	if (l->n == PROBLEMS_MAX)
		return "";
	for (; s[n]; n++) {
		if (((unsigned char)s[n] & 0xc0) != 0x80 &&
		    points++ == QUOTE_MAX)
			break;
	}
	q = s[n] ? arena_printf(l->a, "%.*s...", (int)n, s)
		 : arena_copy(l->a, s, n);
	for (char *c = q; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	return q;
}

/* How many letters must be changed, added or removed to make b of a. */
static size_t
distance(const char *a, const char *b)
{
	size_t an = strlen(a), bn = strlen(b);
	size_t row[WORD_MAX + 1];

	if (an > WORD_MAX || bn > WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= bn; j++)
		row[j] = j;
	for (size_t i = 0; i < an; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < bn; j++) {
			size_t d = corner + (a[i] != b[j]);

			corner = row[j + 1];
			if (corner + 1 < d)
				d = corner + 1;
			if (row[j] + 1 < d)
				d = row[j] + 1;
			row[j + 1] = d;
		}
	}
	return row[bn];
}

const char *
problem_hint(struct problem_list *l, const char *word, const char *const *words,
    size_t n)
{
	size_t best = SIZE_MAX, which = 0;
	struct sb b;
	const char *text;

	if (l->n == PROBLEMS_MAX)
		return "";
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, words[i]);

		if (d < best) {
			best = d;
			which = i;
		}
	}
	if (best <= 2 && best < strlen(word))
		return arena_printf(
		    l->a, "mungkin maksudnya \"%s\"", words[which]);
	if (n == 0)
		return "daftarnya masih kosong";
	sb_init(&b, HINT_MAX);
	for (size_t i = 0; i < n; i++)
		sb_printf(&b, "%s%s", i ? ", " : "", words[i]);
	text = b.failed ? "periksa ejaannya"
			: arena_printf(l->a, "pilihannya: %s", b.p);
	sb_clear(&b);
	return text;
}
