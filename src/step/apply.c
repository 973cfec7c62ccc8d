/*
 * apply - the first row again, after a return: the applicant mends what was
 * found wrong, or everything where nothing was named.  complete (items found
 * wrong are open again) is the same act in a row of its own.
 */
#include <string.h>

#include "step/items.h"

static bool
is_wrong(const struct item_value *v)
{
	return strcmp(v->verdict, "wrong") == 0;
}

static bool
any_wrong(const struct step *s)
{
	for (size_t i = 0; i < s->d->items_n; i++)
		if (item_in_scope(s, &s->d->items[i]) &&
		    is_wrong(&s->d->items[i]))
			return true;
	return false;
}

/* Whether an item is open: found wrong, or nothing was named. */
static bool
is_open(const struct step *s, const char *name, int64_t holder, bool named)
{
	const struct item_value *v = dossier_item(s->d, name, holder);

	return !named || (v && is_wrong(v));
}

/* Calls once for every open requirement item in the scope. */
static void
each_item(struct step *s,
    void (*each)(struct step *s, const struct item *item, size_t index,
	const struct item_value *v, void *ctx),
    void *ctx)
{
	bool named = any_wrong(s);
	size_t from, to;

	step_holders(s, &from, &to);
	for (size_t k = 0; k < s->d->sop->items_n; k++) {
		const struct item *item = &s->d->sop->items[k];
		size_t first = item->per_holder ? from : 0;
		size_t last = item->per_holder ? to : 1;

		for (size_t i = first; i < last; i++) {
			int64_t id = item->per_holder ? s->d->holders[i].id : 0;

			if (is_open(s, item->id, id, named))
				each(s, item, i,
				    dossier_item(s->d, item->id, id), ctx);
		}
	}
}

static void
declare_item(struct step *s, const struct item *item, size_t index,
    const struct item_value *v, void *ctx)
{
	(void)ctx;
	item_field(s->cx, &s->fields, item, index, s->d->holders_n, v);
	/* What is there already need not be sent again, unless it is wrong. */
	if (v && !is_wrong(v))
		s->fields.v[s->fields.n - 1].required = 0;
}

static void
fields(struct step *s)
{
	bool named = any_wrong(s), persons = false;
	size_t from, to;

	if (!named)
		letter_fields(s->cx, &s->fields, s->d->sop, s->d);
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		if (!is_open(s, DATA_ITEM, s->d->holders[i].id, named))
			continue;
		person_fields(s->cx, &s->fields, s->d->sop, i, s->d->holders_n,
		    &s->d->holders[i]);
		persons = true;
	}
	each_item(s, declare_item, NULL);
	if (persons && s->d->sop->certificate)
		compared_field(&s->fields);
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	bool named = any_wrong(s);
	size_t from, to;

	(void)o;
	(void)e;
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++)
		if (is_open(s, DATA_ITEM, s->d->holders[i].id, named))
			person_check(s->cx, &s->fields, s->d->sop, i);
	return 0;
}

static void
record_item(struct step *s, const struct item *item, size_t index,
    const struct item_value *old, void *ctx)
{
	struct act *act = ctx;
	struct change c = {.kind = CHANGE_ITEM};

	(void)old;
	if (!item_of(s->cx, &s->fields, item, index, &c.item))
		return;
	c.item.holder_id = item->per_holder ? s->d->holders[index].id : 0;
	changes_add(&act->changes, s->cx->arena, &c);
	step_note(act, "Diganti", item->title);
}

static void
record_person(struct step *s, size_t index, struct act *act)
{
	struct holder *h = person_of(s->cx, &s->fields, index);
	struct change c = {.kind = CHANGE_HOLDER, .holder = h};

	h->id = s->d->holders[index].id;
	changes_add(&act->changes, s->cx->arena, &c);
	c = (struct change){.kind = CHANGE_ITEM};
	c.item = (struct item_value){
	    .name = DATA_ITEM, .value = "", .holder_id = h->id};
	changes_add(&act->changes, s->cx->arena, &c);
	step_note(act, "Diperbarui", "Data calon pemilik");
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	bool named = any_wrong(s);
	size_t from, to;

	(void)o;
	if (!named) {
		struct change c = {.kind = CHANGE_LETTER};

		c.letter = letter_of(&s->fields);
		act->letter = c.letter;
		changes_add(&act->changes, s->cx->arena, &c);
	}
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++)
		if (is_open(s, DATA_ITEM, s->d->holders[i].id, named))
			record_person(s, i, act);
	each_item(s, record_item, act);
}

const struct step_kind_code step_apply = {
    .fields = fields, .check = check, .record = record};
const struct step_kind_code step_complete = {
    .fields = fields, .check = check, .record = record};
