/*
 * missive_list.c - the letters of a case as its page lists them.
 */
#include <string.h>

#include "app/missive_part.h"
#include "app/web.h"
#include "view/json.h"

const char *
missive_state(const struct missive *m)
{
	if (m->withdrawn_at)
		return "Ditarik";
	if (m->replaced_by)
		return "Sudah diganti";
	if (strcmp(m->form, MISSIVE_SIGNED) == 0)
		return "Ditandatangani secara elektronik";
	if (strcmp(m->form, MISSIVE_SCAN) == 0)
		return "Pindaian naskah yang sudah ditandatangani";
	return "Siap dicetak dan ditandatangani";
}

const char *
missive_page_url(
    struct ctx *cx, const struct dossier *d, const struct missive_of *of)
{
	const char *kind = missive_info(of->kind)->name;
	int h = of->holder ? dossier_holder(d, of->holder) : -1;

	if (h >= 0)
		return ctx_url(cx, "/permohonan/%s/naskah/%s?orang=%d",
		    d->c.number, kind, h + 1);
	return ctx_url(cx, "/permohonan/%s/naskah/%s", d->c.number, kind);
}

const char *
missive_event_text(struct ctx *cx, const struct event *ev)
{
	static const struct {
		const char *outcome, *text;
	} done[] = {
	    {"made", "dibuat"},
	    {"signed", "ditandatangani secara elektronik"},
	    {"scanned", "diganti pindaiannya"},
	    {"withdrawn", "ditarik"},
	};
	const char *what = missive_detail(cx, ev, "Naskah");
	const char *number = missive_detail(cx, ev, "Nomor");
	const char *text = "";

	for (size_t i = 0; i < sizeof(done) / sizeof(done[0]); i++)
		if (ev->outcome && strcmp(ev->outcome, done[i].outcome) == 0)
			text = done[i].text;
	return arena_printf(
	    cx->arena, "%s%s%s %s", what, number[0] ? " " : "", number, text);
}

/* The newest of a kind that the actor may read; NULL if there is none. */
static const struct missive *
newest(const struct ctx *cx, const struct dossier *d, const struct missive *v,
    size_t n, enum missive_kind k)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].kind, missive_info(k)->name) == 0 &&
		    missive_may_read(cx, d, &v[i]))
			return &v[i];
	return NULL;
}

static bool
may_make(const struct ctx *cx, const struct dossier *d, enum missive_kind k)
{
	const struct missive_of of = {.kind = k,
	    .holder = missive_info(k)->per_holder && d->holders_n > 0
			  ? d->holders[0].id
			  : 0,
	    .task = missive_task(d, k)};

	return missive_may_make(cx, d, &of);
}

int
missive_list(
    struct ctx *cx, const struct dossier *d, json_t *model, struct err *e)
{
	json_t *list = jv_set_arr(model, "missives");
	struct missive *v;
	size_t n;

	if (missive_of_case(cx->db, cx->arena, &v, &n, d->c.id, e) < 0)
		return -1;
	for (int i = 0; i < MISSIVE_KINDS; i++) {
		enum missive_kind k = (enum missive_kind)i;
		const struct missive *m = newest(cx, d, v, n, k);
		const struct missive_of of = {.kind = k};
		bool may = may_make(cx, d, k);
		json_t *o;

		if (!m && !may)
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "title", missive_info(k)->title);
		jv_set_z(o, "url", missive_page_url(cx, d, &of));
		jv_set_z(o, "number", m && m->number[0] ? m->number : NULL);
		jv_set_z(
		    o, "state_text", m ? missive_state(m) : "Belum dibuat");
		jv_set_bool(o, "there", m != NULL);
	}
	jv_set_bool(model, "missives_any", json_array_size(list) > 0);
	return 0;
}
