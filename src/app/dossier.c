#include "app/dossier.h"

#include <string.h>

const struct photo photos[PHOTOS] = {
    [PHOTO_KTP] = {"aktivasi.foto_ktp", "foto_ktp", "Foto KTP"},
    [PHOTO_SELFIE] = {"aktivasi.foto_selfie", "foto_selfie", "Foto selfie"},
};

const struct photo *
photo_of(const char *item)
{
	for (size_t i = 0; i < PHOTOS; i++)
		if (strcmp(item, photos[i].item) == 0)
			return &photos[i];
	return NULL;
}

static bool
is_open(const struct dossier *d, int64_t task)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].id == task)
			return d->tasks[i].closed_at == 0;
	return false;
}

/* A first verdict is nobody's business but its giver's, until the second. */
static bool
is_hidden(const struct ctx *cx, const struct dossier *d, const struct event *ev)
{
	return strcmp(ev->kind, "opinion") == 0 &&
	       (!cx->actor.person || ev->person_id != cx->actor.person) &&
	       is_open(d, ev->task_id);
}

/* All events; the store gives them by pages. */
static int
load_events(struct ctx *cx, struct dossier *d, struct err *e)
{
	struct events page;
	size_t cap = 0;
	int64_t after = 0;

	do {
		if (event_of_case(cx->db, cx->arena, d->c.id, after, &page, e) <
		    0)
			return -1;
		for (size_t i = 0; i < page.n; i++) {
			after = page.v[i].id;
			if (is_hidden(cx, d, &page.v[i]))
				continue;
			ARENA_GROW(cx->arena, d->events, d->events_n, cap);
			d->events[d->events_n++] = page.v[i];
		}
	} while (page.n == EVENT_PAGE);
	return 0;
}

static int
load_rest(struct ctx *cx, struct dossier *d, struct err *e)
{
	struct arena *a = cx->arena;
	int64_t id = d->c.id;

	if (app_sop(cx->app, cx->office->id, cx->db, d->c.edition_id, &d->sop,
		e) < 0 ||
	    holder_list(cx->db, a, &d->holders, &d->holders_n, id, e) < 0 ||
	    item_list(cx->db, a, &d->items, &d->items_n, id, e) < 0 ||
	    file_list(cx->db, a, &d->files, &d->files_n, id, e) < 0 ||
	    task_list(cx->db, a, &d->tasks, &d->tasks_n, id, e) < 0 ||
	    opinion_list(cx->db, a, &d->opinions, &d->opinions_n, id, e) < 0 ||
	    load_events(cx, d, e) < 0)
		return -1;
	d->letter = json_loads(d->c.letter, 0, NULL);
	if (!json_is_object(d->letter)) {
		json_decref(d->letter);
		d->letter = NULL;
		return err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "letter of case %lld is no object", (long long)id);
	}
	return 0;
}

int
dossier_load(
    struct ctx *cx, struct dossier *d, const char *number, struct err *e)
{
	int rc;

	memset(d, 0, sizeof(*d));
	rc = case_by_number(cx->db, cx->arena, &d->c, number, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING,
		    "Permohonan itu tidak ditemukan.", "case by number");
	return rc < 0 ? -1 : load_rest(cx, d, e);
}

int
dossier_load_id(struct ctx *cx, struct dossier *d, int64_t id, struct err *e)
{
	int rc;

	memset(d, 0, sizeof(*d));
	rc = case_get(cx->db, cx->arena, &d->c, id, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING,
		    "Permohonan itu tidak ditemukan.", "case by id");
	return rc < 0 ? -1 : load_rest(cx, d, e);
}

void
dossier_clear(struct dossier *d)
{
	json_decref(d->letter);
	d->letter = NULL;
}

int
dossier_holder(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->holders_n; i++)
		if (d->holders[i].id == id)
			return (int)i;
	return HOLDER_ALL;
}

static enum ending
ending_of(const char *name)
{
	if (strcmp(name, "done") == 0)
		return END_DONE;
	return strcmp(name, "rejected") == 0 ? END_REJECTED : END_NONE;
}

/* One token at a row; a row that the edition lacks is a damaged case. */
static int
add_token(const struct dossier *d, struct flow *f, const char *row_no,
    int holder, bool waiting, struct err *e)
{
	int row = sop_row(d->sop, str_of(row_no));

	if (row < 0 || f->tokens_n == LIMIT_HOLDERS)
		return err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "case %lld: token at row %s", (long long)d->c.id, row_no);
	f->tokens[f->tokens_n++] =
	    (struct token){.row = row, .holder = holder, .waiting = waiting};
	return 0;
}

int
dossier_flow(const struct dossier *d, struct flow *f, struct err *e)
{
	memset(f, 0, sizeof(*f));
	f->holders = (int)d->holders_n;
	if (d->c.state == CASE_DONE)
		f->ending = END_DONE;
	if (d->c.state == CASE_REJECTED)
		f->ending = END_REJECTED;
	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];

		f->holder_ending[i] = ending_of(h->ending);
		if (h->waiting_row &&
		    add_token(d, f, h->waiting_row, (int)i, true, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (t->closed_at == 0 &&
		    add_token(d, f, t->row_no, dossier_holder(d, t->holder_id),
			false, e) < 0)
			return -1;
	}
	return 0;
}

const struct item_value *
dossier_item(const struct dossier *d, const char *name, int64_t holder)
{
	for (size_t i = 0; i < d->items_n; i++)
		if (d->items[i].holder_id == holder &&
		    strcmp(d->items[i].name, name) == 0)
			return &d->items[i];
	return NULL;
}

const struct file *
dossier_file(const struct dossier *d, const char *purpose, int64_t holder)
{
	for (size_t i = d->files_n; i-- > 0;)
		if (d->files[i].holder_id == holder &&
		    strcmp(d->files[i].purpose, purpose) == 0)
			return &d->files[i];
	return NULL;
}

const struct file *
dossier_item_file(const struct dossier *d, const struct item_value *v, size_t n)
{
	for (size_t i = 0; i < d->files_n; i++)
		if (d->files[i].item_id == v->id && n-- == 0)
			return &d->files[i];
	return NULL;
}

const struct opinion *
dossier_opinion(const struct dossier *d, int64_t task, int64_t person, bool own)
{
	for (size_t i = 0; i < d->opinions_n; i++)
		if (d->opinions[i].task_id == task &&
		    (d->opinions[i].person_id == person) == own)
			return &d->opinions[i];
	return NULL;
}

const char *
dossier_letter(const struct dossier *d, const char *name)
{
	const char *s = json_string_value(json_object_get(d->letter, name));

	return s ? s : "";
}
