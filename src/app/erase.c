#include "app/erase.h"

#include <string.h>

#include "app/custody.h"
#include "base/log.h"
#include "store/blob.h"
#include "store/custody.h"
#include "view/format.h"
#include "view/json.h"

static void
note(json_t *detail, const char *label, const char *value)
{
	json_t *o = jv_append_obj(detail);

	jv_set_z(o, "label", label);
	jv_set_z(o, "value", value);
}

/* Which paper, of which class, and which date has come; never its content.
 * sop may be NULL. */
static const char *
detail_of(struct ctx *cx, const struct sop *sop, const struct file *f)
{
	json_t *detail = json_array();
	const char *text;

	note(detail, "Berkas", sop ? paper_title(sop, f->purpose) : f->purpose);
	note(detail, "Nomor berkas", f->id);
	note(detail, "Golongan", f->class);
	note(detail, "Disimpan sampai",
	    format_date(cx->arena, f->erase_at, cx->office->zone));
	text = json_z(cx->arena, detail);
	json_decref(detail);
	return text;
}

/* Row and event of one file; 1 done, 0 it was erased before. */
static int
erase_row(struct ctx *cx, const struct file *f, struct err *e)
{
	const struct sop *sop = NULL;
	struct casefile c;
	struct event ev;
	struct err ignored = {0};
	int rc = file_erase(cx->db, f, cx->now, e);

	if (rc != 1)
		return rc;
	if (case_get(cx->db, cx->arena, &c, f->case_id, e) != 1)
		return -1;
	/* What cannot be named any more goes all the same. */
	if (app_sop(cx->app, cx->office->id, cx->db, c.edition_id, &sop,
		&ignored) < 0)
		sop = NULL;
	ev = (struct event){
	    .case_id = f->case_id,
	    .holder_id = f->holder_id,
	    .kind = "erase",
	    .outcome = "erased",
	    .seat_title = "Sistem",
	    .edition_id = c.edition_id,
	    .detail = detail_of(cx, sop, f),
	    .at = cx->now,
	};
	return event_append(cx->db, &ev, NULL, e) < 0 ? -1 : 1;
}

/* After the commit; from before files had names of their own, two rows may
 * have the same. */
static void
drop_content(struct ctx *cx, const struct file *f)
{
	struct err e = {0};

	if (file_has_blob(cx->db, f->blob, &e) == 0)
		blob_remove(cx->db, f->blob);
}

int
erase_due(struct ctx *cx, size_t *n, struct err *e)
{
	struct file *v;
	int rc = -1;

	*n = 0;
	if (file_due(cx->db, cx->arena, &v, n, cx->now, NULL, e) < 0)
		return -1;
	if (*n == 0)
		return 0;
	if (db_begin(cx->db, e) < 0)
		return -1;
	for (size_t i = 0; i < *n; i++)
		if (erase_row(cx, &v[i], e) < 0)
			goto out;
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < *n; i++)
		drop_content(cx, &v[i]);
	/* What was there is in the write-ahead log until it is emptied. */
	db_checkpoint(cx->db);
	log_info("%s: %zu papers erased", cx->office->id, *n);
	return 0;
}

static enum keep_ending
ending_of(const struct dossier *d)
{
	for (int k = KEEP_ISSUED; k < KEEP_ENDINGS; k++)
		if (strcmp(d->c.ending, custody_ending((enum keep_ending)k)) ==
		    0)
			return (enum keep_ending)k;
	return KEEP_REJECTED;
}

/* As act.c does it when holders and case end, from what is known later. */
static int
end_case(struct ctx *cx, const struct dossier *d, struct err *e)
{
	enum keep_ending ending = ending_of(d);

	if (!d->c.closed_at)
		return 0;
	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];
		enum keep_ending own =
		    strcmp(h->ending, "done") == 0 ? KEEP_ISSUED
		    : ending == KEEP_ABANDONED     ? KEEP_ABANDONED
						   : KEEP_REJECTED;

		if (custody_end(
			cx, d->sop, d->c.id, h->id, own, d->c.closed_at, e) < 0)
			return -1;
	}
	return custody_end(cx, d->sop, d->c.id, 0, ending, d->c.closed_at, e);
}

int
erase_catch_up(struct ctx *cx, bool *more, struct err *e)
{
	struct dossier d = {0};
	int64_t id;
	int rc;

	*more = false;
	/* Mostly there is none: no lock for that. */
	rc = file_classless_case(cx->db, &id, e);
	if (rc != 1)
		return rc;
	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = dossier_load_id(cx, &d, id, e);
	if (rc == 0)
		rc = custody_classify(cx, d.sop, id, e);
	if (rc == 0)
		rc = end_case(cx, &d, e);
	if (rc == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	dossier_clear(&d);
	*more = rc == 0;
	return rc;
}
