#include "app/bounced.h"

#include <string.h>

#include "app/mailid.h"
#include "base/log.h"
#include "store/message.h"

/* Inside a transaction: 1 noted, 0 there is nothing to note. */
static int
note(struct db *db, struct arena *a, struct bounced *b, int64_t now,
    struct err *e)
{
	struct message m;
	int rc = message_get(db, a, &m, b->message, e);

	b->what = BOUNCED_FOREIGN;
	if (rc <= 0)
		return rc;
	b->what = BOUNCED_KNOWN;
	if (strcmp(m.channel, "mail") != 0 || strcmp(m.state, "dead") == 0)
		return 0;
	b->what = BOUNCED_NOTED;
	return message_bounced(db, &m, b->reason, now, e) < 0 ? -1 : 1;
}

/* "5.1.1 smtp; ...": what is there of it. */
static const char *
reason_of(struct arena *a, const struct bounce *b)
{
	bool both = *b->status && *b->diagnostic;

	if (both && strstr(b->diagnostic, b->status))
		return b->diagnostic;
	if (!*b->status && !*b->diagnostic)
		return "Surel tidak sampai; server tidak menyebut sebabnya.";
	return arena_printf(
	    a, "%s%s%s", b->status, both ? " " : "", b->diagnostic);
}

/* Whose it is; 0 where it is foreign. */
static int
find(struct app *app, struct arena *a, const char *office, struct str mail,
    struct bounced *out)
{
	struct err why = {0};
	struct bounce b;

	if (bounce_parse(a, &b, mail, &why) < 0 ||
	    mailid_parse(
		app, a, str_of(b.id), &out->office, &out->message, &why) < 0) {
		log_info("report refused: %s", why.detail);
		return 0;
	}
	if (office && strcmp(office, out->office) != 0) {
		log_info("report refused: of another office");
		return 0;
	}
	out->reason = reason_of(a, &b);
	out->what =
	    strcmp(b.action, "failed") == 0 ? BOUNCED_NOTED : BOUNCED_NO_END;
	return 1;
}

int
bounced_take(struct app *app, struct arena *a, const char *office,
    struct str mail, struct bounced *out, int64_t now, struct err *e)
{
	const struct office *o;
	struct db *db;
	int rc;

	*out = (struct bounced){.what = BOUNCED_FOREIGN, .reason = ""};
	if (find(app, a, office, mail, out) == 0 || out->what == BOUNCED_NO_END)
		return 0;
	if (!control_tenant(
		tenants_control(app_tenants(app)), str_of(out->office))) {
		out->what = BOUNCED_FOREIGN;
		return 0;
	}
	if (app_office(app, out->office, &o, &db, e) < 0 || db_begin(db, e) < 0)
		return -1;
	rc = note(db, a, out, now, e);
	if (rc <= 0) {
		db_rollback(db);
		return rc;
	}
	return db_commit(db, e);
}
