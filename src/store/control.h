/*
 * control.h - the installation's own database: which offices there are, the
 * country's calendar, the installation's secret, its settings.
 *
 * The offices and calendars are kept in memory.  control_refresh() at the beginning
 * of a request reads it again if another process has changed it; between two
 * calls all pointers stay valid.
 */
#ifndef STORE_CONTROL_H
#define STORE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define CONTROL_SECRET 32

struct tenant {
	const char *id; /* [a-z0-9-], 2 to 40: its address and folder */
	const char *name, *short_name;
	const char *accent;   /* a colour, #rrggbb */
	const char *zone;     /* WIB, WITA, WIT */
	const char *hostname; /* NULL: reached by its id only */
	const char *profile;  /* the office profile, YAML */
	int64_t position;     /* on the list of offices */
	bool active;          /* else unknown to all pages */
	int64_t created;      /* ms */
};

/* The country's calendar of one year, YAML. */
struct calendar_text {
	int64_t year;
	const char *text;
};

struct control;

/* Opens or creates; a new installation gets its secret at now (ms). */
int control_open(struct control **c, const char *path, int64_t now,
    struct err *e) MUST_CHECK;
void control_close(struct control *c); /* NULL is harmless */

/* CONTROL_SECRET bytes, borrowed. */
const unsigned char *control_secret(const struct control *c);

/* Whether this is a demonstration with made-up persons. */
bool control_demo(const struct control *c);

/*
 * Fingerprints of the master keys that wrap the offices' keys: the one in
 * use, and while it is being replaced the coming one.  "" none.
 */
const char *control_master(const struct control *c);
const char *control_coming_master(const struct control *c);
/* The one in use, if there was none yet. */
int control_first_master(
    struct control *c, const char *fingerprint, struct err *e) MUST_CHECK;
int control_set_masters(struct control *c, const char *master,
    const char *coming, struct err *e) MUST_CHECK;

/* 1 if the list was read anew, 0 if it is as before, -1 on error. */
int control_refresh(struct control *c, struct err *e) MUST_CHECK;

/* All offices by position, inactive ones too.  Borrowed. */
const struct tenant *control_tenants(const struct control *c, size_t *n);

/* The active office of that id or hostname, or NULL.  Borrowed. */
const struct tenant *control_tenant(const struct control *c, struct str id);
const struct tenant *control_tenant_at(
    const struct control *c, struct str hostname);

/* All calendars by year, borrowed; and how often they were read so far. */
const struct calendar_text *control_calendars(
    const struct control *c, size_t *n);
uint64_t control_readings(const struct control *c);

/* Add a year or change it.  Then control_refresh(). */
int control_put_calendar(struct control *c, int64_t year, const char *text,
    int64_t now, struct err *e) MUST_CHECK;

/*
 * Add an office or change the one of that id.  ERR_INPUT if the id is not
 * one, ERR_CONFLICT if the hostname is another's.  Then control_refresh().
 */
int control_put(
    struct control *c, const struct tenant *t, struct err *e) MUST_CHECK;

/*
 * A text of an office's own, "surat/rekomendasi.txt" or "logo.png", in the
 * arena: 1/0/-1.  All of them are put at once: those not in the list are
 * forgotten.
 */
struct arena;
struct office_text {
	const char *name;
	struct str body;
};
int control_text(struct control *c, struct arena *a, const char *tenant,
    const char *name, struct str *body, struct err *e) MUST_CHECK;
int control_put_texts(struct control *c, const char *tenant,
    const struct office_text *v, size_t n, struct err *e) MUST_CHECK;

/* Make control_refresh() give 1 in every process once. */
int control_touch(struct control *c, int64_t now, struct err *e) MUST_CHECK;

int control_set_demo(struct control *c, bool on, struct err *e) MUST_CHECK;

#endif
