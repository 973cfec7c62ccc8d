/*
 * deskwork_sign.c - a letter is signed with its signer's own certificate.  The
 * PDF that BSrE gives back is kept as it came, in place of the draft for ink.
 */
#include <string.h>

#include "app/act.h"
#include "app/deskwork_part.h"
#include "base/limits.h"
#include "store/blob.h"

#define OVER   "Naskah ini sudah diganti atau ditarik; buka yang terbaru."
#define BEFORE "Naskah ini sudah ditandatangani."

/* base64, and what stands around it. */
#define ANSWER_MAX (4 * LIMIT_MISSIVE)

struct sign {
	struct missive_draft letter; /* as it will be kept */
	int64_t person;
};

/* The draft if it still stands: 1, 0 with *no, -1. */
static int
find_draft(const struct deskwork_ask *a, struct ctx *cx, struct missive *m,
    struct desk_answer *no, struct err *e)
{
	struct missive now;
	int rc = missive_by_id(cx->db, cx->arena, m, a->id, e);

	if (rc == 1)
		rc = missive_current(cx->db, cx->arena, &now, m->case_id,
		    m->kind, m->holder_id, m->task_id, e);
	if (rc < 0)
		return -1;
	if (rc == 1 && strcmp(now.form, MISSIVE_SIGNED) == 0) {
		deskwork_say(no, DESK_DONE, BEFORE);
		return 0;
	}
	if (rc == 1 && now.id == m->id && strcmp(m->form, MISSIVE_DRAFT) == 0)
		return 1;
	deskwork_say(no, DESK_OVER, OVER);
	return 0;
}

static int
read_all(struct stream_in *s, char *to, size_t n, struct err *e)
{
	while (n > 0) {
		ssize_t got = stream_read(s, to, n, e);

		if (got < 0)
			return -1;
		if (got == 0)
			return err_set(e, ERR_SYSTEM,
			    "Berkas ini rusak dan tidak dapat dibaca.",
			    "sign: it ends too early");
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

/* The PDF that the worker laid out: 1, 0 it is not there any more, -1. */
static int
open_letter(
    struct deskwork_ask *a, struct ctx *cx, struct str *pdf, struct err *e)
{
	const struct desk_letter *l = &a->q->letter;
	struct stream_in *s = ARENA_NEW(cx->arena, struct stream_in);
	const struct actor signer = {.person = l->signer};
	struct file f;
	char *to;
	int rc = file_get(cx->db, cx->arena, &f, l->file, e);

	if (rc < 1)
		return rc;
	if (f.case_id || strcmp(f.purpose, DESK_PURPOSE) != 0 ||
	    strcmp(f.owner, actor_owner(&signer, cx->arena)) != 0 ||
	    f.size <= 0 || (size_t)f.size > LIMIT_MISSIVE)
		return 0;
	to = arena_alloc(&a->arena, (size_t)f.size);
	rc = blob_open(cx->db, cx->arena, &f, false, s, e) < 0 ||
		     read_all(s, to, (size_t)f.size, e) < 0
		 ? -1
		 : 1;
	blob_close(s);
	*pdf = (struct str){to, (size_t)f.size};
	return rc;
}

/* What is printed on it, copied. */
static void
fill(struct deskwork_ask *a, const struct missive *before, struct str pdf)
{
	const struct desk_question *q = a->q;
	const struct desk_letter *l = &q->letter;
	struct sign *s = ARENA_NEW(&a->arena, struct sign);
	int kind = missive_kind_find(str_of(before->kind));
	const char *title = kind < 0 ? before->kind : missive_info(kind)->title;

	s->person = l->signer;
	s->letter.m = (struct missive){
	    .code = deskwork_text(a, l->code),
	    .case_id = before->case_id,
	    .submission = deskwork_text(a, before->submission),
	    .holder_id = before->holder_id,
	    .task_id = before->task_id,
	    .kind = deskwork_text(a, before->kind),
	    .number = deskwork_text(a, l->number),
	    .dated = deskwork_text(a, l->dated),
	    .seat = deskwork_text(a, l->seat),
	    .signer_id = l->signer,
	    .form = MISSIVE_SIGNED,
	    .source = {arena_copy(&a->arena, (const char *)l->source,
			   sizeof(l->source)),
		sizeof(l->source)},
	};
	a->ask = (struct bsre_ask){.call = BSRE_SIGN,
	    .nik = deskwork_text(a, q->nik),
	    .passphrase = q->secret[0] ? q->secret : NULL,
	    .totp = q->code[0] ? q->code : NULL,
	    .pdf = pdf,
	    .reason = l->number[0] ? arena_printf(&a->arena, "%s nomor %s",
					 title, s->letter.m.number)
				   : deskwork_text(a, title)};
	a->own = s;
}

static int
judge(struct deskwork_ask *a, struct ctx *cx, struct desk_answer *no,
    struct err *e)
{
	struct missive m;
	struct str pdf = {0};
	int rc = find_draft(a, cx, &m, no, e);

	if (rc < 1)
		return rc;
	rc = open_letter(a, cx, &pdf, e);
	if (rc == 0)
		deskwork_say(no, DESK_OVER, OVER);
	if (rc == 1)
		fill(a, &m, pdf);
	return rc;
}

/* Whether there is a signature in it; that it is good is to be seen by anybody
 * who checks it. */
static bool
is_signed(const struct str *pdf)
{
	return memmem(pdf->p, pdf->n, "/ByteRange", 10) != NULL;
}

static const char *
take(struct deskwork_ask *a, const struct bsre_result *r)
{
	struct sign *s = a->own;

	if (r->pdf.n > 2 * LIMIT_MISSIVE || !is_signed(&r->pdf))
		return "BSrE mengembalikan berkas tanpa tanda tangan.";
	s->letter.pdf =
	    (struct str){arena_copy(&a->arena, r->pdf.p, r->pdf.n), r->pdf.n};
	return NULL;
}

/* It was replaced while BSrE was asked: what was signed takes the place of
 * what stands now. */
static int
follow(struct sign *s, struct ctx *cx, struct err *e)
{
	const struct missive *m = &s->letter.m;
	struct missive now;
	int rc = missive_current(cx->db, cx->arena, &now, m->case_id, m->kind,
	    m->holder_id, m->task_id, e);

	if (rc < 0)
		return -1;
	s->letter.before = rc == 1 ? now.id : 0;
	return 0;
}

static int
keep(struct deskwork_ask *a, struct ctx *cx, struct err *e)
{
	struct sign *s = a->own;
	struct dossier d = {0};
	int rc = -1;

	if (follow(s, cx, e) == 0 && consult_act_as(cx, s->person, e) == 0 &&
	    dossier_load_id(cx, &d, s->letter.m.case_id, e) == 0)
		rc = missive_keep(cx, &d, &s->letter, "signed", e);
	dossier_clear(&d);
	return rc;
}

const struct deskwork_errand deskwork_sign = {.call = BSRE_SIGN,
    .name = "signature of letter",
    .by_hand = "Kantor ini menandatangani naskah di luar Paraf.",
    .answer_max = ANSWER_MAX,
    .judge = judge,
    .take = take,
    .keep = keep};
