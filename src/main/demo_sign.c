/*
 * demo_sign.c - officials of the trial who can sign: the simulator of BSrE
 * knows whoever `paraf demo` put on a seat, with a certificate.  NIK and
 * passphrase are made up, and stand in pejabat.tsv of the data folder.
 */
#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/random.h"
#include "main/demo.h"
#include "store/person.h"

#define LIST_MAX   MIB
#define SECRET_LEN 12
#define WAIT_MS    20000L /* a key is made for each of them */

struct signers {
	struct cmd *c;
	struct str was; /* the list before; empty: none */
	struct sb out;  /* owned; the list now */
	const char *passphrase;
	json_t *persons; /* owned; for the simulator */
	size_t lines;    /* of the list, for the next NIK */
};

/* tab-separated: office, lane, address, NIK, passphrase */
static const char *
column(struct arena *a, struct str line, int no)
{
	struct str v = {0};

	for (int i = 0; i <= no; i++)
		v = str_cut(&line, '\t');
	return v.p ? str_z(a, v) : "";
}

static int
open_list(struct signers *s, const char *path, struct err *e)
{
	struct arena *a = &s->c->arena;
	char code[SECRET_LEN + 1];
	struct str rest;

	if (access(path, F_OK) == 0 &&
	    cmd_read(a, path, LIST_MAX, &s->was, e) < 0)
		return -1;
	rest = s->was;
	s->passphrase = column(a, str_cut(&rest, '\n'), 4);
	if (!s->passphrase[0]) {
		random_code(code, SECRET_LEN);
		s->was.n = 0;
		/* Upper case, a digit and a sign, as its rule wants. */
		s->passphrase = arena_printf(a, "Contoh-%s-7", code);
	}
	for (size_t i = 0; i < s->was.n; i++)
		s->lines += s->was.p[i] == '\n';
	sb_puts(&s->out, str_z(a, s->was));
	return 0;
}

/* The NIK that an address has in the list; NULL: it is not there. */
static const char *
nik_of(struct signers *s, const char *email)
{
	struct arena *a = &s->c->arena;
	struct str rest = {sb_get(&s->out).p, sb_get(&s->out).n};

	while (rest.p && rest.n > 0) {
		struct str line = str_cut(&rest, '\n');

		if (strcmp(column(a, line, 2), email) == 0)
			return column(a, line, 3);
	}
	return NULL;
}

static void
add_signer(struct signers *s, const char *tenant, const struct holding *h)
{
	struct arena *a = &s->c->arena;
	const char *nik = nik_of(s, h->email);

	if (!nik) {
		/* Nobody is of regency 99. */
		nik = arena_printf(a, "339999010170%04zu", ++s->lines % 10000);
		sb_printf(&s->out, "%s\t%s\t%s\t%s\t%s\n", tenant, h->lane,
		    h->email, nik, s->passphrase);
	}
	json_array_append_new(
	    s->persons, json_pack("{s:s, s:s, s:s, s:s, s:s}", "nik", nik,
			    "email", h->email, "name", h->name, "status",
			    "ISSUE", "passphrase", s->passphrase));
}

/* Those of an office whose account is the trial's own. */
static int
add_office(struct signers *s, const char *tenant, struct err *e)
{
	struct arena *a = &s->c->arena;
	const char *end = arena_printf(a, "@%s.example", tenant);
	struct holding *v;
	struct db *db;
	size_t n;

	if (tenants_get(app_tenants(s->c->app), str_of(tenant), &db, e) < 0 ||
	    holding_list(db, a, &v, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *at = v[i].email ? strchr(v[i].email, '@') : NULL;

		if (at && strcmp(at, end) == 0 &&
		    (!v[i].until || v[i].until > s->c->now))
			add_signer(s, tenant, &v[i]);
	}
	return 0;
}

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p, (void)ctx;
	return size * n;
}

static int
tell_simulator(struct signers *s, const char *control, struct err *e)
{
	const char *url = arena_printf(&s->c->arena, "%s/persons", control);
	char *body = json_dumps(s->persons, JSON_COMPACT);
	CURL *curl = curl_easy_init();
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	long status = 0;

	if (body && curl) {
		curl_easy_setopt(curl, CURLOPT_URL, url);
		curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, WAIT_MS);
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
		rc = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	}
	curl_easy_cleanup(curl);
	free(body);
	if (rc == CURLE_OK && status == 200)
		return 0;
	return err_set(e, ERR_BUSY,
	    "Simulator BSrE tidak menerima pejabat contoh.", "%s: %s, %ld", url,
	    curl_easy_strerror(rc), status);
}

int
demo_signers(struct cmd *c, const char *control, struct err *e)
{
	struct arena *a = &c->arena;
	const char *path = arena_printf(a, "%s/pejabat.tsv", c->data);
	struct signers s = {.c = c, .persons = json_array()};
	const struct office *office;
	const struct tenant *v;
	int rc = 0;
	size_t n;

	sb_init(&s.out, LIST_MAX);
	if (open_list(&s, path, e) < 0)
		rc = -1;
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!v[i].active)
			continue;
		rc = app_profile(c->app, &v[i], &office, e);
		if (rc == 0 && strcmp(office->bsre_module, "manual") != 0)
			rc = add_office(&s, v[i].id, e);
	}
	if (rc == 0 && json_array_size(s.persons) > 0)
		rc = tell_simulator(&s, control, e);
	if (rc == 0 && json_array_size(s.persons) > 0)
		rc = demo_write(c, path, sb_get(&s.out), e);
	if (rc == 0)
		printf("%zu pejabat contoh dapat menandatangani: %s\n",
		    json_array_size(s.persons), path);
	sb_clear(&s.out);
	json_decref(s.persons);
	return rc;
}
