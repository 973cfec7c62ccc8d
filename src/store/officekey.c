#include "store/officekey.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "queries.h"
#include "store/handle.h"
#include "vault/digest.h"
#include "vault/seal.h"

#define SLOTS (KEY_WHOLE_MAX + 2)

/* What a row wraps: the key, and the secret that rotations hand on. */
struct raw {
	unsigned char key[KEY_SIZE], lasting[KEY_SIZE];
};

struct office_key {
	int64_t id;
	/* A rotation removed it: opens what this process sealed with it. */
	bool gone;
	unsigned char seal[KEY_USES][KEY_SIZE], mac[KEY_USES][KEY_SIZE];
};

/* Owned by struct db, in locked memory where the system gives it. */
struct office_keys {
	const struct keyring *ring; /* borrowed */
	bool stale;
	size_t n;
	struct office_key v[SLOTS]; /* the newest first, then gone ones */
};

static const char msg_gone[] =
    "Berkas ini tidak dapat dibaca lagi: kunci kantor sudah dimusnahkan.";

static int
gone(struct err *e, int64_t id)
{
	return err_set_at(e, ERR_GONE, __FILE__, __LINE__, msg_gone,
	    "office key %lld", (long long)id);
}

static void
make_subkeys(struct office_key *k, const struct raw *raw)
{
	static const struct {
		const char *seal, *mac;
		bool lasting;
	} uses[KEY_USES] = {
	    [KEY_USE_FILE] = {"file", "file hash", true},
	    [KEY_USE_NIK] = {"nik", "nik hash", false},
	    [KEY_USE_DRAFT] = {"draft", "draft hash", true},
	    [KEY_USE_CREDENTIAL] = {"credential", "credential hash", true},
	};

	for (int u = 0; u < KEY_USES; u++) {
		key_derive(k->seal[u], raw->key, uses[u].seal);
		key_derive(k->mac[u], uses[u].lasting ? raw->lasting : raw->key,
		    uses[u].mac);
	}
}

/* The row under the cursor, unwrapped. */
static int
read_raw(
    const struct keyring *ring, struct rows *r, struct raw *raw, struct err *e)
{
	struct str master = rows_str(r, 1), wrapped = rows_blob(r, 2);
	const struct keyring *k = keyring_of(ring, master);

	if (!k)
		return err_set(e, ERR_SYSTEM,
		    "Kunci kantor ini dibungkus dengan kunci induk lain.",
		    "office key %lld: master %.*s, here %s",
		    (long long)rows_int(r, 0), (int)master.n, master.p,
		    keyring_fingerprint(ring));
	if (wrapped.n != sizeof(*raw) + WRAP_EXTRA)
		return err_set(e, ERR_SYSTEM, "Kunci kantor ini rusak.",
		    "office key %lld: %zu bytes", (long long)rows_int(r, 0),
		    wrapped.n);
	return keyring_unwrap(k, (unsigned char *)raw, wrapped, e);
}

static int
read_key(const struct keyring *ring, struct rows *r, struct office_key *k,
    struct err *e)
{
	struct raw raw;
	int rc = read_raw(ring, r, &raw, e);

	*k = (struct office_key){.id = rows_int(r, 0)};
	if (rc == 0)
		make_subkeys(k, &raw);
	sodium_memzero(&raw, sizeof(raw));
	return rc;
}

static const struct office_key *
find(const struct office_keys *ks, int64_t id)
{
	for (size_t i = 0; i < ks->n; i++)
		if (ks->v[i].id == id)
			return &ks->v[i];
	return NULL;
}

/*
 * The key of a row, to the front.  One that is in memory is taken from there:
 * it may have been wrapped with a master key that is not here yet.
 */
static int
take_key(struct office_keys *now, struct rows *r, const struct office_key *old,
    struct err *e)
{
	if (now->n == KEY_WHOLE_MAX)
		return err_set(e, ERR_SYSTEM,
		    "Kunci kantor ini terlalu banyak.", "office keys");
	memmove(now->v + 1, now->v, now->n * sizeof(now->v[0]));
	if (old)
		now->v[0] = *old;
	else if (read_key(now->ring, r, &now->v[0], e) < 0)
		return -1;
	now->n++;
	return 0;
}

/*
 * Whole keys come to the front, the newest first.  Of those before, the ones
 * whose row is no more stay behind them; seen tells which rows there are.
 */
static int
read_keys(struct db *db, struct office_keys *now,
    const struct office_keys *before, struct err *e)
{
	bool seen[SLOTS] = {false};
	struct rows r;
	int rc;

	if (db_rows(db, &r, Q_KEY_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		const struct office_key *old = find(before, rows_int(&r, 0));

		if (!rows_null(&r, 2))
			rc = take_key(now, &r, old, e);
		if (old)
			seen[old - before->v] = true;
		if (rc < 0)
			break;
	}
	rows_done(&r);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < before->n && now->n < SLOTS; i++)
		if (!seen[i]) {
			now->v[now->n] = before->v[i];
			now->v[now->n++].gone = true;
		}
	return 0;
}

static int
reload(struct db *db, struct err *e)
{
	struct office_keys *now = sodium_malloc(sizeof(*now));

	if (!now)
		return err_set(
		    e, ERR_SYSTEM, "Memori tidak cukup.", "office keys");
	memset(now, 0, sizeof(*now));
	now->ring = db->keys->ring;
	if (read_keys(db, now, db->keys, e) < 0) {
		sodium_free(now);
		db->keys->stale = true;
		return -1;
	}
	sodium_free(db->keys);
	db->keys = now;
	return 0;
}

static int
make_first(struct db *db, int64_t now, struct err *e)
{
	const struct keyring *ring = db->keys->ring;
	unsigned char wrapped[sizeof(struct raw) + WRAP_EXTRA];
	struct raw raw;

	randombytes_buf(&raw, sizeof(raw));
	keyring_wrap(ring, wrapped, &raw, sizeof(raw));
	sodium_memzero(&raw, sizeof(raw));
	return db_run(db, Q_KEY_FIRST,
	    VALUES(v_text(keyring_fingerprint(ring)),
		v_blob(wrapped, sizeof(wrapped)), v_int(now)),
	    e);
}

static int
count_rows(struct db *db, bool *any, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_KEY_LIST, NO_VALUES, e);

	*any = rc == 1;
	if (rc == 1)
		rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
key_load(struct db *db, const struct keyring *ring, int64_t now, struct err *e)
{
	bool any;

	db->keys = sodium_malloc(sizeof(*db->keys));
	if (!db->keys)
		return err_set(
		    e, ERR_SYSTEM, "Memori tidak cukup.", "office keys");
	memset(db->keys, 0, sizeof(*db->keys));
	db->keys->ring = ring;
	if (count_rows(db, &any, e) < 0 || (!any && make_first(db, now, e) < 0))
		return -1;
	return reload(db, e);
}

void
key_stale(struct db *db)
{
	if (db->keys)
		db->keys->stale = true;
}

void
key_drop(struct db *db)
{
	sodium_free(db->keys);
	db->keys = NULL;
}

/* 0: none. */
static int64_t
sealing_id(const struct office_keys *ks)
{
	return ks->n && !ks->v[0].gone ? ks->v[0].id : 0;
}

/*
 * Make sure that db->keys is what the table says: when it is stale or has to
 * be certain, and within a transaction before something is sealed.
 */
static int
refresh(struct db *db, bool certain, struct err *e)
{
	struct rows r;
	int64_t newest;

	if (!db->keys)
		return err_set(e, ERR_SYSTEM, "Kunci kantor ini belum dimuat.",
		    "no office keys");
	if (db->keys->stale)
		return reload(db, e);
	if (db->in_transaction ? db->keys_checked : !certain)
		return 0;
	if (db_one(db, &r, Q_KEY_NEWEST, NO_VALUES, e) != 1)
		return -1;
	newest = rows_int(&r, 0);
	rows_done(&r);
	if (newest != sealing_id(db->keys) && reload(db, e) < 0)
		return -1;
	db->keys_checked = true;
	return 0;
}

/* The key that seals. */
static int
sealing_key(struct db *db, const struct office_key **k, struct err *e)
{
	if (refresh(db, false, e) < 0)
		return -1;
	if (sealing_id(db->keys) == 0)
		return gone(e, 0);
	*k = &db->keys->v[0];
	return 0;
}

int
key_seal(struct db *db, struct arena *a, enum key_use use, struct str text,
    struct sealed *out, struct err *e)
{
	const struct office_key *k;

	if (sealing_key(db, &k, e) < 0)
		return -1;
	out->bytes.p = (const char *)seal(a, k->seal[use], text);
	out->bytes.n = text.n + SEAL_EXTRA;
	out->key = k->id;
	return 0;
}

int
key_open(struct db *db, struct arena *a, enum key_use use,
    const struct sealed *in, struct str *text, struct err *e)
{
	const struct office_key *k;

	if ((!db->keys || db->keys->stale) && refresh(db, false, e) < 0)
		return -1;
	k = find(db->keys, in->key);
	/* A rotation in another process may have begun meanwhile. */
	if (!k && reload(db, e) < 0)
		return -1;
	if (!k)
		k = find(db->keys, in->key);
	if (!k)
		return gone(e, in->key);
	return unseal(text, a, k->seal[use], in->bytes, e);
}

int
key_renew(struct db *db, struct arena *a, enum key_use use,
    const struct sealed *in, struct sealed *out, struct err *e)
{
	const struct office_key *k;
	struct str text;

	if (sealing_key(db, &k, e) < 0)
		return -1;
	if (k->id == in->key) {
		*out = *in;
		return 0;
	}
	if (key_open(db, a, use, in, &text, e) < 0)
		return -1;
	return key_seal(db, a, use, text, out, e);
}

static void
mac(const struct office_key *k, enum key_use use, struct str text,
    unsigned char out[KEY_SIZE])
{
	struct field_hash h;

	field_hash_init(&h, k->mac[use]);
	field_hash_bytes(&h, text.p, text.n);
	field_hash_end(&h, out);
}

int
key_mac(struct db *db, enum key_use use, struct str text,
    unsigned char out[KEY_SIZE], struct err *e)
{
	const struct office_key *k;

	if (sealing_key(db, &k, e) < 0)
		return -1;
	mac(k, use, text, out);
	return 0;
}

int
key_macs(struct db *db, enum key_use use, struct str text,
    unsigned char out[KEY_WHOLE_MAX][KEY_SIZE], size_t *n, struct err *e)
{
	*n = 0;
	if (refresh(db, true, e) < 0)
		return -1;
	for (size_t i = 0; i < db->keys->n && !db->keys->v[i].gone; i++)
		mac(&db->keys->v[i], use, text, out[(*n)++]);
	return 0;
}

/* --- for the commands ---------------------------------------------------- */

static int
insert_key(struct db *db, const struct raw *raw, int64_t now, struct err *e)
{
	const struct keyring *ring = db->keys->ring;
	unsigned char wrapped[sizeof(*raw) + WRAP_EXTRA];

	keyring_wrap(ring, wrapped, raw, sizeof(*raw));
	return db_run(db, Q_KEY_ADD,
	    VALUES(v_text(keyring_fingerprint(ring)),
		v_blob(wrapped, sizeof(wrapped)), v_int(now)),
	    e);
}

int
key_add(struct db *db, int64_t now, int64_t *id, struct err *e)
{
	struct raw raw, before;
	struct rows r;
	int rc;

	assert(db->in_transaction && db->keys);
	randombytes_buf(&raw, sizeof(raw));
	if (db_rows(db, &r, Q_KEY_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		if (rows_null(&r, 2))
			continue;
		rc = read_raw(db->keys->ring, &r, &before, e);
		if (rc < 0)
			break;
		memcpy(raw.lasting, before.lasting, sizeof(raw.lasting));
	}
	rows_done(&r);
	if (rc == 0)
		rc = insert_key(db, &raw, now, e);
	sodium_memzero(&raw, sizeof(raw));
	sodium_memzero(&before, sizeof(before));
	if (rc < 0)
		return -1;
	*id = db_last_id(db);
	db->keys->stale = true;
	return 0;
}

/* At most KEY_WHOLE_MAX of them are whole; the rest needs no new wrap. */
int
key_rewrap(struct db *db, const struct keyring *to, struct err *e)
{
	unsigned char wrapped[KEY_WHOLE_MAX][sizeof(struct raw) + WRAP_EXTRA];
	int64_t ids[KEY_WHOLE_MAX];
	struct raw raw;
	struct rows r;
	size_t n = 0;
	int rc;

	assert(db->in_transaction && db->keys);
	if (db_rows(db, &r, Q_KEY_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && n < KEY_WHOLE_MAX) {
		if (rows_null(&r, 2))
			continue;
		rc = read_raw(db->keys->ring, &r, &raw, e);
		if (rc < 0)
			break;
		ids[n] = rows_int(&r, 0);
		keyring_wrap(to, wrapped[n++], &raw, sizeof(raw));
	}
	rows_done(&r);
	sodium_memzero(&raw, sizeof(raw));
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = db_run(db, Q_KEY_REWRAP,
		    VALUES(v_int(ids[i]), v_text(keyring_fingerprint(to)),
			v_blob(wrapped[i], sizeof(wrapped[i]))),
		    e);
	return rc;
}
