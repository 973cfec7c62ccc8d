/*
 * letters.c - the official letters that belong to a step, beside its form.
 */
#include <string.h>

#include "app/missive.h"
#include "step/step.h"
#include "view/json.h"

#define BIT(k) (1u << (k))

static unsigned
wanted(enum step_kind k)
{
	switch ((int)k) {
	case STEP_DISPOSE:
		return BIT(MISSIVE_DISPOSAL) | BIT(MISSIVE_REQUEST);
	case STEP_CHECK:
		return BIT(MISSIVE_DISPOSAL) | BIT(MISSIVE_RETURNED);
	case STEP_RECOMMEND:
		return BIT(MISSIVE_RECOMMEND) | BIT(MISSIVE_PEOPLE);
	case STEP_REGISTER:
		return BIT(MISSIVE_RECOMMEND) | BIT(MISSIVE_REJECTED);
	case STEP_DELIVER:
		return BIT(MISSIVE_ISSUED);
	case STEP_REPORT:
		return BIT(MISSIVE_REPORT);
	case STEP_AUDIT:
		return BIT(MISSIVE_AUDIT);
	case STEP_GRANT:
		return BIT(MISSIVE_AUDIT) | BIT(MISSIVE_GRANT);
	case STEP_TRIAL:
		return BIT(MISSIVE_GRANT);
	default:
		return 0;
	}
}

/* The newest of a kind that the actor may read; NULL: none. */
static const struct missive *
newest(const struct step *s, const struct missive *v, size_t n,
    enum missive_kind k)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].kind, missive_info(k)->name) == 0 &&
		    missive_may_read(s->cx, s->d, &v[i]))
			return &v[i];
	return NULL;
}

void
step_draw_letters(struct step *s, json_t *model)
{
	unsigned set = wanted(s->row->kind);
	json_t *list = jv_set_arr(model, "letters");
	struct missive *v = NULL;
	struct err ignored = {0};
	size_t n = 0;

	/* Whoever came by a link has no other page. */
	if (s->cx->actor.person && set &&
	    missive_of_case(
		s->cx->db, s->cx->arena, &v, &n, s->d->c.id, &ignored) < 0)
		n = 0;
	for (unsigned k = 0; k < MISSIVE_KINDS && s->cx->actor.person; k++) {
		enum missive_kind kind = (enum missive_kind)k;
		const struct missive_of of = {
		    .kind = kind, .task = missive_task(s->d, kind)};
		const struct missive *m = newest(s, v, n, kind);
		json_t *o;

		if (!(set & BIT(k)) ||
		    (!m && !missive_may_make(s->cx, s->d, &of)))
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "title", missive_info(kind)->title);
		jv_set_z(o, "url", missive_page_url(s->cx, s->d, &of));
		jv_set_z(o, "number", m && m->number[0] ? m->number : NULL);
		jv_set_z(
		    o, "state_text", m ? missive_state(m) : "Belum dibuat");
	}
	jv_set_bool(model, "letters_any", json_array_size(list) > 0);
}
