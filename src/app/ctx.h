/*
 * ctx.h - one request under way: who asks, in which office, for what.  Filled
 * once by the dispatcher (main/handler.c) and passed down.
 */
#ifndef APP_CTX_H
#define APP_CTX_H

#include "app/app.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "store/person.h"

/* Who acts.  Seats are those held at this moment. */
struct actor {
	int64_t person; /* 0: nobody signed in */
	const char *name, *email, *phone;
	bool admin; /* looks after the office's use of Paraf */
	struct seat_held seats[PERSON_SEATS];
	size_t seats_n;
	int64_t link_task; /* came by the link of this task, else 0 */
	const unsigned char *link_hash; /* of that link; TOKEN_HASH bytes */
};

struct ctx {
	struct app *app;             /* borrowed */
	struct request *rq;          /* borrowed */
	struct response *rs;         /* borrowed */
	struct arena *arena;         /* the request's */
	const struct office *office; /* NULL outside offices */
	const char *base; /* "/kudus", or "" where a host is the office */
	struct db *db;    /* the office's; NULL outside */
	struct actor actor;
	const char *csrf;   /* what every form must send back */
	const char *cookie; /* the session cookie's value, "" if none */
	int64_t now;
	struct route_match match;
};

/* The value of a name in the route's pattern, NUL-terminated. */
const char *ctx_param(const struct ctx *cx, const char *name);

/* An address under the office: ctx_url(cx, "/tugas"). */
char *ctx_url(const struct ctx *cx, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether a form came from a page that we gave to this browser. */
bool ctx_csrf_ok(const struct ctx *cx, struct str sent);

/* The seat of a lane if the actor holds it now, else NULL. */
const struct seat_held *actor_seat(const struct actor *a, const char *lane);

/* "Plt. Kepala Dinas": a seat as it is written before a name. */
const char *seat_title(struct arena *a, const struct seat_held *s);

#endif
