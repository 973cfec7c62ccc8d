/*
 * The holders of a case.  Their NIK is sealed with the office's key; a keyed
 * hash beside it finds the same one elsewhere.
 */
#include "base/limits.h"
#include "queries.h"
#include "store/agenda.h"
#include "store/case.h"
#include "store/officekey.h"
#include "store/remind.h"

#define NIK_ARENA (16 * KIB)

/* What the columns of a NIK hold; all NULL for "". */
struct nik_row {
	struct sealed sealed;
	unsigned char hash[KEY_SIZE];
};

static int
seal_nik(struct db *db, struct arena *a, const char *nik, struct nik_row *row,
    struct err *e)
{
	*row = (struct nik_row){.sealed = {.key = 0}};
	if (!nik[0])
		return 0;
	if (key_seal(db, a, KEY_USE_NIK, str_of(nik), &row->sealed, e) < 0)
		return -1;
	return key_mac(db, KEY_USE_NIK, str_of(nik), row->hash, e);
}

static struct value
v_hash(const struct nik_row *row)
{
	return row->sealed.bytes.p ? v_blob(row->hash, sizeof(row->hash))
				   : v_null();
}

static struct value
v_key(const struct nik_row *row)
{
	return row->sealed.bytes.p ? v_int(row->sealed.key) : v_null();
}

int
holder_add(struct db *db, int64_t case_id, int position, const struct holder *h,
    int64_t *id, struct err *e)
{
	struct nik_row nik;
	struct arena a;
	int rc;

	arena_init(&a, NIK_ARENA);
	rc = seal_nik(db, &a, h->nik, &nik, e);
	if (rc == 0)
		rc = db_run(db, Q_HOLDER_ADD,
		    VALUES(v_int(case_id), v_int(position), v_text(h->name),
			v_blob(nik.sealed.bytes.p, nik.sealed.bytes.n),
			v_key(&nik), v_hash(&nik), v_text(h->nip),
			v_text(h->job), v_text(h->unit), v_text(h->email),
			v_text(h->phone)),
		    e);
	if (rc == 0)
		*id = db_last_id(db);
	arena_clear(&a);
	return rc;
}

int
holder_update(struct db *db, const struct holder *h, struct err *e)
{
	struct nik_row nik;
	struct arena a;
	int rc;

	arena_init(&a, NIK_ARENA);
	rc = seal_nik(db, &a, h->nik, &nik, e);
	if (rc == 0)
		rc = db_run(db, Q_HOLDER_UPDATE,
		    VALUES(v_int(h->id), v_text(h->name),
			v_blob(nik.sealed.bytes.p, nik.sealed.bytes.n),
			v_key(&nik), v_hash(&nik), v_text(h->nip),
			v_text(h->job), v_text(h->unit), v_text(h->email),
			v_text(h->phone)),
		    e);
	arena_clear(&a);
	return rc;
}

/* Of two columns; "" if there is none, or if its key was destroyed. */
static int
open_nik(struct db *db, struct rows *r, int col, struct arena *a,
    const char **nik, struct err *e)
{
	const struct sealed sealed = {rows_blob(r, col), rows_int(r, col + 1)};
	struct err why = {0};
	struct str text;

	*nik = "";
	if (!sealed.bytes.p)
		return 0;
	if (key_open(db, a, KEY_USE_NIK, &sealed, &text, &why) == 0)
		*nik = text.p;
	else if (why.kind != ERR_GONE) {
		*e = why;
		return -1;
	}
	return 0;
}

static int
read_holder(struct db *db, struct rows *r, struct arena *a, struct holder *h,
    struct err *e)
{
	*h = (struct holder){
	    .id = rows_int(r, 0),
	    .name = rows_text(r, a, 1),
	    .nip = rows_text(r, a, 4),
	    .job = rows_text(r, a, 5),
	    .unit = rows_text(r, a, 6),
	    .email = rows_text(r, a, 7),
	    .phone = rows_text(r, a, 8),
	    .ending = rows_text(r, a, 9),
	    .waiting_row = rows_text(r, a, 10),
	    .serial = rows_text(r, a, 11),
	    .valid_from = rows_text(r, a, 12),
	    .valid_until = rows_text(r, a, 13),
	};
	return open_nik(db, r, 2, a, &h->nik, e);
}

int
holder_list(struct db *db, struct arena *a, struct holder **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 4;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct holder);
	*n = 0;
	if (db_rows(db, &r, Q_HOLDER_LIST, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < LIMIT_HOLDERS) {
		struct holder h;

		if (read_holder(db, &r, a, &h, e) < 0) {
			rc = -1;
			break;
		}
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = h;
	}
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
holder_get(struct db *db, struct arena *a, struct holder *h, int64_t *case_id,
    int64_t id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_HOLDER_GET, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	*case_id = rows_int(&r, 14);
	rc = read_holder(db, &r, a, h, e) < 0 ? -1 : 1;
	rows_done(&r);
	return rc;
}

int
holder_set_flow(struct db *db, int64_t id, const char *ending,
    const char *waiting_row, struct err *e)
{
	return db_run(db, Q_HOLDER_SET_FLOW,
	    VALUES(v_int(id), v_text(ending), v_text(waiting_row)), e);
}

int
holder_end_wait(struct db *db, int64_t case_id, const char *row, struct err *e)
{
	return db_run(
	    db, Q_HOLDER_END_WAIT, VALUES(v_int(case_id), v_text(row)), e);
}

int
holder_set_email(struct db *db, int64_t id, const char *email, struct err *e)
{
	return db_run(
	    db, Q_HOLDER_SET_EMAIL, VALUES(v_int(id), v_text(email)), e);
}

int
holder_set_certificate(struct db *db, int64_t id, const char *serial,
    const char *from, const char *until, struct err *e)
{
	const struct agenda plan = {.kind = AGENDA_CERTIFICATE, .ref = id};

	if (db_run(db, Q_HOLDER_SET_CERTIFICATE,
		VALUES(v_int(id), v_text(serial), v_text(from), v_text(until)),
		e) < 0)
		return -1;
	return agenda_put(db, &plan, e);
}

/* The hashes of a NIK as values, NULL where there are fewer keys. */
static int
nik_hashes(struct db *db, const char *nik,
    unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE], struct value v[KEY_WHOLE_MAX],
    struct err *e)
{
	size_t n;

	if (key_macs(db, KEY_USE_NIK, str_of(nik), macs, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < KEY_WHOLE_MAX; i++)
		v[i] = i < n ? v_blob(macs[i], KEY_SIZE) : v_null();
	return 0;
}

int
holder_same_nik(struct db *db, struct arena *a, const char **number,
    const char *nik, int64_t case_id, struct err *e)
{
	unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE];
	struct value v[KEY_WHOLE_MAX + 1] = {v_int(case_id)};
	struct rows r;
	int rc;

	if (nik_hashes(db, nik, macs, &v[1], e) < 0)
		return -1;
	rc = db_one(db, &r, Q_HOLDER_SAME_NIK, v, KEY_WHOLE_MAX + 1, e);
	if (rc != 1)
		return rc;
	*number = rows_text(&r, a, 0);
	rows_done(&r);
	return 1;
}

int
holder_renewed(struct db *db, const struct holder *h, struct err *e)
{
	unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE];
	struct value v[KEY_WHOLE_MAX + 2] = {
	    v_int(h->id), v_text(h->valid_until)};
	struct rows r;
	int rc;

	if (!h->nik[0])
		return 0;
	if (nik_hashes(db, h->nik, macs, &v[2], e) < 0)
		return -1;
	rc = db_one(db, &r, Q_HOLDER_RENEWED, v, KEY_WHOLE_MAX + 2, e);
	if (rc == 1)
		rows_done(&r);
	return rc;
}

int
remind_certificate(struct db *db, struct arena *a, struct remind_about *about,
    int64_t holder, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_REMIND_CERTIFICATE, VALUES(v_int(holder)), e);

	if (rc != 1)
		return rc;
	*about = (struct remind_about){
	    .c =
		{
		    .id = rows_int(&r, 1),
		    .number = rows_text(&r, a, 2),
		    .edition_id = rows_int(&r, 3),
		    .applicant_id = rows_int(&r, 4),
		    .applicant = rows_text(&r, a, 5),
		    .service_id = rows_text(&r, a, 12),
		},
	    .holder =
		{
		    .id = rows_int(&r, 0),
		    .name = rows_text(&r, a, 6),
		    .email = rows_text(&r, a, 7),
		    .phone = rows_text(&r, a, 8),
		    .valid_until = rows_text(&r, a, 9),
		},
	};
	if (open_nik(db, &r, 10, a, &about->holder.nik, e) < 0)
		rc = -1;
	rows_done(&r);
	return rc;
}
