/*
 * The mail servers of the outside folder: what is set up, and whether it
 * works.  Passwords and the secrets of webhooks are never written.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/outside.h"
#include "base/random.h"
#include "domain/mailbox.h"
#include "mail/maildir.h"
#include "main/cmd_outside.h"
#include "main/command.h"

#define TEST_KEY_LEN 12

/* --- check -------------------------------------------------------------- */

static void
print_mail(const struct outside_mail *m)
{
	switch (m->way) {
	case OUTSIDE_NONE:
		printf("surel belum diatur");
		return;
	case OUTSIDE_MAILDIR:
		printf("surel ke maildir:%s", m->dir);
		break;
	case OUTSIDE_SMTP:
		printf("surel lewat %s, %s", m->smtp.url,
		    m->smtp.plain                            ? "tanpa TLS"
		    : strncmp(m->smtp.url, "smtps:", 6) == 0 ? "TLS"
							     : "STARTTLS");
		if (m->smtp.ca.n > 0)
			printf(" dengan CA sendiri");
		if (m->smtp.user)
			printf(", masuk sebagai %s", m->smtp.user);
		break;
	}
	printf(", pengirim %s", m->from.address);
	if (m->bounce)
		printf(", pantulan %s", m->bounce);
}

static int
check_office(
    struct cmd *c, struct outsides *os, const struct tenant *t, struct err *e)
{
	const struct outside *o;

	(void)c;
	if (outside_get(os, t->id, &o, e) < 0)
		return -1;
	print_mail(&o->mail);
	if (o->hook.url)
		printf("; webhook ke %s", o->hook.host);
	printf("\n");
	return 0;
}

static int
run_check(struct cmd *c)
{
	return cmd_outside_check(c, check_office);
}

const struct command command_mail_check = {
    .name = "mail check",
    .args = "[KANTOR]",
    .brief = "memeriksa pengaturan server surel dan webhook",
    .help = "Menulis setiap kesalahan di berkas pengaturan luar sebagai\n"
	    "BERKAS:baris:kolom: galat: ... dan server setiap kantor, tanpa\n"
	    "kata sandi.  Status 1 bila ada galat.\n",
    .max = 1,
    .options = {OPTION_DATA, OPTION_OUTSIDE},
    .run = run_check,
};

/* --- test --------------------------------------------------------------- */

/* A mail that says where it comes from and no more. */
static int
write_mail(struct cmd *c, const struct outside_mail *way, const char *address,
    struct sb *out, const char **id, struct err *e)
{
	const struct office *o;
	char key[TEST_KEY_LEN + 1];
	struct mail m = {
	    .from = way->from, .to = {NULL, address}, .date = c->now};
	struct db *db;

	if (app_office(c->app, c->args[0], &o, &db, e) < 0)
		return -1;
	random_code(key, TEST_KEY_LEN);
	*id = arena_printf(&c->arena, "<%s.uji.%s%s>", o->id, key,
	    strchr(way->from.address, '@'));
	m.id = *id;
	m.zone = o->zone.minutes;
	m.subject =
	    arena_printf(&c->arena, "Uji surel Paraf: %s", o->short_name);
	m.text = arena_printf(&c->arena,
	    "Surel ini dikirim dengan perintah paraf mail test untuk\n"
	    "memeriksa pengaturan surel %s.\n\n"
	    "Tidak ada yang perlu Anda lakukan.\n",
	    o->name);
	return mail_compose(out, &m, e);
}

/* By SMTP, and wait for it; what the server said is printed. */
static int
send_smtp(struct cmd *c, const struct outside_mail *m, const char *to,
    struct str mail, bool *sent, struct err *e)
{
	const struct net_limits limits = NET_LIMITS;
	struct smtp_outcome said;
	struct smtp_send s;
	struct net *net;
	int rc;

	/* TLS writes to connections that the other side has closed. */
	signal(SIGPIPE, SIG_IGN);
	if (net_open(&net, &limits, e) < 0)
		return -1;
	rc = smtp_init(
	    &s, &m->smtp, m->bounce ? m->bounce : m->from.address, to, mail, e);
	if (rc == 0) {
		s.call.key = c->args[0];
		rc = net_add(net, &s.call, e);
		while (rc == 0 && net_load(net, NULL) > 0)
			rc = net_poll(net, 1000, NULL, 0, e);
		if (rc == 0) {
			smtp_outcome(&s, &said);
			*sent = said.result == SMTP_SENT;
			printf("%s: %s: %s\n", m->smtp.url,
			    *sent ? "diterima" : "tidak terkirim", said.answer);
		}
	}
	net_close(net);
	smtp_clear(&s);
	return rc;
}

static int
send_test(struct cmd *c, const struct outside_mail *m, struct sb *mail,
    bool *sent, struct err *e)
{
	struct mailbox to;
	const char *id;

	if (m->way == OUTSIDE_NONE)
		return err_set(e, ERR_MISSING,
		    "Surel belum diatur untuk kantor itu.", "%s in %s",
		    c->args[0], c->outside);
	if (mailbox_parse(&to, str_of(c->args[1]), e) < 0 ||
	    write_mail(c, m, to.address, mail, &id, e) < 0)
		return -1;
	if (m->way == OUTSIDE_SMTP)
		return send_smtp(c, m, to.address, sb_get(mail), sent, e);
	if (maildir_deliver(m->dir, id, sb_get(mail), e) < 0)
		return -1;
	*sent = true;
	printf("maildir:%s: ditulis\n", m->dir);
	return 0;
}

static int
run_test(struct cmd *c)
{
	const struct outside *o;
	struct outsides *os = NULL;
	bool sent = false;
	struct err e = {0};
	struct sb mail;
	int rc;

	sb_init(&mail, MAIL_MAX);
	rc = cmd_app(c, &e);
	if (rc == 0)
		rc = outsides_open(&os, c->outside, &e);
	if (rc == 0)
		rc = outside_get(os, c->args[0], &o, &e);
	if (rc == 0)
		rc = send_test(c, &o->mail, &mail, &sent, &e);
	if (rc < 0)
		cmd_fail(c, &e);
	outsides_close(os);
	sb_clear(&mail);
	return rc == 0 && sent ? CMD_OK : CMD_FAILED;
}

const struct command command_mail_test = {
    .name = "mail test",
    .args = "KANTOR ALAMAT",
    .brief = "mengirim satu surel uji dari sebuah kantor",
    .help = "Mengirim satu surel uji lewat server surel kantor itu dan\n"
	    "menulis jawaban server.  Status 1 bila tidak terkirim.\n",
    .min = 2,
    .max = 2,
    .options = {OPTION_DATA, OPTION_OUTSIDE},
    .run = run_test,
};
