#include "store/person.h"

#include "queries.h"

#define HASH_LEN 32

static struct person
person_row(struct rows *r, struct arena *a)
{
	return (struct person){
	    .id = rows_int(r, 0),
	    .email = rows_text(r, a, 1),
	    .name = rows_text(r, a, 2),
	    .phone = rows_text(r, a, 3),
	    .password = rows_text(r, a, 4),
	    .self_made = rows_int(r, 5) != 0,
	    .admin = rows_int(r, 6) != 0,
	    .notify = rows_text(r, a, 7),
	    .nip = rows_text(r, a, 8),
	    .rank = rows_text(r, a, 9),
	};
}

static int
read_person(struct rows *r, int rc, struct arena *a, struct person *p)
{
	if (rc != 1)
		return rc;
	*p = person_row(r, a);
	rows_done(r);
	return 1;
}

int
person_add(struct db *db, const struct person *p, int64_t now, int64_t *id,
    struct err *e)
{
	if (db_run(db, Q_PERSON_ADD,
		VALUES(v_text(p->email), v_text(p->name), v_text(p->phone),
		    v_text(p->password), v_int(p->self_made), v_int(now)),
		e) < 0)
		return -1;
	*id = db_last_id(db);
	return 0;
}

int
person_by_email(struct db *db, struct arena *a, struct person *p,
    const char *email, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_PERSON_BY_EMAIL, VALUES(v_text(email)), e);

	return read_person(&r, rc, a, p);
}

int
person_get(
    struct db *db, struct arena *a, struct person *p, int64_t id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_PERSON_GET, VALUES(v_int(id)), e);

	return read_person(&r, rc, a, p);
}

int
person_page(struct db *db, struct arena *a, struct person **v, size_t *n,
    int64_t after, struct err *e)
{
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, PERSON_PAGE, struct person);
	*n = 0;
	if (db_rows(db, &r, Q_PERSON_PAGE,
		VALUES(v_int(after), v_int(PERSON_PAGE)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1)
		(*v)[(*n)++] = (struct person){
		    .id = rows_int(&r, 0),
		    .email = rows_text(&r, a, 1),
		    .name = rows_text(&r, a, 2),
		    .phone = rows_text(&r, a, 3),
		};
	return rc;
}

int
person_admins(
    struct db *db, struct arena *a, struct person **v, size_t *n, struct err *e)
{
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, PERSON_PAGE, struct person);
	*n = 0;
	if (db_rows(db, &r, Q_PERSON_ADMINS, VALUES(v_int(PERSON_PAGE)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1)
		(*v)[(*n)++] = person_row(&r, a);
	return rc;
}

int
person_set_admin(struct db *db, int64_t id, bool admin, struct err *e)
{
	return db_run(
	    db, Q_PERSON_SET_ADMIN, VALUES(v_int(id), v_int(admin)), e);
}

int
person_proved(struct db *db, int64_t id, struct err *e)
{
	return db_run(db, Q_PERSON_PROVED, VALUES(v_int(id)), e);
}

int
person_set_notify(struct db *db, int64_t id, const char *notify, struct err *e)
{
	return db_run(
	    db, Q_PERSON_SET_NOTIFY, VALUES(v_int(id), v_text(notify)), e);
}

int
person_set_rank(struct db *db, int64_t id, const char *nip, const char *rank,
    struct err *e)
{
	return db_run(db, Q_PERSON_SET_RANK,
	    VALUES(v_int(id), v_text(nip), v_text(rank)), e);
}

int
attempts(
    struct db *db, const char *name, int64_t since, int64_t *n, struct err *e)
{
	struct rows r;
	int rc = db_one(
	    db, &r, Q_ATTEMPT_GET, VALUES(v_text(name), v_int(since)), e);

	*n = 0;
	if (rc != 1)
		return rc;
	*n = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
attempt_add(
    struct db *db, const char *name, int64_t now, int64_t since, struct err *e)
{
	if (db_run(db, Q_ATTEMPT_EXPIRE, VALUES(v_int(since)), e) < 0)
		return -1;
	return db_run(db, Q_ATTEMPT_ADD,
	    VALUES(v_text(name), v_int(now), v_int(since)), e);
}

int
attempt_clear(struct db *db, const char *name, struct err *e)
{
	return db_run(db, Q_ATTEMPT_CLEAR, VALUES(v_text(name)), e);
}

int
person_set_password(struct db *db, int64_t id, const char *hash, struct err *e)
{
	return db_run(
	    db, Q_PERSON_SET_PASSWORD, VALUES(v_int(id), v_text(hash)), e);
}

int
seat_put(struct db *db, const char *lane, const char *title, const char *role,
    struct err *e)
{
	return db_run(db, Q_SEAT_PUT,
	    VALUES(v_text(lane), v_text(title), v_text(role)), e);
}

int
seat_find(struct db *db, struct arena *a, struct seat *s, const char *lane,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_SEAT_BY_LANE, VALUES(v_text(lane)), e);

	if (rc != 1)
		return rc;
	*s = (struct seat){
	    .id = rows_int(&r, 0),
	    .lane = rows_text(&r, a, 1),
	    .title = rows_text(&r, a, 2),
	    .role = rows_text(&r, a, 3),
	};
	rows_done(&r);
	return 1;
}

int
seat_give(struct db *db, int64_t seat, int64_t person, const char *kind,
    const char *decree, int64_t from, int64_t until, struct err *e)
{
	return db_run(db, Q_HOLDING_ADD,
	    VALUES(v_int(seat), v_int(person), v_text(kind), v_text(decree),
		v_int(from), until ? v_int(until) : v_null()),
	    e);
}

int
seat_take(
    struct db *db, int64_t seat, int64_t person, int64_t at, struct err *e)
{
	return db_run(db, Q_HOLDING_END,
	    VALUES(v_int(seat), v_int(person), v_int(at)), e);
}

int
holding_list(struct db *db, struct arena *a, struct holding **v, size_t *n,
    struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_HOLDING_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct holding){
		    .lane = rows_text(&r, a, 0),
		    .title = rows_text(&r, a, 1),
		    .role = rows_text(&r, a, 2),
		    .person_id = rows_int(&r, 3),
		    .kind = rows_text(&r, a, 4),
		    .decree = rows_text(&r, a, 5),
		    .from = rows_int(&r, 6),
		    .until = rows_int(&r, 7),
		    .name = rows_text(&r, a, 8),
		    .email = rows_text(&r, a, 9),
		};
	}
	return rc;
}

int
seats_held(struct db *db, struct arena *a, struct seat_held *v, size_t *n,
    int64_t person, int64_t now, struct err *e)
{
	struct rows r;
	int rc;

	*n = 0;
	if (db_rows(db, &r, Q_HOLDING_NOW, VALUES(v_int(person), v_int(now)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < PERSON_SEATS)
		v[(*n)++] = (struct seat_held){
		    .lane = rows_text(&r, a, 0),
		    .title = rows_text(&r, a, 1),
		    .role = rows_text(&r, a, 2),
		    .kind = rows_text(&r, a, 3),
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

static int
read_people(struct rows *r, struct arena *a, struct seat_person *v, size_t *n,
    struct err *e)
{
	int rc;

	*n = 0;
	while ((rc = rows_next(r, e)) == 1 && *n < SEAT_PEOPLE)
		v[(*n)++] = (struct seat_person){
		    .person =
			{
			    .id = rows_int(r, 0),
			    .email = rows_text(r, a, 1),
			    .name = rows_text(r, a, 2),
			    .phone = rows_text(r, a, 3),
			    .self_made = rows_int(r, 4) != 0,
			    .admin = rows_int(r, 5) != 0,
			    .notify = rows_text(r, a, 6),
			    .nip = rows_text(r, a, 8),
			    .rank = rows_text(r, a, 9),
			},
		    .kind = rows_text(r, a, 7),
		};
	rows_done(r);
	return rc < 0 ? -1 : 0;
}

int
seat_people(struct db *db, struct arena *a, struct seat_person *v, size_t *n,
    const char *lane, int64_t now, struct err *e)
{
	struct rows r;

	if (db_rows(
		db, &r, Q_SEAT_PEOPLE, VALUES(v_text(lane), v_int(now)), e) < 0)
		return -1;
	return read_people(&r, a, v, n, e);
}

int
admin_people(struct db *db, struct arena *a, struct seat_person *v, size_t *n,
    struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_ADMIN_PEOPLE, NO_VALUES, e) < 0)
		return -1;
	return read_people(&r, a, v, n, e);
}

int
session_add(struct db *db, const unsigned char *hash, int64_t person,
    const char *agent, int64_t now, int64_t expires, struct err *e)
{
	return db_run(db, Q_SESSION_ADD,
	    VALUES(v_blob(hash, HASH_LEN), v_int(person), v_text(agent),
		v_int(now), v_int(expires)),
	    e);
}

int
session_get(struct db *db, struct arena *a, struct person *p,
    const unsigned char *hash, int64_t now, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_SESSION_GET,
	    VALUES(v_blob(hash, HASH_LEN), v_int(now)), e);

	if (rc != 1)
		return rc;
	*p = (struct person){
	    .id = rows_int(&r, 0),
	    .email = rows_text(&r, a, 1),
	    .name = rows_text(&r, a, 2),
	    .phone = rows_text(&r, a, 3),
	    .admin = rows_int(&r, 4) != 0,
	};
	rows_done(&r);
	return 1;
}

int
session_end(struct db *db, const unsigned char *hash, struct err *e)
{
	return db_run(db, Q_SESSION_END, VALUES(v_blob(hash, HASH_LEN)), e);
}

int
session_end_others(
    struct db *db, const unsigned char *hash, int64_t person, struct err *e)
{
	return db_run(db, Q_SESSION_END_OTHERS,
	    VALUES(v_int(person), v_blob(hash, HASH_LEN)), e);
}

int
session_expire(struct db *db, int64_t now, struct err *e)
{
	return db_run(db, Q_SESSION_EXPIRE, VALUES(v_int(now)), e);
}

int
session_list(struct db *db, struct arena *a, struct session_info **v, size_t *n,
    int64_t person, const unsigned char *hash, int64_t now, struct err *e)
{
	enum { MOST = 50 };
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, MOST, struct session_info);
	*n = 0;
	if (db_rows(db, &r, Q_SESSION_LIST,
		VALUES(v_int(person), v_blob(hash, HASH_LEN), v_int(now)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < MOST)
		(*v)[(*n)++] = (struct session_info){
		    .agent = rows_text(&r, a, 0),
		    .created_at = rows_int(&r, 1),
		    .current = rows_int(&r, 2) != 0,
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}
