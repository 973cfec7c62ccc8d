#include "app/ticket.h"

#include "app/link.h"
#include "app/notice.h"
#include "app/web.h"
#include "domain/date.h"
#include "vault/password.h"
#include "vault/token.h"
#include "view/json.h"

#define ASKED 20               /* times by one client before a pause */
#define PAUSE (15 * MS_MINUTE) /* the pause */

static const struct {
	const char *path, *label;
	int64_t life;
} kinds[TICKET_KINDS] = {
    [TICKET_PASSWORD] = {"/sandi-baru/" LINK_TOKEN, "Buat kata sandi baru",
	TICKET_PASSWORD_LIFE},
    [TICKET_ADDRESS] = {"/bukti-alamat/" LINK_TOKEN, "Buktikan alamat ini",
	TICKET_ADDRESS_LIFE},
};

static void
hash_of(struct ctx *cx, unsigned char hash[TOKEN_HASH], const char *token)
{
	token_hash(hash, app_key(cx->app, KEY_LINK), str_of(token));
}

/* --- asking ------------------------------------------------------------- */

/* The link and its message; with p->id 0 all is done but the writing. */
static int
send_ticket(struct ctx *cx, const struct person *p, enum ticket_kind kind,
    struct err *e)
{
	const struct ticket t = {.kind = kind,
	    .person_id = p->id,
	    .created_at = cx->now,
	    .expires_at = cx->now + kinds[kind].life};
	json_t *facts = jv_obj();
	const struct notice n = {
	    .rule = arena_printf(cx->arena, "%s:%lld:%lld", ticket_name(kind),
		(long long)p->id, (long long)cx->now),
	    .template = ticket_name(kind),
	    .facts = facts,
	    .at_once = true,
	    .mail_only = true,
	};
	unsigned char hash[TOKEN_HASH];
	char token[TOKEN_LEN + 1];
	int rc = 0;

	token_derive(token, app_key(cx->app, KEY_LINK), cx->office->id, n.rule);
	hash_of(cx, hash, token);
	jv_set_z(facts, "until_text", web_when(cx, t.expires_at));
	jv_set_z(facts, "path", kinds[kind].path);
	jv_set_z(facts, "path_label", kinds[kind].label);
	if (p->id && (ticket_add(cx->db, hash, &t, e) < 0 ||
			 notice_person(cx, &n, p, e) < 0))
		rc = -1;
	json_decref(facts);
	return rc;
}

/* Whether the account may be sent one more: 1, 0 or -1. */
static int
may_have(struct ctx *cx, const struct person *p, enum ticket_kind kind,
    struct err *e)
{
	int64_t n;

	if (ticket_count(cx->db, &n, p->id, kind, cx->now - MS_HOUR, e) < 0)
		return -1;
	return n < TICKET_MOST;
}

/* One more from this client; ERR_LIMIT if there were too many. */
static int
count_client(struct ctx *cx, enum ticket_kind kind, struct err *e)
{
	const char *client = arena_printf(cx->arena, "%s %.*s",
	    ticket_name(kind), (int)cx->rq->remote.n, cx->rq->remote.p);
	int64_t since = cx->now - PAUSE, n;

	if (attempts(cx->db, client, since, &n, e) < 0)
		return -1;
	if (n >= ASKED)
		return err_set(e, ERR_LIMIT,
		    "Terlalu banyak permintaan. Coba lagi setelah 15 menit.",
		    "%lld asked", (long long)n);
	return attempt_add(cx->db, client, cx->now, since, e);
}

int
ticket_ask_password(struct ctx *cx, const char *email, struct err *e)
{
	struct person p = {.email = ""};
	int rc = -1, may;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (count_client(cx, TICKET_PASSWORD, e) < 0 ||
	    person_by_email(cx->db, cx->arena, &p, email, e) < 0)
		goto out;
	may = may_have(cx, &p, TICKET_PASSWORD, e);
	if (may < 0)
		goto out;
	if (!may)
		p.id = 0;
	if (send_ticket(cx, &p, TICKET_PASSWORD, e) == 0)
		rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	return rc;
}

int
ticket_ask_address(struct ctx *cx, const struct person *p, struct err *e)
{
	struct person to = *p;
	int rc = -1, may = -1;

	/* Who reads it may not be who typed a name. */
	to.name = "Pemilik akun";

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (count_client(cx, TICKET_ADDRESS, e) == 0)
		may = may_have(cx, p, TICKET_ADDRESS, e);
	if (may == 0)
		err_set(e, ERR_LIMIT,
		    "Tautan sudah beberapa kali dikirim. Coba lagi satu jam "
		    "lagi.",
		    "person %lld", (long long)p->id);
	if (may == 1 && send_ticket(cx, &to, TICKET_ADDRESS, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}

/* --- using -------------------------------------------------------------- */

int
ticket_find(struct ctx *cx, struct person *p, enum ticket_kind kind,
    const char *token, struct err *e)
{
	unsigned char hash[TOKEN_HASH];
	struct ticket t;
	int rc;

	hash_of(cx, hash, token);
	rc = ticket_get(cx->db, &t, hash, e);
	if (rc == 0)
		err_set(e, ERR_MISSING, "Tautan ini tidak dikenal.",
		    "unknown ticket");
	if (rc != 1)
		return -1;
	if (t.kind != kind || t.used_at || t.expires_at <= cx->now)
		return err_set(e, ERR_CONFLICT,
		    "Tautan ini sudah dipakai atau lewat masa berlakunya. "
		    "Minta yang baru.",
		    "ticket over");
	rc = person_get(cx->db, cx->arena, p, t.person_id, e);
	if (rc == 0)
		err_set(e, ERR_MISSING, "Akun itu tidak ada lagi.", "person");
	return rc == 1 ? 0 : -1;
}

int
ticket_set_password(
    struct ctx *cx, const char *token, const char *password, struct err *e)
{
	static const unsigned char none[TOKEN_HASH];
	char hash[PASSWORD_HASH_SIZE];
	struct person p;
	int rc = -1;

	/* What takes long is done before the lock, and only for a good link. */
	if (ticket_find(cx, &p, TICKET_PASSWORD, token, e) < 0 ||
	    password_hash(hash, str_of(password), PASSWORD_COST_NORMAL, e) <
		0 ||
	    db_begin(cx->db, e) < 0)
		return -1;
	if (ticket_find(cx, &p, TICKET_PASSWORD, token, e) == 0 &&
	    person_set_password(cx->db, p.id, hash, e) == 0 &&
	    person_proved(cx->db, p.id, e) == 0 &&
	    session_end_others(cx->db, none, p.id, e) == 0 &&
	    ticket_use(cx->db, p.id, TICKET_PASSWORD, cx->now, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}

int
ticket_find_own(
    struct ctx *cx, struct person *p, const char *token, struct err *e)
{
	if (ticket_find(cx, p, TICKET_ADDRESS, token, e) < 0)
		return -1;
	if (cx->actor.person != p->id)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu dengan akun yang mempunyai alamat itu.",
		    "not person %lld", (long long)p->id);
	return 0;
}

int
ticket_prove(struct ctx *cx, const char *token, struct err *e)
{
	struct person p;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (ticket_find_own(cx, &p, token, e) == 0 &&
	    person_proved(cx->db, p.id, e) == 0 &&
	    ticket_use(cx->db, p.id, TICKET_ADDRESS, cx->now, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}
