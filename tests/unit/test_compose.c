#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/compose.h"

#define TEN   "abcdefghij"
#define FIFTY TEN TEN TEN TEN TEN

static const struct mail plain = {
    .from = {"Dinas Kominfo", "tte@dinas.example"},
    .to = {"Sekar Contoh", "sekar@dinas.example"},
    .subject = "Halo",
    .text = "Satu\nDua\n",
    .html = "<p>Satu</p>\n",
    .id = "<kudus.7.5f3a@dinas.example>",
    .thread = "<kudus.case.TTE-2026-00012@dinas.example>",
    .date = INT64_C(1770003005000), /* 2026-02-02 03:30:05 UTC */
    .zone = 420,
};

/* The mail; NULL if it was refused, then as ERR_INPUT or ERR_LIMIT. */
static const char *
compose(struct sb *b, const struct mail *m)
{
	struct err e = {0};

	sb_init(b, MAIL_MAX);
	if (mail_compose(b, m, &e) == 0)
		return sb_get(b).p;
	assert_true(e.kind == ERR_INPUT || e.kind == ERR_LIMIT);
	return NULL;
}

static void
test_whole(void **state)
{
	static const char want[] =
	    "Date: Mon, 02 Feb 2026 10:30:05 +0700\r\n"
	    "From: \"Dinas Kominfo\" <tte@dinas.example>\r\n"
	    "To: \"Sekar Contoh\" <sekar@dinas.example>\r\n"
	    "Subject: Halo\r\n"
	    "Message-ID: <kudus.7.5f3a@dinas.example>\r\n"
	    "In-Reply-To: <kudus.case.TTE-2026-00012@dinas.example>\r\n"
	    "References: <kudus.case.TTE-2026-00012@dinas.example>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "List-Id: Permohonan TTE\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_paraf_BF6027B08D05AE7E\"\r\n"
	    "\r\n"
	    "--=_paraf_BF6027B08D05AE7E\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Satu\r\n"
	    "Dua\r\n"
	    "--=_paraf_BF6027B08D05AE7E\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<p>Satu</p>\r\n"
	    "--=_paraf_BF6027B08D05AE7E--\r\n";
	const struct mail_header extra = {"List-Id", "Permohonan TTE"};
	struct mail m = plain;
	struct sb one, two;

	(void)state;
	m.extra = &extra;
	m.extra_n = 1;
	assert_string_equal(compose(&one, &m), want);
	assert_string_equal(compose(&two, &m), want);
	sb_clear(&one);
	sb_clear(&two);
}

/* One header, written as it stands with its folds; NULL: refused. */
static struct row {
	const char *name, *value, *want;
} subjects[] = {
    {"one word", "Halo", "Subject: Halo\r\n"},
    {"empty", "", "Subject:\r\n"},
    {"not ASCII", "Déjà", "Subject: =?UTF-8?Q?D=C3=A9j=C3=A0?=\r\n"},
    {"blanks are marks in a word", "é b_c",
	"Subject: =?UTF-8?Q?=C3=A9_b=5Fc?=\r\n"},
    {"looks encoded", "a =?b", "Subject: =?UTF-8?Q?a_=3D=3Fb?=\r\n"},
    {"two blanks", "a  b", "Subject: =?UTF-8?Q?a__b?=\r\n"},
    {"blank at the end", "a ", "Subject: =?UTF-8?Q?a_?=\r\n"},
    {"folded between words", FIFTY " " TEN " " TEN,
	"Subject: " FIFTY " " TEN "\r\n " TEN "\r\n"},
    {"a line that just fits", FIFTY " " TEN " abcdefg",
	"Subject: " FIFTY " " TEN " abcdefg\r\n"},
    {"and one more", FIFTY " " TEN " abcdefgh",
	"Subject: " FIFTY " " TEN "\r\n abcdefgh\r\n"},
    {"a word too long to fold", FIFTY FIFTY,
	"Subject: =?UTF-8?Q?" FIFTY "abcdefg?=\r\n"
	" =?UTF-8?Q?hij" TEN TEN TEN TEN "?=\r\n"},
    {"whole characters in a word", "éééééééééééééééé",
	"Subject: =?UTF-8?Q?=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9"
	"=C3=A9?=\r\n"
	" =?UTF-8?Q?=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9?=\r\n"},
    {"line end", "a\nb", NULL},
    {"carriage return", "a\rb", NULL},
    {"another header", "a\r\nBcc: x@y.example", NULL},
    {"tab", "a\tb", NULL},
    {"delete", "a\177b", NULL},
    {"not UTF-8", "a\xff", NULL},
    {"half a character", "a\xc3", NULL},
};

static void
test_subject(void **state)
{
	const struct row *r = *state;
	struct mail m = plain;
	struct sb b;
	const char *got;

	m.subject = r->value;
	got = compose(&b, &m);
	if (r->want) {
		char after[600];

		snprintf(after, sizeof(after), "\r\n%sMessage-ID:", r->want);
		assert_non_null(got);
		if (!strstr(got, after))
			assert_string_equal(got, after);
	} else {
		assert_null(got);
	}
	sb_clear(&b);
}

static struct row names[] = {
    {"plain", "Sekar Contoh", "To: \"Sekar Contoh\" <a@b.example>\r\n"},
    {"none", NULL, "To: <a@b.example>\r\n"},
    {"empty", "", "To: <a@b.example>\r\n"},
    {"marks of an address", "Sekar <x@y.example>, S.Kom",
	"To: \"Sekar <x@y.example>, S.Kom\" <a@b.example>\r\n"},
    {"quotes", "Sekar \"Ayu\" \\",
	"To: \"Sekar \\\"Ayu\\\" \\\\\""
	" <a@b.example>\r\n"},
    {"not ASCII", "José, S.H.",
	"To: =?UTF-8?Q?Jos=C3=A9=2C_S=2EH=2E?= <a@b.example>\r\n"},
    {"long", FIFTY " " TEN,
	"To: =?UTF-8?Q?" FIFTY "_" TEN "?=\r\n <a@b.example>\r\n"},
    {"longer", FIFTY TEN TEN,
	"To: =?UTF-8?Q?" FIFTY TEN "ab?=\r\n"
	" =?UTF-8?Q?cdefghij?= <a@b.example>\r\n"},
    {"line end", "a\nBcc: x@y.example", NULL},
    {"carriage return", "a\r", NULL},
    {"too long", FIFTY FIFTY FIFTY FIFTY "x", NULL},
};

static void
test_name(void **state)
{
	const struct row *r = *state;
	struct mail m = plain;
	struct sb b;
	const char *got;

	m.to = (struct mail_party){r->value, "a@b.example"};
	got = compose(&b, &m);
	if (r->want) {
		char after[600];

		snprintf(after, sizeof(after), "\r\n%sSubject:", r->want);
		assert_non_null(got);
		if (!strstr(got, after))
			assert_string_equal(got, after);
	} else {
		assert_null(got);
	}
	sb_clear(&b);
}

/* The text part; NULL: refused. */
static struct row bodies[] = {
    {"empty", "", ""},
    {"one line", "a\n", "a\r\n"},
    {"without its end", "a", "a\r\n"},
    {"empty line", "a\n\nb\n", "a\r\n\r\nb\r\n"},
    {"CR LF", "a\r\nb\r\n", "a\r\nb\r\n"},
    {"CR inside", "a\rb\n", "a=0Db\r\n"},
    {"not ASCII", "é\n", "=C3=A9\r\n"},
    {"equals", "a=b\n", "a=3Db\r\n"},
    {"blank at the end of a line", "a \nb\n", "a=20\r\nb\r\n"},
    {"tab at the end of a line", "a\t\n", "a=09\r\n"},
    {"blanks inside", "a \tb\n", "a \tb\r\n"},
    {"a dot alone", ".\n", "=2E\r\n"},
    {"two dots", "..\na.\n", "=2E.\r\na.\r\n"},
    {"From at the beginning", "From a\nxFrom b\nFroma\n",
	"=46rom a\r\nxFrom b\r\nFroma\r\n"},
    {"76 fit", FIFTY TEN TEN "abcdef\n", FIFTY TEN TEN "abcdef\r\n"},
    {"77 do not", FIFTY TEN TEN "abcdefg\n", FIFTY TEN TEN "abcde=\r\nfg\r\n"},
    {"a dot after a soft break", FIFTY TEN TEN "abcde.fg\n",
	FIFTY TEN TEN "abcde=\r\n=2Efg\r\n"},
    {"a character stays whole", FIFTY TEN TEN "é\n",
	FIFTY TEN TEN "=C3=A9\r\n"},
    {"and goes to the next line", FIFTY TEN TEN "aé\n",
	FIFTY TEN TEN "a=\r\n=C3=A9\r\n"},
    {"not UTF-8", "a\xff\n", NULL},
};

static void
test_body(void **state)
{
	const struct row *r = *state;
	struct mail m = plain;
	const char *got;
	struct sb b;

	m.text = r->value;
	m.html = NULL;
	got = compose(&b, &m);
	if (r->want) {
		char want[600];

		snprintf(want, sizeof(want),
		    "printable\r\n\r\n%s--=_paraf_BF6027B08D05AE7E--\r\n",
		    r->want);
		assert_non_null(got);
		assert_non_null(strstr(got, "printable\r\n"));
		assert_string_equal(strstr(got, "printable\r\n"), want);
	} else {
		assert_null(got);
	}
	sb_clear(&b);
}

/* What no mail may have. */
static void
test_refused(void **state)
{
	static const char *const ids[] = {"", "a@b", "<a>", "<a@b", "<a b@c>",
	    "<a@b@c>", "<a@b>\r\nX: y", "<a\n@b>", "<<a@b>>", "<a@b;>",
	    "<a@\xc3\xa9>", "<a,b@c>"};
	static const char *const addresses[] = {"", "a", "a@b", "a b@c.example",
	    "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example",
	    "<a@b.example>", "a@b.example\n.", "\xc3\xa9@b.example"};
	static const struct mail_header headers[] = {{"X-A", "b\r\nX-C: d"},
	    {"X-A\r\nX-C", "d"}, {"X A", "b"}, {"", "b"}, {"X-A:", "b"}};
	struct mail m;
	struct sb b;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		m = plain;
		m.id = ids[i];
		assert_null(compose(&b, &m));
		sb_clear(&b);
		m = plain;
		m.thread = ids[i];
		assert_null(compose(&b, &m));
		sb_clear(&b);
	}
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		m = plain;
		m.to.address = addresses[i];
		if (i == 7) /* a line end behind it is left out, no more */
			m.to.address = "a@b.example\n.x";
		assert_null(compose(&b, &m));
		sb_clear(&b);
		m.from.address = m.to.address;
		m.to = plain.to;
		assert_null(compose(&b, &m));
		sb_clear(&b);
	}
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		m = plain;
		m.extra = &headers[i];
		m.extra_n = 1;
		assert_null(compose(&b, &m));
		sb_clear(&b);
	}
}

static void
test_too_long(void **state)
{
	struct mail m = plain;
	char *text = malloc(MAIL_MAX);
	struct sb b;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', MAIL_MAX - 1);
	text[MAIL_MAX - 1] = '\0';
	m.text = text;
	assert_null(compose(&b, &m));
	sb_clear(&b);
	text[MAIL_MAX / 2] = '\0';
	assert_non_null(compose(&b, &m));
	sb_clear(&b);
	free(text);
}

static void
test_dates(void **state)
{
	static const struct {
		int64_t ms;
		int zone;
		const char *want;
	} rows[] = {
	    {0, 0, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"},
	    {INT64_C(951782399999), 480,
		"Date: Tue, 29 Feb 2000 07:59:59 +0800\r\n"},
	    {INT64_C(1798736400000), 540,
		"Date: Fri, 01 Jan 2027 02:00:00 +0900\r\n"},
	    {INT64_C(1798736400000), -90,
		"Date: Thu, 31 Dec 2026 15:30:00 -0130\r\n"},
	    {-1000, -60, "Date: Wed, 31 Dec 1969 22:59:59 -0100\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mail m = plain;
		struct sb b;

		m.date = rows[i].ms;
		m.zone = rows[i].zone;
		assert_non_null(compose(&b, &m));
		assert_memory_equal(
		    sb_get(&b).p, rows[i].want, strlen(rows[i].want));
		sb_clear(&b);
	}
}

/* --- read back what was written ----------------------------------------- */

static int
hex_value(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

static size_t
unhex(char *out, const char *s)
{
	*out = (char)(hex_value(s[1]) * 16 + hex_value(s[2]));
	return 3;
}

/* A reader of encoded words that shares nothing with the writer. */
static void
read_subject(char *out, const char *mail)
{
	const char *s = strstr(mail, "\r\nSubject: ") + 11;

	while (strncmp(s, "\r\nMessage-ID", 12) != 0) {
		if (strncmp(s, "=?UTF-8?Q?", 10) != 0) {
			if (strncmp(s, "\r\n ", 3) == 0)
				s += 2;
			else
				*out++ = *s++;
			continue;
		}
		for (s += 10; strncmp(s, "?=", 2) != 0;) {
			if (*s == '=') {
				s += unhex(out++, s);
			} else {
				*out++ = *s == '_' ? ' ' : *s;
				s++;
			}
		}
		s += 2;
		if (strncmp(s, "\r\n =?", 5) == 0)
			s += 3;
	}
	*out = '\0';
}

static void
read_text(char *out, const char *mail)
{
	const char *s = strstr(mail, "printable\r\n\r\n") + 13;

	while (strncmp(s, "--=_paraf", 9) != 0) {
		if (strncmp(s, "=\r\n", 3) == 0)
			s += 3;
		else if (*s == '=')
			s += unhex(out++, s);
		else if (*s == '\r')
			s++;
		else
			*out++ = *s++;
	}
	*out = '\0';
}

static void
random_text(char *out, size_t n, bool lines)
{
	static const char *const points[] = {"a", "Z", "0", " ", ".", "=", "?",
	    "_", "\"", "<", "é", "—", "From ", "😀", "ijklmnopqrst", "-"};
	size_t at = 0;

	while (at + 20 < n) {
		const char *p = points[rand() % 16];

		if (lines && rand() % 30 == 0)
			p = "\n";
		memcpy(out + at, p, strlen(p));
		at += strlen(p);
		if (rand() % 200 == 0)
			break;
	}
	out[at] = '\0';
}

/* Whatever is written can be read again, and no line is too long. */
static void
test_round_trip(void **state)
{
	(void)state;
	srand(7);
	for (int i = 0; i < 3000; i++) {
		char subject[480], text[2000], got[8000], want[2002];
		struct mail m = plain;
		const char *mail, *line;
		struct sb b;

		random_text(subject, sizeof(subject), false);
		random_text(text, sizeof(text), true);
		m.subject = subject;
		m.text = text;
		mail = compose(&b, &m);
		assert_non_null(mail);
		read_subject(got, mail);
		assert_string_equal(got, subject);
		read_text(got, mail);
		snprintf(want, sizeof(want), "%s%s", text,
		    *text && text[strlen(text) - 1] != '\n' ? "\n" : "");
		assert_string_equal(got, want);
		for (line = mail; *line; line = strstr(line, "\r\n") + 2) {
			assert_in_range(strstr(line, "\r\n") - line, 0, 78);
			assert_int_not_equal(*line, '.');
		}
		sb_clear(&b);
	}
}

static struct party {
	const char *in, *name, *address;
} parties[] = {
    {"a@b.example", "", "a@b.example"},
    {" A@B.example ", "", "a@b.example"},
    {"<a@b.example>", "", "a@b.example"},
    {"Dinas <a@b.example>", "Dinas", "a@b.example"},
    {"\"Dinas, Kota\" <a@b.example>", "Dinas, Kota", "a@b.example"},
    {"Dinas  Kota<a@b.example> ", "Dinas  Kota", "a@b.example"},
    {"", NULL, NULL},
    {"Dinas", NULL, NULL},
    {"Dinas a@b.example", NULL, NULL},
    {"Dinas <a@b.example", NULL, NULL},
    {"Dinas a@b.example>", NULL, NULL},
    {"Dinas <<a@b.example>>", NULL, NULL},
    {"A\nB <a@b.example>", NULL, NULL},
    {"A\xff <a@b.example>", NULL, NULL},
};

static void
test_party(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, (size_t)1 << 20);
	for (size_t i = 0; i < sizeof(parties) / sizeof(parties[0]); i++) {
		const struct party *r = &parties[i];
		struct mail_party p = {"old", "old"};
		struct err e = {0};
		int rc = mail_party_parse(&a, &p, str_of(r->in), &e);

		assert_int_equal(rc, r->address ? 0 : -1);
		assert_int_equal(e.kind, r->address ? ERR_NONE : ERR_INPUT);
		assert_string_equal(p.name, r->address ? r->name : "old");
		assert_string_equal(p.address, r->address ? r->address : "old");
	}
	arena_clear(&a);
}

#define ROWS(v) (sizeof(v) / sizeof((v)[0]))

static size_t
add(struct CMUnitTest *tests, size_t n, struct row *rows, size_t rows_n,
    CMUnitTestFunction run)
{
	for (size_t i = 0; i < rows_n; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, run, NULL, NULL, &rows[i]};
	return n;
}

int
main(void)
{
	struct CMUnitTest
	    tests[6 + ROWS(subjects) + ROWS(names) + ROWS(bodies)] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_party),
	    };
	size_t n = 6;

	n = add(tests, n, subjects, ROWS(subjects), test_subject);
	n = add(tests, n, names, ROWS(names), test_name);
	add(tests, n, bodies, ROWS(bodies), test_body);
	return cmocka_run_group_tests_name("compose", tests, NULL, NULL);
}
