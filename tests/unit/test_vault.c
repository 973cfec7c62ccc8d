#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vault/digest.h"
#include "vault/password.h"
#include "vault/token.h"

static void
test_password(void **state)
{
	char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];
	struct str p = STR("sandi rahasia 9");
	struct err e = {0};

	(void)state;
	assert_int_equal(password_hash(one, p, PASSWORD_COST_TEST, &e), 0);
	assert_int_equal(password_hash(two, p, PASSWORD_COST_TEST, &e), 0);
	assert_string_not_equal(one, two);
	assert_memory_equal(one, "$argon2id$", 10);
	assert_true(password_check(one, p));
	assert_true(password_check(two, p));
	assert_false(password_check(one, STR("sandi rahasia 8")));
	assert_false(password_check(one, (struct str){p.p, p.n - 1}));
	assert_false(password_check(one, STR("")));
	assert_false(password_check("", p));
	assert_false(password_check("$argon2id$", p));
	assert_false(password_check(NULL, p));
	/* A NUL is a character like any other. */
	assert_int_equal(
	    password_hash(one, STR("ab\0cd"), PASSWORD_COST_TEST, &e), 0);
	assert_true(password_check(one, STR("ab\0cd")));
	assert_false(password_check(one, STR("ab\0ce")));
	assert_false(password_check(one, STR("ab")));
}

static void
test_needs_rehash(void **state)
{
	char hash[PASSWORD_HASH_SIZE];
	struct str p = STR("sandi rahasia 9");
	struct err e = {0};

	(void)state;
	assert_int_equal(password_hash(hash, p, PASSWORD_COST_TEST, &e), 0);
	assert_false(password_needs_rehash(hash, PASSWORD_COST_TEST));
	assert_true(password_needs_rehash(hash, PASSWORD_COST_NORMAL));
	assert_int_equal(password_hash(hash, p, PASSWORD_COST_NORMAL, &e), 0);
	assert_false(password_needs_rehash(hash, PASSWORD_COST_NORMAL));
	assert_true(password_needs_rehash(hash, PASSWORD_COST_TEST));
	assert_true(password_needs_rehash("nonsense", PASSWORD_COST_TEST));
	assert_true(password_check(hash, p));
}

static void
test_token(void **state)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char key[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
	unsigned char h1[TOKEN_HASH], h2[TOKEN_HASH];
	char one[TOKEN_LEN + 1], two[TOKEN_LEN + 1];

	(void)state;
	token_new(one);
	token_new(two);
	assert_int_equal(strlen(one), TOKEN_LEN);
	assert_int_equal(strspn(one, letters), TOKEN_LEN);
	assert_string_not_equal(one, two);
	token_hash(h1, key, str_of(one));
	token_hash(h2, key, str_of(one));
	assert_memory_equal(h1, h2, TOKEN_HASH);
	token_hash(h2, other, str_of(one));
	assert_memory_not_equal(h1, h2, TOKEN_HASH);
	token_hash(h2, key, str_of(two));
	assert_memory_not_equal(h1, h2, TOKEN_HASH);
}

static void
test_key_derive(void **state)
{
	const unsigned char secret[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
	unsigned char a[KEY_SIZE], b[KEY_SIZE];

	(void)state;
	key_derive(a, secret, "csrf");
	key_derive(b, secret, "csrf");
	assert_memory_equal(a, b, KEY_SIZE);
	key_derive(b, secret, "session");
	assert_memory_not_equal(a, b, KEY_SIZE);
	key_derive(b, other, "csrf");
	assert_memory_not_equal(a, b, KEY_SIZE);
}

/* Parts do not run into each other. */
static void
test_mac(void **state)
{
	const unsigned char key[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
	const struct str ab_c[] = {STR("ab"), STR("c")};
	const struct str a_bc[] = {STR("a"), STR("bc")};
	const struct str abc[] = {STR("abc")};
	const struct str abc_[] = {STR("abc"), STR("")};
	char m[6][MAC_HEX_LEN + 1];

	(void)state;
	mac_hex(m[0], key, ab_c, 2);
	mac_hex(m[1], key, a_bc, 2);
	mac_hex(m[2], key, abc, 1);
	mac_hex(m[3], key, abc_, 2);
	mac_hex(m[4], other, ab_c, 2);
	mac_hex(m[5], key, NULL, 0);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(strspn(m[i], "0123456789abcdef"), MAC_HEX_LEN);
		assert_int_equal(strlen(m[i]), MAC_HEX_LEN);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(m[i], m[j]);
	}
	mac_hex(m[1], key, ab_c, 2);
	assert_string_equal(m[0], m[1]);
}

static void
test_secret_equal(void **state)
{
	(void)state;
	assert_true(secret_equal(STR("abc"), STR("abc")));
	assert_true(secret_equal(STR(""), (struct str){NULL, 0}));
	assert_false(secret_equal(STR("abc"), STR("abd")));
	assert_false(secret_equal(STR("abc"), STR("xbc")));
	assert_false(secret_equal(STR("abc"), STR("ab")));
	assert_false(secret_equal(STR("abc"), STR("")));
}

/* FIPS 180-4's own examples. */
static struct row {
	const char *name, *in, *want;
} rows[] = {
    {"content: empty", "",
	"0e5751c026e543b2e8ab2eb06099daa1"
	"d1e5df47778f7787faab45cdf12fe3a8"},
    {"content: abc", "abc",
	"bddd813c634239723171ef3fee98579b"
	"94964e3bb1cb3e427262c8c068d52319"},
    {"content: 56 letters",
	"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	"5f7a93da9c5621583f22e49e8e91a40c"
	"bba37536622235a380f434b9f68e49c4"},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	size_t n = strlen(r->in);

	/* Alike however it is cut. */
	for (size_t cut = 0; cut <= n; cut++) {
		unsigned char out[DIGEST_SIZE];
		char hex[DIGEST_HEX_LEN + 1];
		struct content_hash h;

		content_hash_init(&h);
		content_hash_add(&h, r->in, cut);
		content_hash_add(&h, r->in + cut, n - cut);
		content_hash_end(&h, out);
		hex_text(hex, out, sizeof(out));
		assert_string_equal(hex, r->want);
	}
}

/*
 * Literal bytes, so that a chain written today can be checked for ever:
 * BLAKE2b-256 of i:258, n, b:"hi", as b2sum -l 256 gives it.
 */
/* FIPS 180-2, B.2: in two parts, to see that they are one. */
static void
test_sha256(void **state)
{
	static const char text[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	unsigned char sum[SHA256_SIZE];
	char hex[SHA256_HEX_LEN + 1];
	struct sha256 h;

	(void)state;
	sha256_init(&h);
	sha256_add(&h, text, 10);
	sha256_add(&h, text + 10, sizeof(text) - 1 - 10);
	sha256_end(&h, sum);
	hex_text(hex, sum, sizeof(sum));
	assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039"
				 "a33ce45964ff2167f6ecedd419db06c1");
}

static void
test_field_hash(void **state)
{
	unsigned char out[DIGEST_SIZE];
	char hex[DIGEST_HEX_LEN + 1];
	struct field_hash h;

	(void)state;
	field_hash_init(&h, NULL);
	field_hash_int(&h, 258);
	field_hash_null(&h);
	field_hash_bytes(&h, "hi", 2);
	field_hash_end(&h, out);
	hex_text(hex, out, sizeof(out));
	assert_string_equal(hex, "c1187e31c16c02ec02dd2f819501a293"
				 "7cb8fb39cfa123825d313d153d7a6b13");
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 7] = {
	    cmocka_unit_test(test_password),
	    cmocka_unit_test(test_needs_rehash),
	    cmocka_unit_test(test_token),
	    cmocka_unit_test(test_key_derive),
	    cmocka_unit_test(test_mac),
	    cmocka_unit_test(test_secret_equal),
	    cmocka_unit_test(test_sha256),
	    cmocka_unit_test(test_field_hash),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 7] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
