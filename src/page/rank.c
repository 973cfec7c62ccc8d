/*
 * rank.c - NIP and rank of who holds a seat, as letters print them: a form on
 * the page of the account.
 */
#include "app/people.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "view/json.h"

static void
rank_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_add(fs, FIELD_NIP, "nip", "NIP");
	f->help = "18 angka; kosongkan bila tidak punya.";
	f = fields_add(fs, FIELD_TEXT, "pangkat", "Pangkat (golongan)");
	f->help = "Misalnya Pembina (IV/a). Tercetak di bawah nama Anda pada "
		  "naskah dinas.";
	f->max = 80;
}

int
rank_model(struct ctx *cx, json_t *m, struct err *e)
{
	struct fields fs;
	struct person p;

	jv_set_null(m, "rank");
	if (cx->actor.seats_n == 0)
		return 0;
	if (person_get(cx->db, cx->arena, &p, cx->actor.person, e) != 1)
		return -1;
	rank_fields(cx, &fs);
	fields_get(&fs, "nip")->value = p.nip;
	fields_get(&fs, "pangkat")->value = p.rank;
	web_form(jv_set_obj(m, "rank"), ctx_url(cx, "/akun/pangkat"), &fs,
	    "Simpan", NULL);
	return 0;
}

static int
save(struct ctx *cx, struct err *e)
{
	struct fields fs;
	struct form form;

	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN, "Masuk dahulu.", "no session");
	rank_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, e) < 0)
		return -1;
	if (cx->actor.seats_n == 0)
		return err_set(e, ERR_DENIED,
		    "NIP dan pangkat dicatat untuk yang memegang jabatan.",
		    "rank");
	if (fields_check(&fs, -1) > 0)
		return err_set(e, ERR_INPUT,
		    "NIP terdiri atas 18 angka; pangkat paling panjang 80 "
		    "huruf.",
		    "rank");
	return people_set_rank(cx->db, cx->arena, cx->actor.email,
	    fields_value(&fs, "nip"), fields_value(&fs, "pangkat"), e);
}

void
page_rank_act(struct ctx *cx)
{
	struct err e = {0};

	if (save(cx, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/akun?tersimpan=pangkat"));
}
