/*
 * tenants.h - the databases of all offices, <data>/<id>/paraf.db, opened at
 * first use and kept open, the least recently used closed again.
 *
 * One a process, opened after fork.  Call tenants_refresh() at the beginning
 * of a request; until the next call what tenants_get() and control_tenant()
 * gave stays valid, for as many offices as may be open at once.
 */
#ifndef STORE_TENANTS_H
#define STORE_TENANTS_H

#include "store/control.h"
#include "store/db.h"
#include "vault/keyring.h"

#define TENANTS_OPEN  64 /* unless asked otherwise */
#define TENANTS_FILES 4  /* descriptors that one of them takes, with room */

struct tenants;

struct tenants_conf {
	const char *data; /* the data folder; it exists */
	const char *key;  /* the master key's file; NULL: "<data>.key" */
	bool key_guarded; /* see keyring_open() */
	int64_t now;      /* ms */
	bool lazy;        /* see db_open_lazy() */
	size_t open;      /* how many may be open; 0: TENANTS_OPEN */
};

/*
 * Opens <data>/control.db.  If that knows a master key, the key file must
 * hold it; otherwise the key that is there, or a new one, is taken when the
 * first office is opened.
 */
int tenants_open(struct tenants **ts, const struct tenants_conf *c,
    struct err *e) MUST_CHECK;
void tenants_close(struct tenants *ts); /* NULL is harmless */

/* Take or make the master key now, as the first office would. */
int tenants_need_key(struct tenants *ts, struct err *e) MUST_CHECK;

/* The path of the key file; borrowed.  Whether it was made just now. */
const char *tenants_key_file(const struct tenants *ts);
bool tenants_key_made(const struct tenants *ts);

/* Borrowed. */
struct control *tenants_control(struct tenants *ts);

/* See control_refresh(); databases of offices that are gone are closed. */
int tenants_refresh(struct tenants *ts, struct err *e) MUST_CHECK;

/* *db is borrowed.  ERR_MISSING if there is no such active office. */
int tenants_get(struct tenants *ts, struct str id, struct db **db,
    struct err *e) MUST_CHECK;

/* The same for an office that may have been made inactive. */
int tenants_get_any(struct tenants *ts, struct str id, struct db **db,
    struct err *e) MUST_CHECK;

/*
 * Read another master key's file, to unwrap with as well; it belongs to ts.
 * Offices that are open keep their keys.
 */
int tenants_add_key(struct tenants *ts, const char *path,
    const struct keyring **ring, struct err *e) MUST_CHECK;

/* How many databases are open now, for tests and the health page. */
size_t tenants_open_count(const struct tenants *ts);

#endif
