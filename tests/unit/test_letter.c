/*
 * Every template of templates/mail for each of the five offices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/letter.h"
#include "app/url.h"
#include "base/asset.h"
#include "base/limits.h"
#include "base/random.h"
#include "domain/redact.h"
#include "folder.h"
#include "vault/token.h"

#define CASE                                                \
	"\"number\":\"TTE-2026-00001\","                    \
	"\"service\":\"Penerbitan Sertifikat Elektronik\"," \
	"\"applicant\":\"Citra <Contoh> Lestari\""
#define TASK                                                                 \
	CASE ",\"row_no\":\"4\",\"activity\":\"Memeriksa berkas & surat\","  \
	     "\"title\":\"berkas menunggu diperiksa\","                      \
	     "\"act\":\"Mohon periksa kelengkapan berkas permohonan ini.\"," \
	     "\"due_text\":\"Senin, 23 November 2026 pukul 09.15 WIB\","     \
	     "\"reason\":\"Surat belum ditandatangani.\","                   \
	     "\"path\":\"/permohonan/TTE-2026-00001/langkah/7\","            \
	     "\"path_label\":\"Periksa berkas\""
#define HOLDER ",\"holder\":\"Budi Contoh\""
#define LINK                                                         \
	CASE HOLDER ",\"title\":\"lakukan aktivasi\","               \
		    "\"act\":\"Periksa data identitas.\","           \
		    "\"time_text\":\"Tautan berakhir hari ini.\","   \
		    "\"expires_text\":\"Selasa, 24 November 2026\"," \
		    "\"path\":\"/aktivasi/{token}\","                \
		    "\"path_label\":\"Mulai aktivasi\""
#define PATH                                        \
	",\"path\":\"/permohonan/TTE-2026-00001\"," \
	"\"path_label\":\"Lihat permohonan\""
#define LATE                                               \
	",\"time_text\":\"Batas waktunya lewat 1 hari.\"," \
	"\"seat\":\"Kepala Dinas\""
#define UNTIL ",\"until_text\":\"1 Januari 2027\",\"days\":30"
#define TICKET                                                                \
	"\"until_text\":\"Senin pukul 10.15\",\"path\":\"/sandi-baru/{token}" \
	"\",\"path_label\":\"Buat kata sandi baru\""
#define DIGEST                                                           \
	"\"all\":3,\"has_late\":true,\"late\":1,\"has_more\":true,"      \
	"\"more\":1,\"path\":\"/tugas\",\"path_label\":\"Buka\","        \
	"\"groups\":[{\"title\":\"Memeriksa\",\"lines\":[{\"number\":"   \
	"\"TTE-2026-00001\",\"who\":\"Budi Contoh\",\"when\":\"sejak\"," \
	"\"late\":true,\"desk\":\"\",\"path\":\"/\"}]}]"

static const struct {
	const char *template, *facts;
} letters[] = {
    {"received", CASE PATH ",\"code\":\"ABCD23456789\""},
    {"task", TASK HOLDER},
    {"own_task", TASK HOLDER},
    {"link", LINK},
    {"issued", CASE HOLDER PATH},
    {"issued_holder", CASE HOLDER PATH},
    {"refused", CASE HOLDER PATH},
    {"refused_holder", CASE HOLDER PATH},
    {"done", CASE PATH ",\"result\":\"Sertifikat elektronik BSrE\""},
    {"rejected", CASE PATH ",\"reason\":\"Surat tidak sah.\""},
    {"abandoned", CASE PATH},
    {"credential", CASE PATH},
    {"second", TASK HOLDER},
    {"empty_desk", TASK LATE},
    {"password", TICKET},
    {"address", TICKET},
    {"remind", TASK LATE},
    {"remind_applicant", TASK LATE},
    {"escalate", TASK LATE},
    {"link_soon", LINK},
    {"link_over", CASE HOLDER PATH},
    {"certificate", CASE HOLDER PATH UNTIL},
    {"digest", DIGEST},
};

static const char *const offices[] = {
    "kudus", "maluku-utara", "tapin", "trenggalek", "undiksha"};

enum {
	LETTERS = sizeof(letters) / sizeof(letters[0]),
	OFFICES = sizeof(offices) / sizeof(offices[0])
};

struct fixture {
	char dir[64];
	struct arena arena;
	struct app *app, *lost; /* the lost one does not know its address */
	const struct office *office[OFFICES];
};

static struct fixture fixture;

static char *
read_all(const char *path)
{
	char *text = calloc(1, 64 * KIB);
	FILE *in = fopen(path, "rb");
	size_t n = in && text ? fread(text, 1, 64 * KIB - 1, in) : 0;

	if (in)
		fclose(in);
	assert_true(n > 0);
	return text;
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-letter-XXXXXX";
	struct fixture *f = &fixture;
	struct app_conf conf = {
	    .data = f->dir, .strict = true, .url = "https://tte.example"};
	struct app_conf lost = {.data = f->dir};
	struct err e = {0};

	(void)state;
	memcpy(f->dir, template, sizeof(template));
	if (!mkdtemp(f->dir) || app_open(&f->app, &conf, 1, &e) < 0 ||
	    app_open(&f->lost, &lost, 1, &e) < 0)
		return -1;
	arena_init(&f->arena, 64 * MIB);
	for (size_t i = 0; i < OFFICES; i++) {
		struct tenant t = {.id = offices[i]};
		char path[128], *text;

		snprintf(path, sizeof(path), "deploy/tenants/%s/kantor.yaml",
		    offices[i]);
		text = read_all(path);
		t.profile = text;
		t.name = t.short_name = "x";
		t.accent = "#000000";
		t.zone = "WIB";
		t.active = true;
		t.position = (int64_t)i;
		if (i == 1)
			t.hostname = "tte.malut.example";
		if (app_profile(f->app, &t, &f->office[i], &e) < 0 ||
		    control_put(tenants_control(app_tenants(f->app)), &t, &e) <
			0)
			return -1;
		free(text);
	}
	return tenants_refresh(app_tenants(f->app), &e) < 0 ? -1 : 0;
}

static int
teardown(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	app_close(f->app);
	app_close(f->lost);
	arena_clear(&f->arena);
	return folder_remove(f->dir);
}

/* Whether a run of so many digits stands in it. */
static bool
has_digits(const char *s, size_t many)
{
	for (; *s; s += strspn(s, "0123456789") ? strspn(s, "0123456789") : 1)
		if (strspn(s, "0123456789") >= many)
			return true;
	return false;
}

/* The text with every occurrence of a part taken out. */
static char *
without(struct arena *a, const char *text, const char *part)
{
	const char *at;
	char *out = arena_dup(a, "");

	while (part[0] && (at = strstr(text, part))) {
		out = arena_printf(a, "%s%.*s", out, (int)(at - text), text);
		text = at + strlen(part);
	}
	return arena_printf(a, "%s%s", out, text);
}

/* What no part may hold, wherever it comes from. */
static void
check_part(
    struct arena *a, const char *part, const char *url, const char *token)
{
	static const char *const never[] = {"{{", "}}", "  ,", ": \n", " .\n",
	    "()", "null", "{token}", "&amp;amp;", "&lt;Contoh&gt;x"};

	assert_non_null(strstr(part, url));
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (strstr(part, never[i]))
			fail_msg("\"%s\" in: %s", never[i], part);
	assert_false(has_digits(part, 16));
	assert_null(strstr(without(a, part, url), token));
	if (strstr(part, "\n\n\n"))
		fail_msg("blank lines in: %s", part);
}

struct pair {
	char name[64];
	size_t letter, office;
};

static struct ctx
ctx_of(size_t office)
{
	return (struct ctx){.app = fixture.app,
	    .arena = &fixture.arena,
	    .office = fixture.office[office],
	    .base = "",
	    .now = 1};
}

static struct message
message_of(const char *template, const char *facts)
{
	return (struct message){.id = 1,
	    .case_id = 1,
	    .rule = "link:7:1",
	    .recipient = "person:1",
	    .channel = "mail",
	    .template = template,
	    .address = "citra@contoh.example",
	    .name = "Citra Contoh",
	    .facts = arena_printf(&fixture.arena, "{%s}", facts)};
}

static void
renders(void **state)
{
	const struct pair *p = *state;
	struct ctx cx = ctx_of(p->office);
	struct message m =
	    message_of(letters[p->letter].template, letters[p->letter].facts);
	struct letter l, again;
	char token[TOKEN_LEN + 1], start[64];
	struct err e = {0};

	if (letter_render(&cx, &m, &l, &e) < 0)
		fail_msg("%s: %s", e.msg, e.detail);
	token_derive(
	    token, app_key(cx.app, KEY_LINK), cx.office->id, "link:7:1");
	snprintf(start, sizeof(start),
	    p->office == 1 ? "https://tte.malut.example/"
			   : "https://tte.example/%s/",
	    cx.office->id);
	assert_memory_equal(l.url, start, strlen(start));
	assert_in_range(str_points(str_of(l.subject)), 10, 120);
	assert_null(strpbrk(l.subject, "\r\n<>{}&"));
	check_part(cx.arena, l.text, l.url, token);
	check_part(cx.arena, l.html, l.url, token);
	assert_null(strstr(l.text, "<p"));
	assert_null(strstr(l.text, "&lt;"));
	assert_non_null(strstr(l.html, "</html>"));
	assert_null(strstr(l.html, "<Contoh>"));
	assert_null(strstr(l.html, "<img"));
	assert_null(strstr(l.html, "<script"));
	assert_non_null(strstr(l.text, cx.office->name));
	assert_non_null(strstr(l.html, cx.office->short_name));
	assert_non_null(strstr(l.text, "Yth. Citra Contoh"));
	/* A repeat is the same to the byte. */
	assert_int_equal(letter_render(&cx, &m, &again, &e), 0);
	assert_string_equal(l.subject, again.subject);
	assert_string_equal(l.text, again.text);
	assert_string_equal(l.html, again.html);
}

/* Every template that is there is in the table above. */
static void
all_are_tried(void **state)
{
	const struct asset *f;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; (f = asset_at(i)); i++)
		if (str_starts(str_of(f->name), STR("templates/mail/")) &&
		    str_ends(str_of(f->name), STR(".txt")) &&
		    !strstr(f->name, "layout"))
			n++;
	assert_int_equal(n, LETTERS);
}

static void
needs_its_address(void **state)
{
	struct ctx cx = ctx_of(0);
	struct message m = message_of("task", TASK);
	struct letter l;
	struct err e = {0};

	(void)state;
	cx.app = fixture.lost;
	assert_int_equal(letter_render(&cx, &m, &l, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.msg, "Alamat Paraf belum diatur: --url.");
}

static struct bad {
	const char *name, *template, *facts;
} bad[] = {
    {"no such template", "nothing", TASK},
    {"a fact is missing", "done", CASE PATH},
    {"the facts are none", "task", "\""},
};

static void
refuses(void **state)
{
	const struct bad *b = *state;
	struct ctx cx = ctx_of(0);
	struct message m = message_of(b->template, b->facts);
	struct letter l;
	struct err e = {0};

	assert_int_equal(letter_render(&cx, &m, &l, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
}

/* Each thing and office has its own token, which is that of no other. */
static void
tokens_differ(void **state)
{
	static const char *const things[] = {
	    "link:1:1", "link:1:2", "link:2:1", "link:11:", "link:"};
	const unsigned char *key = app_key(fixture.app, KEY_LINK);
	char token[2 * 5][TOKEN_LEN + 1], again[TOKEN_LEN + 1];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		token_derive(token[n++], key, "kudus", things[i]);
		token_derive(token[n++], key, "tapin", things[i]);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(token[i], token[k]);
	token_derive(again, key, "kudus", things[0]);
	assert_string_equal(again, token[0]);
	assert_int_equal(strlen(again), TOKEN_LEN);
}

static struct hidden {
	const char *name, *in, *want;
} hidden[] = {
    {"no number", "Surat belum sah.", "Surat belum sah."},
    {"NIK", "NIK 3399990411870001 salah", "NIK " REDACTED " salah"},
    {"alone", "3399990411870001", REDACTED},
    {"NIP", "NIP 199001012020121001.", "NIP " REDACTED "."},
    {"divided", "3399 9904 1187 0001", REDACTED},
    {"dots and dashes", "a 33.99.99-041187-0001 b", "a " REDACTED " b"},
    {"two", "3399990411870001, 3399990411870002", REDACTED ", " REDACTED},
    {"15 digits stay", "339999041187000", "339999041187000"},
    {"a phone stays", "HP 0812-0000-0001", "HP 0812-0000-0001"},
    {"two blanks divide", "33999904  11870001", "33999904  11870001"},
    {"date and number", "12-11-2026 nomor 00012", "12-11-2026 nomor 00012"},
    {"nothing", "", ""},
};

static void
hides(void **state)
{
	const struct hidden *h = *state;

	assert_string_equal(redact(&fixture.arena, h->in), h->want);
}

int
main(void)
{
	enum {
		PAIRS = LETTERS * OFFICES,
		BAD = sizeof(bad) / sizeof(bad[0]),
		HIDDEN = sizeof(hidden) / sizeof(hidden[0])
	};
	static struct pair pairs[PAIRS];
	struct CMUnitTest tests[PAIRS + BAD + HIDDEN + 3];
	size_t n = 0;

	for (size_t i = 0; i < PAIRS; i++) {
		struct pair *p = &pairs[i];

		p->letter = i / OFFICES;
		p->office = i % OFFICES;
		snprintf(p->name, sizeof(p->name), "%s, %s",
		    letters[p->letter].template, offices[p->office]);
		tests[n++] =
		    (struct CMUnitTest){p->name, renders, NULL, NULL, p};
	}
	for (size_t i = 0; i < BAD; i++)
		tests[n++] = (struct CMUnitTest){
		    bad[i].name, refuses, NULL, NULL, &bad[i]};
	for (size_t i = 0; i < HIDDEN; i++)
		tests[n++] = (struct CMUnitTest){
		    hidden[i].name, hides, NULL, NULL, &hidden[i]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(all_are_tried);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(needs_its_address);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(tokens_differ);
	return _cmocka_run_group_tests("letter", tests, n, setup, teardown);
}
