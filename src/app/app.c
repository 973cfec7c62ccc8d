#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/national.h"
#include "base/asset.h"
#include "base/log.h"
#include "paper/sniff.h"
#include "store/service.h"
#include "vault/token.h"
#include "view/json.h"

#define DEFINITION_ARENA (8 * MIB) /* sop_parse() */
#define OFFICE_ARENA     (8 * MIB)
#define BUCKETS          256

/* An edition that this worker has parsed. */
struct definition {
	struct definition *next;
	struct arena arena; /* owned */
	const char *tenant;
	int64_t edition;
	const struct sop *sop;
};

/* An office's profile as parsed from its row. */
struct profile {
	struct profile *next;
	struct arena arena; /* owned */
	const char *text;   /* what was parsed, to see a change */
	uint64_t calendars; /* the edition of those it counts by */
	const struct office *office;
};

struct app {
	struct app_conf conf;
	struct tenants *tenants;    /* owned */
	struct templates templates; /* owned */
	struct sniff *sniff;        /* owned; opened when first used */
	struct national national;   /* owned */
	unsigned char keys[APP_KEYS][KEY_SIZE];
	struct definition *definitions[BUCKETS]; /* owned */
	struct profile *profiles[BUCKETS];       /* owned */
	json_t *assets;                          /* owned */
	bool templates_loaded;
};

/* Addresses of the static files by their keys, with their versions. */
static json_t *
make_assets(void)
{
	static const struct {
		const char *key, *name;
	} used[] = {
	    {"css", "static/paraf.css"},
	    {"icons", "static/icons.svg"},
	    {"icon", "static/icon.svg"},
	    {"inbox_js", "static/inbox.js"},
	    {"errors_js", "static/errors.js"},
	    {"draft_js", "static/draft.js"},
	    {"upload_js", "static/upload.js"},
	    {"questions_js", "static/questions.js"},
	    {"copy_js", "static/copy.js"},
	    {"news_js", "static/news.js"},
	    {"bench_js", "static/bench.js"},
	    {"roll_js", "static/roll.js"},
	    {"view_js", "static/view.js"},
	    {"bench_css", "static/bench.css"},
	    {"passphrase_js", "static/passphrase.js"},
	    {"passphrase_css", "static/passphrase.css"},
	    {"sign_js", "static/sign.js"},
	    {"board_css", "static/board.css"},
	    {"verify_js", "static/verify.js"},
	    {"verify_css", "static/verify.css"},
	};
	json_t *o = jv_obj();

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		const struct asset *a = asset_find(used[i].name);
		char url[128];

		snprintf(url, sizeof(url), "/%s?v=%s", used[i].name,
		    a ? a->version : "0");
		jv_set_z(o, used[i].key, url);
	}
	return o;
}

int
app_open(struct app **out, const struct app_conf *c, int64_t now, struct err *e)
{
	static const char *const purposes[APP_KEYS] = {
	    "session", "csrf", "link", "challenge", "sample", "mail"};
	const struct tenants_conf tc = {.data = c->data,
	    .key = c->key,
	    .key_guarded = c->key_guarded,
	    .now = now,
	    .lazy = c->lazy,
	    .open = c->offices_open};
	struct app *app = calloc(1, sizeof(*app));
	const unsigned char *secret;

	*out = NULL;
	if (!app)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "app");
	app->conf = *c;
	national_init(&app->national);
	if (templates_load(&app->templates, e) < 0)
		goto fail;
	app->templates_loaded = true;
	if (tenants_open(&app->tenants, &tc, e) < 0)
		goto fail;
	secret = control_secret(tenants_control(app->tenants));
	for (int i = 0; i < APP_KEYS; i++)
		key_derive(app->keys[i], secret, purposes[i]);
	app->assets = make_assets();
	*out = app;
	return 0;
fail:
	app_close(app);
	return -1;
}

static int
open_sniff(struct app *app, struct err *e)
{
	return app->sniff ? 0 : sniff_open(&app->sniff, e);
}

int
app_warm(struct app *app, struct err *e)
{
	tzset();
	return open_sniff(app, e);
}

void
app_close(struct app *app)
{
	if (!app)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (app->definitions[i]) {
			struct definition *d = app->definitions[i];

			app->definitions[i] = d->next;
			arena_clear(&d->arena);
			free(d);
		}
		while (app->profiles[i]) {
			struct profile *p = app->profiles[i];

			app->profiles[i] = p->next;
			arena_clear(&p->arena);
			free(p);
		}
	}
	national_clear(&app->national);
	json_decref(app->assets);
	sniff_close(app->sniff);
	tenants_close(app->tenants);
	if (app->templates_loaded)
		templates_clear(&app->templates);
	free(app);
}

const struct app_conf *
app_conf(const struct app *app)
{
	return &app->conf;
}

const struct templates *
app_templates(const struct app *app)
{
	return &app->templates;
}

json_t *
app_assets(const struct app *app)
{
	return app->assets;
}

struct tenants *
app_tenants(struct app *app)
{
	return app->tenants;
}

const unsigned char *
app_key(const struct app *app, enum app_key k)
{
	return app->keys[k];
}

static size_t
bucket(const char *s, int64_t n)
{
	size_t h = (size_t)n;

	while (*s)
		h = h * 31 + (unsigned char)*s++;
	return h % BUCKETS;
}

/* Parse a profile anew; on failure the one before stays. */
static int
load_profile(struct profile *p, const struct tenant *t,
    const struct national *national, struct err *e)
{
	struct sop_problems problems;
	const struct office *office;
	const char *text;
	struct arena a;

	arena_init(&a, OFFICE_ARENA);
	text = arena_dup(&a, t->profile);
	office = office_parse(&a, str_of(text), &problems);
	if (!office) {
		arena_clear(&a);
		return err_set(e, ERR_SYSTEM, "Profil kantor tidak terbaca.",
		    "profile of %s", t->id);
	}
	office =
	    office_with_calendars(&a, office, national->years, national->n);
	arena_clear(&p->arena);
	*p = (struct profile){p->next, a, text, national->edition, office};
	return 0;
}

int
app_profile(struct app *app, const struct tenant *t,
    const struct office **office, struct err *e)
{
	size_t b = bucket(t->id, 0);
	struct profile *p = app->profiles[b];

	national_refresh(&app->national, tenants_control(app->tenants));
	while (p && strcmp(p->office->id, t->id) != 0)
		p = p->next;
	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p)
			return err_set(
			    e, ERR_SYSTEM, "Memori tidak cukup.", "profile");
		arena_init(&p->arena, OFFICE_ARENA);
		if (load_profile(p, t, &app->national, e) < 0) {
			arena_clear(&p->arena);
			free(p);
			return -1;
		}
		p->next = app->profiles[b];
		app->profiles[b] = p;
	} else if ((p->calendars != app->national.edition ||
		       strcmp(p->text, t->profile) != 0) &&
		   load_profile(p, t, &app->national, e) < 0) {
		return -1;
	}
	*office = p->office;
	return 0;
}

int
app_office(struct app *app, const char *tenant, const struct office **office,
    struct db **db, struct err *e)
{
	const struct tenant *t =
	    control_tenant(tenants_control(app->tenants), str_of(tenant));

	if (!t)
		return err_set(e, ERR_MISSING, "Kantor itu tidak ditemukan.",
		    "no such tenant");
	if (app_profile(app, t, office, e) < 0)
		return -1;
	return tenants_get(app->tenants, str_of(tenant), db, e);
}

int
app_sop(struct app *app, const char *tenant, struct db *db, int64_t edition,
    const struct sop **sop, struct err *e)
{
	size_t b = bucket(tenant, edition);
	struct sop_problems problems;
	struct definition *d = app->definitions[b];
	struct edition ed;

	while (d && (d->edition != edition || strcmp(d->tenant, tenant) != 0))
		d = d->next;
	if (d) {
		*sop = d->sop;
		return 0;
	}
	d = calloc(1, sizeof(*d));
	if (!d)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "sop");
	arena_init(&d->arena, DEFINITION_ARENA);
	if (edition_get(db, &d->arena, &ed, edition, e) == 1)
		d->sop = sop_parse(&d->arena, str_of(ed.text), &problems);
	if (!d->sop) {
		arena_clear(&d->arena);
		free(d);
		return err_set(e, ERR_SYSTEM, "SOP tidak terbaca.",
		    "edition %lld of %s", (long long)edition, tenant);
	}
	d->tenant = arena_dup(&d->arena, tenant);
	d->edition = edition;
	d->next = app->definitions[b];
	app->definitions[b] = d;
	*sop = d->sop;
	return 0;
}

int
app_sniff(
    struct app *app, const void *p, size_t n, const char **type, struct err *e)
{
	if (open_sniff(app, e) < 0)
		return -1;
	*type = sniff_type(app->sniff, p, n);
	return 0;
}

const char *
app_files_dir(struct app *app, struct arena *a, const char *tenant)
{
	return arena_printf(a, "%s/%s/files", app->conf.data, tenant);
}

int
app_make_dirs(
    struct app *app, struct arena *a, const char *tenant, struct err *e)
{
	const char *const dirs[] = {
	    arena_printf(a, "%s/%s", app->conf.data, tenant),
	    app_files_dir(app, a, tenant),
	    arena_printf(a, "%s/%s/files/tmp", app->conf.data, tenant),
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (mkdir(dirs[i], 0700) < 0 && errno != EEXIST)
			return err_set(e, ERR_BUSY,
			    "Folder data tidak dapat dibuat.",
			    "mkdir: errno %d", errno);
	return 0;
}
