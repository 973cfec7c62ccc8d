#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "vault/totp.h"

/* The secrets of RFC 6238, appendix B: "1234567890..." of 20, 32, 64. */
#define S20 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
#define S32 S20 "GEZDGNBVGY3TQOJQGEZA"
#define S64 S20 S20 S20 "GEZDGNA"

#define AT(hash, secret) \
	"otpauth://totp/Uji?secret=" secret "&digits=8&algorithm=" hash

static struct code {
	const char *name, *address, *code;
	int64_t at;
} codes[] = {
    {"SHA1 at 59", AT("SHA1", S20), "94287082", 59},
    {"SHA256 at 59", AT("SHA256", S32), "46119246", 59},
    {"SHA512 at 59", AT("SHA512", S64), "90693936", 59},
    {"SHA1 at 1111111109", AT("SHA1", S20), "07081804", 1111111109},
    {"SHA256 at 1111111109", AT("SHA256", S32), "68084774", 1111111109},
    {"SHA512 at 1111111109", AT("SHA512", S64), "25091201", 1111111109},
    {"SHA1 at 1111111111", AT("SHA1", S20), "14050471", 1111111111},
    {"SHA256 at 1111111111", AT("SHA256", S32), "67062674", 1111111111},
    {"SHA512 at 1111111111", AT("SHA512", S64), "99943326", 1111111111},
    {"SHA1 at 1234567890", AT("SHA1", S20), "89005924", 1234567890},
    {"SHA256 at 1234567890", AT("SHA256", S32), "91819424", 1234567890},
    {"SHA512 at 1234567890", AT("SHA512", S64), "93441116", 1234567890},
    {"SHA1 at 2000000000", AT("SHA1", S20), "69279037", 2000000000},
    {"SHA256 at 2000000000", AT("SHA256", S32), "90698825", 2000000000},
    {"SHA512 at 2000000000", AT("SHA512", S64), "38618901", 2000000000},
    {"SHA1 at 20000000000", AT("SHA1", S20), "65353130", 20000000000},
    {"SHA256 at 20000000000", AT("SHA256", S32), "77737706", 20000000000},
    {"SHA512 at 20000000000", AT("SHA512", S64), "47863826", 20000000000},
};

static void
test_code(void **state)
{
	const struct code *c = *state;
	char other[16];
	struct totp t;
	struct err e = {0};

	assert_int_equal(totp_parse(&t, str_of(c->address), &e), 0);
	assert_int_equal(t.digits, 8);
	assert_true(totp_fits(&t, c->code, c->at));
	/* One step to either side, and no farther. */
	assert_true(totp_fits(&t, c->code, c->at - c->at % 30 + 59));
	assert_true(totp_fits(&t, c->code, c->at - c->at % 30 - 30));
	assert_false(totp_fits(&t, c->code, c->at - c->at % 30 + 60));
	assert_false(totp_fits(&t, c->code, c->at - c->at % 30 - 31));
	snprintf(other, sizeof(other), "%s", c->code);
	other[7] = other[7] == '0' ? '1' : '0';
	assert_false(totp_fits(&t, other, c->at));
	other[7] = '\0';
	assert_false(totp_fits(&t, other, c->at));
	totp_clear(&t);
	assert_int_equal(t.key_n, 0);
}

/* secret NULL: must be refused. */
static struct address {
	const char *name, *text, *secret;
	unsigned digits, step;
	enum totp_hash hash;
} addresses[] = {
    {"the least", "otpauth://totp/?secret=" S20, S20, 6, 30, TOTP_SHA1},
    {"all of it",
	"otpauth://totp/Contoh:a%40b.example?secret=" S20
	"&issuer=Contoh&algorithm=SHA512&digits=7&period=60",
	S20, 7, 60, TOTP_SHA512},
    {"small letters, padded", "otpauth://totp/x?secret=mzxw6yq=", "MZXW6YQ", 6,
	30, TOTP_SHA1},
    {"padding in hexadecimal", "otpauth://totp/x?secret=MZXW6YQ%3D&digits=6",
	"MZXW6YQ", 6, 30, TOTP_SHA1},
    {"no secret", "otpauth://totp/x?digits=6", NULL, 0, 0, 0},
    {"an empty secret", "otpauth://totp/x?secret=", NULL, 0, 0, 0},
    {"a secret of other letters", "otpauth://totp/x?secret=ABC1", NULL, 0, 0,
	0},
    {"by counter", "otpauth://hotp/x?secret=" S20, NULL, 0, 0, 0},
    {"another thing", "https://totp/x?secret=" S20, NULL, 0, 0, 0},
    {"five digits", "otpauth://totp/x?secret=" S20 "&digits=5", NULL, 0, 0, 0},
    {"nine digits", "otpauth://totp/x?secret=" S20 "&digits=9", NULL, 0, 0, 0},
    {"no step", "otpauth://totp/x?secret=" S20 "&period=0", NULL, 0, 0, 0},
    {"an unknown hash", "otpauth://totp/x?secret=" S20 "&algorithm=MD5", NULL,
	0, 0, 0},
    {"a secret too long",
	"otpauth://totp/x?secret=" S20 S20 S20 S20 S20 S20 S20 S20, NULL, 0, 0,
	0},
    {"nothing", "", NULL, 0, 0, 0},
};

static void
test_address(void **state)
{
	const struct address *a = *state;
	struct err e = {0};
	struct totp t;
	int rc = totp_parse(&t, str_of(a->text), &e);

	assert_int_equal(rc, a->secret ? 0 : -1);
	assert_int_equal(e.kind, a->secret ? ERR_NONE : ERR_INPUT);
	if (!a->secret) {
		assert_int_equal(t.key_n, 0);
		return;
	}
	assert_string_equal(t.secret, a->secret);
	assert_int_equal(t.digits, a->digits);
	assert_int_equal(t.step, a->step);
	assert_int_equal(t.hash, a->hash);
}

/* A code is digits and nothing else. */
static void
test_strange_codes(void **state)
{
	static const char *const strange[] = {
	    "", " 94287082", "94287082 ", "9428708x", "+4287082", "942870820"};
	struct err e = {0};
	struct totp t;

	(void)state;
	assert_int_equal(totp_parse(&t, STR(AT("SHA1", S20)), &e), 0);
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
		assert_false(totp_fits(&t, strange[i], 59));
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	struct CMUnitTest tests[COUNT(codes) + COUNT(addresses) + 1];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(codes); i++)
		tests[n++] = (struct CMUnitTest){.name = codes[i].name,
		    .test_func = test_code,
		    .initial_state = &codes[i]};
	for (size_t i = 0; i < COUNT(addresses); i++)
		tests[n++] = (struct CMUnitTest){.name = addresses[i].name,
		    .test_func = test_address,
		    .initial_state = &addresses[i]};
	tests[n++] = (struct CMUnitTest){
	    .name = "strange codes", .test_func = test_strange_codes};
	return _cmocka_run_group_tests("totp", tests, n, NULL, NULL);
}
