#include <string.h>

#include "app/act.h"
#include "app/custody.h"
#include "app/draft.h"
#include "app/missive_part.h"
#include "base/random.h"
#include "store/blob.h"
#include "vault/digest.h"
#include "view/json.h"

#define PDF     "application/pdf"
#define FILE_ID 24 /* characters */
#define TRIES   20 /* numbers, while others take them */

/* "rekomendasi-TTE-2026-00017.pdf" */
static const char *
file_name(struct ctx *cx, const struct dossier *d, const struct missive *m)
{
	return arena_printf(cx->arena, "%s%s%s.pdf", m->kind,
	    d->c.id ? "-" : "", d->c.id ? d->c.number : "");
}

static int
put_number(struct ctx *cx, const struct missive_draft *dr, struct err *e)
{
	int64_t serial = 0;
	int rc;

	while (dr->series && serial < dr->serial)
		if (series_next(cx->db, dr->series, &serial, e) < 0)
			return -1;
	if (dr->series && serial != dr->serial)
		return err_set(e, ERR_CONFLICT,
		    "Nomor ini baru saja dipakai naskah lain.", "serial %lld",
		    (long long)dr->serial);
	rc = missive_take_number(
	    cx->db, cx->arena, dr->m.number, dr->m.id, cx->now, e);
	if (rc == 0)
		return err_set(e, ERR_CONFLICT,
		    "Nomor ini baru saja dipakai naskah lain.", "number");
	return rc < 0 ? -1 : 0;
}

/* Papers that come after the end have the date of the others. */
static int
classify(struct ctx *cx, const struct dossier *d, struct err *e)
{
	if (custody_classify(cx, d->sop, d->c.id, e) < 0)
		return -1;
	for (int i = 0; d->c.closed_at && i < KEEP_ENDINGS; i++)
		if (strcmp(d->c.ending, custody_ending((enum keep_ending)i)) ==
		    0)
			return custody_end(cx, d->sop, d->c.id, 0,
			    (enum keep_ending)i, d->c.closed_at, e);
	return 0;
}

int
missive_log(struct ctx *cx, const struct dossier *d, const struct missive *m,
    const char *outcome, const char *reason, struct err *e)
{
	const struct seat_held *seat =
	    cx->actor.seats_n > 0 && cx->actor.person != d->c.applicant_id
		? &cx->actor.seats[0]
		: NULL;
	char hex[2 * MISSIVE_HASH + 1];
	json_t *detail;
	struct event ev;
	int rc;

	if (!d->c.id)
		return 0;
	for (size_t i = 0; seat && i < cx->actor.seats_n; i++)
		for (size_t k = 0; k < d->tasks_n; k++)
			if (strcmp(d->tasks[k].lane, cx->actor.seats[i].lane) ==
			    0)
				seat = &cx->actor.seats[i];
	detail = jv_arr();
	hex_text(hex, (const unsigned char *)m->sha256.p, MISSIVE_HASH);
	act_note(detail, "Naskah",
	    missive_info((enum missive_kind)missive_kind_find(str_of(m->kind)))
		->title);
	act_note(detail, "Nomor", m->number);
	act_note(detail, "SHA-256", hex);
	ev = (struct event){
	    .case_id = d->c.id,
	    .task_id = m->task_id,
	    .holder_id = m->holder_id,
	    .person_id = cx->actor.person,
	    .edition_id = d->c.edition_id,
	    .kind = "missive",
	    .outcome = outcome,
	    .lane = seat ? seat->lane : NULL,
	    .seat_title = seat ? seat_title(cx->arena, seat) : "Pemohon",
	    .person_name = cx->actor.name,
	    .reason = reason,
	    .detail = json_z(cx->arena, detail),
	    .at = cx->now,
	};
	rc = event_append(cx->db, &ev, NULL, e);
	json_decref(detail);
	return rc;
}

static int
put_rows(struct ctx *cx, const struct dossier *d, struct missive_draft *dr,
    const struct file *row, const char *outcome, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (file_add(cx->db, row, e) < 0)
		goto out;
	if (d->c.id && (file_claim(cx->db, row->id, d->c.id, dr->m.holder_id, 0,
			    row->owner, e) < 0 ||
			   classify(cx, d, e) < 0))
		goto out;
	if (missive_add(cx->db, &dr->m, dr->before, e) < 0 ||
	    (dr->numbered && put_number(cx, dr, e) < 0) ||
	    missive_log(cx, d, &dr->m, outcome, NULL, e) < 0)
		goto out;
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	return rc;
}

/* Whether the number is a new one. */
static int
is_new_number(struct ctx *cx, struct missive_draft *dr, struct err *e)
{
	int k = missive_kind_find(str_of(dr->m.kind));
	struct missive before;
	int rc = 0;

	dr->numbered = false;
	if (k < 0 || !missive_info((enum missive_kind)k)->numbered ||
	    !dr->m.number[0])
		return 0;
	if (dr->before)
		rc = missive_by_id(cx->db, cx->arena, &before, dr->before, e);
	dr->numbered =
	    rc == 0 || (rc == 1 && strcmp(before.number, dr->m.number) != 0);
	return rc < 0 ? -1 : 0;
}

int
missive_keep(struct ctx *cx, const struct dossier *d, struct missive_draft *dr,
    const char *outcome, struct err *e)
{
	struct blob_out *b = ARENA_NEW(cx->arena, struct blob_out);
	unsigned char *sha = arena_alloc(cx->arena, MISSIVE_HASH);
	char *id = arena_alloc(cx->arena, FILE_ID + 1);
	struct sha256 hash;
	struct file row;
	int rc = -1;

	if (is_new_number(cx, dr, e) < 0 ||
	    blob_begin(cx->db, cx->arena, b, e) < 0)
		return -1;
	random_code(id, FILE_ID);
	sha256_init(&hash);
	sha256_add(&hash, dr->pdf.p, dr->pdf.n);
	sha256_end(&hash, sha);
	dr->m.file_id = id;
	dr->m.sha256 = (struct str){(const char *)sha, MISSIVE_HASH};
	dr->m.made_by = cx->actor.person;
	dr->m.made_at = cx->now;
	row = (struct file){
	    .id = id,
	    .owner = dr->owner ? dr->owner : actor_owner(&cx->actor, cx->arena),
	    .form = dr->form ? dr->form : "",
	    .purpose =
		arena_printf(cx->arena, MISSIVE_PURPOSE "%s", dr->m.kind),
	    .name = file_name(cx, d, &dr->m),
	    .type = PDF,
	    .scan = "",
	    .note = "",
	    .created_at = cx->now,
	};
	if (blob_write(b, dr->pdf.p, dr->pdf.n, e) < 0 || blob_end(b, e) < 0 ||
	    blob_settle(cx->db, b, e) < 0)
		goto out;
	row.blob = b->name;
	row.key = b->key.bytes;
	row.key_id = b->key.key;
	row.size = b->size;
	rc = put_rows(cx, d, dr, &row, outcome, e);
out:
	blob_drop(cx->db, b);
	return rc;
}

int
missive_make(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive *out, struct err *e)
{
	struct missive_draft dr;

	for (int i = 0;; i++) {
		*e = (struct err){0};
		if (missive_render(cx, d, of, wish, &dr, e) < 0)
			return -1;
		dr.form = of->form;
		if (dr.same)
			break;
		if (missive_keep(cx, d, &dr, "made", e) == 0)
			break;
		/* Somebody else took that number of the series. */
		if (e->kind != ERR_CONFLICT || !dr.series || i == TRIES)
			return -1;
	}
	*out = dr.m;
	return 0;
}

struct missive_of
missive_of_row(const struct missive *m)
{
	int k = missive_kind_find(str_of(m->kind));

	return (struct missive_of){
	    .kind = k < 0 ? MISSIVE_RECEIPT : (enum missive_kind)k,
	    .holder = m->holder_id,
	    .task = m->task_id,
	    .submission = m->submission,
	};
}

const char *
missive_form_key(struct arena *a, const struct draft *d)
{
	return arena_printf(a, "%s %s", d->owner, d->form);
}
