#include "app/certview.h"

#include <string.h>

#include "app/web.h"
#include "view/format.h"
#include "view/json.h"

/* What stands behind the name or the number in an address. */
static const struct {
	const char *end, *type;
} forms[] = {
    [CERT_PEM] = {".pem", "application/x-pem-file"},
    [CERT_DER] = {".der", "application/pkix-cert"},
    [CERT_CHAIN] = {"-rantai.pem", "application/pem-certificate-chain"},
    [CERT_BUNDLE] = {"-rantai.p7b", "application/x-pkcs7-certificates"},
};

#define FORMS 4

#define SOON 90 /* days before its end, as the first reminder */

/* --- what it says -------------------------------------------------------- */

static const char *
usage_text(struct ctx *cx, const struct certificate *c)
{
	return arena_printf(cx->arena, "%s%s%s", c->usage,
	    c->usage[0] && c->purposes[0] ? "; " : "", c->purposes);
}

static void
set_facts(struct ctx *cx, const struct cert_view *v, json_t *o)
{
	const struct certificate *c = &v->c;
	json_t *list = jv_set_arr(o, "facts");

	jv_fact(list, "Atas nama", c->subject);
	jv_fact(list, "Instansi", c->organisation);
	for (size_t i = 0; i < c->emails_n; i++)
		jv_fact(list, "Email", c->emails[i]);
	jv_fact(list, "NIK", c->nik);
	jv_fact(list, "Nomor seri", c->serial);
	jv_fact(list, "Nomor seri (desimal)", c->decimal);
	jv_fact(list, "Penerbit", c->issuer);
	jv_fact(list, "Berlaku dari", web_when(cx, c->from_at));
	jv_fact(list, "Berlaku sampai", web_when(cx, c->until_at));
	jv_fact(list, "Kunci", c->key);
	jv_fact(list, "Kegunaan", usage_text(cx, c));
	jv_fact(list, "Rantai penerbit", v->verdict);
	jv_fact(list, "Asal",
	    arena_printf(cx->arena, "%s, %s",
		strcmp(v->source, "module") == 0 ? "diambil dari BSrE"
						 : "ditempel verifikator",
		web_when(cx, v->at)));
}

void
cert_model(struct ctx *cx, const struct dossier *d, size_t place,
    const struct cert_view *v, json_t *list)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "name", d->holders[place].name);
	jv_set_z(o, "fault", v->fault[0] ? v->fault : NULL);
	jv_set_z(o, "warning", v->warning[0] ? v->warning : NULL);
	set_facts(cx, v, o);
	cert_downloads(cx, cert_url(cx, d, place), o);
}

const char *
cert_until(struct ctx *cx, const char *until)
{
	struct err ignored = {0};
	struct civil c;
	int64_t left;

	if (!until || date_parse(&c, str_of(until), &ignored) < 0)
		return NULL;
	left = civil_day(c) - day_of(cx->now, cx->office->zone);
	if (left < 0)
		return arena_printf(cx->arena, "Sertifikat berakhir %s",
		    format_civil(cx->arena, c));
	if (left > SOON)
		return arena_printf(cx->arena, "Sertifikat berlaku sampai %s",
		    format_civil(cx->arena, c));
	return left == 0 ? "Sertifikat berakhir hari ini"
			 : arena_printf(cx->arena,
			       "Sertifikat berakhir %s, %lld hari lagi",
			       format_civil(cx->arena, c), (long long)left);
}

/* --- downloads ----------------------------------------------------------- */

const char *
cert_url(struct ctx *cx, const struct dossier *d, size_t place)
{
	return ctx_url(
	    cx, "/permohonan/%s/sertifikat/%zu", d->c.number, place + 1);
}

void
cert_downloads(struct ctx *cx, const char *base, json_t *model)
{
	json_t *o = jv_set_obj(model, "downloads");

	jv_set_z(o, "pem_url", arena_printf(cx->arena, "%s.pem", base));
	jv_set_z(o, "der_url", arena_printf(cx->arena, "%s.der", base));
	jv_set_z(
	    o, "chain_url", arena_printf(cx->arena, "%s-rantai.pem", base));
	jv_set_z(
	    o, "bundle_url", arena_printf(cx->arena, "%s-rantai.p7b", base));
}

int
cert_form_of(struct str name, enum cert_form *form, uint64_t *number)
{
	for (size_t i = 0; i < FORMS; i++) {
		struct str end = str_of(forms[i].end);

		if (!str_ends(name, end) ||
		    str_u64((struct str){name.p, name.n - end.n}, INT64_MAX,
			number) < 0)
			continue;
		*form = (enum cert_form)i;
		return 0;
	}
	return -1;
}

static void
put_body(struct ctx *cx, const struct cert_view *v, enum cert_form form)
{
	struct sb *out = &cx->rs->body;

	switch (form) {
	case CERT_DER:
		sb_str(out, v->c.der);
		return;
	case CERT_BUNDLE:
		sb_str(
		    out, certificate_bundle(cx->arena, v->chain, v->chain_n));
		return;
	case CERT_PEM:
	case CERT_CHAIN:
		break;
	}
	for (size_t i = 0; i < (form == CERT_CHAIN ? v->chain_n : 1); i++)
		sb_puts(out, certificate_pem(cx->arena, v->chain[i]));
}

void
cert_send(struct ctx *cx, const struct cert_view *v, enum cert_form form)
{
	const char *serial = v->c.serial, *tag;

	tag = arena_printf(cx->arena, "\"%s-%lld%s\"", serial, (long long)v->at,
	    forms[form].end);
	web_headers(cx->rs, false);
	response_header(cx->rs, "Content-Type", forms[form].type);
	response_header(cx->rs, "Content-Disposition",
	    arena_printf(cx->arena, "attachment; filename=\"sertifikat-%s%s\"",
		serial, forms[form].end));
	response_header(cx->rs, "ETag", tag);
	response_header(cx->rs, "Cache-Control", "private, no-cache");
	if (str_eqz(cx->rq->if_none_match, tag))
		cx->rs->status = 304;
	else
		put_body(cx, v, form);
}
