/*
 * sign.c - an official signs a letter with the own certificate: the letter,
 * NIK and passphrase, and what BSrE said.  Nothing of what is typed is kept
 * or shown again.
 */
#include <string.h>

#include "app/desk.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/wipe.h"
#include "domain/nik.h"
#include "page/missive_part.h"
#include "store/person.h"
#include "view/json.h"

#define TRIES    5                /* refused ones in TRY_TIME */
#define TRY_TIME (10 * MS_MINUTE) /* ms */

/* A letter that the actor is to sign. */
struct signing {
	struct ctx *cx;
	struct missive_page *p; /* the draft for ink */
	bool by_code; /* with a one-time code instead of the passphrase */
	struct fields fs;
};

static void
declare(struct signing *s)
{
	struct field *f;

	fields_init(&s->fs, s->cx->arena);
	f = fields_need(
	    &s->fs, FIELD_PASSWORD, "nik_penanda_tangan", "NIK Anda", NULL);
	f->autocomplete = "off";
	f->max = NIK_LEN + 4;
	f->help = "16 angka, seperti terdaftar di BSrE.";
	f = s->by_code ? fields_need(&s->fs, FIELD_PASSWORD, "kode_otp",
			     "Kode OTP saat ini", NULL)
		       : fields_need(&s->fs, FIELD_PASSWORD, "passphrase",
			     "Passphrase sertifikat", NULL);
	f->autocomplete = "off";
	f->max = s->by_code ? DESK_CODE : DESK_SECRET;
}

static int
find(struct signing *s, struct err *e)
{
	s->p = ARENA_NEW(s->cx->arena, struct missive_page);
	if (missive_find(s->cx, s->p, e) < 0 ||
	    missive_may_sign(s->cx, s->p, e) < 0)
		return -1;
	s->by_code = str_eqz(request_param(s->cx->rq, "cara"), "otp");
	declare(s);
	return 0;
}

static void
draw(struct signing *s, int status)
{
	struct ctx *cx = s->cx;
	json_t *m = web_model(cx, "sign", "Tanda tangan elektronik");
	const char *here = missive_below(cx, s->p, "/tanda-tangan");
	const char *by_code = arena_printf(cx->arena, "%s&cara=otp", here);

	missive_model(cx, s->p, m);
	jv_set_z(m, "other_url", s->by_code ? here : by_code);
	jv_set_z(m, "other_text",
	    s->by_code ? "Pakai passphrase"
		       : "Pakai kode OTP sebagai pengganti passphrase");
	web_form(m, s->by_code ? by_code : here, &s->fs, "Tanda tangani", NULL);
	web_page(cx, status, "sign", m);
}

void
page_sign(struct ctx *cx)
{
	struct signing s = {.cx = cx};
	struct err e = {0};

	if (find(&s, &e) == 0)
		draw(&s, 200);
	else
		web_fail(cx, &e);
	dossier_clear(&s.p->d);
}

/* --- the act ------------------------------------------------------------ */

/* A field's text is ours alone, in the request's arena. */
static char *
secret_of(struct signing *s, const char *name)
{
	struct field *f = fields_get(&s->fs, name);
	char *text;

	if (!f)
		return arena_dup(s->cx->arena, "");
	text = (char *)(uintptr_t)f->value;
	f->value = "";
	return text;
}

/* "3399 9904 1187 0001" is the same. */
static void
close_gaps(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++)
		if (*p != ' ')
			*to++ = *p;
	while (*to)
		*to++ = '\0';
}

static bool
is_nik(const char *s)
{
	return strlen(s) == NIK_LEN && strspn(s, "0123456789") == NIK_LEN;
}

static const char *
tries_name(const struct ctx *cx)
{
	return arena_printf(
	    cx->arena, "tanda-tangan %lld", (long long)cx->actor.person);
}

/* Whether there is a try left: BSrE locks who errs too often. */
static int
may_try(struct ctx *cx, struct err *e)
{
	int64_t n;

	if (attempts(cx->db, tries_name(cx), cx->now - TRY_TIME, &n, e) < 0)
		return -1;
	return n < TRIES;
}

static int
count_try(struct ctx *cx, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) == 0 &&
	    attempt_add(
		cx->db, tries_name(cx), cx->now, cx->now - TRY_TIME, e) == 0 &&
	    db_commit(cx->db, e) == 0)
		rc = 0;
	db_rollback(cx->db);
	return rc;
}

/* What a page says that is shown again: status, with the error beside the
 * secret. */
static int
say(struct signing *s, int status, const char *text, const char *reason)
{
	fields_error(&s->fs, s->by_code ? "kode_otp" : "passphrase",
	    reason[0] ? arena_printf(s->cx->arena, "%s %s", text, reason)
		      : text);
	return status;
}

/* 0: signed; else the status of the page that is shown again, or -1. */
static int
heard(struct signing *s, const struct desk_answer *a, struct err *e)
{
	switch (a->kind) {
	case DESK_DONE:
		return 0;
	case DESK_REFUSED:
		if (count_try(s->cx, e) < 0)
			return -1;
		return say(s, 422, "Naskah belum ditandatangani.", a->reason);
	case DESK_UNKNOWN:
		return say(s, 503,
		    "Jawaban BSrE tidak lengkap, jadi naskah dianggap belum "
		    "ditandatangani. Anda boleh mencoba sekali lagi.",
		    a->reason);
	case DESK_AWAY:
		return say(s, 503, "Naskah belum ditandatangani.", a->reason);
	case DESK_OVER:
		return err_set_at(e, ERR_CONFLICT, __FILE__, __LINE__,
		    arena_dup(s->cx->arena, a->reason), "sign: over");
	}
	return -1;
}

/* The same as heard(). */
static int
sign(struct signing *s, char *nik, char *secret, char *code, struct err *e)
{
	const struct missive_wish wish = {.for_signature = true};
	struct missive_draft draft = {0};
	const struct desk_signing what = {
	    .draft = &draft, .nik = nik, .secret = secret, .code = code};
	struct desk_answer answer;
	int rc = may_try(s->cx, e);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return say(s, 429,
		    "Sudah lima kali ditolak BSrE. Tunggu sepuluh menit, dan "
		    "pastikan passphrase Anda, karena BSrE dapat mengunci "
		    "sertifikat.",
		    "");
	if (missive_render(s->cx, &s->p->d, &s->p->of, &wish, &draft, e) < 0)
		return -1;
	if (draft.before != s->p->m.id)
		return err_set(e, ERR_CONFLICT,
		    "Naskah ini sudah diganti; buka yang terbaru.",
		    "sign: draft %lld", (long long)s->p->m.id);
	if (desk_sign(s->cx, &what, &answer, e) < 0)
		return -1;
	return heard(s, &answer, e);
}

/* The same, with what was typed checked before and wiped afterwards. */
static int
act(struct signing *s, struct err *e)
{
	bool whole = fields_check(&s->fs, -1) == 0;
	char *nik = secret_of(s, "nik_penanda_tangan");
	char *secret = secret_of(s, "passphrase");
	char *code = secret_of(s, "kode_otp");
	int rc = 422;

	close_gaps(nik);
	close_gaps(code);
	if (whole && !is_nik(nik)) {
		fields_error(&s->fs, "nik_penanda_tangan",
		    "NIK harus terdiri dari 16 angka.");
		whole = false;
	}
	if (whole)
		rc = sign(s, nik, secret, code, e);
	wipe(nik, strlen(nik));
	wipe(secret, strlen(secret));
	wipe(code, strlen(code));
	wipe_rest();
	return rc;
}

/* Pressed twice: whoever signed it a moment ago is led to it. */
static bool
is_done(struct ctx *cx, const struct missive_page *p)
{
	struct err ignored = {0};
	struct missive now;

	return p->there && p->m.signer_id == cx->actor.person &&
	       missive_current(cx->db, cx->arena, &now, p->d.c.id, p->m.kind,
		   p->of.holder, p->of.task, &ignored) == 1 &&
	       now.signer_id == cx->actor.person &&
	       strcmp(now.form, MISSIVE_SIGNED) == 0;
}

void
page_sign_act(struct ctx *cx)
{
	struct signing s = {.cx = cx};
	struct form form;
	struct err e = {0};
	int rc = find(&s, &e);

	if (rc == 0)
		rc = upload_form(cx, &s.fs, &form, &e);
	if (rc == 0)
		rc = act(&s, &e);
	if (rc == 0 || (e.kind == ERR_CONFLICT && is_done(cx, s.p)))
		web_redirect(cx, missive_page_url(cx, &s.p->d, &s.p->of));
	else if (rc > 0)
		draw(&s, rc);
	else
		web_fail(cx, &e);
	dossier_clear(&s.p->d);
}
