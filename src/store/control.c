#include "store/control.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/random.h"
#include "store/db.h"
#include "vault/keyring.h"

#define LIST_BYTES       (64 * MIB)
#define FINGERPRINT_SIZE (FINGERPRINT_LEN + 1)

struct control {
	struct arena mem; /* holds this struct itself */
	struct db *db;    /* owned */
	unsigned char secret[CONTROL_SECRET];
	bool fresh; /* nothing written here since the list was read */
	bool demo;
	char master[FINGERPRINT_SIZE], coming[FINGERPRINT_SIZE];
	int64_t version;   /* of the list, as control_version tells */
	struct arena list; /* owned; tenants, calendars and their texts */
	struct tenant *tenants;
	size_t n;
	struct calendar_text *calendars;
	size_t calendars_n;
	uint64_t readings; /* of the list */
};

static int
read_secret(struct control *c, struct err *e)
{
	struct rows r;
	struct str s;
	int got = db_one(c->db, &r, Q_INSTALLATION_SECRET, NO_VALUES, e);

	if (got == 1) {
		s = rows_blob(&r, 0);
		memcpy(c->secret, s.p, sizeof(c->secret));
		rows_done(&r);
	}
	return got;
}

/* Of two processes that open a new installation, one makes the secret. */
static int
make_secret(struct control *c, int64_t now, struct err *e)
{
	unsigned char b[CONTROL_SECRET];
	int got = read_secret(c, e);

	if (got != 0)
		return got;
	random_bytes(b, sizeof(b));
	if (db_run(c->db, Q_INSTALLATION_CREATE,
		VALUES(v_blob(b, sizeof(b)), v_int(now)), e) < 0)
		return -1;
	return read_secret(c, e);
}

/* A short setting, "" if it is not there. */
static int
read_setting(struct control *c, const char *name, char *value, size_t size,
    struct err *e)
{
	struct rows r;
	struct str s = {0};
	int got = db_one(c->db, &r, Q_SETTING_GET, VALUES(v_text(name)), e);

	if (got < 0)
		return -1;
	if (got == 1)
		s = rows_str(&r, 0);
	snprintf(value, size, "%.*s", (int)s.n, s.p ? s.p : "");
	rows_done(&r);
	return 0;
}

static int
read_settings(struct control *c, struct err *e)
{
	char demo[2];

	if (read_setting(c, "demo", demo, sizeof(demo), e) < 0 ||
	    read_setting(c, "master", c->master, sizeof(c->master), e) < 0 ||
	    read_setting(c, "master-coming", c->coming, sizeof(c->coming), e) <
		0)
		return -1;
	c->demo = strcmp(demo, "1") == 0;
	return 0;
}

static int
read_list(struct control *c, struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int got;

	arena_reset(&c->list);
	c->tenants = NULL;
	c->n = 0;
	if (db_rows(c->db, &r, Q_TENANT_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((got = rows_next(&r, e)) == 1) {
		ARENA_GROW(&c->list, c->tenants, c->n, cap);
		c->tenants[c->n++] =
		    (struct tenant){.id = rows_text(&r, &c->list, 0),
			.name = rows_text(&r, &c->list, 1),
			.short_name = rows_text(&r, &c->list, 2),
			.accent = rows_text(&r, &c->list, 3),
			.zone = rows_text(&r, &c->list, 4),
			.hostname = rows_text(&r, &c->list, 5),
			.profile = rows_text(&r, &c->list, 6),
			.position = rows_int(&r, 7),
			.active = rows_int(&r, 8) != 0,
			.created = rows_int(&r, 9)};
	}
	return got;
}

static int
read_calendars(struct control *c, struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int got;

	c->calendars = NULL;
	c->calendars_n = 0;
	if (db_rows(c->db, &r, Q_CALENDAR_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((got = rows_next(&r, e)) == 1) {
		ARENA_GROW(&c->list, c->calendars, c->calendars_n, cap);
		c->calendars[c->calendars_n++] = (struct calendar_text){
		    rows_int(&r, 0), rows_text(&r, &c->list, 1)};
	}
	return got;
}

int
control_refresh(struct control *c, struct err *e)
{
	struct rows r;
	int64_t version;

	if (db_one(c->db, &r, Q_CONTROL_VERSION, NO_VALUES, e) != 1)
		return -1;
	version = rows_int(&r, 0);
	rows_done(&r);
	if (c->fresh && version == c->version)
		return 0;
	c->fresh = false;
	if (read_settings(c, e) < 0 || read_list(c, e) < 0 ||
	    read_calendars(c, e) < 0)
		return -1;
	c->readings++;
	c->version = version;
	c->fresh = true;
	return 1;
}

int
control_open(struct control **out, const char *path, int64_t now, struct err *e)
{
	struct arena mem;
	struct control *c;

	*out = NULL;
	arena_init(&mem, sizeof(*c));
	c = ARENA_NEW(&mem, struct control);
	c->mem = mem;
	arena_init(&c->list, LIST_BYTES);
	if (db_open(&c->db, DB_CONTROL, path, e) < 0 ||
	    make_secret(c, now, e) < 0 || control_refresh(c, e) < 0) {
		control_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
control_close(struct control *c)
{
	struct arena mem;

	if (!c)
		return;
	db_close(c->db);
	arena_clear(&c->list);
	explicit_bzero(c->secret, sizeof(c->secret));
	mem = c->mem;
	arena_clear(&mem);
}

const unsigned char *
control_secret(const struct control *c)
{
	return c->secret;
}

bool
control_demo(const struct control *c)
{
	return c->demo;
}

const struct tenant *
control_tenants(const struct control *c, size_t *n)
{
	*n = c->n;
	return c->tenants;
}

const struct tenant *
control_tenant(const struct control *c, struct str id)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->tenants[i].active && str_eqz(id, c->tenants[i].id))
			return &c->tenants[i];
	return NULL;
}

const struct tenant *
control_tenant_at(const struct control *c, struct str hostname)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->tenants[i].active && c->tenants[i].hostname &&
		    str_caseeq(hostname, str_of(c->tenants[i].hostname)))
			return &c->tenants[i];
	return NULL;
}

const struct calendar_text *
control_calendars(const struct control *c, size_t *n)
{
	*n = c->calendars_n;
	return c->calendars;
}

uint64_t
control_readings(const struct control *c)
{
	return c->readings;
}

int
control_put_calendar(struct control *c, int64_t year, const char *text,
    int64_t now, struct err *e)
{
	c->fresh = false;
	return db_run(c->db, Q_CALENDAR_PUT,
	    VALUES(v_int(year), v_text(text), v_int(now)), e);
}

int
control_text(struct control *c, struct arena *a, const char *tenant,
    const char *name, struct str *body, struct err *e)
{
	struct rows r;
	int rc = db_one(c->db, &r, Q_OFFICE_TEXT_GET,
	    VALUES(v_text(tenant), v_text(name)), e);

	*body = (struct str){0};
	if (rc != 1)
		return rc;
	*body = rows_blob(&r, 0);
	body->p = arena_copy(a, body->n > 0 ? body->p : "", body->n);
	rows_done(&r);
	return 1;
}

int
control_put_texts(struct control *c, const char *tenant,
    const struct office_text *v, size_t n, struct err *e)
{
	int rc = -1;

	if (db_begin(c->db, e) < 0)
		return -1;
	if (db_run(c->db, Q_OFFICE_TEXT_CLEAR, VALUES(v_text(tenant)), e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if (db_run(c->db, Q_OFFICE_TEXT_PUT,
			VALUES(v_text(tenant), v_text(v[i].name),
			    v_blob(v[i].body.p, v[i].body.n)),
			e) < 0)
			goto out;
	rc = db_commit(c->db, e);
out:
	db_rollback(c->db);
	return rc;
}

/* It becomes a folder, so nothing but these, and no - in front. */
static bool
is_id(const char *id)
{
	size_t n = strlen(id);

	return n >= 2 && n <= 40 && id[0] != '-' &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

int
control_put(struct control *c, const struct tenant *t, struct err *e)
{
	if (!is_id(t->id))
		return err_set(e, ERR_INPUT,
		    "Kode instansi terdiri dari 2 sampai 40 huruf kecil, "
		    "angka, atau tanda hubung.",
		    "tenant: bad id of %zu bytes", strlen(t->id));
	c->fresh = false;
	return db_run(c->db, Q_TENANT_PUT,
	    VALUES(v_text(t->id), v_text(t->name), v_text(t->short_name),
		v_text(t->accent), v_text(t->zone), v_text(t->hostname),
		v_text(t->profile), v_int(t->position), v_int(t->active),
		v_int(t->created)),
	    e);
}

static int
put_setting(
    struct control *c, const char *name, const char *value, struct err *e)
{
	c->fresh = false;
	return db_run(
	    c->db, Q_SETTING_PUT, VALUES(v_text(name), v_text(value)), e);
}

int
control_set_demo(struct control *c, bool on, struct err *e)
{
	return put_setting(c, "demo", on ? "1" : "0", e);
}

const char *
control_master(const struct control *c)
{
	return c->master;
}

const char *
control_coming_master(const struct control *c)
{
	return c->coming;
}

int
control_first_master(struct control *c, const char *fingerprint, struct err *e)
{
	if (db_run(c->db, Q_SETTING_FIRST,
		VALUES(v_text("master"), v_text(fingerprint)), e) < 0)
		return -1;
	return read_settings(c, e);
}

int
control_set_masters(
    struct control *c, const char *master, const char *coming, struct err *e)
{
	int rc = -1;

	if (db_begin(c->db, e) < 0)
		return -1;
	if (put_setting(c, "master", master, e) == 0 &&
	    put_setting(c, "master-coming", coming, e) == 0)
		rc = db_commit(c->db, e);
	db_rollback(c->db);
	return rc < 0 ? -1 : read_settings(c, e);
}

int
control_touch(struct control *c, int64_t now, struct err *e)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)now);
	return put_setting(c, "keys-changed", text, e);
}
