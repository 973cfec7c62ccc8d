/*
 * task.c - the page of one task and the act on it, the same for all kinds:
 * access, form, errors, transition.
 */
#include <string.h>

#include "app/casepage.h"
#include "app/second.h"
#include "app/upload.h"
#include "app/web.h"
#include "step/find.h"
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

const struct step_kind_code *
step_code(const struct step *s)
{
	return codes[s->row->kind];
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
	const char *own =
	    step_code(s)->label ? step_code(s)->label(s, o) : NULL;

	if (own)
		return own;
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
	const struct step_kind_code *code = step_code(s);
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

/* Letter and persons, as far as this task is about them. */
static void
set_facts(struct step *s, json_t *m)
{
	json_t *list = jv_set_arr(m, "facts");
	struct err e = {0};
	struct civil c;
	const char *date = dossier_letter(s->d, "tanggal_surat");
	size_t from, to;

	jv_fact(list, "Hal", dossier_letter(s->d, "perihal"));
	jv_fact(list, "Nomor surat", dossier_letter(s->d, "nomor_surat"));
	if (date[0] && date_parse(&c, str_of(date), &e) == 0)
		jv_fact(list, "Tanggal surat", format_civil(s->cx->arena, c));
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];

		jv_fact(
		    list, to - from > 1 ? "Calon pemilik" : "Nama", h->name);
		if (to - from > 1)
			continue;
		jv_fact(list, "NIK", h->nik);
		jv_fact(list, "NIP", h->nip);
		jv_fact(list, "Jabatan", h->job);
		jv_fact(list, "Unit kerja", h->unit);
		jv_fact(list, "Email", h->email);
		jv_fact(list, "Nomor HP/WA", step_phone(s, h));
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
	if (s->link)
		jv_set_z(jv_set_obj(m, "link"), "text",
		    arena_printf(s->cx->arena,
			"Tautan ini khusus untuk Anda dan dapat dipakai satu "
			"kali, sampai %s. Jangan diteruskan.",
			web_when(s->cx, s->link->expires_at)));
}

static void
draw(struct step *s, int status, const char *action)
{
	struct ctx *cx = s->cx;
	const struct step_kind_code *code = step_code(s);
	const char *kind = kind_get(s->row->kind)->name;
	json_t *m = web_model(cx, "task", kind_get(s->row->kind)->title);

	set_row(s, m);
	case_summary(cx, s->d, m);
	case_clock(cx, s->d, s->task, m);
	set_facts(s, m);
	set_link(s, m);
	case_documents(cx, s->d, s->task ? s->task->id : 0, m);
	/* A link is about one task; the others of the letter stay hidden. */
	jv_set_bool(m, "by_link", cx->actor.link_task != 0);
	if (cx->actor.link_task)
		jv_set_arr(m, "history");
	else
		case_history(cx, s->d, m, "history");
	jv_set_bool(m, "has_bench",
	    s->row->kind == STEP_CHECK || s->row->kind == STEP_MATCH);
	jv_set_bool(m, "has_passphrase", s->row->kind == STEP_PASSPHRASE);
	jv_set_arr(m, "warnings");
	jv_set_arr(m, "items");
	jv_set_arr(m, "photos");
	jv_set_arr(m, "compare");
	jv_set_arr(m, "kept");
	jv_set_arr(m, "note_field");
	jv_set_null(m, "second");
	jv_set_null(m, "bsre");
	jv_set_arr(m, "ams");
	jv_set_bool(m, "has_ams", false);
	jv_set_z(m, "step_partial", arena_printf(cx->arena, "step/%s", kind));
	web_form(m, action, &s->fields, NULL, outcomes_json(s));
	draft_model(cx, &s->draft, m);
	if (code->draw)
		code->draw(s, m);
	step_draw_letters(s, m);
	step_draw_lease(s, m);
	step_draw_contacts(s, m);
	web_page(cx, status, "task", m);
}

/* --- requests ----------------------------------------------------------- */

typedef int (*find_fn)(struct step *s, struct dossier *d, struct err *e);

/* Whether whoever comes late is led on, see struct step_kind_code. */
static bool
is_settled(struct step *s, enum outcome o)
{
	struct ctx *cx = s->cx;
	struct task *now = ARENA_NEW(cx->arena, struct task);
	struct err ignored = {0};

	/* It may have been closed after it was looked at. */
	if (!s->row || !step_code(s)->settled ||
	    task_get(cx->db, cx->arena, now, s->task->id, &ignored) != 1 ||
	    !now->closed_at)
		return false;
	s->task = now;
	return step_code(s)->settled(s, o);
}

static void
show_task(struct ctx *cx, find_fn find)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct err e = {0};

	if (find(&s, &d, &e) == 0) {
		draft_fill(cx, &s.draft, &s.fields, true);
		draw(&s, 200, str_z(cx->arena, cx->rq->path));
	} else if (s.link_over) {
		step_draw_over(&s);
	} else if (e.kind == ERR_CONFLICT && s.task &&
		   is_settled(&s, OUT_COUNT)) {
		web_redirect(cx, ctx_url(cx, "/permohonan/%s", d.c.number));
	} else if (e.kind == ERR_CONFLICT && s.task) {
		web_conflict(cx, &e, step_happened(&s), &s.fields);
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

	if (step_code(s)->may_doubt && str_eqz(name, DOUBT)) {
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

/* What comes before the transition: 0 it follows, 1 the form has errors, 2 it
 * comes later, -1. */
static int
prepare_act(struct step *s, enum outcome o, struct err *e)
{
	const struct step_kind_code *code = step_code(s);
	int rc;

	fields_check(&s->fields, s->doubt ? OUT_COUNT : (int)o);
	if (code->check && code->check(s, o, e) < 0)
		return -1;
	if (fields_errors(&s->fields) > 0)
		return 1;
	rc = code->before ? code->before(s, o, e) : 1;
	if (rc < 0)
		return -1;
	if (fields_errors(&s->fields) > 0)
		return 1;
	return rc == 1 ? 0 : 2;
}

/* The transition: 0 done, else as prepare_act(). */
static int
carry_out(struct step *s, enum outcome o, struct err *e)
{
	const struct step_kind_code *code = step_code(s);
	struct act act = {.task = s->task,
	    .draft = &s->draft,
	    .outcome = o,
	    .detail = json_array()};
	int rc = prepare_act(s, o, e);

	if (rc == 0) {
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

/* What came too late: what was typed is offered back, if it is needed. */
static void
come_late(struct step *s, struct dossier *d, struct form *form, struct err *e)
{
	struct ctx *cx = s->cx;
	enum outcome o = OUT_COUNT;
	struct err ignored = {0};

	if (s->row && form->fields.n == 0 &&
	    (!step_code(s)->load || step_code(s)->load(s, &ignored) == 0)) {
		step_code(s)->fields(s);
		if (upload_form(cx, &s->fields, form, &ignored) < 0)
			fields_init(&s->fields, cx->arena);
	}
	if (s->fields.n > 0 && chosen(s, form, &o, &ignored) == 0 &&
	    !s->doubt && is_settled(s, o)) {
		web_redirect(cx, ctx_url(cx, "/permohonan/%s", d->c.number));
		return;
	}
	dossier_clear(d);
	if (dossier_load_id(cx, d, s->task->case_id, &ignored) < 0)
		web_fail(cx, e);
	else
		web_conflict(cx, e, step_happened(s), &s->fields);
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
	if (rc == 1 && draft_keep(cx, &s.draft, &s.fields, &e) < 0)
		rc = -1;
	if (rc == 0) {
		web_redirect(
		    cx, done_url ? done_url
				 : ctx_url(cx, "/permohonan/%s", d.c.number));
	} else if (rc == 2) {
		web_redirect(cx, str_z(cx->arena, cx->rq->path));
	} else if (rc > 0) {
		draw(&s, s.status ? s.status : 422,
		    str_z(cx->arena, cx->rq->path));
	} else if (s.link_over) {
		step_draw_over(&s);
	} else if (e.kind == ERR_CONFLICT && s.task) {
		come_late(&s, &d, &form, &e);
	} else {
		web_fail(cx, &e);
	}
out:
	dossier_clear(&d);
}

void
step_task_page(struct ctx *cx)
{
	show_task(cx, step_by_number);
}

void
step_task_act(struct ctx *cx)
{
	act_task(cx, step_by_number, NULL);
}

void
step_link_page(struct ctx *cx)
{
	show_task(cx, step_by_token);
}

void
step_link_act(struct ctx *cx)
{
	act_task(cx, step_by_token, ctx_url(cx, "/terima-kasih"));
}
