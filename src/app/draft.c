#include "app/draft.h"

#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "app/rescan.h"
#include "app/web.h"
#include "store/blob.h"
#include "store/draft.h"
#include "store/usage.h"
#include "vault/token.h"
#include "view/format.h"
#include "view/json.h"

/* --- reading ------------------------------------------------------------ */

static void
read_values(struct ctx *cx, struct draft *d, const json_t *data)
{
	json_t *values = json_object_get(data, "nilai"), *v;
	const char *name;

	d->persons = (size_t)json_integer_value(json_object_get(data, "orang"));
	d->values = ARENA_ARRAY(
	    cx->arena, json_object_size(values) + 1, struct draft_value);
	json_object_foreach(values, name, v) d->values[d->values_n++] =
	    (struct draft_value){arena_dup(cx->arena, name),
		arena_dup(cx->arena,
		    json_string_value(v) ? json_string_value(v) : "")};
}

int
draft_load(struct ctx *cx, struct draft *d, const char *form, int64_t case_id,
    bool files, struct err *e)
{
	struct draft_row row;
	struct str text;
	json_t *data;
	int rc;

	*d = (struct draft){.owner = actor_owner(&cx->actor, cx->arena),
	    .form = form,
	    .case_id = case_id,
	    .takes_files = files};
	rc = draft_get(cx->db, cx->arena, &row, d->owner, form, e);
	if (rc < 0)
		return -1;
	if (rc == 1) {
		if (key_open(cx->db, cx->arena, KEY_USE_DRAFT, &row.sealed,
			&text, e) < 0)
			return -1;
		data = json_loadb(text.p, text.n, 0, NULL);
		if (!data)
			return err_set(e, ERR_SYSTEM, "Draf tidak terbaca.",
			    "draft of %zu bytes is no JSON", text.n);
		read_values(cx, d, data);
		json_decref(data);
		d->saved_at = row.updated_at;
	}
	if (!files)
		return 0;
	if (file_of_form(cx->db, cx->arena, &d->files, &d->files_n, d->owner,
		form, e) < 0)
		return -1;
	/* Looked at again: perhaps the virus scanner is back. */
	if (cx->rq->method != HTTP_POST)
		rescan_draft(cx, d->files, d->files_n);
	return 0;
}

/*
 * What a selfie has to show.  It follows from the form, so that nobody gets
 * another by asking again, and nobody knows it before the form is there.
 */
static const char *
challenge_of(struct ctx *cx, const char *form)
{
	static const char *const all[] = {
	    "Angkat dua jari di samping wajah",
	    "Angkat ibu jari di samping wajah",
	    "Letakkan telapak tangan di dada",
	    "Sentuh telinga kanan dengan tangan kanan",
	    "Tunjukkan angka 3 dengan jari",
	    "Tunjukkan angka 4 dengan jari",
	    "Letakkan tangan di atas kepala",
	    "Sentuh dagu dengan satu jari",
	};
	struct str part = str_of(form);
	char hex[MAC_HEX_LEN + 1];

	mac_hex(hex, app_key(cx->app, KEY_CHALLENGE), &part, 1);
	hex[6] = '\0';
	return all[strtoul(hex, NULL, 16) % (sizeof(all) / sizeof(all[0]))];
}

static bool
is_typed(const struct field *f)
{
	return f->type != FIELD_FILE && f->type != FIELD_HIDDEN &&
	       f->type != FIELD_PASSWORD && f->type != FIELD_CODE;
}

static void
place_files(const struct draft *d, struct fields *fs)
{
	for (size_t i = 0; i < d->files_n; i++) {
		struct field *f = fields_get(fs, d->files[i].purpose);

		if (f && f->type == FIELD_FILE)
			field_add_file(fs, f, &d->files[i]);
	}
}

void
draft_fill(struct ctx *cx, struct draft *d, struct fields *fs, bool typed)
{
	/* Whoever came by a link has no page of files. */
	fs->files_url = cx->actor.person ? ctx_url(cx, "/berkas/") : NULL;
	for (size_t i = 0; i < fs->n; i++)
		if (fs->v[i].camera && strcmp(fs->v[i].camera, "selfie") == 0)
			fs->v[i].challenge = challenge_of(cx, d->form);
	place_files(d, fs);
	if (typed)
		draft_fill_unsent(d, fs);
}

int
draft_refill(struct ctx *cx, struct draft *d, struct fields *fs, struct err *e)
{
	if (!d->takes_files)
		return 0;
	d->files_cap = 0;
	if (file_of_form(cx->db, cx->arena, &d->files, &d->files_n, d->owner,
		d->form, e) < 0)
		return -1;
	for (size_t i = 0; i < fs->n; i++)
		fs->v[i].files_n = 0;
	place_files(d, fs);
	return 0;
}

static bool
came_whole(const struct fields *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		if (fs->v[i].sent && is_typed(&fs->v[i]))
			return true;
	return false;
}

void
draft_fill_unsent(const struct draft *d, struct fields *fs)
{
	bool whole = came_whole(fs);

	for (size_t i = 0; i < d->values_n; i++) {
		struct field *f = fields_get(fs, d->values[i].name);

		if (!f || !is_typed(f) || f->sent ||
		    (whole &&
			(f->type == FIELD_CHECKBOX || f->type == FIELD_RADIO)))
			continue;
		f->value = d->values[i].value;
	}
}

struct file *
draft_add_file(struct ctx *cx, struct draft *d, const struct file *row)
{
	struct file *f = ARENA_NEW(cx->arena, struct file);

	ARENA_GROW(cx->arena, d->files, d->files_n, d->files_cap);
	d->files[d->files_n++] = *row;
	*f = *row;
	return f;
}

/* --- keeping ------------------------------------------------------------ */

/* What was typed, as the fields say, or as the draft said before. */
static json_t *
values_json(const struct draft *d, const struct fields *fs)
{
	json_t *o = jv_obj(), *values = jv_set_obj(o, "nilai");

	jv_set_int(o, "orang", (int64_t)d->persons);
	for (size_t i = 0; fs && i < fs->n; i++)
		if (is_typed(&fs->v[i]))
			jv_set_z(values, fs->v[i].name, fs->v[i].value);
	for (size_t i = 0; !fs && i < d->values_n; i++)
		jv_set_z(values, d->values[i].name, d->values[i].value);
	return o;
}

int
draft_keep(
    struct ctx *cx, struct draft *d, const struct fields *fs, struct err *e)
{
	bool own = !db_in_transaction(cx->db);
	struct draft_row row = {.updated_at = cx->now};
	json_t *data = values_json(d, fs);
	struct str text = str_of(json_z(cx->arena, data));
	int rc = -1;

	json_decref(data);
	if (own && db_begin(cx->db, e) < 0)
		return -1;
	for (size_t i = 0; i < d->files_n; i++)
		if (!d->files[i].form[0] &&
		    file_set_form(cx->db, d->files[i].id, d->form, e) < 0)
			goto out;
	if (key_seal(cx->db, cx->arena, KEY_USE_DRAFT, text, &row.sealed, e) <
		0 ||
	    draft_put(cx->db, &row, d->owner, d->form, e) < 0 ||
	    (own && db_commit(cx->db, e) < 0))
		goto out;
	d->saved_at = cx->now;
	rc = 0;
out:
	if (own)
		db_rollback(cx->db);
	return rc;
}

int
draft_end(struct ctx *cx, const struct draft *d, struct draft_left *left,
    struct err *e)
{
	*left = (struct draft_left){
	    .files = ARENA_ARRAY(cx->arena, d->files_n + 1, struct file)};
	if (draft_drop(cx->db, d->owner, d->form, e) < 0)
		return -1;
	for (size_t i = 0; i < d->files_n; i++)
		switch (file_remove(cx->db, &d->files[i], e)) {
		case 1:
			left->files[left->n++] = d->files[i];
			break;
		case 0:
			break;
		default:
			return -1;
		}
	return 0;
}

void
draft_drop_files(struct ctx *cx, const struct draft_left *left)
{
	for (size_t i = 0; i < left->n; i++)
		blob_remove(cx->db, left->files[i].blob);
}

int
draft_sweep(
    struct db *db, struct arena *a, int64_t now, size_t *n, struct err *e)
{
	int64_t before = now - (int64_t)DRAFT_DAYS * 24 * 3600 * 1000;
	struct file *v;
	bool *gone;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (file_unclaimed(db, a, &v, n, before, e) < 0)
		goto out;
	gone = ARENA_ARRAY(a, *n + 1, bool);
	for (size_t i = 0; i < *n; i++) {
		int got = file_remove(db, &v[i], e);

		if (got < 0)
			goto out;
		gone[i] = got == 1;
	}
	if (draft_drop_old(db, before, e) < 0 || db_commit(db, e) < 0)
		goto out;
	for (size_t i = 0; i < *n; i++)
		if (gone[i])
			blob_remove(db, v[i].blob);
	rc = 0;
out:
	db_rollback(db);
	return rc;
}

/* --- showing ------------------------------------------------------------ */

int
draft_room(struct ctx *cx, const struct draft *d, int64_t *room, char *whose,
    struct err *e)
{
	const struct quota *q = &cx->office->quota;
	char name[USAGE_NAME];
	struct usage u;
	int64_t used;

	usage_case(name, d->case_id);
	if (usage_get(cx->db, d->owner, name, &u, e) < 0)
		return -1;
	used = d->case_id ? u.of_case : 0;
	for (size_t i = 0; i < d->files_n; i++)
		used += d->files[i].size;
	*room = (int64_t)q->of_case - used;
	*whose = 'c';
	if ((int64_t)q->of_person - u.of_owner < *room) {
		*room = (int64_t)q->of_person - u.of_owner;
		*whose = 'p';
	}
	if ((int64_t)q->of_office - u.of_office < *room) {
		*room = (int64_t)q->of_office - u.of_office;
		*whose = 'o';
	}
	if (*room < 0)
		*room = 0;
	return 0;
}

static const char *
room_text(struct ctx *cx, int64_t room, char whose)
{
	const char *size = format_size(cx->arena, (uint64_t)room);

	switch (whose) {
	case 'o':
		return arena_printf(
		    cx->arena, "Sisa ruang berkas kantor ini: %s.", size);
	case 'p':
		return arena_printf(
		    cx->arena, "Sisa ruang untuk Anda: %s.", size);
	default:
		return arena_printf(
		    cx->arena, "Sisa ruang untuk permohonan ini: %s.", size);
	}
}

/* "Tersimpan pukul 09.15 WIB.", with the day if it was another one. */
static const char *
saved_text(struct ctx *cx, int64_t at)
{
	struct zone z = cx->office->zone;
	struct civil then = civil_of(at, z), now = civil_of(cx->now, z);
	bool today = then.day == now.day && then.month == now.month &&
		     then.year == now.year;

	if (!at)
		return NULL;
	return today ? arena_printf(cx->arena, "Tersimpan pukul %s.",
			   format_clock(cx->arena, at, z))
		     : arena_printf(cx->arena, "Tersimpan %s.",
			   format_moment(cx->arena, at, z));
}

void
draft_model(struct ctx *cx, const struct draft *d, json_t *m)
{
	struct err e = {0};
	int64_t room;
	char whose;
	json_t *o = jv_set_obj(m, "draft");

	jv_set_z(o, "form", d->form);
	jv_set_int(o, "saved_at", d->saved_at);
	jv_set_z(o, "saved_text", saved_text(cx, d->saved_at));
	if (d->takes_files && draft_room(cx, d, &room, &whose, &e) == 0)
		jv_set_z(
		    jv_set_obj(m, "quota"), "text", room_text(cx, room, whose));
}
