#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/passphrase.h"

#define TABLE "tests/data/passphrases.tsv"
#define ROWS  64

static const struct passphrase_owner owner = {
    .nik = "3399990411870001",
    .nip = "198704112010011001",
    .name = "Budi Santoso, S.Kom.",
    .email = "b.santoso@dinas.example",
};

/* One reported test per line: text, broken parts, strength. */
static struct row {
	char name[160], text[128], parts[128];
	int strength;
} rows[ROWS];

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct passphrase_words w;
	char parts[128] = "";
	unsigned set;

	passphrase_words(&w, &owner);
	set = passphrase_check(&passphrase_default, &w, str_of(r->text));
	for (unsigned i = 0; i < PASSPHRASE_PARTS; i++)
		if (set & PASSPHRASE_BIT(i)) {
			size_t n = strlen(parts);

			snprintf(parts + n, sizeof(parts) - n, "%s%s",
			    n ? "," : "", passphrase_part_name(i));
		}
	assert_string_equal(parts, r->parts);
	assert_int_equal(passphrase_strength(str_of(r->text)), r->strength);
}

static void
test_office_rule(void **state)
{
	const struct passphrase_rule r = {
	    .least = 12, .most = 16, .asked = PASSPHRASE_BIT(PASSPHRASE_DIGIT)};
	struct passphrase_words w;

	(void)state;
	passphrase_words(&w, &owner);
	assert_int_equal(passphrase_check(&r, &w, STR("lautteduh742")), 0);
	assert_int_equal(passphrase_check(&r, &w, STR("lautteduhkah")),
	    PASSPHRASE_BIT(PASSPHRASE_DIGIT));
	assert_int_equal(passphrase_check(&r, &w, STR("lautteduh74")),
	    PASSPHRASE_BIT(PASSPHRASE_LENGTH));
	assert_int_equal(passphrase_check(&r, &w, STR("lautteduh74-xkyqm")),
	    PASSPHRASE_BIT(PASSPHRASE_LENGTH));
}

static void
test_words(void **state)
{
	const struct passphrase_owner plain = {
	    .nik = "3399990411870001", .name = "Adi", .email = "ad@x.example"};
	const struct passphrase_owner twice = {.name = "Sukarni"};
	struct passphrase_words w;

	(void)state;
	passphrase_words(&w, &owner);
	assert_int_equal(w.n, 7);
	assert_string_equal(w.v[2], "b.santoso");
	assert_string_equal(w.v[3], "budisantoso,s.kom.");
	assert_string_equal(w.v[4], "budi");
	assert_string_equal(w.v[5], "santoso");
	assert_string_equal(w.v[6], "s.kom");
	/* Too short to matter. */
	passphrase_words(&w, &plain);
	assert_int_equal(w.n, 1);
	passphrase_words(&w, &twice);
	assert_int_equal(w.n, 1);
}

/* The text need not end anywhere, and no byte is too strange. */
static void
test_every_byte(void **state)
{
	char text[12] = "Laut7-Teduh";
	struct passphrase_words w;

	(void)state;
	passphrase_words(&w, &owner);
	for (int c = 0; c < 256; c++)
		for (size_t i = 0; i < sizeof(text); i++) {
			struct str s = {text, i};
			unsigned set;

			text[5] = (char)c;
			set = passphrase_check(&passphrase_default, &w, s);
			assert_true(
			    (set & PASSPHRASE_BIT(PASSPHRASE_TYPED)) == 0 ||
			    i > 5);
			assert_in_range(passphrase_strength(s), 0, 4);
		}
}

static size_t
read_table(void)
{
	FILE *f = fopen(TABLE, "r");
	char line[512];
	size_t n = 0;

	if (!f)
		return 0;
	while (n < ROWS && fgets(line, sizeof(line), f)) {
		struct str rest = {line, strcspn(line, "\n")};
		struct str text = str_cut(&rest, '\t');
		struct str parts = str_cut(&rest, '\t');
		struct row *r = &rows[n++];

		snprintf(r->text, sizeof(r->text), "%.*s", (int)text.n, text.p);
		snprintf(
		    r->parts, sizeof(r->parts), "%.*s", (int)parts.n, parts.p);
		snprintf(r->name, sizeof(r->name), "\"%s\"", r->text);
		r->strength = rest.n == 1 ? rest.p[0] - '0' : -1;
	}
	fclose(f);
	return n;
}

int
main(void)
{
	struct CMUnitTest tests[ROWS + 3];
	size_t n = read_table();

	if (n == 0) {
		fprintf(stderr, "%s cannot be read\n", TABLE);
		return 1;
	}
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = test_row,
		    .initial_state = &rows[i]};
	tests[n++] = (struct CMUnitTest){
	    .name = "an office's own rule", .test_func = test_office_rule};
	tests[n++] = (struct CMUnitTest){
	    .name = "words of the owner", .test_func = test_words};
	tests[n++] = (struct CMUnitTest){
	    .name = "every byte", .test_func = test_every_byte};
	return _cmocka_run_group_tests("passphrase", tests, n, NULL, NULL);
}
