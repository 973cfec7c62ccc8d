/*
 * file.c - a new application: the form of the SOP's first row, and the case
 * that it makes.
 */
#include <stdio.h>
#include <string.h>

#include "app/draft.h"
#include "app/missive.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/random.h"
#include "step/items.h"
#include "store/service.h"
#include "view/json.h"

#define PERSONS_MOST 20 /* on one form; more come by a list */

struct filing_form {
	struct ctx *cx;
	const char *service;
	const struct sop *sop;
	size_t persons;
	struct fields fields;
	struct draft draft;
};

static int
find_service(struct filing_form *ff, struct err *e)
{
	struct ctx *cx = ff->cx;
	struct service s;
	int rc;

	ff->service = ctx_param(cx, "service");
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk mengajukan permohonan.", "no session");
	rc = service_get(cx->db, cx->arena, &s, ff->service, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "no such service");
	if (rc < 0)
		return -1;
	if (app_sop(
		cx->app, cx->office->id, cx->db, s.edition_id, &ff->sop, e) < 0)
		return -1;
	return draft_load(cx, &ff->draft,
	    arena_printf(cx->arena, "ajukan:%s", ff->service), 0, true, e);
}

/* How many persons the form has: ?orang=3, else as in the draft, or one. */
static void
count_persons(struct filing_form *ff)
{
	uint64_t n = 0;

	if (str_u64(request_param(ff->cx->rq, "orang"), PERSONS_MOST, &n) < 0)
		n = ff->draft.persons;
	if (n == 0 || n > PERSONS_MOST || !ff->sop->certificate)
		n = 1;
	ff->persons = ff->draft.persons = (size_t)n;
}

/* The items that the first row asks for. */
static void
declare_items(struct filing_form *ff)
{
	const struct row *r = &ff->sop->rows[sop_first(ff->sop)];

	for (size_t k = 0; k < r->items_n; k++) {
		const struct item *item = &ff->sop->items[r->items[k]];
		size_t n = item->per_holder ? ff->persons : 1;

		for (size_t i = 0; i < n; i++)
			item_field(
			    ff->cx, &ff->fields, item, i, ff->persons, NULL);
	}
}

/* A verifier may file on someone's behalf. */
static bool
is_verifier(const struct ctx *cx, const struct sop *sop)
{
	for (size_t i = 0; i < sop->lanes_n; i++)
		if (sop->lanes[i].role == LANE_VERIFIER &&
		    actor_seat(&cx->actor, sop->lanes[i].id))
			return true;
	return false;
}

static void
declare(struct filing_form *ff)
{
	struct ctx *cx = ff->cx;
	struct holder self = {.name = cx->actor.name,
	    .nik = "",
	    .nip = "",
	    .job = "",
	    .unit = "",
	    .email = office_has_mail(cx->office, str_of(cx->actor.email))
			 ? cx->actor.email
			 : "",
	    .phone = cx->actor.phone};
	struct field *f;
	char key[25];

	fields_init(&ff->fields, cx->arena);
	random_code(key, sizeof(key) - 1);
	f = fields_need(&ff->fields, FIELD_HIDDEN, "kiriman", "Kiriman",
	    arena_dup(cx->arena, key));
	f->value = f->example;
	f->max = 64;
	if (is_verifier(cx, ff->sop)) {
		f = fields_add(&ff->fields, FIELD_EMAIL, "atas_nama",
		    "Atas nama pemohon dengan email");
		f->help = "Kosongkan bila Anda sendiri pemohonnya. Pemohon "
			  "harus sudah punya akun.";
	}
	letter_fields(cx, &ff->fields, ff->sop, NULL);
	for (size_t i = 0; i < ff->persons; i++)
		person_fields(cx, &ff->fields, ff->sop, i, ff->persons,
		    i == 0 ? &self : NULL);
	declare_items(ff);
	if (ff->sop->certificate)
		compared_field(&ff->fields);
}

static const char *
form_url(const struct filing_form *ff, size_t persons)
{
	return ctx_url(
	    ff->cx, "/layanan/%s/ajukan?orang=%zu", ff->service, persons);
}

static void
show(struct filing_form *ff, int status)
{
	struct ctx *cx = ff->cx;
	json_t *m = web_model(cx, "apply", ff->sop->title);
	const char *action = form_url(ff, ff->persons);

	web_form(m, action, &ff->fields, "Kirim permohonan", NULL);
	draft_model(cx, &ff->draft, m);
	jv_set_z(m, "letter_url",
	    ctx_url(cx, "/layanan/%s/ajukan/naskah?orang=%zu", ff->service,
		ff->persons));
	jv_set_arr(m, "warnings");
	jv_set_z(m, "more_url",
	    ff->sop->certificate && ff->persons < PERSONS_MOST
		? form_url(ff, ff->persons + 1)
		: NULL);
	jv_set_z(m, "fewer_url",
	    ff->persons > 1 ? form_url(ff, ff->persons - 1) : NULL);
	web_page(cx, status, "apply", m);
}

void
step_file_page(struct ctx *cx)
{
	struct filing_form ff = {.cx = cx};
	struct err e = {0};

	if (find_service(&ff, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	count_persons(&ff);
	declare(&ff);
	draft_fill(cx, &ff.draft, &ff.fields, true);
	show(&ff, 200);
}

/* Items and persons' data of the filled form. */
static void
collect(struct filing_form *ff, struct filing *f, struct holder *holders)
{
	struct ctx *cx = ff->cx;
	const struct row *r = &ff->sop->rows[sop_first(ff->sop)];
	struct change c = {.kind = CHANGE_ITEM};

	for (size_t i = 0; i < ff->persons; i++) {
		holders[i] = *person_of(cx, &ff->fields, i);
		c.item = (struct item_value){.name = DATA_ITEM,
		    .value = "",
		    .holder_id = (int64_t)i + 1};
		changes_add(&f->changes, cx->arena, &c);
	}
	for (size_t k = 0; k < r->items_n; k++) {
		const struct item *item = &ff->sop->items[r->items[k]];
		size_t n = item->per_holder ? ff->persons : 1;

		for (size_t i = 0; i < n; i++) {
			if (!item_of(cx, &ff->fields, item, i, &c.item))
				continue;
			c.item.holder_id =
			    item->per_holder ? (int64_t)i + 1 : 0;
			changes_add(&f->changes, cx->arena, &c);
		}
	}
	f->holders = holders;
	f->holders_n = ff->persons;
}

/* The person on whose behalf it is filed; NULL where it is the actor. */
static int
find_applicant(
    struct filing_form *ff, const struct person **applicant, struct err *e)
{
	const char *email = fields_value(&ff->fields, "atas_nama");
	struct person *p = ARENA_NEW(ff->cx->arena, struct person);
	int rc;

	*applicant = NULL;
	if (!email[0])
		return 0;
	rc = person_by_email(ff->cx->db, ff->cx->arena, p, email, e);
	if (rc == 0)
		fields_error(&ff->fields, "atas_nama",
		    "Belum ada akun dengan email ini. Minta pemohon membuat "
		    "akun dahulu.");
	*applicant = p;
	return rc < 0 ? -1 : 0;
}

static int
file_it(struct filing_form *ff, const struct person *applicant,
    const char **number, struct err *e)
{
	struct ctx *cx = ff->cx;
	struct filing f = {
	    .service = ff->service,
	    .draft = &ff->draft,
	    .submission = fields_value(&ff->fields, "kiriman"),
	    .applicant = applicant,
	};
	int rc;

	f.detail = jv_arr();
	if (applicant)
		act_note(f.detail, "Diajukan atas nama", applicant->name);
	if (fields_value(&ff->fields, "sudah_dicocokkan")[0])
		act_note(f.detail, "NIK, NIP, dan nama",
		    "sudah dicocokkan saat diajukan");
	collect(ff, &f, ARENA_ARRAY(cx->arena, ff->persons, struct holder));
	f.letter = letter_of(&ff->fields);
	rc = act_file(cx, &f, number, e);
	json_decref(f.detail);
	json_decref(f.letter);
	return rc;
}

/* A draft was kept or changed: the page again, with what it says now. */
static void
draft_answer(struct filing_form *ff)
{
	if (fields_errors(&ff->fields) > 0)
		show(ff, 422);
	else if (ff->draft.saved_at && request_wants_json(ff->cx->rq))
		show(ff, 200);
	else
		web_redirect(ff->cx, form_url(ff, ff->persons));
}

void
step_file_act(struct ctx *cx)
{
	struct filing_form ff = {.cx = cx};
	struct form form;
	struct err e = {0};
	const struct person *applicant;
	const char *number;
	bool draft;

	if (find_service(&ff, &e) < 0)
		goto fail;
	count_persons(&ff);
	declare(&ff);
	if (upload_draft(cx, &ff.fields, &ff.draft, &form, &draft, &e) < 0)
		goto fail;
	if (draft) {
		draft_answer(&ff);
		return;
	}
	fields_check(&ff.fields, -1);
	for (size_t i = 0; i < ff.persons; i++)
		person_check(cx, &ff.fields, ff.sop, i);
	if (find_applicant(&ff, &applicant, &e) < 0)
		goto fail;
	if (fields_errors(&ff.fields) > 0) {
		if (draft_keep(cx, &ff.draft, &ff.fields, &e) < 0)
			goto fail;
		show(&ff, 422);
		return;
	}
	if (file_it(&ff, applicant, &number, &e) < 0)
		goto fail;
	web_redirect(cx, ctx_url(cx, "/permohonan/%s", number));
	return;
fail:
	web_fail(cx, &e);
}

/* --- the letter of the form --------------------------------------------- */

/* Whether a field is on the letter: files and ticks are not. */
static bool
is_on_letter(const struct field *f)
{
	return f->type != FIELD_FILE && f->type != FIELD_CHECKBOX &&
	       strcmp(f->name, "nomor_surat") != 0;
}

/* Only what the letter needs has to be there; its number comes with ink. */
static size_t
check_letter(struct filing_form *ff)
{
	size_t n = 0;

	fields_check(&ff->fields, -1);
	for (size_t i = 0; i < ff->fields.n; i++) {
		struct field *f = &ff->fields.v[i];

		if (!is_on_letter(f))
			f->error = NULL;
		n += f->error ? 1 : 0;
	}
	return n;
}

/* The case that the form would make. */
static void
case_of(struct filing_form *ff, struct dossier *d)
{
	struct ctx *cx = ff->cx;

	*d = (struct dossier){.sop = ff->sop, .holders_n = ff->persons};
	d->c = (struct casefile){
	    .number = "",
	    .applicant_id = cx->actor.person,
	    .applicant = cx->actor.name,
	    .ending = "",
	};
	d->letter = letter_of(&ff->fields);
	d->holders = ARENA_ARRAY(cx->arena, ff->persons, struct holder);
	for (size_t i = 0; i < ff->persons; i++) {
		d->holders[i] = *person_of(cx, &ff->fields, i);
		d->holders[i].serial = d->holders[i].valid_until = "";
	}
}

/* POST: what was typed is kept, and stands on a letter to be signed. */
void
step_file_letter(struct ctx *cx)
{
	struct filing_form ff = {.cx = cx};
	const struct missive_wish none = {0};
	struct missive_of of = {.kind = MISSIVE_REQUEST};
	struct dossier d = {0};
	struct missive m;
	struct form form;
	struct err e = {0};
	bool kept;

	if (find_service(&ff, &e) < 0)
		goto fail;
	count_persons(&ff);
	declare(&ff);
	if (upload_draft(cx, &ff.fields, &ff.draft, &form, &kept, &e) < 0 ||
	    draft_keep(cx, &ff.draft, &ff.fields, &e) < 0)
		goto fail;
	if (check_letter(&ff) > 0) {
		show(&ff, 422);
		return;
	}
	case_of(&ff, &d);
	of.submission = missive_form_key(cx->arena, &ff.draft);
	of.form = ff.draft.form;
	if (missive_make(cx, &d, &of, &none, &m, &e) < 0)
		goto fail;
	web_redirect(cx, ctx_url(cx, "/berkas/%s", m.file_id));
	dossier_clear(&d);
	return;
fail:
	web_fail(cx, &e);
	dossier_clear(&d);
}
