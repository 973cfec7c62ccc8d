#include "simulator/world.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <liboath/oath.h>
#include <sodium.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "domain/date.h"
#include "simulator/crl.h"

#define EXAMINE_MS (30 * MS_SECOND) /* how long BSrE takes, by default */
#define TOTP_BYTES 20
#define TOTP_STEP  30 /* seconds */
#define TOKEN      32 /* letters */

static const char *const statuses[] = {"NOT_REGISTERED", "NO_CERTIFICATE",
    "NEW", "WAITING_FOR_VERIFICATION", "ISSUE", "EXPIRED", "RENEW", "SUSPEND",
    "REVOKE"};

static bool
is_status(const char *s)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(s, statuses[i]) == 0)
			return true;
	return false;
}

/* --- keeping it ---------------------------------------------------------- */

static void
index_person(struct world *w, json_t *p)
{
	if (member(p, "nik")[0])
		json_object_set(w->by_nik, member(p, "nik"), p);
	if (member(p, "email")[0])
		json_object_set(w->by_email, member(p, "email"), p);
}

int
world_open(struct world *w, const char *dir, struct err *e)
{
	char path[4096];
	json_error_t je;
	json_t *p;
	size_t i;

	*w = (struct world){.dir = dir};
	if (sodium_init() < 0)
		return err_set(
		    e, ERR_SYSTEM, "Simulator: libsodium gagal.", "sodium");
	snprintf(path, sizeof(path), "%s/state.json", dir);
	w->state = access(path, F_OK) == 0
		       ? json_load_file(path, JSON_REJECT_DUPLICATES, &je)
		       : json_pack("{s:I, s:I, s:[]}", "offset", (json_int_t)0,
			     "examine_ms", (json_int_t)EXAMINE_MS, "persons");
	if (!json_is_array(json_object_get(w->state, "persons"))) {
		world_close(w);
		return err_set(e, ERR_INPUT,
		    "Simulator: state.json tidak dapat dibaca.", "%s", path);
	}
	w->by_nik = json_object();
	w->by_email = json_object();
	w->documents = json_object();
	json_array_foreach(json_object_get(w->state, "persons"), i, p)
	    index_person(w, p);
	if (templates_load(&w->templates, e) < 0 ||
	    ca_open(&w->ca, dir, world_now(w), e) < 0) {
		world_close(w);
		return -1;
	}
	return 0;
}

void
world_close(struct world *w)
{
	json_decref(w->by_nik);
	json_decref(w->by_email);
	json_decref(w->documents);
	json_decref(w->last);
	json_decref(w->state);
	ca_close(w->ca);
	templates_clear(&w->templates);
	*w = (struct world){0};
}

int
world_save(struct world *w, struct err *e)
{
	char path[4096], tmp[4096];
	int fd;
	bool ok;

	if (!w->dirty)
		return 0;
	snprintf(path, sizeof(path), "%s/state.json", w->dir);
	snprintf(tmp, sizeof(tmp), "%s/state.json.tmp", w->dir);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ok = fd >= 0 && json_dumpfd(w->state, fd, JSON_INDENT(1)) == 0 &&
	     fsync(fd) == 0;
	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (!ok || rename(tmp, path) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Simulator: state.json tidak dapat ditulis.", "errno %d",
		    errno);
	w->dirty = false;
	return 0;
}

static int64_t
number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static void
set_number(struct world *w, json_t *o, const char *key, int64_t v)
{
	json_object_set_new(o, key, json_integer(v));
	w->dirty = true;
}

static void
set_text(struct world *w, json_t *o, const char *key, const char *v)
{
	json_object_set_new(o, key, json_string(v));
	w->dirty = true;
}

int64_t
world_now(const struct world *w)
{
	return clock_now() + number(w->state, "offset");
}

void
world_move(struct world *w, int64_t ms)
{
	set_number(w, w->state, "offset", number(w->state, "offset") + ms);
}

/* --- persons ------------------------------------------------------------- */

const char *
member(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

const char *
person_status(const json_t *p)
{
	return member(p, "status");
}

void
person_set_status(struct world *w, json_t *p, const char *status)
{
	set_text(w, p, "status", status);
}

json_t *
person_certificate(const json_t *p)
{
	json_t *v = json_object_get(p, "certificates");
	size_t n = json_array_size(v);

	return n ? json_array_get(v, n - 1) : NULL;
}

/* What has happened to a person meanwhile. */
static json_t *
catch_up(struct world *w, json_t *p)
{
	const char *status = person_status(p);
	int64_t now = world_now(w), at = number(p, "examine_at");
	json_t *c = person_certificate(p);
	struct err e = {0};
	struct arena a;

	if (strcmp(status, "WAITING_FOR_VERIFICATION") == 0 && at > 0 &&
	    now >= at) {
		arena_init(&a, MIB);
		if (person_issue(w, p, &a, &e) < 0)
			log_error("%s (%s)", e.msg, e.detail);
		arena_clear(&a);
	} else if (strcmp(status, "ISSUE") == 0 && c &&
		   now > number(c, "until")) {
		person_set_status(w, p, "EXPIRED");
	}
	return p;
}

json_t *
world_person(struct world *w, const char *nik, const char *email)
{
	json_t *p = NULL;

	if (nik && nik[0])
		p = json_object_get(w->by_nik, nik);
	if (!p && email && email[0])
		p = json_object_get(w->by_email, email);
	return p ? catch_up(w, p) : NULL;
}

json_t *
world_person_by_link(struct world *w, const char *which, const char *token)
{
	json_t *p;
	size_t i;

	if (token[0] == '\0')
		return NULL;
	json_array_foreach(json_object_get(w->state, "persons"), i, p)
	{
		json_t *link = json_object_get(p, which);

		if (link && strcmp(member(link, "token"), token) == 0)
			return number(link, "until") > world_now(w) ? p : NULL;
	}
	return NULL;
}

/* Who is meant by NIK and address, if they do not speak of two. */
static int
find_both(struct world *w, const json_t *members, json_t **p, struct err *e)
{
	const char *nik = member(members, "nik");
	const char *email = member(members, "email");
	json_t *a = nik[0] ? json_object_get(w->by_nik, nik) : NULL;
	json_t *b = email[0] ? json_object_get(w->by_email, email) : NULL;

	if (!nik[0] && !email[0])
		return err_set(e, ERR_INPUT, "NIK atau email harus diisi.",
		    "neither nik nor email");
	if (a && b && a != b)
		return err_set(e, ERR_INPUT,
		    "NIK dan email itu milik dua orang.", "two persons");
	*p = a ? a : b;
	return 0;
}

int
world_put(
    struct world *w, const json_t *members, json_t **person, struct err *e)
{
	static const char *const keys[] = {
	    "nik", "email", "name", "status", "totp"};
	json_t *p = NULL;

	if (find_both(w, members, &p, e) < 0)
		return -1;
	if (json_object_get(members, "status") &&
	    !is_status(member(members, "status")))
		return err_set(
		    e, ERR_INPUT, "Status itu tidak dikenal.", "status");
	if (!p) {
		p = json_pack(
		    "{s:s, s:[]}", "status", "NOT_REGISTERED", "certificates");
		json_array_append_new(json_object_get(w->state, "persons"), p);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (json_object_get(members, keys[i]))
			set_text(w, p, keys[i], member(members, keys[i]));
	index_person(w, p);
	*person = p;
	return 0;
}

const char *
person_link(struct world *w, json_t *p, const char *which)
{
	char token[TOKEN + 1];
	json_t *link;

	random_code(token, TOKEN);
	link = json_pack("{s:s, s:I}", "token", token, "until",
	    (json_int_t)(world_now(w) + LINK_LIFE_MS));
	json_object_set_new(p, which, link);
	w->dirty = true;
	return member(link, "token");
}

const char *
person_activate(struct world *w, json_t *p)
{
	json_object_del(p, "activation");
	return person_link(w, p, "passphrase_link");
}

/* --- secrets ------------------------------------------------------------- */

const char *
passphrase_fault(const char *s)
{
	bool upper = false, lower = false, digit = false, sign = false;
	size_t n = strlen(s);

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		upper = upper || isupper(c);
		lower = lower || islower(c);
		digit = digit || isdigit(c);
		sign = sign || ispunct(c) || c == ' ';
	}
	if (n < PASSPHRASE_MIN)
		return "Passphrase paling sedikit 8 karakter.";
	if (!upper || !lower || !digit || !sign)
		return "Passphrase harus memuat huruf besar, huruf kecil, "
		       "angka, dan tanda.";
	return NULL;
}

/* A secret of one-time codes as apps read it. */
static void
make_totp(struct world *w, json_t *p)
{
	char secret[TOTP_BYTES], *text = NULL;
	size_t n;

	random_bytes(secret, sizeof(secret));
	if (oath_base32_encode(secret, sizeof(secret), &text, &n) == OATH_OK)
		set_text(w, p, "totp", text);
	free(text);
	sodium_memzero(secret, sizeof(secret));
}

int
person_set_passphrase(
    struct world *w, json_t *p, const char *passphrase, struct err *e)
{
	char hash[crypto_pwhash_STRBYTES];
	int64_t wait = number(w->state, "examine_ms");

	if (crypto_pwhash_str(hash, passphrase, strlen(passphrase),
		crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) < 0)
		return err_set(
		    e, ERR_SYSTEM, "Simulator: memori habis.", "pwhash");
	set_text(w, p, "passphrase", hash);
	json_object_del(p, "passphrase_link");
	make_totp(w, p);
	/* Whoever has a certificate has only changed the passphrase. */
	if (strcmp(person_status(p), "ISSUE") == 0)
		return 0;
	person_set_status(w, p, "WAITING_FOR_VERIFICATION");
	set_number(w, p, "examine_at", world_now(w) + wait);
	return 0;
}

bool
person_knows(const json_t *p, const char *passphrase)
{
	const char *hash = member(p, "passphrase");

	return hash[0] && crypto_pwhash_str_verify(
			      hash, passphrase, strlen(passphrase)) == 0;
}

const char *
person_otpauth(struct arena *a, const json_t *p)
{
	return arena_printf(a,
	    "otpauth://totp/Simulator:%s?secret=%s&issuer=Simulator",
	    member(p, "email"), member(p, "totp"));
}

bool
person_code(struct world *w, json_t *p, const char *code)
{
	const char *text = member(p, "totp");
	time_t now = (time_t)(world_now(w) / 1000);
	char *secret = NULL;
	uint64_t counter = 0;
	size_t n;
	int rc;

	if (oath_base32_decode(text, strlen(text), &secret, &n) != OATH_OK)
		return false;
	rc = oath_totp_validate4(
	    secret, n, now, TOTP_STEP, 0, 1, NULL, &counter, 0, code);
	sodium_memzero(secret, n);
	free(secret);
	/* Each code once, and none before one that was used. */
	if (rc < 0 || (int64_t)counter <= number(p, "totp_used"))
		return false;
	set_number(w, p, "totp_used", (int64_t)counter);
	return true;
}

/* --- certificates -------------------------------------------------------- */

int
person_issue(struct world *w, json_t *p, struct arena *a, struct err *e)
{
	struct ca_person who = {member(p, "name"), member(p, "email")};
	struct ca_issued c;

	if (ca_issue(w->ca, a, &who, world_now(w), &c, e) < 0)
		return -1;
	json_array_append_new(json_object_get(p, "certificates"),
	    json_pack("{s:s, s:s, s:s, s:I, s:I}", "serial", c.serial, "pem",
		c.certificate, "key", c.key, "from", (json_int_t)c.not_before,
		"until", (json_int_t)c.not_after));
	json_object_del(p, "examine_at");
	person_set_status(w, p, "ISSUE");
	return 0;
}

void
person_revoke(struct world *w, json_t *p)
{
	json_t *c = person_certificate(p);

	if (c)
		set_number(w, c, "revoked_at", world_now(w));
	person_set_status(w, p, "REVOKE");
}

json_t *
world_signer(const struct world *w, struct arena *a, struct str der,
    json_t **certificate)
{
	json_t *persons = json_object_get(w->state, "persons"), *p, *c;
	size_t i, k;

	json_array_foreach(persons, i, p)
	    json_array_foreach(json_object_get(p, "certificates"), k,
		c) if (str_eq(ca_to_der(a, member(c, "pem")), der))
	{
		*certificate = c;
		return p;
	}
	return NULL;
}

int
world_crl(struct world *w, struct arena *a, struct str *der, struct err *e)
{
	json_t *persons = json_object_get(w->state, "persons"), *p, *c;
	struct ca_revoked *v = NULL;
	size_t n = 0, cap = 0, i, k;

	json_array_foreach(persons, i, p)
	    json_array_foreach(json_object_get(p, "certificates"), k, c)
	{
		if (!json_object_get(c, "revoked_at"))
			continue;
		ARENA_GROW(a, v, n, cap);
		v[n++] = (struct ca_revoked){
		    member(c, "serial"), number(c, "revoked_at")};
	}
	return crl_make(w->ca, a, v, n, world_now(w), der, e);
}
