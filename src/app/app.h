/*
 * app.h - what one worker (or one command) holds for its whole life: the data
 * folder, the offices' databases, templates, and the SOP editions it has met.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <jansson.h>

#include "app/scan.h"
#include "sop/model.h"
#include "sop/office.h"
#include "store/tenants.h"
#include "view/mustache.h"

struct app_conf {
	const char *data; /* the data folder */
	const char *key;  /* see tenants_conf, and the next */
	bool key_guarded;
	bool demo;   /* offer the demo accounts on the sign-in page */
	bool strict; /* a name that a template lacks is an error page */
	struct scan_conf scan; /* what is done about viruses */
	const char *url;     /* how the world reaches us: "https://tte.example",
	                    without a slash at its end; NULL: not known */
	const char *outside; /* the folder with what the agent alone may know:
	                        servers and their passwords; it need not be
	                        there, and workers cannot see it */
	int inspector; /* where papers are inspected; not above 0: nowhere */
	int press;     /* where PDFs are set (paper/press.h); likewise */
	int desk;     /* where the agent takes passphrases (desk.h); likewise */
	int desk_far; /* the agent's end of it */
	unsigned workers; /* how many may come there; 0: not known */
	bool lazy;        /* see tenants_conf, and the next */
	size_t offices_open;
	bool no_landlock; /* this kernel does not close files to processes */
	bool swappable;   /* the memory of processes cannot be locked whole */
};

struct app;

/*
 * Open what a worker needs: after fork, never before.  The caller owns *app.
 * Offices' databases are opened when first used.
 */
int app_open(struct app **app, const struct app_conf *c, int64_t now,
    struct err *e) MUST_CHECK;
/*
 * Read what lies outside the data folder and is otherwise read at first use,
 * before the process is locked.
 */
int app_warm(struct app *app, struct err *e) MUST_CHECK;
/* NULL is accepted. */
void app_close(struct app *app);

const struct app_conf *app_conf(const struct app *app);
const struct templates *app_templates(const struct app *app);
struct tenants *app_tenants(struct app *app);

/* "assets" of every view model; to be put in with json_incref(). */
json_t *app_assets(const struct app *app);

/* Keys for one purpose each, made of the installation's secret. */
enum app_key {
	KEY_SESSION,
	KEY_CSRF,
	KEY_LINK,
	KEY_CHALLENGE,
	KEY_SAMPLE,
	KEY_MAIL,
	APP_KEYS
};
const unsigned char *app_key(const struct app *app, enum app_key k);

/*
 * The profile of an office, kept for the worker's life and read again when it
 * changed.
 */
int app_profile(struct app *app, const struct tenant *t,
    const struct office **office, struct err *e) MUST_CHECK;

/*
 * Profile and database of an office; both are the app's.  ERR_MISSING if
 * there is no such office.
 */
int app_office(struct app *app, const char *tenant,
    const struct office **office, struct db **db, struct err *e) MUST_CHECK;

/*
 * The definition of an edition.  Parsed once per worker; editions never
 * change.
 */
int app_sop(struct app *app, const char *tenant, struct db *db, int64_t edition,
    const struct sop **sop, struct err *e) MUST_CHECK;

/*
 * The type of a file by its first bytes ("image/png"); NULL: none that is
 * accepted.
 */
int app_sniff(struct app *app, const void *p, size_t n, const char **type,
    struct err *e) MUST_CHECK;

/* "<data>/<tenant>/files", where uploads lie; app_make_dirs() makes it. */
const char *app_files_dir(struct app *app, struct arena *a, const char *tenant);
int app_make_dirs(struct app *app, struct arena *a, const char *tenant,
    struct err *e) MUST_CHECK;

#endif
