/*
 * notify.c - how a person who holds a seat wants to be told of new tasks:
 * the choice on the page of the account.
 */
#include "app/digest.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "view/json.h"

#define NAME "surel"

static const struct option choices[] = {
    {"now", "Langsung"},
    {"digest", "Dalam ringkasan"},
};

/* "07.30, 11.00 dan 15.00" */
static const char *
times_text(struct ctx *cx)
{
	const struct office *o = cx->office;
	const char *text = "";

	for (size_t i = 0; i < o->digests; i++)
		text = arena_printf(cx->arena, "%s%s%02u.%02u", text,
		    i == 0               ? ""
		    : i + 1 < o->digests ? ", "
					 : " dan ",
		    o->digest_at[i] / 60, o->digest_at[i] % 60);
	return text;
}

static void
notify_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(fs, FIELD_RADIO, NAME, "Surel untuk tugas baru", NULL);
	f->options = choices;
	f->options_n = sizeof(choices) / sizeof(choices[0]);
	f->help = arena_printf(cx->arena,
	    "Ringkasan: satu surel pukul %s pada hari kerja. Yang mendesak "
	    "tetap dikirim langsung.",
	    times_text(cx));
}

int
notify_model(struct ctx *cx, json_t *m, struct err *e)
{
	struct fields fs;
	struct person p;

	jv_set_null(m, "notify");
	if (cx->actor.seats_n == 0)
		return 0;
	if (person_get(cx->db, cx->arena, &p, cx->actor.person, e) != 1)
		return -1;
	notify_fields(cx, &fs);
	fields_get(&fs, NAME)->value =
	    digest_is_wanted(&p, cx->actor.seats, cx->actor.seats_n) ? "digest"
								     : "now";
	web_form(jv_set_obj(m, "notify"), ctx_url(cx, "/akun/surel"), &fs,
	    "Simpan pilihan", NULL);
	return 0;
}

static int
choose(struct ctx *cx, struct err *e)
{
	struct fields fs;
	struct form form;

	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN, "Masuk dahulu.", "no session");
	notify_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, e) < 0)
		return -1;
	if (cx->actor.seats_n == 0)
		return err_set(e, ERR_DENIED,
		    "Pilihan ini untuk yang memegang jabatan.", "notify");
	if (fields_check(&fs, -1) > 0)
		return err_set(e, ERR_INPUT, "Pilih salah satu.", "notify");
	return person_set_notify(
	    cx->db, cx->actor.person, fields_value(&fs, NAME), e);
}

void
page_notify_act(struct ctx *cx)
{
	struct err e = {0};

	if (choose(cx, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/akun?tersimpan=" NAME));
}
