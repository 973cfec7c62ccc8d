/*
 * mailbox.c - the mails of the demonstration, which go into a folder and not
 * to people: outside offices, and only with --demo.
 */
#include <string.h>

#include "app/web.h"
#include "mail/maildir.h"
#include "mail/read.h"
#include "page/page.h"
#include "view/format.h"
#include "view/json.h"

#define NEWEST ((size_t)50)

static const char *
folder(struct ctx *cx)
{
	return arena_printf(cx->arena, "%s/maildir", app_conf(cx->app)->data);
}

/* As if it were not there where nobody tries the program out. */
static bool
is_demo(struct ctx *cx)
{
	struct err e = {0};

	if (app_conf(cx->app)->demo)
		return true;
	err_set(&e, ERR_MISSING, "Halaman itu tidak ditemukan.", "no demo");
	web_fail(cx, &e);
	return false;
}

static const char *
when(struct ctx *cx, int64_t at)
{
	return format_short(cx->arena, at, *zone_find(STR("WIB")));
}

static const char *
mail_url(struct ctx *cx, const char *name, const char *part)
{
	return arena_printf(cx->arena, "/kotak-surat/%s%s",
	    url_encode(cx->arena, str_of(name)), part);
}

static int
lines(struct ctx *cx, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "mails"), *o;
	struct maildir_entry *v;
	struct mail_seen seen;
	struct str mail;
	size_t n;

	if (maildir_list(folder(cx), cx->arena, &v, &n, NEWEST, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int rc = maildir_read(
		    folder(cx), v[i].name, cx->arena, &mail, &v[i].at, e);

		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		mail_read(cx->arena, &seen, mail);
		o = jv_append_obj(list);
		jv_set_z(o, "url", mail_url(cx, v[i].name, ""));
		jv_set_z(o, "subject", seen.subject);
		jv_set_z(o, "from", seen.from);
		jv_set_z(o, "to", seen.to);
		jv_set_z(o, "at", when(cx, v[i].at));
	}
	return 0;
}

void
page_mailbox(struct ctx *cx)
{
	struct err e = {0};
	json_t *m;

	if (!is_demo(cx))
		return;
	m = web_model(cx, "mailbox", "Kotak surat peragaan");
	if (lines(cx, m, &e) == 0) {
		web_page(cx, 200, "mailbox", m);
	} else {
		json_decref(m);
		web_fail(cx, &e);
	}
}

/* The mail of the address. */
static int
find(struct ctx *cx, struct mail_seen *seen, int64_t *at, struct err *e)
{
	struct str mail;
	int rc = maildir_read(
	    folder(cx), ctx_param(cx, "name"), cx->arena, &mail, at, e);

	if (rc == 0)
		return err_set(
		    e, ERR_MISSING, "Surat itu tidak ditemukan.", "mail");
	if (rc == 1)
		mail_read(cx->arena, seen, mail);
	return rc < 0 ? -1 : 0;
}

void
page_mail(struct ctx *cx)
{
	struct mail_seen seen;
	struct err e = {0};
	int64_t at;
	json_t *m;

	if (!is_demo(cx))
		return;
	if (find(cx, &seen, &at, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(
	    cx, "mail", seen.subject[0] ? seen.subject : "(tanpa perihal)");
	jv_set_z(m, "from", seen.from);
	jv_set_z(m, "to", seen.to);
	jv_set_z(m, "at", when(cx, at));
	jv_set_z(m, "text", seen.text);
	jv_set_z(m, "body_url",
	    seen.html[0] ? mail_url(cx, ctx_param(cx, "name"), "/isi") : NULL);
	jv_set_z(m, "back_url", "/kotak-surat");
	web_page(cx, 200, "mail", m);
}

/* The page of the mail itself, for a frame: its links open in the window. */
void
page_mail_body(struct ctx *cx)
{
	static const char head[] = "<head>";
	static const char base[] = "<base target=\"_top\">";
	struct sb *out = &cx->rs->body;
	struct mail_seen seen;
	struct err e = {0};
	const char *rest;
	int64_t at;

	if (!is_demo(cx))
		return;
	if (find(cx, &seen, &at, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	web_mail_headers(cx->rs);
	response_header(cx->rs, "Content-Type", "text/html; charset=utf-8");
	response_header(cx->rs, "Cache-Control", "no-store");
	rest = strstr(seen.html, head);
	if (rest) {
		rest += sizeof(head) - 1;
		sb_put(out, seen.html, (size_t)(rest - seen.html));
		sb_puts(out, base);
		sb_puts(out, rest);
	} else {
		sb_puts(out, base);
		sb_puts(out, seen.html);
	}
}
