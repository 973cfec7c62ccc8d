#include "app/way.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/outside.h"
#include "app/waymodule.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "bsre/manual.h"
#include "store/bsre.h"

#define PUBLISH_EVERY MS_MINUTE
#define KEPT_ARENA    (2 * MIB) /* an account and its CA */

/* A way with what is around it. */
struct kept {
	struct way is; /* first: way_note() gets this alone */
	struct kept *next;
	char office[40];
	struct arena arena; /* owned; what the way points to */
	const char *module; /* the name in the profile, in the arena */
	uint64_t edition;   /* of the files */
	bool begun;         /* what a predecessor published was read */
	bool plain;
	bool news, noted; /* to be published at once; sometime */
	int64_t published_at;
	int64_t ok_at, error_at; /* see struct bsre_office */
	char error[BSRE_TEXT];
	struct bsre_trial trial; /* to be published; kind 0: none */
	int64_t trial_of;        /* the wish that it was */
	char why[BSRE_TEXT];     /* of it */
};

struct ways {
	struct app *app;            /* borrowed */
	struct outsides *outside;   /* owned */
	struct waymodules *modules; /* owned */
	struct kept *first;         /* owned */
};

int
ways_open(struct ways **out, struct app *app, struct err *e)
{
	struct ways *ws = calloc(1, sizeof(*ws));

	*out = NULL;
	if (!ws)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "ways");
	ws->app = app;
	if (outsides_open(&ws->outside, app_conf(app)->outside, e) < 0 ||
	    waymodules_open(&ws->modules, app, e) < 0) {
		ways_close(ws);
		return -1;
	}
	*out = ws;
	return 0;
}

void
ways_close(struct ways *ws)
{
	struct kept *k;

	if (!ws)
		return;
	while ((k = ws->first) != NULL) {
		ws->first = k->next;
		arena_clear(&k->arena);
		free(k);
	}
	waymodules_close(ws->modules);
	outsides_close(ws->outside);
	free(ws);
}

bool
ways_stale(const struct ways *ws)
{
	return waymodules_stale(ws->modules);
}

static struct kept *
find(const struct ways *ws, const char *office)
{
	struct kept *k = ws->first;

	while (k && strcmp(k->office, office) != 0)
		k = k->next;
	return k;
}

static struct kept *
take_up(struct ways *ws, const char *office)
{
	struct kept *k = find(ws, office);

	if (k)
		return k;
	k = calloc(1, sizeof(*k));
	if (!k)
		log_fatal("out of memory");
	snprintf(k->office, sizeof(k->office), "%s", office);
	arena_init(&k->arena, KEPT_ARENA);
	k->next = ws->first;
	ws->first = k;
	return k;
}

/* --- what the settings say ---------------------------------------------- */

static const char *
copy(struct kept *k, const char *s)
{
	return s ? arena_dup(&k->arena, s) : NULL;
}

static void
take_account(struct kept *k, const struct outside_bsre *b)
{
	struct way *w = &k->is;

	w->account = b->account;
	w->account.url = copy(k, b->account.url);
	w->account.user = copy(k, b->account.user);
	w->account.password = copy(k, b->account.password);
	w->account.passphrase_path = copy(k, b->account.passphrase_path);
	w->host = copy(k, b->host);
	k->plain = b->plain;
	w->carry.plain = b->plain;
	if (b->ca.n > 0)
		w->carry.ca = (struct str){
		    arena_copy(&k->arena, b->ca.p, b->ca.n), b->ca.n};
	memcpy(w->total_ms, b->total_ms, sizeof(w->total_ms));
}

/* Make it new by what is found; fault: why the files cannot be used. */
static void
settle(struct ways *ws, struct kept *k, const char *module,
    const struct outside_bsre *b, const char *fault)
{
	struct way *w = &k->is;
	const struct bsre_module *m;
	const char *no_module;

	arena_clear(&k->arena);
	*w = (struct way){.module = &manual_module,
	    .edition = w->edition + 1,
	    .try_at = w->try_at,
	    .host = ""};
	k->module = copy(k, module);
	k->plain = false;
	k->news = true;
	waymodules_find(ws->modules, module, &m, &no_module);
	if (!fault)
		fault = no_module;
	w->portal = copy(k, b->portal ? b->portal : "");
	if (m)
		w->module = m;
	if (m && m != &manual_module && !fault && !b->account.url)
		fault = "Akun API BSrE belum diatur untuk kantor ini.";
	w->fault = fault ? fault : "";
	if (!m || m == &manual_module || fault)
		return;
	take_account(k, b);
	w->caps = outside_caps(b, m);
	if (w->caps == 0)
		w->fault = "Modul BSrE ini tidak dapat mengerjakan apa pun "
			   "dengan akun itu.";
}

/* --- what others are told ----------------------------------------------- */

/* Under which name it is shown: a file's without its folder. */
static const char *
shown_name(const struct kept *k)
{
	const char *slash = strrchr(k->module, '/');

	if (k->is.module != &manual_module || !slash)
		return k->is.module->name;
	return slash + 1;
}

/* Of the files only if they can be read: else what was last stays. */
static int
publish(
    struct kept *k, struct ctx *cx, const struct outside_bsre *b, struct err *e)
{
	const struct way *w = &k->is;
	struct bsre_office o;

	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	o.module = shown_name(k);
	o.caps = w->caps;
	o.host = w->host;
	o.plain = k->plain;
	o.fault = w->fault;
	if (b) {
		o.portal = w->portal;
		o.trust = str_z(cx->arena, b->trust);
		o.crl = b->crl;
	}
	o.failures = w->breaker.failures;
	o.open_until = w->breaker.until;
	o.ok_at = k->ok_at;
	o.error = k->error;
	o.error_at = k->error_at;
	o.at = cx->now;
	return bsre_office_put(cx->db, &o, e);
}

/*
 * What a predecessor found out holds on, unless a file was changed since: a
 * server that locks accounts is not asked at each start.
 */
static int
restore(struct kept *k, struct ctx *cx, int64_t changed_at, struct err *e)
{
	struct bsre_office o;
	int rc = bsre_office_get(cx->db, cx->arena, &o, e);

	if (rc <= 0)
		return rc;
	k->ok_at = o.ok_at;
	k->error_at = o.error_at;
	snprintf(k->error, sizeof(k->error), "%s", o.error);
	if (changed_at >= o.error_at || k->is.caps == 0 ||
	    strcmp(o.module, shown_name(k)) != 0 || o.failures < 0)
		return 0;
	k->is.breaker.failures = (unsigned)(o.failures & 0xffff);
	k->is.breaker.until = o.open_until;
	return 0;
}

/* The wish stands until way_tried(), and is heard once. */
static int
hear(struct kept *k, struct ctx *cx, struct err *e)
{
	struct breaker *b = &k->is.breaker;
	int64_t at;

	if (bsre_office_wish(cx->db, &at, e) < 0)
		return -1;
	if (at == 0 || at == k->is.try_at)
		return 0;
	k->is.try_at = at;
	if (b->until != 0) {
		b->until = cx->now;
		b->trying = 0;
	}
	k->news = true;
	return 0;
}

static int
write_down(
    struct kept *k, struct ctx *cx, const struct outside_bsre *b, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) == 0 && publish(k, cx, b, e) == 0 &&
	    (k->trial.kind == BSRE_NOT_TRIED ||
		bsre_office_tried(cx->db, k->trial_of, &k->trial, e) == 0) &&
	    db_commit(cx->db, e) == 0)
		rc = 0;
	db_rollback(cx->db);
	if (rc < 0)
		return -1;
	k->news = k->noted = false;
	k->trial.kind = BSRE_NOT_TRIED;
	k->published_at = cx->now;
	return 0;
}

static bool
is_due(const struct kept *k, int64_t now)
{
	return k->news ||
	       (k->noted && (now >= k->published_at + PUBLISH_EVERY ||
				now < k->published_at));
}

bool
way_changed(const struct ways *ws, const struct tenant *t)
{
	const struct kept *k = find(ws, t->id);
	const struct office *office;
	struct err e = {0};

	return !k || outside_changed(ws->outside, t->id) ||
	       (app_profile(ws->app, t, &office, &e) == 0 &&
		   strcmp(office->bsre_module, k->module) != 0);
}

int
way_get(struct ways *ws, struct ctx *cx, struct way **w, struct err *e)
{
	const char *module = cx->office->bsre_module;
	struct kept *k = take_up(ws, cx->office->id);
	int64_t changed_at;
	struct outside_bsre b;
	struct err why = {0};
	uint64_t edition;

	*w = &k->is;
	if (outside_bsre_get(ws->outside, cx->office->id, &b, &edition,
		&changed_at, &why) < 0 &&
	    why.kind != ERR_INPUT)
		return err_set(e, why.kind, "Pengaturan BSrE tidak terbaca.",
		    "%s", why.detail);
	if (!k->module || k->edition != edition ||
	    strcmp(k->module, module) != 0) {
		settle(ws, k, module, &b, why.msg);
		k->edition = edition;
		if (*k->is.fault)
			log_warn("%s: bsre: %s%s%s", cx->office->id,
			    k->is.fault, *why.detail ? " " : "", why.detail);
	}
	if (!k->begun && restore(k, cx, changed_at, e) < 0)
		return -1;
	k->begun = true;
	if (hear(k, cx, e) < 0)
		return -1;
	if (!is_due(k, cx->now))
		return 0;
	return write_down(k, cx, why.msg ? NULL : &b, e);
}

/* --- requests ----------------------------------------------------------- */

bool
way_may(struct way *w, int64_t now)
{
	return w->caps != 0 && breaker_take(&w->breaker, now);
}

int64_t
way_next(const struct way *w, int64_t now)
{
	const struct breaker *b = &w->breaker;

	if (w->caps == 0)
		return INT64_MAX;
	switch (breaker_state(b, now)) {
	case BREAKER_CLOSED:
		break;
	case BREAKER_OPEN:
		return b->until;
	case BREAKER_HALF_OPEN:
		if (b->trying != 0 && now >= b->trying &&
		    now < b->trying + BREAKER_TRY)
			return b->trying + BREAKER_TRY;
		break;
	}
	return now;
}

static uint32_t
chance(void)
{
	uint32_t v;

	random_bytes(&v, sizeof(v));
	return v;
}

static void
write_reason(char out[BSRE_TEXT], const struct bsre_result *r)
{
	const char *reason = r->reason && *r->reason
				 ? r->reason
				 : "BSrE tidak menjawab sebagaimana mestinya.";

	if (r->status > 0)
		snprintf(out, BSRE_TEXT, "%s (HTTP %d)", reason, r->status);
	else
		snprintf(out, BSRE_TEXT, "%s", reason);
}

static bool
is_answer(const struct bsre_result *r)
{
	return r->kind == BSRE_OK || r->kind == BSRE_REFUSED;
}

void
way_note(struct way *w, const struct bsre_result *r, int64_t now)
{
	struct kept *k = (struct kept *)(void *)w;
	const struct breaker was = w->breaker;

	breaker_note(&w->breaker, r->kind, r->wait_s, now, chance());
	k->noted = true;
	if (is_answer(r)) {
		k->news = k->news || k->ok_at == 0;
		k->ok_at = now;
	} else {
		k->error_at = now;
		write_reason(k->error, r);
	}
	if (was.until != w->breaker.until ||
	    (was.failures == 0) != (w->breaker.failures == 0))
		k->news = true;
	if (was.until != w->breaker.until && w->breaker.until != 0)
		log_warn("%s: bsre: %u failures in a row (%s); pause of %lld s",
		    k->office, w->breaker.failures, bsre_kind_name(r->kind),
		    (long long)((w->breaker.until - now) / MS_SECOND));
}

void
way_tried(
    struct way *w, const struct bsre_result *r, const char *why, int64_t now)
{
	struct kept *k = (struct kept *)(void *)w;

	k->trial_of = w->try_at;
	k->trial = (struct bsre_trial){.kind = !r             ? BSRE_NOT_ASKED
					       : is_answer(r) ? BSRE_ANSWERED
							      : BSRE_FAILED,
	    .at = now,
	    .ms = r ? r->latency_ms : 0,
	    .why = k->why};
	if (!r)
		snprintf(k->why, sizeof(k->why), "%s", why);
	else if (r->kind == BSRE_OK)
		k->why[0] = '\0';
	else
		write_reason(k->why, r);
	k->news = true;
}
