#include "app/session.h"

#include <string.h>

#include "domain/date.h"
#include "store/task.h"
#include "store/ticket.h"
#include "vault/password.h"
#include "vault/token.h"

#define SESSION_LIFE (12 * MS_HOUR)
#define TRIES        10               /* wrong passwords before a pause */
#define LOCKED       (15 * MS_MINUTE) /* the pause */

/* One cookie for each office, as several may share a host. */
static const char *
cookie_name(const struct ctx *cx)
{
	return arena_printf(cx->arena, "paraf-%s", cx->office->id);
}

/* A new token for the browser; *hash is what the database knows of it. */
static void
give_cookie(struct ctx *cx, unsigned char hash[TOKEN_HASH])
{
	char token[TOKEN_LEN + 1], csrf[MAC_HEX_LEN + 1];
	struct str part;

	token_new(token);
	cx->cookie = arena_dup(cx->arena, token);
	token_hash(hash, app_key(cx->app, KEY_SESSION), str_of(token));
	part = str_of(cx->cookie);
	mac_hex(csrf, app_key(cx->app, KEY_CSRF), &part, 1);
	cx->csrf = arena_dup(cx->arena, csrf);
	response_cookie(cx->rs, cookie_name(cx), cx->cookie,
	    (long)(SESSION_LIFE / MS_SECOND), cx->rq->secure);
}

int
session_begin(struct ctx *cx, struct err *e)
{
	unsigned char hash[TOKEN_HASH];
	char csrf[MAC_HEX_LEN + 1];
	struct str cookie = request_cookie(cx->rq, cookie_name(cx));
	struct person p;
	int rc;

	if (cookie.n != TOKEN_LEN) {
		give_cookie(cx, hash);
		return 0;
	}
	cx->cookie = str_z(cx->arena, cookie);
	mac_hex(csrf, app_key(cx->app, KEY_CSRF), &cookie, 1);
	cx->csrf = arena_dup(cx->arena, csrf);
	token_hash(hash, app_key(cx->app, KEY_SESSION), cookie);
	rc = session_get(cx->db, cx->arena, &p, hash, cx->now, e);
	if (rc != 1)
		return rc;
	cx->actor.person = p.id;
	cx->actor.name = p.name;
	cx->actor.email = p.email;
	cx->actor.phone = p.phone;
	cx->actor.admin = p.admin;
	return seats_held(cx->db, cx->arena, cx->actor.seats,
	    &cx->actor.seats_n, p.id, cx->now, e);
}

/* A session for a person, with a new token: an old one is worth nothing. */
static int
start_session(struct ctx *cx, int64_t person, struct err *e)
{
	unsigned char hash[TOKEN_HASH];
	const char *agent =
	    cx->rq->user_agent.p
		? arena_copy(cx->arena, cx->rq->user_agent.p,
		      cx->rq->user_agent.n < 120 ? cx->rq->user_agent.n : 120)
		: "";

	if (!str_utf8(str_of(agent)))
		agent = "";
	token_hash(hash, app_key(cx->app, KEY_SESSION), str_of(cx->cookie));
	if (session_end(cx->db, hash, e) < 0 ||
	    session_expire(cx->db, cx->now, e) < 0)
		return -1;
	give_cookie(cx, hash);
	return session_add(
	    cx->db, hash, person, agent, cx->now, cx->now + SESSION_LIFE, e);
}

/*
 * Tries are counted by address and client, whether or not there is such an
 * account: the answer tells nobody, and the owner gets in from elsewhere.
 */
static const char *
attempt_name(const struct ctx *cx, const char *email)
{
	return arena_printf(cx->arena, "%s %.*s", email, (int)cx->rq->remote.n,
	    cx->rq->remote.p);
}

int
session_sign_in(
    struct ctx *cx, const char *email, const char *password, struct err *e)
{
	const char *name = attempt_name(cx, email);
	int64_t since = cx->now - LOCKED, tries;
	char hash[PASSWORD_HASH_SIZE];
	struct person p = {0};
	int rc;

	if (attempts(cx->db, name, since, &tries, e) < 0)
		return -1;
	if (tries >= TRIES)
		return err_set(e, ERR_LIMIT,
		    "Terlalu banyak percobaan. Coba lagi setelah 15 menit.",
		    "%lld tries", (long long)tries);
	rc = person_by_email(cx->db, cx->arena, &p, email, e);
	if (rc < 0)
		return -1;
	if (!password_check(rc == 1 ? p.password : NULL, str_of(password))) {
		if (attempt_add(cx->db, name, cx->now, since, e) < 0)
			return -1;
		return err_set(e, ERR_INPUT,
		    "Email atau kata sandi tidak cocok.", "sign-in");
	}
	if (tries && attempt_clear(cx->db, name, e) < 0)
		return -1;
	if (password_needs_rehash(p.password, PASSWORD_COST_NORMAL) &&
	    (password_hash(hash, str_of(password), PASSWORD_COST_NORMAL, e) <
		    0 ||
		person_set_password(cx->db, p.id, hash, e) < 0))
		return -1;
	return start_session(cx, p.id, e);
}

int
session_sign_out(struct ctx *cx, struct err *e)
{
	unsigned char hash[TOKEN_HASH];

	token_hash(hash, app_key(cx->app, KEY_SESSION), str_of(cx->cookie));
	response_cookie(cx->rs, cookie_name(cx), "", 0, cx->rq->secure);
	/* What was in hand is free for others. */
	if (cx->actor.person &&
	    task_let_go_all(cx->db, cx->actor.person, e) < 0)
		return -1;
	return session_end(cx->db, hash, e);
}

int
session_register(
    struct ctx *cx, const struct person *p, const char *password, struct err *e)
{
	char hash[PASSWORD_HASH_SIZE];
	struct person with = *p;
	int64_t id;

	if (password_hash(hash, str_of(password), PASSWORD_COST_NORMAL, e) < 0)
		return -1;
	with.password = hash;
	with.self_made = true;
	if (person_add(cx->db, &with, cx->now, &id, e) < 0)
		return -1;
	return start_session(cx, id, e);
}

int
session_change_password(
    struct ctx *cx, const char *old, const char *password, struct err *e)
{
	unsigned char session[TOKEN_HASH];
	char hash[PASSWORD_HASH_SIZE];
	struct person p;

	if (person_get(cx->db, cx->arena, &p, cx->actor.person, e) != 1)
		return -1;
	if (!password_check(p.password, str_of(old)))
		return err_set(e, ERR_INPUT, "Kata sandi sekarang tidak cocok.",
		    "change password");
	if (password_hash(hash, str_of(password), PASSWORD_COST_NORMAL, e) <
		0 ||
	    person_set_password(cx->db, p.id, hash, e) < 0 ||
	    ticket_use(cx->db, p.id, TICKET_PASSWORD, cx->now, e) < 0)
		return -1;
	token_hash(session, app_key(cx->app, KEY_SESSION), str_of(cx->cookie));
	return session_end_others(cx->db, session, p.id, e);
}

int
session_others(
    struct ctx *cx, struct session_info **v, size_t *n, struct err *e)
{
	unsigned char hash[TOKEN_HASH];

	token_hash(hash, app_key(cx->app, KEY_SESSION), str_of(cx->cookie));
	return session_list(
	    cx->db, cx->arena, v, n, cx->actor.person, hash, cx->now, e);
}

const char *
password_problem(const char *password)
{
	if (str_points(str_of(password)) < PASSWORD_MIN)
		return "Kata sandi harus paling sedikit 12 huruf.";
	if (strlen(password) > PASSWORD_MAX)
		return "Kata sandi terlalu panjang.";
	return NULL;
}
