#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "sop/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_problems(const struct sop_problems *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct sop_problem *v = &p->v[i];

		assert(v->line > 0 && v->column > 0 && *v->text);
		assert(str_utf8(str_of(v->text)));
		assert(i == 0 || v[-1].line < v->line ||
		       (v[-1].line == v->line && v[-1].column <= v->column));
	}
}

static void
check_model(const struct sop *s)
{
	int first = sop_first(s);

	assert(s->rows_n > 0 && s->lanes_n > 0);
	assert(s->rows[first].kind == STEP_APPLY);
	for (size_t i = 0; i < s->lanes_n; i++)
		assert((size_t)s->lanes[i].recorder < s->lanes_n);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];
		const struct kind *k = kind_get(row->kind);

		assert(sop_row(s, str_of(row->no)) == (int)i);
		assert(row->lane >= 0 && (size_t)row->lane < s->lanes_n);
		for (int j = 0; j < k->outcomes_n; j++)
			assert(row->next[k->outcomes[j]] >= ROW_END &&
			       row->next[k->outcomes[j]] < (int)s->rows_n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct sop_problems p;
	struct arena a;
	const struct sop *s;

	arena_init(&a, 16 * MIB);
	s = sop_parse(&a, text, &p);
	check_problems(&p);
	assert((s == NULL) == (p.errors > 0));
	if (s)
		check_model(s);
	arena_reset(&a);
	(void)!office_parse(&a, text, &p);
	check_problems(&p);
	arena_clear(&a);
	return 0;
}
