/*
 * outside_bsre.c - what an outside file says of the way to BSrE.
 */
#include <string.h>

#include "app/outside_part.h"
#include "base/limits.h"
#include "bsre/settings.h"
#include "vault/x509.h"

#define CRL_SIZE      (4 * MIB)
#define TIME_MAX      600 /* s */
#define TIME_PASSWORD 15  /* s; somebody waits for it */
#define TIME_MEND     "tulis banyaknya detik, 1 sampai 600"
#define PASSWORD_MEND "tulis banyaknya detik, 1 sampai 15"

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static const char *const versions[] = {"1", "2"};

static const struct field time_fields[] = {
    {"status", .type = FIELD_TEXT},
    {"daftar", .type = FIELD_TEXT},
    {"sertifikat", .type = FIELD_TEXT},
    {"passphrase", .type = FIELD_TEXT},
    {"tanda_tangan", .type = FIELD_TEXT},
    {"verifikasi", .type = FIELD_TEXT},
};
static const struct schema time_schema = {
    "batas_waktu", time_fields, COUNT(time_fields)};

static const struct field bsre_fields[] = {
    {"alamat", .type = FIELD_TEXT},
    {"pengguna", .type = FIELD_TEXT},
    {"kata_sandi", .type = FIELD_TEXT},
    {"ca", .type = FIELD_TEXT},
    {"http_polos", .type = FIELD_WORD, .words = outside_yes_no, .words_n = 2},
    {"versi", .type = FIELD_WORD, .words = versions, .words_n = 2},
    {"jalan_passphrase", .type = FIELD_TEXT},
    {"batas_waktu", .type = FIELD_RECORD, .record = &time_schema},
    {"portal", .type = FIELD_TEXT},
    {"penerbit", .type = FIELD_TEXT},
    {"crl", .type = FIELD_TEXT},
};
static const struct schema bsre_schema = {
    "bsre", bsre_fields, COUNT(bsre_fields)};

/* Seconds, where nothing is said. */
static const long usual[BSRE_CALLS] = {
    [BSRE_STATUS] = 15,
    [BSRE_REGISTER] = 30,
    [BSRE_CHAIN] = 30,
    [BSRE_PROFILE] = 15,
    [BSRE_PASSPHRASE] = TIME_PASSWORD,
    [BSRE_SIGN] = TIME_PASSWORD,
    [BSRE_VERIFY] = 120,
    [BSRE_REVOKE] = 30,
};

static void
read_times(struct reading *r, const struct node *map)
{
	static const struct {
		const char *key;
		enum bsre_call call;
	} keys[] = {
	    {"status", BSRE_STATUS},
	    {"daftar", BSRE_REGISTER},
	    {"sertifikat", BSRE_CHAIN},
	    {"sertifikat", BSRE_PROFILE},
	    {"passphrase", BSRE_PASSPHRASE},
	    {"tanda_tangan", BSRE_SIGN},
	    {"verifikasi", BSRE_VERIFY},
	};
	const struct node *times = node_get(map, "batas_waktu");
	long *ms = r->out->bsre.total_ms;

	for (size_t i = 0; i < BSRE_CALLS; i++)
		ms[i] = usual[i] * 1000;
	for (size_t i = 0; i < COUNT(keys); i++) {
		/* Somebody waits for these. */
		bool word = keys[i].call == BSRE_PASSPHRASE ||
			    keys[i].call == BSRE_SIGN;
		const char *s = node_text(times, keys[i].key);
		uint64_t n = 0;

		if (!s)
			continue;
		if (str_u64(str_of(s), word ? TIME_PASSWORD : TIME_MAX, &n) ==
			0 &&
		    n > 0)
			ms[keys[i].call] = (long)n * 1000;
		else if (keys[i].call != BSRE_PROFILE)
			outside_wrong(r, times, keys[i].key,
			    word ? PASSWORD_MEND : TIME_MEND);
	}
}

static void
say(struct reading *r, const struct node *map, const char *key,
    const char *fault)
{
	problem_error(&r->l, node_place(map, key), "%s", fault);
}

/* "https://esign.kota.example/eSign": its host. */
static void
read_host(struct reading *r, const char *url, bool plain)
{
	struct outside_bsre *b = &r->out->bsre;
	struct str host = str_of(url + (plain ? 7 : 8)), alone;

	host.n = strcspn(host.p, "/");
	b->host = outside_host(r->a, host, plain ? 80 : 443, &alone);
	b->open = plain && !outside_is_loopback(alone);
}

static void
read_url(struct reading *r, const struct node *map, const char *url)
{
	struct outside_bsre *b = &r->out->bsre;
	bool allowed =
	    schema_word(map, "http_polos", outside_yes_no, 2, 1) == 0;
	const char *fault = bsre_url_fault(url, allowed);

	if (fault) {
		say(r, map, "alamat", fault);
		return;
	}
	b->plain = str_starts(str_of(url), STR("http://"));
	b->account.url = url;
	read_host(r, url, b->plain);
	if (b->plain)
		problem_warn(&r->l, node_place(map, "http_polos"),
		    "Sambungan ke BSrE tanpa TLS: akun API dan data orang "
		    "dapat dibaca di jalan%s.",
		    b->open ? ", dan passphrase tidak diminta di sini" : "");
}

static void
read_login(struct reading *r, const struct node *map)
{
	struct bsre_account *a = &r->out->bsre.account;
	const char *fault;

	a->user = node_text(map, "pengguna");
	a->password = node_text(map, "kata_sandi");
	fault = bsre_credentials_fault(a->user, a->password);
	if (!fault)
		return;
	say(r, map,
	    a->user && !strchr(a->user, ':') ? "kata_sandi" : "pengguna",
	    fault);
}

static void
read_account(struct reading *r, const struct node *map)
{
	static const char *const with[] = {"pengguna", "kata_sandi", "ca",
	    "http_polos", "versi", "jalan_passphrase", "batas_waktu"};
	struct outside_bsre *b = &r->out->bsre;
	const char *url = node_text(map, "alamat"), *fault;

	for (size_t i = 0; !url && i < COUNT(with); i++)
		if (node_get(map, with[i]))
			problem_error(&r->l, node_place(map, with[i]),
			    "\"%s\" hanya berlaku bersama \"alamat\" di berkas "
			    "yang sama; tambahkan \"alamat\".",
			    with[i]);
	if (!url)
		return;
	read_url(r, map, url);
	read_login(r, map);
	b->account.version =
	    schema_word(map, "versi", versions, 2, 1) == 0 ? 1 : 2;
	b->account.passphrase_path = node_text(map, "jalan_passphrase");
	fault = b->account.passphrase_path
		    ? bsre_path_fault(b->account.passphrase_path)
		    : NULL;
	if (fault)
		say(r, map, "jalan_passphrase", fault);
	b->ca = outside_issuers(r, map, "ca");
	read_times(r, map);
}

void
outside_read_bsre(struct reading *r, const struct node *map)
{
	struct outside_bsre *b = &r->out->bsre;
	const char *portal = node_text(map, "portal");

	schema_check(&r->l, &bsre_schema, map);
	if (map->type != NODE_MAP)
		return;
	read_account(r, map);
	if (portal && bsre_url_fault(portal, false))
		outside_wrong(r, map, "portal",
		    "tulis seperti https://portal.bsre.example");
	b->portal = portal;
	b->trust = outside_issuers(r, map, "penerbit");
	if (b->trust.n > 0 && certificate_count(str_z(r->a, b->trust)) < 0)
		outside_wrong(r, map, "penerbit",
		    "ada sertifikat yang rusak di berkas itu");
	b->crl = outside_bytes(r, map, "crl", CRL_SIZE);
	if (b->crl.n > 0 && b->crl.p[0] != 0x30 &&
	    !memmem(b->crl.p, b->crl.n, "-----BEGIN X509 CRL-----", 24))
		outside_wrong(r, map, "crl",
		    "berkas itu bukan daftar pencabutan (DER atau PEM)");
}
