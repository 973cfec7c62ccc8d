/*
 * passphrase - the holder sets the passphrase and scans the QR code for
 * one-time codes.  Where the module of the office can set a passphrase, that
 * is done here, by the holder's link and in no other way: a form for the
 * passphrase, then the QR code and one code as the proof.  Else it is done on
 * BSrE's own page, and here the holder's word is taken, as it is of whoever
 * is signed in.
 */
#include <string.h>

#include <sodium.h>

#include "app/desk.h"
#include "app/link.h"
#include "app/web.h"
#include "bsre/module.h"
#include "domain/date.h"
#include "paper/qr.h"
#include "step/find.h"
#include "store/bsre.h"
#include "store/person.h"
#include "vault/totp.h"
#include "view/json.h"

#define CODES     5         /* wrong ones in CODE_TIME */
#define CODE_TIME MS_MINUTE /* ms */

enum stage {
	STAGE_WORD,  /* the holder says that it was done */
	STAGE_SET,   /* a passphrase is asked for */
	STAGE_PROVE, /* it is set: QR code, and a code */
	STAGE_SCAN   /* the same, but no code of it can be checked */
};

struct passphrase {
	enum stage stage;
	bool can; /* the module sets passphrases */
	struct bsre_office office;
	const char *otpauth; /* secret; NULL: none waits */
	struct totp totp;    /* of STAGE_PROVE */
	struct passphrase_words words;
};

static struct passphrase *
own(const struct step *s)
{
	return s->own;
}

static int
load(struct step *s, struct err *e)
{
	struct passphrase *p = ARENA_NEW(s->cx->arena, struct passphrase);
	struct passphrase_owner who = {0};
	struct err ignored = {0};

	s->own = p;
	if (bsre_office_get(s->cx->db, s->cx->arena, &p->office, e) < 0)
		return -1;
	p->can = p->office.caps & BSRE_CAN(BSRE_PASSPHRASE);
	if (s->holder)
		who = (struct passphrase_owner){s->holder->nik, s->holder->nip,
		    s->holder->name, s->holder->email};
	passphrase_words(&p->words, &who);
	if (!s->link)
		return 0;
	switch (desk_otp(s->cx, s->task->id, &p->otpauth, e)) {
	case 1:
		p->stage =
		    totp_parse(&p->totp, str_of(p->otpauth), &ignored) == 0
			? STAGE_PROVE
			: STAGE_SCAN;
		return 0;
	case 0:
		p->stage = p->can ? STAGE_SET : STAGE_WORD;
		return 0;
	default:
		return -1;
	}
}

/* --- the forms ---------------------------------------------------------- */

static void
secret_field(struct step *s, const char *name, const char *label)
{
	struct field *f =
	    fields_need(&s->fields, FIELD_PASSWORD, name, label, NULL);

	f->autocomplete = "new-password";
	f->max = s->cx->office->passphrase.most;
}

static void
fields(struct step *s)
{
	const struct passphrase *p = own(s);
	struct field *f;

	switch (p->stage) {
	case STAGE_WORD:
		fields_need(&s->fields, FIELD_CHECKBOX, "passphrase_dibuat",
		    "Saya sudah membuat passphrase di halaman BSrE", NULL);
		fields_need(&s->fields, FIELD_CHECKBOX, "otp_dipindai",
		    "Saya sudah memindai kode QR untuk mendapatkan kode OTP",
		    NULL);
		break;
	case STAGE_SET:
		secret_field(s, "passphrase", "Passphrase");
		secret_field(s, "passphrase_ulang", "Passphrase sekali lagi");
		break;
	case STAGE_PROVE:
		f = fields_need(&s->fields, FIELD_CODE, "kode_otp",
		    "Kode di aplikasi itu sekarang", NULL);
		f->help = arena_printf(s->cx->arena,
		    "%u angka. Kode berganti setiap %u detik.", p->totp.digits,
		    p->totp.step);
		break;
	case STAGE_SCAN:
		fields_need(&s->fields, FIELD_CHECKBOX, "otp_dipindai",
		    "Saya sudah memindai kode QR untuk mendapatkan kode OTP",
		    NULL);
		break;
	}
}

static const char *
label(const struct step *s, enum outcome o)
{
	(void)o;
	switch (own(s)->stage) {
	case STAGE_SET:
		return "Buat passphrase";
	case STAGE_PROVE:
		return "Periksa kode";
	case STAGE_SCAN:
		return "Nyatakan sudah dipindai";
	case STAGE_WORD:
		break;
	}
	return NULL;
}

/* What a part asks for, as the page lists it and an error names it. */
static const char *
part_text(const struct step *s, enum passphrase_part part)
{
	static const char *const texts[PASSPHRASE_PARTS] = {
	    [PASSPHRASE_UPPER] = "ada huruf besar (A-Z)",
	    [PASSPHRASE_LOWER] = "ada huruf kecil (a-z)",
	    [PASSPHRASE_DIGIT] = "ada angka (0-9)",
	    [PASSPHRASE_SIGN] = "ada tanda, misalnya - ! ? # @",
	    [PASSPHRASE_TYPED] = "tanpa huruf beraksen, dan tidak diawali atau "
				 "diakhiri spasi",
	    [PASSPHRASE_OWN] =
		"tidak memuat NIK, NIP, nama, atau nama email Anda",
	    [PASSPHRASE_GUESS] =
		"bukan yang langsung tertebak, misalnya Password1!",
	};
	const struct passphrase_rule *r = &s->cx->office->passphrase;

	return part == PASSPHRASE_LENGTH
		   ? arena_printf(s->cx->arena,
			 "%zu sampai %zu huruf, angka, atau tanda", r->least,
			 r->most)
		   : texts[part];
}

/* "Belum sesuai aturan: ada angka (0-9); ...", NULL: it is. */
static const char *
broken_text(const struct step *s, const char *text)
{
	struct arena *a = s->cx->arena;
	const char *all = NULL;
	unsigned set = passphrase_check(
	    &s->cx->office->passphrase, &own(s)->words, str_of(text));

	for (unsigned i = 0; i < PASSPHRASE_PARTS; i++)
		if (set & PASSPHRASE_BIT(i))
			all = arena_printf(a, "%s%s%s", all ? all : "",
			    all ? "; " : "", part_text(s, i));
	return all ? arena_printf(a, "Belum sesuai aturan: %s.", all) : NULL;
}

/* Codes are shown in groups, and typed so. */
static void
close_gaps(struct step *s, struct field *f)
{
	char *code = arena_dup(s->cx->arena, f->value), *to = code;

	for (const char *p = code; *p; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = '\0';
	f->value = code;
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	const char *text = fields_value(&s->fields, "passphrase");
	const char *broken;

	(void)o;
	(void)e;
	if (own(s)->stage == STAGE_PROVE)
		close_gaps(s, fields_get(&s->fields, "kode_otp"));
	if (own(s)->stage != STAGE_SET || !text[0])
		return 0;
	broken = broken_text(s, text);
	if (broken)
		fields_error(&s->fields, "passphrase", broken);
	if (strcmp(text, fields_value(&s->fields, "passphrase_ulang")) != 0)
		fields_error(&s->fields, "passphrase_ulang",
		    "Passphrase yang kedua berbeda dengan yang pertama.");
	return 0;
}

/* --- the act ------------------------------------------------------------ */

/* A field's text is ours alone, in the request's arena. */
static char *
secret_of(struct step *s, const char *name)
{
	struct field *f = fields_get(&s->fields, name);
	char *text = (char *)(uintptr_t)f->value;

	f->value = "";
	return text;
}

static void
say(struct step *s, int status, const char *text, const char *reason)
{
	s->status = status;
	fields_error(&s->fields, "passphrase",
	    reason[0] ? arena_printf(s->cx->arena, "%s %s", text, reason)
		      : text);
}

static int
set_passphrase(struct step *s, struct err *e)
{
	char *text = secret_of(s, "passphrase");
	char *again = secret_of(s, "passphrase_ulang");
	struct desk_answer answer;
	int rc;

	sodium_memzero(again, strlen(again));
	if (desk_passphrase(s->cx, s->task, text, &answer, e) < 0)
		return -1;
	switch (answer.kind) {
	case DESK_DONE:
		/* Without a secret there is nothing to scan and to prove. */
		rc = desk_otp(s->cx, s->task->id, &own(s)->otpauth, e);
		return rc < 0 ? -1 : rc == 0;
	case DESK_REFUSED:
		say(s, 422, "BSrE tidak menerima passphrase itu.",
		    answer.reason);
		return 0;
	case DESK_UNKNOWN:
		say(s, 503,
		    "Belum pasti apakah passphrase sudah dibuat. Ketik dan "
		    "kirim sekali lagi; yang terakhir diterima BSrE yang "
		    "berlaku.",
		    answer.reason);
		return 0;
	case DESK_AWAY:
		say(s, 503, "Passphrase belum dibuat.", answer.reason);
		return 0;
	case DESK_OVER:
		/* The link's page says what became of it. */
		return 0;
	}
	return 0;
}

/* Whether the code is right; a wrong one is counted. */
static int
try_code(struct step *s, struct err *e)
{
	struct ctx *cx = s->cx;
	const char *name =
	    arena_printf(cx->arena, "otp %lld", (long long)s->task->id);
	const char *code = fields_value(&s->fields, "kode_otp");
	int64_t since = cx->now - CODE_TIME, n;

	if (attempts(cx->db, name, since, &n, e) < 0)
		return -1;
	if (n >= CODES) {
		s->status = 429;
		fields_error(&s->fields, "kode_otp",
		    "Sudah lima kode yang salah. Tunggu satu menit, lalu "
		    "ketik kode yang sedang tampil.");
		return 0;
	}
	if (totp_fits(&own(s)->totp, code, cx->now / 1000))
		return 1;
	fields_error(&s->fields, "kode_otp",
	    "Kode itu tidak cocok. Pastikan jam ponsel diatur otomatis, lalu "
	    "ketik kode yang sedang tampil untuk akun ini.");
	return attempt_add(cx->db, name, cx->now, since, e) < 0 ? -1 : 0;
}

static int
prove(struct step *s, struct err *e)
{
	int rc = -1, fits;

	if (db_begin(s->cx->db, e) < 0)
		return -1;
	fits = try_code(s, e);
	if (fits >= 0 && db_commit(s->cx->db, e) == 0)
		rc = fits;
	db_rollback(s->cx->db);
	return rc;
}

static int
before(struct step *s, enum outcome o, struct err *e)
{
	(void)o;
	switch (own(s)->stage) {
	case STAGE_SET:
		return set_passphrase(s, e);
	case STAGE_PROVE:
		return prove(s, e);
	case STAGE_WORD:
	case STAGE_SCAN:
		break;
	}
	return 1;
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	(void)o;
	switch (own(s)->stage) {
	case STAGE_WORD:
		step_note_fields(s, act);
		return;
	case STAGE_SET:
		step_note(act, "Passphrase",
		    "dibuat lewat tautan; BSrE tidak "
		    "memberi kode QR");
		return;
	case STAGE_PROVE:
		step_note(act, "Passphrase", "dibuat lewat tautan");
		step_note(act, "Kode OTP", "cocok");
		return;
	case STAGE_SCAN:
		step_note(act, "Passphrase", "dibuat lewat tautan");
		step_note(act, "Kode QR", "dipindai, menurut pemilik");
		return;
	}
}

/* --- the page ----------------------------------------------------------- */

static void
draw_rule(struct step *s, json_t *o)
{
	const struct passphrase_rule *r = &s->cx->office->passphrase;
	const struct passphrase_words *w = &own(s)->words;
	json_t *list = jv_set_arr(o, "rule");
	const char *words = "";

	for (unsigned i = 0; i < PASSPHRASE_PARTS; i++) {
		bool counts = i == PASSPHRASE_LENGTH || i > PASSPHRASE_SIGN;
		json_t *one;

		if (!counts && !(r->asked & PASSPHRASE_BIT(i)))
			continue;
		one = jv_append_obj(list);
		jv_set_z(one, "name", passphrase_part_name(i));
		jv_set_z(one, "text", part_text(s, i));
	}
	/* For the script; letters of a word are never a line break. */
	for (size_t i = 0; i < w->n; i++)
		words = arena_printf(
		    s->cx->arena, "%s%s%s", words, i ? "\n" : "", w->v[i]);
	jv_set_z(o, "words", words);
	jv_set_int(o, "least", (json_int_t)r->least);
	jv_set_int(o, "most", (json_int_t)r->most);
}

/* "GEZD GNBV GY3T" */
static const char *
in_groups(struct arena *a, const char *secret)
{
	size_t n = strlen(secret), at = 0;
	char *out = arena_alloc(a, n + n / 4 + 1);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && i % 4 == 0)
			out[at++] = ' ';
		out[at++] = secret[i];
	}
	out[at] = '\0';
	return out;
}

static void
draw_otp(struct step *s, json_t *o)
{
	const struct passphrase *p = own(s);
	struct arena *a = s->cx->arena;
	json_t *otp = jv_set_obj(o, "otp"), *qr;
	struct err e = {0};
	struct qr code;

	jv_set_z(otp, "otpauth", p->otpauth);
	jv_set_z(otp, "secret",
	    p->stage == STAGE_PROVE ? in_groups(a, p->totp.secret) : NULL);
	jv_set_null(otp, "qr");
	if (qr_path(&code, a, p->otpauth, &e) < 0)
		return;
	qr = jv_set_obj(otp, "qr");
	jv_set_int(qr, "size", code.size);
	jv_set_z(qr, "path", code.path);
}

/* For whoever is signed in: the holder's own link. */
static void
draw_send(struct step *s, json_t *o)
{
	struct ctx *cx = s->cx;
	const struct subject about = {
	    s->d->sop, &s->d->c, s->d->holders, s->d->holders_n};
	struct link_again again;
	struct err e = {0};
	struct link l;
	json_t *send = jv_set_obj(o, "send");
	int rc = link_newest(cx->db, &l, s->task->id, &e);

	jv_set_null(send, "sent");
	jv_set_null(send, "action");
	jv_set_null(send, "text");
	if (rc < 0 || link_may_again(cx, &about, s->task, &again, &e) < 0)
		return;
	if (!again.address) {
		jv_set_z(send, "text",
		    "Pemilik belum mempunyai alamat email yang dapat menerima "
		    "tautan; hubungi verifikator kantor.");
		return;
	}
	if (rc == 1 && !l.used_at && l.expires_at > cx->now)
		jv_set_z(send, "sent",
		    arena_printf(cx->arena,
			"Tautan dibuat pada %s untuk %s dan berlaku sampai %s.",
			web_when(cx, l.created_at),
			link_mask(cx->arena, again.address),
			web_when(cx, l.expires_at)));
	if (again.wait_until) {
		jv_set_z(send, "text",
		    arena_printf(cx->arena,
			"Tautan sudah tiga kali dikirim dalam 24 jam; yang "
			"berikutnya dapat diminta sesudah %s.",
			web_when(cx, again.wait_until)));
		return;
	}
	jv_set_z(send, "text",
	    arena_printf(cx->arena,
		"Tautan%s akan dikirim ke %s dan berlaku "
		"%u jam.",
		json_is_string(json_object_get(send, "sent")) ? " baru" : "",
		link_mask(cx->arena, again.address), s->row->link_hours));
	jv_set_z(send, "action",
	    ctx_url(cx, "/permohonan/%s/langkah/%lld/tautan", s->d->c.number,
		(long long)s->task->id));
}

static void
draw(struct step *s, json_t *model)
{
	const struct passphrase *p = own(s);
	json_t *o = jv_set_obj(model, "passphrase");

	jv_set_bool(o, "is_word", p->stage == STAGE_WORD);
	jv_set_bool(o, "is_set", p->stage == STAGE_SET);
	jv_set_bool(
	    o, "is_otp", p->stage == STAGE_PROVE || p->stage == STAGE_SCAN);
	jv_set_z(o, "portal", p->office.portal[0] ? p->office.portal : NULL);
	jv_set_null(o, "otp");
	jv_set_null(o, "send");
	if (p->stage == STAGE_SET)
		draw_rule(s, o);
	if (p->stage == STAGE_PROVE || p->stage == STAGE_SCAN)
		draw_otp(s, o);
	if (p->can && !s->link)
		draw_send(s, o);
	/* Nothing of a secret is kept, so there is no draft. */
	if (p->stage != STAGE_WORD)
		jv_set_null(model, "draft");
}

const struct step_kind_code step_passphrase = {.load = load,
    .fields = fields,
    .check = check,
    .before = before,
    .record = record,
    .label = label,
    .draw = draw};

int
passphrase_by_link(struct ctx *cx, struct err *e)
{
	struct bsre_office o;

	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	return (o.caps & BSRE_CAN(BSRE_PASSPHRASE)) != 0;
}
