/*
 * certificate.c - an issued certificate: for who may see the case, and for
 * its holder, who may have no account, by the link in the mail.
 */
#include <string.h>

#include "app/certlink.h"
#include "app/certview.h"
#include "app/web.h"
#include "page/page.h"
#include "view/json.h"

static int
absent(struct err *e, const char *why)
{
	return err_set(
	    e, ERR_MISSING, "Sertifikat itu tidak ditemukan.", "%s", why);
}

/* The certificate of the holder at that place from 1. */
static int
find_place(struct ctx *cx, const struct dossier *d, uint64_t place,
    struct cert_view *v, struct err *e)
{
	int rc;

	if (place < 1 || place > d->holders_n)
		return absent(e, "no such holder");
	rc = cert_get(cx, &d->holders[place - 1], v, e);
	return rc == 0 ? absent(e, "no certificate") : rc < 0 ? -1 : 0;
}

/* /permohonan/{number}/sertifikat/{file} */
void
page_certificate(struct ctx *cx)
{
	struct cert_view *v = ARENA_NEW(cx->arena, struct cert_view);
	struct dossier d = {0};
	struct err e = {0};
	enum cert_form form;
	uint64_t place;

	if (case_find(cx, &d, &e) < 0)
		;
	else if (cert_form_of(route_param(&cx->match, "file"), &form, &place) <
		 0)
		absent(&e, "no such form");
	else if (find_place(cx, &d, place, v, &e) == 0)
		cert_send(cx, v, form);
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&d);
}

/* --- by the link in the mail --------------------------------------------- */

/* The place of the holder of the link within the case. */
static int
find_link(struct ctx *cx, struct dossier *d, uint64_t *place, struct err *e)
{
	struct holder h;
	int64_t case_id;
	uint64_t holder;
	int rc;

	if (str_u64(route_param(&cx->match, "holder"), INT64_MAX, &holder) <
		0 ||
	    !certlink_holds(
		cx, (int64_t)holder, route_param(&cx->match, "token")))
		return absent(e, "bad link");
	rc = holder_get(cx->db, cx->arena, &h, &case_id, (int64_t)holder, e);
	if (rc <= 0)
		return rc < 0 ? -1 : absent(e, "no such holder");
	if (dossier_load_id(cx, d, case_id, e) < 0)
		return -1;
	*place = (uint64_t)dossier_holder(d, h.id) + 1;
	return 0;
}

static void
draw(struct ctx *cx, const struct dossier *d, size_t place,
    const struct cert_view *v, const char *base)
{
	json_t *m = web_model(cx, "certificate", "Sertifikat elektronik");
	json_t *list = jv_set_arr(m, "certificates");

	jv_set_z(m, "number", d->c.number);
	cert_model(cx, d, place - 1, v, list);
	cert_downloads(cx, base, json_array_get(list, 0));
	web_page(cx, 200, "certificate", m);
}

/* /sertifikat/{holder}/{token} */
void
page_certificate_link(struct ctx *cx)
{
	struct cert_view *v = ARENA_NEW(cx->arena, struct cert_view);
	struct dossier d = {0};
	struct err e = {0};
	uint64_t place;

	if (find_link(cx, &d, &place, &e) < 0 ||
	    find_place(cx, &d, place, v, &e) < 0)
		web_fail(cx, &e);
	else
		draw(cx, &d, (size_t)place, v,
		    ctx_url(cx, "/sertifikat/%s/%s/1", ctx_param(cx, "holder"),
			ctx_param(cx, "token")));
	dossier_clear(&d);
}

/* /sertifikat/{holder}/{token}/{file} */
void
page_certificate_file(struct ctx *cx)
{
	struct cert_view *v = ARENA_NEW(cx->arena, struct cert_view);
	struct dossier d = {0};
	struct err e = {0};
	enum cert_form form;
	uint64_t place, one;

	if (find_link(cx, &d, &place, &e) < 0)
		;
	else if (cert_form_of(route_param(&cx->match, "file"), &form, &one) <
		     0 ||
		 one != 1)
		absent(&e, "no such form");
	else if (find_place(cx, &d, place, v, &e) == 0)
		cert_send(cx, v, form);
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&d);
}
