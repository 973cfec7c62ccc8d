#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include <cmocka.h>

#include "base/limits.h"
#include "folder.h"
#include "mail/compose.h"
#include "mail/maildir.h"
#include "mail/mime.h"
#include "mail/read.h"

/* --- headers ------------------------------------------------------------ */

static const struct words {
	const char *name, *value, *text;
} words[] = {
    {"plain", " Permohonan TTE-2026-00001 ", "Permohonan TTE-2026-00001"},
    {"empty", "", ""},
    {"folded", "satu\r\n dua\r\n\ttiga", "satu dua tiga"},
    {"q", "=?UTF-8?Q?Caf=C3=A9_kecil?=", "Café kecil"},
    {"q with an underscore", "=?UTF-8?Q?a=5Fb_c?=", "a_b c"},
    {"b", "=?utf-8?b?Q2Fmw6k=?=", "Café"},
    {"two words are one", "=?UTF-8?Q?sa?=\r\n =?UTF-8?Q?tu?=", "satu"},
    {"a word and text", "=?UTF-8?Q?sa?= tu", "sa tu"},
    {"text and a word", "sa =?UTF-8?Q?tu?=", "sa tu"},
    {"text between", "=?UTF-8?Q?a?= b =?UTF-8?Q?c?=", "a b c"},
    {"another charset", "=?latin1?Q?a=E9?=", "=?latin1?Q?a=E9?="},
    {"another encoding", "=?utf-8?x?a?=", "=?utf-8?x?a?="},
    {"no end", "=?utf-8?q?a", "=?utf-8?q?a"},
    {"no end mark", "=?utf-8?q?a?", "=?utf-8?q?a?"},
    {"nothing in it",
	"=?utf-8?q?"
	"?=",
	""},
    {"cut escape", "=?utf-8?q?a=?= b", "a= b"},
    {"bad escapes", "=?utf-8?q?==G1=1?=", "==G1=1"},
    {"escape of a line end", "=?utf-8?q?a=0D=0Ab?=", "a  b"},
    {"no UTF-8 comes of it", "=?utf-8?q?a=FFb?=", "a?b"},
    {"no UTF-8", "a\xff", "a?"},
    {"control characters",
	"a\x01\x7f"
	"b",
	"a b"},
};

static void
test_words(void **state)
{
	const struct words *w = *state;
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(mime_words(&a, str_of(w->value)), w->text);
	arena_clear(&a);
}

/* --- bodies ------------------------------------------------------------- */

static const struct body {
	const char *name, *encoding, *body, *text;
} bodies[] = {
    {"none", "", "a\r\nb\r\n", "a\nb\n"},
    {"7bit", " 7bit", "a=3D\n", "a=3D\n"},
    {"quoted-printable", "Quoted-Printable\r\n", "a=3Db=\r\nc=C3=A9\r\n",
	"a=bcé\n"},
    {"soft break with LF", "quoted-printable", "a=\nb", "ab"},
    {"underscore stays", "quoted-printable", "a_b", "a_b"},
    {"an escape that ends", "quoted-printable", "a=3", "a=3"},
    {"an escaped NUL", "quoted-printable", "a=00b", "ab"},
    {"base64", "BASE64", "YQ0K\r\nYg==\r\n", "a\nb"},
    {"base64 with rubbish", "base64", "Y!Q-0=K", "a\r"},
    {"empty base64", "base64", "", ""},
    {"no UTF-8", "base64", "Yf8=", "a?"},
};

static void
test_body(void **state)
{
	const struct body *b = *state;
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(
	    mime_body(&a, str_of(b->body), str_of(b->encoding)), b->text);
	arena_clear(&a);
}

/* --- whole mails -------------------------------------------------------- */

/* What we write can be read. */
static void
test_round(void **state)
{
	const struct mail mail = {.from = {"Dinas \"Contoh\"", "a@b.example"},
	    .to = {"Citra Contoh Lestari, S.Kom", "citra@c.example"},
	    .subject = "Permohonan Café: lengkapi berkas yang belum sesuai "
		       "dengan surat permohonan dari kantor Anda, ya",
	    .text =
		"Yth. Citra,\n\nbaris = yang sangat panjang sekali sehingga "
		"tidak muat dalam tujuh puluh enam huruf é\n.titik\n",
	    .html = "<!DOCTYPE html><p>Yth. é</p>\n",
	    .id = "<kudus.7.aa@b.example>",
	    .date = INT64_C(1795400100000),
	    .zone = 420};
	struct mail_seen m;
	struct err e = {0};
	struct arena a;
	struct sb b;

	(void)state;
	arena_init(&a, MIB);
	sb_init(&b, MAIL_MAX);
	assert_int_equal(mail_compose(&b, &mail, &e), 0);
	mail_read(&a, &m, sb_get(&b));
	assert_string_equal(m.subject, mail.subject);
	assert_string_equal(m.text, mail.text);
	assert_string_equal(m.html, mail.html);
	assert_string_equal(
	    m.to, "Citra Contoh Lestari, S.Kom <citra@c.example>");
	assert_string_equal(m.from, "Dinas \"Contoh\" <a@b.example>");
	sb_clear(&b);
	arena_clear(&a);
}

static const struct whole {
	const char *name, *mail, *subject, *text, *html;
} wholes[] = {
    {"nothing", "", "", "", ""},
    {"a head alone", "Subject: a", "a", "", ""},
    {"text alone", "Subject: a\n\nisi\n", "a", "isi\n", ""},
    {"a page alone", "Content-Type: text/html\n\n<p>isi", "", "", "<p>isi"},
    {"no end of the parts",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nisi", "", "isi",
	""},
    {"parts in parts",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
	"Content-Type: multipart/alternative; boundary=\"y\"\n\n--y\n\nisi\n"
	"--y\nContent-Type: text/html\n\n<p>\n--y--\n--x--\n",
	"", "isi\n", "<p>\n"},
    {"the first of two",
	"Content-Type: multipart/mixed; boundary=x\n\n"
	"--x\n\nsatu\n--x\n\ndua\n--x--\n",
	"", "satu\n", ""},
    {"parts without a boundary", "Content-Type: multipart/mixed\n\nisi", "", "",
	""},
    {"a boundary of nothing",
	"Content-Type: multipart/mixed; boundary=\"\"\n\nisi", "", "", ""},
};

static void
test_whole(void **state)
{
	const struct whole *w = *state;
	struct mail_seen m;
	struct arena a;

	arena_init(&a, MIB);
	mail_read(&a, &m, str_of(w->mail));
	assert_string_equal(m.subject, w->subject);
	assert_string_equal(m.text, w->text);
	assert_string_equal(m.html, w->html);
	arena_clear(&a);
}

/* Parts within parts without end do not exhaust the stack. */
static void
test_deep(void **state)
{
	struct mail_seen m;
	struct arena a;
	struct sb b;

	(void)state;
	arena_init(&a, 64 * MIB);
	sb_init(&b, MIB);
	for (int i = 0; i < 5000; i++)
		sb_printf(&b,
		    "Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n", i,
		    i);
	sb_puts(&b, "\nisi\n");
	mail_read(&a, &m, sb_get(&b));
	assert_string_equal(m.text, "");
	sb_clear(&b);
	arena_clear(&a);
}

/* --- a Maildir ---------------------------------------------------------- */

static void
deliver(const char *dir, const char *name, const char *id, time_t at)
{
	char path[200];
	const struct utimbuf times = {at, at};
	struct err e = {0};

	assert_int_equal(maildir_deliver(dir, id, str_of(name), &e), 0);
	snprintf(path, sizeof(path), "%s/new/%s", dir, name);
	assert_int_equal(utime(path, &times), 0);
}

static void
test_maildir(void **state)
{
	char base[] = "/tmp/paraf-test-XXXXXX", dir[100], path[200], seen[200];
	struct maildir_entry *v;
	struct str mail;
	struct err e = {0};
	struct arena a;
	int64_t at;
	size_t n;

	(void)state;
	arena_init(&a, 16 * MIB);
	assert_non_null(mkdtemp(base));
	snprintf(dir, sizeof(dir), "%s/surat", base);
	assert_int_equal(maildir_list(dir, &a, &v, &n, 2, &e), 0);
	assert_int_equal(n, 0);
	deliver(dir, "b@x", "<b@x>", 2000);
	deliver(dir, "d@x", "<d@x>", 4000);
	deliver(dir, "a@x", "<a@x>", 1000);
	deliver(dir, "c@x", "<c@x>", 3000);
	/* One that somebody has read elsewhere. */
	snprintf(path, sizeof(path), "%s/new/d@x", dir);
	snprintf(seen, sizeof(seen), "%s/cur/d@x:2,S", dir);
	assert_int_equal(rename(path, seen), 0);
	assert_int_equal(maildir_list(dir, &a, &v, &n, 3, &e), 0);
	assert_int_equal(n, 3);
	assert_string_equal(v[0].name, "d@x:2,S");
	assert_string_equal(v[1].name, "c@x");
	assert_string_equal(v[2].name, "b@x");
	assert_int_equal(v[2].at, 2000000);
	assert_int_equal(maildir_read(dir, "d@x:2,S", &a, &mail, &at, &e), 1);
	assert_true(str_eqz(mail, "d@x"));
	assert_int_equal(at, 4000000);
	assert_int_equal(maildir_read(dir, "e@x", &a, &mail, &at, &e), 0);
	assert_int_equal(
	    maildir_read(dir, "../new/a@x", &a, &mail, &at, &e), 0);
	assert_int_equal(maildir_read(dir, "..", &a, &mail, &at, &e), 0);
	assert_int_equal(folder_remove(base), 0);
	arena_clear(&a);
}

/* --- all ---------------------------------------------------------------- */

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	struct CMUnitTest tests[COUNT(words) + COUNT(bodies) + COUNT(wholes) +
				3] = {cmocka_unit_test(test_round),
	    cmocka_unit_test(test_deep), cmocka_unit_test(test_maildir)};
	size_t n = 3;

	for (size_t i = 0; i < COUNT(words); i++)
		tests[n++] = (struct CMUnitTest){words[i].name, test_words,
		    NULL, NULL, (void *)(uintptr_t)&words[i]};
	for (size_t i = 0; i < COUNT(bodies); i++)
		tests[n++] = (struct CMUnitTest){bodies[i].name, test_body,
		    NULL, NULL, (void *)(uintptr_t)&bodies[i]};
	for (size_t i = 0; i < COUNT(wholes); i++)
		tests[n++] = (struct CMUnitTest){wholes[i].name, test_whole,
		    NULL, NULL, (void *)(uintptr_t)&wholes[i]};
	return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
