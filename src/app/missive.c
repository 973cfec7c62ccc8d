#include "app/missive.h"

#include <string.h>

#include "app/missive_part.h"
#include "base/random.h"
#include "domain/number.h"
#include "paper/press.h"
#include "vault/digest.h"
#include "view/json.h"

#define TRIES 50 /* numbers that others typed */

/* --- who may ------------------------------------------------------------ */

/* A desk of the case is or was the actor's, and the case is not theirs. */
static bool
is_official(const struct ctx *cx, const struct dossier *d)
{
	if (!cx->actor.person || cx->actor.person == d->c.applicant_id)
		return false;
	for (size_t i = 0; i < d->tasks_n; i++)
		if (!d->tasks[i].person_id &&
		    actor_seat(&cx->actor, d->tasks[i].lane))
			return true;
	return false;
}

/* What the applicant's own side writes, or any side may print. */
static bool
is_theirs(enum missive_kind k)
{
	return k == MISSIVE_REQUEST || k == MISSIVE_STATEMENT ||
	       k == MISSIVE_PEOPLE || k == MISSIVE_RECEIPT;
}

bool
missive_may_make(
    const struct ctx *cx, const struct dossier *d, const struct missive_of *of)
{
	if (!missive_is_due(d, of))
		return false;
	if (!d->c.id || (is_theirs(of->kind) && cx->actor.person &&
			    cx->actor.person == d->c.applicant_id))
		return cx->actor.person != 0;
	return is_official(cx, d);
}

/* It shows more of a person than the name. */
static bool
is_personal(enum missive_kind k)
{
	return k == MISSIVE_REQUEST || k == MISSIVE_RECOMMEND ||
	       k == MISSIVE_PEOPLE || k == MISSIVE_STATEMENT;
}

/* Once the case is over, only who looks after its papers may open those. */
static bool
is_custodian(const struct ctx *cx, const struct dossier *d)
{
	const struct custody *c =
	    sop_custody_of(d->sop, str_of(MISSIVE_PURPOSE));

	return c && c->lane >= 0 &&
	       actor_seat(&cx->actor, d->sop->lanes[c->lane].id);
}

bool
missive_may_read(
    const struct ctx *cx, const struct dossier *d, const struct missive *m)
{
	int k = missive_kind_find(str_of(m->kind));

	if (k < 0 || !cx->actor.person || m->case_id != d->c.id)
		return false;
	if (cx->actor.person == d->c.applicant_id)
		return missive_info((enum missive_kind)k)->applicants;
	if (d->c.closed_at && is_personal((enum missive_kind)k))
		return is_custodian(cx, d);
	return is_official(cx, d);
}

/* --- setting ------------------------------------------------------------ */

const char *
missive_url(struct ctx *cx, const char *code)
{
	const char *own = app_conf(cx->app)->url;

	return arena_printf(
	    cx->arena, "%s/v/%s-%s", own ? own : "", cx->office->id, code);
}

/* The next number of the kind's series that nobody has; nothing is written. */
static int
next_number(struct ctx *cx, enum missive_kind k, struct missive_draft *out,
    struct err *e)
{
	const char *template = cx->office->missive.number[k];
	struct civil c;

	if (date_parse(&c, str_of(out->m.dated), e) < 0)
		return -1;
	out->series = arena_printf(cx->arena, "naskah:%d:%s", c.year, template);
	if (series_last(cx->db, out->series, &out->serial, e) < 0)
		return -1;
	for (int i = 0; i < TRIES; i++) {
		int rc;

		out->m.number = number_render(cx->arena, str_of(template),
		    c.year, c.month, (uint64_t)++out->serial, e);
		if (!out->m.number)
			return -1;
		rc = missive_number_used(cx->db, cx->arena, out->m.number, e);
		if (rc <= 0)
			return rc;
	}
	return err_set(e, ERR_CONFLICT,
	    "Nomor berikutnya sudah dipakai. Ketik nomornya sendiri.",
	    "series %s at %lld", out->series, (long long)out->serial);
}

static int
typed_number(struct ctx *cx, const char *number, struct missive_draft *out,
    struct err *e)
{
	int rc;

	if (strlen(number) > NUMBER_TEMPLATE_MAX)
		return err_set(e, ERR_INPUT,
		    "Nomor naskah paling panjang 80 huruf.", "number");
	out->m.number = number;
	rc = missive_number_used(cx->db, cx->arena, number, e);
	if (rc == 1)
		return err_set(e, ERR_CONFLICT,
		    "Nomor ini sudah dipakai naskah lain. Nomor tidak boleh "
		    "dipakai dua kali.",
		    "number used");
	return rc;
}

static int
choose_number(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    const struct missive *before, struct missive_draft *out, struct err *e)
{
	const char *typed = wish->number ? wish->number : "";

	if (of->kind == MISSIVE_REQUEST)
		out->m.number = dossier_letter(d, "nomor_surat");
	else if (of->kind == MISSIVE_RECEIPT)
		out->m.number = d->c.number;
	else if (!missive_info(of->kind)->numbered)
		out->m.number = "";
	else if (before && (!typed[0] || strcmp(typed, before->number) == 0))
		out->m.number = before->number;
	else if (typed[0])
		return typed_number(cx, typed, out, e);
	else
		return next_number(cx, of->kind, out, e);
	return 0;
}

static int
choose_date(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    const struct missive *before, struct missive_draft *out, struct err *e)
{
	struct civil c = civil_of(cx->now, cx->office->zone);
	const char *letter = dossier_letter(d, "tanggal_surat");

	out->m.dated =
	    arena_printf(cx->arena, "%04d-%02u-%02u", c.year, c.month, c.day);
	if (of->kind == MISSIVE_REQUEST && letter[0])
		out->m.dated = letter;
	else if (wish->dated && wish->dated[0])
		out->m.dated = wish->dated;
	else if (before)
		out->m.dated = before->dated;
	if (date_parse(&c, str_of(out->m.dated), e) < 0)
		return err_set(
		    e, ERR_INPUT, "Tanggal naskah tidak dapat dibaca.", "date");
	return 0;
}

/* The one that stands now; 1/0/-1. */
static int
find_before(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, struct missive *m, struct err *e)
{
	const char *kind = missive_info(of->kind)->name;

	if (!d->c.id)
		return missive_of_form(
		    cx->db, cx->arena, m, of->submission, kind, e);
	return missive_current(
	    cx->db, cx->arena, m, d->c.id, kind, of->holder, of->task, e);
}

static void
add_str(struct content_hash *h, struct str s)
{
	const uint64_t n = s.n;

	content_hash_add(h, &n, sizeof(n));
	content_hash_add(h, s.p, s.n);
}

/* Of all that the paper depends on but its code and the moment. */
static struct str
source_of(struct ctx *cx, const struct typeset_job *job, struct str text)
{
	struct content_hash *h = ARENA_NEW(cx->arena, struct content_hash);
	unsigned char *out = arena_alloc(cx->arena, DIGEST_SIZE);
	const double w = job->conf.w;

	content_hash_init(h);
	add_str(h, text);
	for (size_t i = 0; i < TYPESET_HEAD && job->head->lines[i]; i++)
		add_str(h, str_of(job->head->lines[i]));
	add_str(h, job->head->logo);
	content_hash_add(h, &w, sizeof(w));
	content_hash_end(h, out);
	return (struct str){(const char *)out, DIGEST_SIZE};
}

/* What is printed small beside the code. */
static const char *
foot_of(struct ctx *cx, const struct missive_draft *out,
    const struct missive_wish *wish)
{
	const char *url = missive_url(cx, out->m.code);

	if (wish->preview)
		return "PRATINJAU: belum tercatat. Jangan dicetak untuk "
		       "ditandatangani.";
	if (wish->for_signature)
		return arena_printf(cx->arena,
		    "UU ITE No. 11 Tahun 2008 Pasal 5 ayat 1: \"Informasi "
		    "Elektronik dan/atau Dokumen Elektronik dan/atau hasil "
		    "cetaknya merupakan alat bukti hukum yang sah.\"\n"
		    "Dokumen ini telah ditandatangani secara elektronik "
		    "menggunakan sertifikat elektronik yang diterbitkan oleh "
		    "Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber "
		    "dan Sandi Negara.\nPeriksa keasliannya di %s",
		    url);
	return arena_printf(cx->arena,
	    "Naskah ini tercatat di %s. Pindai kode QR atau buka %s untuk "
	    "memeriksa keasliannya.",
	    cx->office->short_name, url);
}

static const char *
title_of(struct ctx *cx, const struct dossier *d, const struct missive *m,
    enum missive_kind k)
{
	return arena_printf(cx->arena, "%s %s", missive_info(k)->title,
	    m->number[0]  ? m->number
	    : d->c.number ? d->c.number
			  : "");
}

static const char *
created_of(struct ctx *cx)
{
	static const struct zone utc = {"UTC", 0};
	struct civil c = civil_of(cx->now, utc);

	return arena_printf(cx->arena, "%04d-%02u-%02uT%02u:%02u:%02uZ", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
}

static int
set_text(struct ctx *cx, const struct typeset_job *job, struct str text,
    struct missive_draft *out, struct err *e)
{
	struct sb b;
	int rc;

	sb_init(&b, LIMIT_MISSIVE);
	rc = press_letter(app_conf(cx->app)->press, job, text, &b, e);
	if (rc == 0)
		out->pdf = (struct str){
		    arena_copy(cx->arena, sb_get(&b).p, sb_get(&b).n),
		    sb_get(&b).n};
	sb_clear(&b);
	return rc;
}

static int
render(struct ctx *cx, const struct dossier *d, const struct missive_of *of,
    const struct missive_wish *wish, const struct missive *before,
    const struct missive_seal *seal, struct missive_draft *out, struct err *e)
{
	struct typeset_head head = {0};
	json_t *view =
	    missive_view(cx, d, of, &out->m, seal, wish->for_signature);
	struct typeset_job job = {.head = &head};
	struct str text;
	int rc = -1;

	job.conf = (struct sheet_conf){
	    .w = cx->office->missive.f4 ? SHEET_F4_W : SHEET_A4_W,
	    .h = cx->office->missive.f4 ? SHEET_F4_H : SHEET_A4_H,
	    .title = title_of(cx, d, &out->m, of->kind),
	    .author = cx->office->name,
	    .created = created_of(cx),
	};
	if (missive_text(cx, of->kind, view, &text, e) < 0 ||
	    missive_head(cx, d, of->kind, &head, e) < 0)
		goto out;
	out->m.source = source_of(cx, &job, text);
	if (before && !wish->for_signature && !wish->preview &&
	    str_eq(before->source, out->m.source)) {
		out->m = *before;
		out->same = true;
		rc = 0;
		goto out;
	}
	job.qr = wish->preview ? NULL : missive_url(cx, out->m.code);
	job.foot = foot_of(cx, out, wish);
	rc = set_text(cx, &job, text, out, e);
out:
	json_decref(view);
	return rc;
}

static const char *
new_code(struct ctx *cx)
{
	char *code = arena_alloc(cx->arena, MISSIVE_CODE + 1);

	random_code(code, MISSIVE_CODE);
	return code;
}

int
missive_render(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive_draft *out, struct err *e)
{
	const struct missive_info *info = missive_info(of->kind);
	struct missive_seal seal;
	struct missive before;
	int rc;

	*out = (struct missive_draft){0};
	if (!missive_is_due(d, of))
		return err_set(e, ERR_CONFLICT,
		    "Naskah ini belum dapat dibuat untuk permohonan ini.",
		    "%s not due", info->name);
	if (!missive_may_make(cx, d, of))
		return err_set(e, ERR_DENIED,
		    "Naskah ini bukan untuk Anda buat.", "%s", info->name);
	rc = find_before(cx, d, of, &before, e);
	if (rc < 0)
		return -1;
	if (rc == 1 && strcmp(before.form, MISSIVE_DRAFT) != 0)
		return err_set(e, ERR_CONFLICT,
		    "Naskah ini sudah ditandatangani dan tidak dibuat lagi. "
		    "Tarik dahulu bila isinya salah.",
		    "%s is %s", info->name, before.form);
	out->before = rc == 1 ? before.id : 0;
	out->m = (struct missive){
	    .code = new_code(cx),
	    .case_id = d->c.id,
	    .submission = of->submission ? of->submission : "",
	    .holder_id = of->holder,
	    .task_id = of->task,
	    .kind = info->name,
	    .form = wish->for_signature ? MISSIVE_SIGNED : MISSIVE_DRAFT,
	    .why = "",
	};
	if (choose_date(cx, d, of, wish, rc == 1 ? &before : NULL, out, e) <
		0 ||
	    choose_number(cx, d, of, wish, rc == 1 ? &before : NULL, out, e) <
		0 ||
	    missive_seal(cx, d, of->kind, &seal, e) < 0)
		return -1;
	out->m.seat = seal.for_ ? arena_printf(cx->arena, "a.n. %s, %s",
				      seal.for_, seal.seat)
				: seal.seat;
	out->m.signer_id = seal.person;
	return render(cx, d, of, wish, rc == 1 ? &before : NULL, &seal, out, e);
}
