/*
 * scanned.c - the scan of a letter that was signed with ink is put in its
 * place.
 */
#include <string.h>

#include "app/draft.h"
#include "app/missivescan.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/missive_part.h"
#include "view/json.h"

#define FIELD "pindaian"

/* The letter that a scan is for. */
struct scanning {
	struct ctx *cx;
	struct missive_page *p;
	struct fields fs;
	struct draft draft;
};

static int
find(struct scanning *s, struct err *e)
{
	struct ctx *cx = s->cx;
	struct field *f;

	s->p = ARENA_NEW(cx->arena, struct missive_page);
	if (missive_find(cx, s->p, e) < 0 || missive_may_scan(cx, s->p, e) < 0)
		return -1;
	fields_init(&s->fs, cx->arena);
	f = fields_file(&s->fs, FIELD,
	    "Pindaian naskah yang sudah "
	    "ditandatangani",
	    ACCEPT_PAPER);
	f->required = ALL_OUTCOMES;
	return draft_load(cx, &s->draft,
	    arena_printf(cx->arena, "pindaian:%lld", (long long)s->p->m.id),
	    s->p->d.c.id, true, e);
}

static void
draw(struct scanning *s, int status)
{
	struct ctx *cx = s->cx;
	json_t *m = web_model(cx, "scanned", "Pindaian naskah");

	missive_model(cx, s->p, m);
	web_form(m, missive_below(cx, s->p, "/pindaian"), &s->fs,
	    "Simpan pindaian", NULL);
	draft_model(cx, &s->draft, m);
	web_page(cx, status, "scanned", m);
}

void
page_scanned(struct ctx *cx)
{
	struct scanning s = {.cx = cx};
	struct err e = {0};

	if (find(&s, &e) == 0) {
		draft_fill(cx, &s.draft, &s.fs, true);
		draw(&s, 200);
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&s.p->d);
}

static int
keep(struct scanning *s, struct err *e)
{
	const struct field *f = fields_get(&s->fs, FIELD);
	struct missive_scan scan = {.id = s->p->m.id, .file = f->files[0]->id};
	struct draft_left left;
	int rc = -1;

	if (missive_scan_read(s->cx, &scan, e) < 0)
		return -1;
	if (db_begin(s->cx->db, e) == 0 &&
	    missive_scan_put(s->cx, &s->p->d, &scan, e) == 0 &&
	    draft_end(s->cx, &s->draft, &left, e) == 0 &&
	    db_commit(s->cx->db, e) == 0)
		rc = 0;
	db_rollback(s->cx->db);
	if (rc == 0)
		draft_drop_files(s->cx, &left);
	return rc;
}

void
page_scanned_act(struct ctx *cx)
{
	struct scanning s = {.cx = cx};
	struct form form = {0};
	struct err e = {0};
	bool kept = false;
	int rc = find(&s, &e);

	if (rc == 0)
		rc = upload_draft(cx, &s.fs, &s.draft, &form, &kept, &e);
	if (rc < 0) {
		web_fail(cx, &e);
	} else if (kept && fields_errors(&s.fs) == 0 &&
		   !request_wants_json(cx->rq)) {
		web_redirect(cx, missive_below(cx, s.p, "/pindaian"));
	} else if (kept || fields_check(&s.fs, -1) > 0) {
		draw(&s, fields_errors(&s.fs) > 0 ? 422 : 200);
	} else if (keep(&s, &e) == 0) {
		web_redirect(cx, missive_page_url(cx, &s.p->d, &s.p->of));
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&s.p->d);
}
