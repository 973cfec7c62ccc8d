/*
 * task.c - the page of one task and the act on it, the same for all kinds:
 * access, form, errors, transition.
 */
#include <string.h>

#include "app/access.h"
#include "app/casepage.h"
#include "app/second.h"
#include "app/upload.h"
#include "app/web.h"
#include "step/step.h"
#include "vault/token.h"
#include "view/format.h"
#include "view/json.h"

static const struct step_kind_code *const codes[STEP_KINDS] = {
    [STEP_APPLY] = &step_apply,
    [STEP_DISPOSE] = &step_dispose,
    [STEP_CHECK] = &step_check,
    [STEP_COMPLETE] = &step_complete,
    [STEP_MAILBOX] = &step_mailbox,
    [STEP_RECOMMEND] = &step_recommend,
    [STEP_REGISTER] = &step_register,
    [STEP_ACTIVATE] = &step_activate,
    [STEP_MATCH] = &step_match,
    [STEP_PASSPHRASE] = &step_passphrase,
    [STEP_EXAMINE] = &step_examine,
    [STEP_DELIVER] = &step_deliver,
    [STEP_REPORT] = &step_report,
    [STEP_AUDIT] = &step_audit,
    [STEP_GRANT] = &step_grant,
    [STEP_TRIAL] = &step_trial,
    [STEP_CONFIRM] = &step_confirm,
};

/* --- finding the task --------------------------------------------------- */

/* "Sudah diselesaikan ..." with who, what and when. */
static const char *
what_happened(const struct step *s)
{
	const struct opinion *own =
	    dossier_opinion(s->d, s->task->id, s->cx->actor.person, true);

	if (own && s->task->closed_at == 0)
		return second_waits(s->cx, s->d, s->task, own);
	for (size_t i = s->d->events_n; i-- > 0;) {
		const struct event *ev = &s->d->events[i];
		int o = outcome_find(ev->outcome);

		if (ev->task_id == s->task->id)
			return arena_printf(s->cx->arena,
			    "Langkah ini sudah diselesaikan oleh %s (%s) pada "
			    "%s: %s.",
			    ev->person_name && ev->person_name[0]
				? ev->person_name
				: "pemegang tautan",
			    ev->seat_title, web_when(s->cx, ev->at),
			    o >= 0 ? outcome_title((enum outcome)o) : "");
	}
	return NULL;
}

static const struct task *
find_task(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].id == id)
			return &d->tasks[i];
	return NULL;
}

static int
refuse(const struct step *s, enum access access, struct err *e)
{
	switch (access) {
	case ACCESS_ACT:
		return 0;
	case ACCESS_OWN_CASE:
		return err_set(e, ERR_DENIED,
		    "Permohonan Anda sendiri harus diproses pejabat lain.",
		    "own case");
	case ACCESS_SEE:
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah diselesaikan.", "task closed");
	case ACCESS_JUDGED:
		return err_set(e, ERR_CONFLICT, "Menunggu pemeriksa kedua.",
		    "task judged");
	case ACCESS_NONE:
		break;
	}
	if (!s->cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk membuka langkah ini.", "no session");
	if (s->cx->actor.seats_n > 0)
		return err_set(e, ERR_DENIED,
		    "Langkah ini ada di meja pejabat lain.", "other desk");
	return err_set(
	    e, ERR_MISSING, "Langkah itu tidak ditemukan.", "not theirs");
}

/* Row, holder and fields of a task that the actor may act on. */
static int
prepare(struct step *s, struct err *e)
{
	int row = sop_row(s->d->sop, str_of(s->task->row_no));
	int holder = dossier_holder(s->d, s->task->holder_id);

	if (row < 0)
		return err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "row %s", s->task->row_no);
	s->row = &s->d->sop->rows[row];
	s->holder = holder >= 0 ? &s->d->holders[holder] : NULL;
	fields_init(&s->fields, s->cx->arena);
	if (refuse(s, access_step(&s->cx->actor, s->d, s->task), e) < 0)
		return -1;
	codes[s->row->kind]->fields(s);
	return draft_load(s->cx, &s->draft,
	    arena_printf(s->cx->arena, "langkah:%lld", (long long)s->task->id),
	    s->d->c.id, fields_multipart(&s->fields), e);
}

static int
find_by_number(struct step *s, struct dossier *d, struct err *e)
{
	struct ctx *cx = s->cx;
	uint64_t id;

	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk membuka langkah ini.", "no session");
	if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) < 0)
		return err_set(e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "bad task id");
	if (dossier_load(cx, d, ctx_param(cx, "number"), e) < 0)
		return -1;
	s->d = d;
	s->task = find_task(d, (int64_t)id);
	if (!s->task)
		return err_set(e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "task of other case");
	return prepare(s, e);
}

/* By a link: its holder acts without an account. */
static int
find_by_token(struct step *s, struct dossier *d, struct err *e)
{
	struct ctx *cx = s->cx;
	unsigned char *hash = arena_alloc(cx->arena, TOKEN_HASH);
	struct link l;
	struct task t;
	int rc;

	token_hash(
	    hash, app_key(cx->app, KEY_LINK), route_param(&cx->match, "token"));
	rc = link_get(cx->db, &l, hash, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || task_get(cx->db, cx->arena, &t, l.task_id, e) != 1)
		return err_set(e, ERR_MISSING,
		    "Tautan ini tidak dikenal. Minta tautan baru kepada "
		    "verifikator.",
		    "unknown link");
	if (l.used_at || t.closed_at || l.expires_at <= cx->now)
		return err_set(e, ERR_CONFLICT,
		    "Tautan ini sudah dipakai, diganti, atau lewat masa "
		    "berlakunya. Minta tautan baru kepada verifikator.",
		    "link over");
	if (dossier_load_id(cx, d, t.case_id, e) < 0)
		return -1;
	s->d = d;
	s->task = find_task(d, t.id);
	s->link_until = l.expires_at;
	/* Whoever has the link acts as its holder, signed in or not. */
	cx->actor = (struct actor){
	    .link_task = t.id, .link_hash = hash, .name = d->c.applicant};
	rc = dossier_holder(d, t.holder_id);
	if (rc >= 0)
		cx->actor.name = d->holders[rc].name;
	return prepare(s, e);
}

/* --- drawing ------------------------------------------------------------ */

static const char *
outcome_label(const struct step *s, enum outcome o)
{
	static const char *const labels[OUT_COUNT] = {
	    [OUT_SUBMITTED] = "Kirim permohonan",
	    [OUT_FORWARDED] = "Teruskan",
	    [OUT_RETURNED] = "Kembalikan untuk dilengkapi",
	    [OUT_REJECTED] = "Tolak",
	    [OUT_COMPLETE] = "Nyatakan lengkap",
	    [OUT_INCOMPLETE] = "Minta dilengkapi",
	    [OUT_NO_MAILBOX] = "Buatkan email dinas",
	    [OUT_RESUBMITTED] = "Kirim kelengkapan",
	    [OUT_CREATED] = "Catat email dinas",
	    [OUT_SENT] = "Catat surat terkirim",
	    [OUT_REGISTERED] = "Catat pendaftaran",
	    [OUT_REFUSED] = "Catat penolakan",
	    [OUT_DONE] = "Nyatakan selesai",
	    [OUT_MATCHED] = "Cocok",
	    [OUT_MISMATCHED] = "Tidak cocok",
	    [OUT_SET] = "Nyatakan passphrase dibuat",
	    [OUT_ISSUED] = "Catat sertifikat terbit",
	    [OUT_DENIED] = "Catat tidak disetujui",
	    [OUT_DELIVERED] = "Serahkan sertifikat",
	    [OUT_READ] = "Tandai sudah dibaca",
	    [OUT_FIT] = "Nyatakan sesuai",
	    [OUT_UNFIT] = "Nyatakan tidak sesuai",
	    [OUT_GRANTED] = "Berikan akses",
	    [OUT_PASSED] = "Laporkan berhasil",
	    [OUT_PROBLEM] = "Laporkan kendala",
	};
	int next = s->row->next[o];

	if (o == OUT_FORWARDED && next >= 0)
		return arena_printf(s->cx->arena, "Teruskan ke %s",
		    s->d->sop->lanes[s->d->sop->rows[next].lane].title);
	if (s->row->kind == STEP_ACTIVATE)
		return "Kirim data aktivasi";
	return labels[o];
}

/* Whether the doubt is offered. */
static bool
may_doubt(struct step *s)
{
	const struct step_kind_code *code = codes[s->row->kind];
	struct err e = {0};

	return code->may_doubt && code->may_doubt(s, &e) == 1;
}

static json_t *
outcomes_json(struct step *s)
{
	const struct kind *k = kind_get(s->row->kind);
	json_t *list = jv_arr();

	for (int i = 0; i < k->outcomes_n; i++) {
		json_t *o = jv_append_obj(list);

		jv_set_z(o, "name", outcome_name(k->outcomes[i]));
		jv_set_z(o, "label", outcome_label(s, k->outcomes[i]));
		jv_set_bool(o, "primary", i == 0);
	}
	if (may_doubt(s)) {
		json_t *o = jv_append_obj(list);

		jv_set_z(o, "name", DOUBT);
		jv_set_z(o, "label", "Ragu, minta pemeriksa kedua");
		jv_set_bool(o, "primary", false);
	}
	return list;
}

static void
fact(json_t *list, const char *label, const char *value)
{
	json_t *o;

	if (!value || !value[0])
		return;
	o = jv_append_obj(list);
	jv_set_z(o, "label", label);
	jv_set_z(o, "value", value);
}

/* Letter and persons, as far as this task is about them. */
static void
set_facts(struct step *s, json_t *m)
{
	json_t *list = jv_set_arr(m, "facts");
	struct err e = {0};
	struct civil c;
	const char *date = dossier_letter(s->d, "tanggal_surat");
	size_t from, to;

	fact(list, "Hal", dossier_letter(s->d, "perihal"));
	fact(list, "Nomor surat", dossier_letter(s->d, "nomor_surat"));
	if (date[0] && date_parse(&c, str_of(date), &e) == 0)
		fact(list, "Tanggal surat", format_civil(s->cx->arena, c));
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];

		fact(list, to - from > 1 ? "Calon pemilik" : "Nama", h->name);
		if (to - from > 1)
			continue;
		fact(list, "NIK", h->nik);
		fact(list, "NIP", h->nip);
		fact(list, "Jabatan", h->job);
		fact(list, "Unit kerja", h->unit);
		fact(list, "Email", h->email);
		fact(list, "Nomor HP/WA", step_phone(s, h));
	}
}

static void
set_row(struct step *s, json_t *m)
{
	const struct row *r = s->row;
	json_t *o = jv_set_obj(m, "row");

	jv_set_z(o, "no", r->no);
	jv_set_z(o, "title", kind_get(r->kind)->title);
	jv_set_z(o, "kegiatan", r->activity);
	jv_set_z(o, "lane_title", s->d->sop->lanes[r->lane].title);
	jv_set_z(o, "waktu", duration_text(s->cx->arena, r->time));
	jv_set_z(o, "output", r->output);
	jv_set_z(o, "keterangan", r->note);
}

/* How long the link lives by which this page was reached. */
static void
set_link(const struct step *s, json_t *m)
{
	jv_set_null(m, "link");
	if (s->link_until)
		jv_set_z(jv_set_obj(m, "link"), "text",
		    arena_printf(s->cx->arena,
			"Tautan ini khusus untuk Anda dan dapat dipakai satu "
			"kali, sampai %s. Jangan diteruskan.",
			web_when(s->cx, s->link_until)));
}

static void
draw(struct step *s, int status, const char *action)
{
	struct ctx *cx = s->cx;
	const struct step_kind_code *code = codes[s->row->kind];
	const char *kind = kind_get(s->row->kind)->name;
	json_t *m = web_model(cx, "task", kind_get(s->row->kind)->title);

	set_row(s, m);
	case_summary(cx, s->d, m);
	case_clock(cx, s->d, s->task, m);
	set_facts(s, m);
	set_link(s, m);
	case_documents(cx, s->d, s->task ? s->task->id : 0, m);
	/* A link is about one task; the others of the letter stay hidden. */
	if (cx->actor.link_task)
		jv_set_arr(m, "history");
	else
		case_history(cx, s->d, m, "history");
	jv_set_bool(m, "has_bench",
	    s->row->kind == STEP_CHECK || s->row->kind == STEP_MATCH);
	jv_set_arr(m, "warnings");
	jv_set_arr(m, "items");
	jv_set_arr(m, "photos");
	jv_set_arr(m, "compare");
	jv_set_arr(m, "kept");
	jv_set_arr(m, "note_field");
	jv_set_null(m, "second");
	jv_set_arr(m, "ams");
	jv_set_bool(m, "has_ams", false);
	jv_set_z(m, "step_partial", arena_printf(cx->arena, "step/%s", kind));
	web_form(m, action, &s->fields, NULL, outcomes_json(s));
	draft_model(cx, &s->draft, m);
	if (code->draw)
		code->draw(s, m);
	step_draw_lease(s, m);
	step_draw_contacts(s, m);
	web_page(cx, status, "task", m);
}

/* --- requests ----------------------------------------------------------- */

typedef int (*find_fn)(struct step *s, struct dossier *d, struct err *e);

static void
show_task(struct ctx *cx, find_fn find)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct err e = {0};

	if (find(&s, &d, &e) == 0) {
		draft_fill(cx, &s.draft, &s.fields, true);
		draw(&s, 200, str_z(cx->arena, cx->rq->path));
	} else if (e.kind == ERR_CONFLICT && s.task) {
		web_conflict(cx, &e, what_happened(&s), &s.fields);
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&d);
}

static int
chosen(struct step *s, const struct form *f, enum outcome *o, struct err *e)
{
	const struct kind *k = kind_get(s->row->kind);
	struct str name = form_get(f, "outcome");

	if (codes[s->row->kind]->may_doubt && str_eqz(name, DOUBT)) {
		s->doubt = true;
		return 0;
	}
	for (int i = 0; i < k->outcomes_n; i++)
		if (str_eqz(name, outcome_name(k->outcomes[i]))) {
			*o = k->outcomes[i];
			return 0;
		}
	return err_set(e, ERR_BAD, "Pilihan itu tidak ada pada langkah ini.",
	    "outcome of %s", k->name);
}

/* The transition: 0 done, 1 the form has errors, -1 failed. */
static int
carry_out(struct step *s, enum outcome o, struct err *e)
{
	const struct step_kind_code *code = codes[s->row->kind];
	struct act act = {.task = s->task,
	    .draft = &s->draft,
	    .outcome = o,
	    .detail = json_array()};
	int rc = 1;

	fields_check(&s->fields, s->doubt ? OUT_COUNT : (int)o);
	if (code->check && code->check(s, o, e) < 0) {
		rc = -1;
	} else if (fields_errors(&s->fields) == 0) {
		act.reason = fields_value(&s->fields, "alasan");
		if (code->record)
			code->record(s, o, &act);
		else
			step_note_fields(s, &act);
		rc = act_run(s->cx, s->d, &act, e);
	}
	json_decref(act.detail);
	json_decref(act.letter);
	return rc;
}

/* A draft was kept or changed: the page again, with what it says now. */
static void
draft_answer(struct step *s)
{
	struct ctx *cx = s->cx;
	const char *here = str_z(cx->arena, cx->rq->path);

	if (fields_errors(&s->fields) > 0)
		draw(s, 422, here);
	else if (s->draft.saved_at && request_wants_json(cx->rq))
		draw(s, 200, here);
	else
		web_redirect(cx, here);
}

static void
act_task(struct ctx *cx, find_fn find, const char *done_url)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct form form = {0};
	struct err e = {0};
	enum outcome o = OUT_DONE;
	bool draft = false;
	int rc = find(&s, &d, &e);

	if (rc == 0)
		rc = upload_draft(cx, &s.fields, &s.draft, &form, &draft, &e);
	if (rc == 0 && draft) {
		draft_answer(&s);
		goto out;
	}
	if (rc == 0)
		rc = chosen(&s, &form, &o, &e);
	if (rc == 0)
		rc = carry_out(&s, o, &e);
	if (rc > 0 && draft_keep(cx, &s.draft, &s.fields, &e) < 0)
		rc = -1;
	if (rc == 0) {
		web_redirect(
		    cx, done_url ? done_url
				 : ctx_url(cx, "/permohonan/%s", d.c.number));
	} else if (rc > 0) {
		draw(&s, 422, str_z(cx->arena, cx->rq->path));
	} else if (e.kind == ERR_CONFLICT && s.task) {
		struct err ignored = {0};

		/* What was typed into a form that came too late. */
		if (s.row && form.fields.n == 0) {
			codes[s.row->kind]->fields(&s);
			if (upload_form(cx, &s.fields, &form, &ignored) < 0)
				fields_init(&s.fields, cx->arena);
		}
		dossier_clear(&d);
		if (dossier_load_id(cx, &d, s.task->case_id, &ignored) < 0)
			web_fail(cx, &e);
		else
			web_conflict(cx, &e, what_happened(&s), &s.fields);
	} else {
		web_fail(cx, &e);
	}
out:
	dossier_clear(&d);
}

void
step_task_page(struct ctx *cx)
{
	show_task(cx, find_by_number);
}

void
step_task_act(struct ctx *cx)
{
	act_task(cx, find_by_number, NULL);
}

void
step_link_page(struct ctx *cx)
{
	show_task(cx, find_by_token);
}

void
step_link_act(struct ctx *cx)
{
	act_task(cx, find_by_token, ctx_url(cx, "/terima-kasih"));
}

void
step_make_link(struct ctx *cx)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct fields none;
	struct form form;
	struct err e = {0};
	const char *token;
	uint64_t id;

	fields_init(&none, cx->arena);
	if (!cx->actor.person)
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	else if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) < 0)
		err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "bad task id");
	else if (upload_form(cx, &none, &form, &e) == 0 &&
		 dossier_load(cx, &d, ctx_param(cx, "number"), &e) == 0) {
		s.d = &d;
		s.task = find_task(&d, (int64_t)id);
		if (!s.task)
			err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
			    "task");
		else if (act_link(cx, &d, s.task, &token, &e) == 0)
			case_show(cx, &d, s.task->id, token);
	}
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&d);
}
