#include "app/flight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/letter.h"
#include "app/mailid.h"
#include "base/log.h"
#include "domain/mailbox.h"
#include "mail/maildir.h"

#define UNKNOWN_WAIT MS_HOUR /* until somebody has set it right */

static void
say(struct verdict *v, enum verdict_kind kind, const char *answer)
{
	*v = (struct verdict){.kind = kind};
	snprintf(v->answer, sizeof(v->answer), "%s", answer);
}

/* Our own fault: it may be mended while the message waits. */
static void
say_failed(const struct ctx *cx, const struct message *m, struct verdict *v,
    const struct err *e)
{
	say(v, VERDICT_LATER, e->msg);
	v->wait_ms = UNKNOWN_WAIT;
	log_error("%s: message %lld: %s (%s)", cx->office->id, (long long)m->id,
	    e->msg, e->detail);
}

static int
compose(struct ctx *cx, struct flight *f, const struct message *m,
    const struct outside_mail *from, const struct letter *l, struct err *e)
{
	const char *id = mailid_message(
	    cx->app, cx->arena, cx->office->id, m->id, from->from.address);
	const struct mail mail = {
	    .from = from->from,
	    .to = {m->name, m->address},
	    .subject = l->subject,
	    .text = l->text,
	    .html = l->html,
	    .id = id,
	    .thread = m->number ? mailid_thread(cx->arena, cx->office->id,
				      m->number, from->from.address)
				: NULL,
	    .date = m->first_at,
	    .zone = cx->office->zone.minutes,
	};

	sb_init(&f->mail, MAIL_MAX);
	if (mail_compose(&f->mail, &mail, e) < 0)
		return -1;
	if (f->mail.failed)
		return err_set(e, ERR_LIMIT, "Isi surel terlalu besar.",
		    "message %lld", (long long)m->id);
	if (from->way == OUTSIDE_MAILDIR)
		return maildir_deliver(from->dir, id, sb_get(&f->mail), e);
	return smtp_init(&f->smtp, &from->smtp,
	    from->bounce ? from->bounce : from->from.address, m->address,
	    sb_get(&f->mail), e);
}

static int
begin_mail(struct ctx *cx, struct flight *f, const struct message *m,
    const struct outside_mail *from, const struct letter *l,
    struct net_call **call, struct verdict *v)
{
	struct mailbox box;
	struct err e = {0};

	if (mailbox_parse(&box, str_of(m->address), &e) < 0) {
		say(v, VERDICT_REFUSED, "Alamat surel tidak sah.");
		v->of_address = true;
		return 0;
	}
	if (compose(cx, f, m, from, l, &e) < 0) {
		say_failed(cx, m, v, &e);
		if (e.kind == ERR_BUSY) /* the disk of the Maildir */
			v->wait_ms = 0;
		return 0;
	}
	if (from->way == OUTSIDE_MAILDIR) {
		say(v, VERDICT_SENT, "Maildir");
		return 0;
	}
	*call = &f->smtp.call;
	(*call)->host = f->host = strdup(from->smtp.host);
	return 1;
}

static int
begin_hook(struct ctx *cx, struct flight *f, const struct message *m,
    const struct outside_hook *to, const struct letter *l,
    struct net_call **call, struct verdict *v)
{
	struct err e = {0};

	if (hook_init(cx, &f->hook, to, m, l, &e) < 0) {
		say_failed(cx, m, v, &e);
		return 0;
	}
	f->hooked = true;
	*call = &f->hook.call;
	(*call)->host = f->host = strdup(to->host);
	return 1;
}

int
flight_begin(struct ctx *cx, struct flight *f, const struct message *m,
    const struct outside *out, struct net_call **call, struct verdict *v)
{
	struct letter letter;
	struct err e = {0};
	int rc;

	if (letter_render(cx, m, &letter, &e) < 0) {
		say_failed(cx, m, v, &e);
		return 0;
	}
	f->m = (struct message){.id = m->id,
	    .first_at = m->first_at,
	    .tries = m->tries,
	    .address = strdup(m->address)};
	rc = strcmp(m->channel, "hook") == 0
		 ? begin_hook(cx, f, m, &out->hook, &letter, call, v)
		 : begin_mail(cx, f, m, &out->mail, &letter, call, v);
	if (rc == 1 && (!f->host || !f->m.address))
		log_fatal("out of memory");
	return rc;
}

void
flight_verdict(const struct flight *f, struct verdict *v)
{
	struct hook_outcome hook;
	struct smtp_outcome smtp;

	if (f->hooked) {
		hook_outcome(&f->hook, &hook);
		say(v,
		    hook.result == HOOK_SENT    ? VERDICT_SENT
		    : hook.result == HOOK_LATER ? VERDICT_LATER
						: VERDICT_REFUSED,
		    hook.answer);
		v->of_server = hook.of_server;
		v->wait_ms = hook.wait_ms;
		return;
	}
	smtp_outcome(&f->smtp, &smtp);
	say(v,
	    smtp.result == SMTP_SENT    ? VERDICT_SENT
	    : smtp.result == SMTP_LATER ? VERDICT_LATER
					: VERDICT_REFUSED,
	    smtp.answer);
	v->of_server = smtp.of_server;
	v->of_address = smtp.of_address;
}

void
flight_free(struct flight *f)
{
	if (f->hooked)
		hook_clear(&f->hook);
	else if (f->smtp.call.easy)
		smtp_clear(&f->smtp);
	sb_clear(&f->mail);
	free(f->host);
	free((char *)(uintptr_t)f->m.address);
	free(f);
}
