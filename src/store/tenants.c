#include "store/tenants.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"

#define ID_SIZE 41

struct slot {
	char id[ID_SIZE];
	struct db *db; /* owned; NULL: a free slot */
	uint64_t used; /* the clock of the last use */
};

struct tenants {
	struct arena mem;        /* holds this struct itself */
	struct control *control; /* owned */
	char data[PATH_MAX];
	uint64_t clock; /* counts uses */
	struct slot slots[TENANTS_OPEN];
};

static int
path_too_long(struct err *e)
{
	return err_set(e, ERR_SYSTEM,
	    "Letak folder data terlalu panjang. Hubungi pengelola sistem.",
	    "tenants: path of the data folder too long");
}

int
tenants_open(struct tenants **out, const char *data, int64_t now, struct err *e)
{
	char path[PATH_MAX];
	struct arena mem;
	struct tenants *ts;
	size_t n = strlen(data);

	*out = NULL;
	/* Room for "/ID/paraf.db". */
	if (n + ID_SIZE + 16 > sizeof(path))
		return path_too_long(e);
	arena_init(&mem, sizeof(*ts));
	ts = ARENA_NEW(&mem, struct tenants);
	ts->mem = mem;
	memcpy(ts->data, data, n + 1);
	snprintf(path, sizeof(path), "%s/control.db", data);
	if (control_open(&ts->control, path, now, e) < 0) {
		tenants_close(ts);
		return -1;
	}
	*out = ts;
	return 0;
}

void
tenants_close(struct tenants *ts)
{
	struct arena mem;

	if (!ts)
		return;
	for (size_t i = 0; i < TENANTS_OPEN; i++)
		db_close(ts->slots[i].db);
	control_close(ts->control);
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
	for (size_t i = 0; i < TENANTS_OPEN; i++)
		if (ts->slots[i].db &&
		    !control_tenant(ts->control, str_of(ts->slots[i].id)))
			slot_clear(&ts->slots[i]);
	return 1;
}

/* The open slot of that office, else the one to use for it. */
static struct slot *
slot_for(struct tenants *ts, struct str id)
{
	struct slot *oldest = &ts->slots[0];

	for (size_t i = 0; i < TENANTS_OPEN; i++) {
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
	if (db_open(&s->db, DB_TENANT, path, e) < 0)
		return -1;
	snprintf(s->id, sizeof(s->id), "%s", id);
	return 0;
}

int
tenants_get(struct tenants *ts, struct str id, struct db **db, struct err *e)
{
	const struct tenant *t = control_tenant(ts->control, id);
	struct slot *s;

	if (!t)
		return err_set(e, ERR_MISSING, "Halaman ini tidak ditemukan.",
		    "no such tenant");
	s = slot_for(ts, id);
	if (!s->db && slot_open(ts, s, t->id, e) < 0)
		return -1;
	s->used = ++ts->clock;
	*db = s->db;
	return 0;
}

size_t
tenants_open_count(const struct tenants *ts)
{
	size_t n = 0;

	for (size_t i = 0; i < TENANTS_OPEN; i++)
		n += ts->slots[i].db != NULL;
	return n;
}
