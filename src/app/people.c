#include "app/people.h"

#include <jansson.h>
#include <string.h>

#include "app/session.h"
#include "domain/mailbox.h"
#include "domain/nip.h"
#include "store/event.h"
#include "store/ticket.h"
#include "vault/password.h"
#include "view/json.h"

#define NAME_MAX_BYTES 200

static bool
is_name(const char *s)
{
	if (!*s || strlen(s) > NAME_MAX_BYTES || !str_utf8(str_of(s)))
		return false;
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static int
hash_password(
    char hash[PASSWORD_HASH_SIZE], const char *password, struct err *e)
{
	const char *problem = password_problem(password);

	if (problem)
		return err_set(e, ERR_INPUT, "Kata sandi belum dapat dipakai.",
		    "%s", problem);
	return password_hash(hash, str_of(password), PASSWORD_COST_NORMAL, e);
}

int
people_add(struct db *db, struct arena *a, const char *email, const char *name,
    const char *password, int64_t now, struct err *e)
{
	char hash[PASSWORD_HASH_SIZE];
	struct person p, known;
	struct mailbox m;
	int64_t id;
	int rc;

	if (mailbox_parse(&m, str_of(email), e) < 0)
		return -1;
	if (!is_name(name))
		return err_set(
		    e, ERR_INPUT, "Nama tidak dapat dipakai.", "name");
	rc = person_by_email(db, a, &known, m.address, e);
	if (rc < 0)
		return -1;
	if (rc == 1)
		return err_set(e, ERR_CONFLICT,
		    "Alamat email itu sudah mempunyai akun.", "person %lld",
		    (long long)known.id);
	if (hash_password(hash, password, e) < 0)
		return -1;
	p = (struct person){
	    .email = m.address, .name = name, .phone = "", .password = hash};
	return person_add(db, &p, now, &id, e);
}

/* The account of an address. */
static int
find_person(struct db *db, struct arena *a, struct person *p, const char *email,
    struct err *e)
{
	struct mailbox m;
	int rc;

	if (mailbox_parse(&m, str_of(email), e) < 0)
		return -1;
	rc = person_by_email(db, a, p, m.address, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING,
		    "Tidak ada akun dengan alamat email itu.", "%s", email);
	return rc < 0 ? -1 : 0;
}

int
people_set_password(struct db *db, struct arena *a, const char *email,
    const char *password, int64_t now, struct err *e)
{
	static const unsigned char none[32];
	char hash[PASSWORD_HASH_SIZE];
	struct person p;

	if (find_person(db, a, &p, email, e) < 0 ||
	    hash_password(hash, password, e) < 0 ||
	    person_set_password(db, p.id, hash, e) < 0 ||
	    ticket_use(db, p.id, TICKET_PASSWORD, now, e) < 0)
		return -1;
	return session_end_others(db, none, p.id, e);
}

static int
log_seat(struct db *db, struct arena *a, const struct person *p,
    const struct seat *seat, const struct appointment *ap, const char *outcome,
    int64_t now, struct err *e)
{
	json_t *j = json_pack("[{s:s,s:s},{s:s,s:s},{s:s,s:s}]", "label",
	    "Pemegang", "value", p->name, "label", "Email", "value", p->email,
	    "label", "Status", "value", ap->kind);
	const struct event ev = {
	    .kind = "seat",
	    .outcome = outcome,
	    .lane = ap->lane,
	    .seat_title = seat->title,
	    .reason = ap->decree,
	    .detail = json_z(a, j),
	    .at = now,
	};
	int rc = event_append(db, &ev, NULL, e);

	json_decref(j);
	return rc;
}

static int
find_seat(struct db *db, struct arena *a, struct seat *s, const char *lane,
    struct err *e)
{
	int rc = seat_find(db, a, s, lane, e);

	if (rc == 0)
		return err_set(e, ERR_MISSING,
		    "Kantor ini tidak mempunyai kursi itu.", "%s", lane);
	return rc < 0 ? -1 : 0;
}

/* 1 if the person holds the seat at that moment. */
static int
is_held(struct db *db, struct arena *a, int64_t person, const char *lane,
    int64_t at, struct err *e)
{
	struct holding *v;
	size_t n;
	int rc = holding_list(db, a, &v, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (v[i].person_id == person && !strcmp(v[i].lane, lane) &&
		    v[i].from <= at && (!v[i].until || v[i].until > at))
			return 1;
	return rc;
}

static bool
is_kind(const char *s)
{
	return !strcmp(s, "definitif") || !strcmp(s, "plt") ||
	       !strcmp(s, "plh");
}

/* An account that somebody registered proves nothing by itself. */
static int
prove(struct db *db, const struct person *p, bool verified, struct err *e)
{
	if (!p->self_made)
		return 0;
	if (!verified)
		return err_set(e, ERR_INPUT,
		    "Akun ini dibuat sendiri oleh pemakainya. Pastikan siapa "
		    "orangnya, lalu ulangi dengan --verified.",
		    "person %lld", (long long)p->id);
	return person_proved(db, p->id, e);
}

int
people_seat(struct db *db, struct arena *a, const struct appointment *ap,
    int64_t now, struct err *e)
{
	struct person p;
	struct seat seat;
	int rc = -1, held;

	if (!is_kind(ap->kind))
		return err_set(e, ERR_INPUT,
		    "Status harus definitif, plt atau plh.", "%s", ap->kind);
	if (ap->until && ap->until <= ap->from)
		return err_set(e, ERR_INPUT,
		    "Tanggal akhir harus setelah tanggal awal.", "seat");
	if (db_begin(db, e) < 0)
		return -1;
	if (find_person(db, a, &p, ap->email, e) < 0 ||
	    find_seat(db, a, &seat, ap->lane, e) < 0)
		goto out;
	if (prove(db, &p, ap->verified, e) < 0)
		goto out;
	held = is_held(db, a, p.id, ap->lane, ap->from, e);
	if (held == 1)
		err_set(e, ERR_CONFLICT, "Kursi itu sudah dipegangnya.", "%s",
		    ap->lane);
	if (held != 0 ||
	    seat_give(db, seat.id, p.id, ap->kind, ap->decree, ap->from,
		ap->until, e) < 0 ||
	    log_seat(db, a, &p, &seat, ap, "given", now, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

int
people_unseat(struct db *db, struct arena *a, const struct appointment *ap,
    int64_t now, struct err *e)
{
	struct person p;
	struct seat seat;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (find_person(db, a, &p, ap->email, e) < 0 ||
	    find_seat(db, a, &seat, ap->lane, e) < 0 ||
	    seat_take(db, seat.id, p.id, ap->until, e) < 0)
		goto out;
	if (db_changes(db) == 0) {
		err_set(e, ERR_MISSING, "Kursi itu tidak dipegangnya.", "%s",
		    ap->lane);
		goto out;
	}
	if (log_seat(db, a, &p, &seat, ap, "taken", now, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

static int
log_admin(struct db *db, struct arena *a, const struct person *p, bool admin,
    int64_t now, struct err *e)
{
	json_t *j = json_pack("[{s:s,s:s},{s:s,s:s}]", "label", "Pengelola",
	    "value", p->name, "label", "Email", "value", p->email);
	const struct event ev = {
	    .kind = "admin",
	    .outcome = admin ? "given" : "taken",
	    .detail = json_z(a, j),
	    .at = now,
	};
	int rc = event_append(db, &ev, NULL, e);

	json_decref(j);
	return rc;
}

int
people_admin(struct db *db, struct arena *a, const char *email, bool admin,
    bool verified, int64_t now, struct err *e)
{
	struct person p;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (find_person(db, a, &p, email, e) < 0)
		goto out;
	if (p.admin == admin) {
		err_set(e, ERR_CONFLICT,
		    "Tidak ada yang berubah: akun itu sudah begitu.",
		    "person %lld", (long long)p.id);
		goto out;
	}
	if ((admin && prove(db, &p, verified, e) < 0) ||
	    person_set_admin(db, p.id, admin, e) < 0 ||
	    log_admin(db, a, &p, admin, now, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

#define RANK_MAX ((size_t)80) /* bytes */

int
people_set_rank(struct db *db, struct arena *a, const char *email,
    const char *nip, const char *rank, struct err *e)
{
	struct nip parsed = {.digits = ""};
	struct person p;

	if (nip[0] && nip_parse(&parsed, str_of(nip), e) < 0)
		return -1;
	if (strlen(rank) > RANK_MAX || strpbrk(rank, "\r\n"))
		return err_set(e, ERR_INPUT,
		    "Pangkat ditulis dalam satu baris pendek, seperti Pembina "
		    "(IV/a).",
		    "rank");
	if (find_person(db, a, &p, email, e) < 0)
		return -1;
	return person_set_rank(db, p.id, parsed.digits, rank, e);
}
