#include "store/tenants.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/officekey.h"
#include "vault/keyring.h"

#define ID_SIZE 41

struct slot {
	char id[ID_SIZE];
	struct db *db; /* owned; NULL: a free slot */
	uint64_t used; /* the clock of the last use */
};

struct tenants {
	struct arena mem;        /* holds this struct itself */
	struct control *control; /* owned */
	char data[PATH_MAX], key[PATH_MAX];
	bool key_guarded, key_made;
	struct keyring *ring; /* owned; NULL: no master key known yet */
	int64_t now;          /* when it was opened */
	uint64_t clock;       /* counts uses */
	bool lazy;
	struct slot *slots; /* owned */
	size_t n;
};

static int
path_too_long(struct err *e)
{
	return err_set(e, ERR_SYSTEM,
	    "Letak folder data terlalu panjang. Hubungi pengelola sistem.",
	    "tenants: path of the data folder too long");
}

/* The key of the file must be one that control.db knows, if it knows any. */
static int
check_ring(struct tenants *ts, struct err *e)
{
	const char *here = keyring_fingerprint(ts->ring);

	if (!control_master(ts->control)[0] &&
	    control_first_master(ts->control, here, e) < 0)
		return -1;
	if (strcmp(here, control_master(ts->control)) == 0 ||
	    strcmp(here, control_coming_master(ts->control)) == 0)
		return 0;
	return err_set(e, ERR_SYSTEM,
	    "Kunci induk ini bukan kunci folder data ini.",
	    "%s: key %s, wanted %s", ts->key, here,
	    control_master(ts->control));
}

/* If no master key is known yet, a key file that is missing is made. */
static int
open_ring(struct tenants *ts, struct err *e)
{
	bool make = !control_master(ts->control)[0];
	struct err missing = {0}, taken = {0};
	int rc = keyring_open(&ts->ring, ts->key, ts->key_guarded, &missing);

	if (rc < 0 && missing.kind == ERR_MISSING && make) {
		/* Another process may be making it too. */
		if (keyring_create(ts->key, &taken) < 0 &&
		    taken.kind != ERR_CONFLICT) {
			*e = taken;
			return -1;
		}
		ts->key_made = taken.kind == ERR_NONE;
		log_info("new master key: %s", ts->key);
		rc = keyring_open(&ts->ring, ts->key, ts->key_guarded, e);
	} else if (rc < 0) {
		*e = missing;
	}
	if (rc == 0 && check_ring(ts, e) < 0) {
		keyring_close(ts->ring);
		ts->ring = NULL;
		rc = -1;
	}
	return rc;
}

int
tenants_open(struct tenants **out, const struct tenants_conf *c, struct err *e)
{
	char path[PATH_MAX];
	struct arena mem;
	struct tenants *ts;
	size_t n = strlen(c->data);

	*out = NULL;
	/* Room for "/ID/paraf.db" and all that lies beside it. */
	if (n + ID_SIZE + 16 > sizeof(path) ||
	    (c->key && strlen(c->key) >= sizeof(ts->key)))
		return path_too_long(e);
	arena_init(&mem, sizeof(*ts));
	ts = ARENA_NEW(&mem, struct tenants);
	ts->mem = mem;
	memcpy(ts->data, c->data, n + 1);
	snprintf(ts->key, sizeof(ts->key), "%s%s", c->key ? c->key : c->data,
	    c->key ? "" : ".key");
	ts->key_guarded = c->key_guarded;
	ts->now = c->now;
	ts->lazy = c->lazy;
	ts->n = c->open ? c->open : TENANTS_OPEN;
	ts->slots = calloc(ts->n, sizeof(*ts->slots));
	if (!ts->slots) {
		ts->n = 0;
		err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "tenants");
		goto fail;
	}
	snprintf(path, sizeof(path), "%s/control.db", c->data);
	if (control_open(&ts->control, path, c->now, e) < 0 ||
	    (control_master(ts->control)[0] && open_ring(ts, e) < 0))
		goto fail;
	*out = ts;
	return 0;
fail:
	tenants_close(ts);
	return -1;
}

int
tenants_need_key(struct tenants *ts, struct err *e)
{
	return ts->ring ? 0 : open_ring(ts, e);
}

const char *
tenants_key_file(const struct tenants *ts)
{
	return ts->key;
}

bool
tenants_key_made(const struct tenants *ts)
{
	return ts->key_made;
}

void
tenants_close(struct tenants *ts)
{
	struct arena mem;

	if (!ts)
		return;
	for (size_t i = 0; i < ts->n; i++)
		db_close(ts->slots[i].db);
	free(ts->slots);
	control_close(ts->control);
	keyring_close(ts->ring);
	mem = ts->mem;
	arena_clear(&mem);
}

struct control *
tenants_control(struct tenants *ts)
{
	return ts->control;
}

static void
slot_clear(struct slot *s)
{
	db_close(s->db);
	*s = (struct slot){.db = NULL};
}

int
tenants_refresh(struct tenants *ts, struct err *e)
{
	int got = control_refresh(ts->control, e);

	if (got != 1)
		return got;
	for (size_t i = 0; i < ts->n; i++) {
		struct slot *s = &ts->slots[i];

		if (s->db && !control_tenant(ts->control, str_of(s->id)))
			slot_clear(s);
		else if (s->db)
			key_stale(s->db);
	}
	return 1;
}

/* The open slot of that office, else the one to use for it. */
static struct slot *
slot_for(struct tenants *ts, struct str id)
{
	struct slot *oldest = &ts->slots[0];

	for (size_t i = 0; i < ts->n; i++) {
		struct slot *s = &ts->slots[i];

		if (s->db && str_eqz(id, s->id))
			return s;
		if (s->used < oldest->used)
			oldest = s;
	}
	slot_clear(oldest);
	return oldest;
}

/* The folder is made at first use, for the owner alone. */
static int
slot_open(struct tenants *ts, struct slot *s, const char *id, struct err *e)
{
	char path[PATH_MAX + ID_SIZE + 16];

	snprintf(path, sizeof(path), "%s/%s", ts->data, id);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_BUSY,
		    "Folder data tidak dapat ditulisi. Silakan coba lagi "
		    "sebentar lagi.",
		    "tenants: mkdir: errno %d", errno);
	snprintf(path, sizeof(path), "%s/%s/paraf.db", ts->data, id);
	if (tenants_need_key(ts, e) < 0)
		return -1;
	if ((ts->lazy ? db_open_lazy : db_open)(&s->db, DB_TENANT, path, e) < 0)
		return -1;
	if (key_load(s->db, ts->ring, ts->now, e) < 0) {
		slot_clear(s);
		return -1;
	}
	snprintf(s->id, sizeof(s->id), "%s", id);
	return 0;
}

static int
get(struct tenants *ts, const struct tenant *t, struct db **db, struct err *e)
{
	struct slot *s;

	if (!t)
		return err_set(e, ERR_MISSING, "Halaman ini tidak ditemukan.",
		    "no such tenant");
	s = slot_for(ts, str_of(t->id));
	if (!s->db && slot_open(ts, s, t->id, e) < 0)
		return -1;
	s->used = ++ts->clock;
	*db = s->db;
	return 0;
}

int
tenants_get(struct tenants *ts, struct str id, struct db **db, struct err *e)
{
	return get(ts, control_tenant(ts->control, id), db, e);
}

int
tenants_get_any(
    struct tenants *ts, struct str id, struct db **db, struct err *e)
{
	size_t n;
	const struct tenant *t = control_tenants(ts->control, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eqz(id, t[i].id))
			return get(ts, &t[i], db, e);
	return err_set(
	    e, ERR_MISSING, "Kantor itu tidak ada.", "no such tenant");
}

int
tenants_add_key(struct tenants *ts, const char *path,
    const struct keyring **ring, struct err *e)
{
	struct keyring *k;

	if (tenants_need_key(ts, e) < 0)
		return -1;
	if (keyring_open(&k, path, false, e) < 0)
		return -1;
	keyring_add(ts->ring, k);
	*ring = k;
	return 0;
}

size_t
tenants_open_count(const struct tenants *ts)
{
	size_t n = 0;

	for (size_t i = 0; i < ts->n; i++)
		n += ts->slots[i].db != NULL;
	return n;
}
