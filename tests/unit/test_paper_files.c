/*
 * Every file of tests/data/files/ by the functions themselves and through the
 * inspector: the verdict of files.json, the picture upright, and nothing in
 * it that was not a picture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/limits.h"
#include "main/inspector.h"
#include "main/sandbox.h"
#include "paper/image.h"
#include "paper/pdf.h"
#include "paper/raster.h"

#define FOLDER   "tests/data/files/"
#define ROWS_MAX 400

static const char *const names[INSPECT_VERDICTS] = {"ok", "empty", "large",
    "type", "broken", "pixels", "bomb", "foreign", "no_pages", "encrypted",
    "javascript", "launch", "embedded", "xfa", "crashed", "timeout"};

static struct zygote inspector;

/* What one inspection gave. */
struct result {
	struct inspection i;
	struct sb image, thumb;
};

struct row {
	json_t *spec; /* borrowed */
	bool child;
	char name[80];
};

static enum inspect_kind
kind_of(const struct row *r)
{
	const char *kind = json_string_value(json_object_get(r->spec, "kind"));

	return strcmp(kind, "pdf") == 0 ? INSPECT_PDF : INSPECT_IMAGE;
}

static void
load(const struct row *r, struct sb *file)
{
	char path[256], piece[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), FOLDER "%s",
	    json_string_value(json_object_get(r->spec, "file")));
	f = fopen(path, "rb");
	assert_non_null(f);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		sb_put(file, piece, n);
	fclose(f);
	assert_false(file->failed);
}

static int
take_image(void *ctx, const void *p, size_t n, struct err *e)
{
	(void)e;
	sb_put(&((struct result *)ctx)->image, p, n);
	return 0;
}

static int
take_thumb(void *ctx, const void *p, size_t n, struct err *e)
{
	(void)e;
	sb_put(&((struct result *)ctx)->thumb, p, n);
	return 0;
}

/* In small pieces, as a browser sends it. */
static void
by_child(const struct row *r, struct str file, struct result *to)
{
	const struct inspect_io io = {
	    .ctx = to, .image = take_image, .thumb = take_thumb};
	struct err e = {0};
	struct inspect *in;
	struct arena a;

	arena_init(&a, MIB);
	in = inspect_new(&a);
	assert_int_equal(inspect_begin(in, inspector.fd, kind_of(r), 0, &e), 0);
	for (size_t at = 0, n; at < file.n; at += n) {
		n = file.n - at < 1000 ? file.n - at : 1000;
		inspect_send(in, file.p + at, n);
	}
	assert_int_equal(inspect_end(in, &io, &to->i, &e), 0);
	arena_clear(&a);
}

static void
inspect(const struct row *r, struct str file, bool child, struct result *to)
{
	const unsigned char *p = (const unsigned char *)file.p;

	sb_init(&to->image, LIMIT_IMAGE);
	sb_init(&to->thumb, LIMIT_THUMB);
	if (child)
		by_child(r, file, to);
	else if (kind_of(r) == INSPECT_PDF)
		pdf_check(&to->i, p, file.n);
	else
		image_convert(&to->i, p, file.n, &to->image, &to->thumb);
}

static bool
contains(struct str s, const char *what)
{
	return s.n > 0 && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

/* JFIF and what decoding needs; no EXIF, profile or comment. */
static void
assert_bare(struct str s)
{
	size_t at = 2;

	assert_true(s.n > 4 && memcmp(s.p, "\xff\xd8", 2) == 0);
	for (;;) {
		const unsigned char *p = (const unsigned char *)s.p + at;

		assert_true(at + 4 <= s.n && p[0] == 0xff);
		assert_true(p[1] == 0xe0 || p[1] == 0xdb || p[1] == 0xc0 ||
			    p[1] == 0xc4 || p[1] == 0xda);
		if (p[1] == 0xda)
			break;
		at += 2 + ((size_t)p[2] << 8 | p[3]);
	}
	assert_memory_equal(s.p + s.n - 2, "\xff\xd9", 2);
	assert_false(contains(s, "Exif"));
}

static void
decode(struct raster *r, struct str s)
{
	assert_int_equal(
	    raster_from_jpeg(r, (const unsigned char *)s.p, s.n), INSPECT_OK);
}

static int
number(const struct row *r, const char *key)
{
	return (int)json_integer_value(json_object_get(r->spec, key));
}

/* Colours may differ as JPEG makes them differ. */
static void
assert_spots(const struct row *r, const struct raster *x)
{
	json_t *spot;
	size_t i;

	json_array_foreach(json_object_get(r->spec, "spots"), i, spot)
	{
		int v[5];

		for (size_t k = 0; k < 5; k++)
			v[k] = (int)json_integer_value(json_array_get(spot, k));
		for (int c = 0; c < 3; c++) {
			int at = (v[1] * x->w + v[0]) * x->channels;
			int is = x->px[at + (x->channels == 3 ? c : 0)];

			if (abs(is - v[2 + c]) > 12)
				fail_msg("%d,%d: %d is not %d", v[0], v[1], is,
				    v[2 + c]);
		}
	}
}

static void
check_image(const struct row *r, const struct result *got)
{
	struct str image = {got->image.p, got->image.n};
	struct str thumb = {got->thumb.p, got->thumb.n};
	const char *absent =
	    json_string_value(json_object_get(r->spec, "absent"));
	struct raster big = {0}, small = {0};

	assert_int_equal(got->i.width, number(r, "width"));
	assert_int_equal(got->i.height, number(r, "height"));
	assert_int_equal(
	    got->i.turned, json_is_true(json_object_get(r->spec, "turned")));
	assert_bare(image);
	assert_bare(thumb);
	assert_false(
	    absent && (contains(image, absent) || contains(thumb, absent)));
	decode(&big, image);
	assert_int_equal(big.w, got->i.width);
	assert_int_equal(big.h, got->i.height);
	assert_int_equal(big.orientation, 1);
	assert_spots(r, &big);
	decode(&small, thumb);
	assert_true(small.w <= INSPECT_THUMB && small.h <= INSPECT_THUMB);
	if (big.w <= INSPECT_THUMB && big.h <= INSPECT_THUMB)
		assert_spots(r, &small);
	else
		assert_true(
		    small.w == INSPECT_THUMB || small.h == INSPECT_THUMB);
	free(big.px);
	free(small.px);
}

static void
test_file(void **state)
{
	const struct row *r = *state;
	struct result got;
	struct sb file;
	enum inspect_verdict v;

	sb_init(&file, LIMIT_FILE);
	load(r, &file);
	inspect(r, sb_get(&file), r->child, &got);
	v = got.i.verdict;
	assert_string_equal(
	    names[v], json_string_value(json_object_get(r->spec, "verdict")));
	assert_int_equal(
	    inspect_text(kind_of(r), v)[0] == '\0', v == INSPECT_OK);
	if (v == INSPECT_OK && kind_of(r) == INSPECT_IMAGE) {
		check_image(r, &got);
	} else {
		assert_int_equal(got.image.n + got.thumb.n, 0);
		assert_int_equal(got.i.width + got.i.height, 0);
		assert_int_equal(got.i.pages, number(r, "pages"));
	}
	sb_clear(&got.image);
	sb_clear(&got.thumb);
	sb_clear(&file);
}

/* The same picture comes out, byte for byte, wherever it is decoded. */
static void
test_same(void **state)
{
	const struct row *r = *state;
	struct result a, b;
	struct sb file;

	sb_init(&file, LIMIT_FILE);
	load(r, &file);
	inspect(r, sb_get(&file), false, &a);
	inspect(r, sb_get(&file), true, &b);
	assert_int_equal(a.image.n, b.image.n);
	assert_memory_equal(a.image.p, b.image.p, a.image.n);
	assert_int_equal(a.thumb.n, b.thumb.n);
	assert_memory_equal(a.thumb.p, b.thumb.p, a.thumb.n);
	sb_clear(&a.image);
	sb_clear(&a.thumb);
	sb_clear(&b.image);
	sb_clear(&b.thumb);
	sb_clear(&file);
}

static int
start(void **state)
{
	struct err e = {0};

	(void)state;
	return zygote_start(&inspector, &zygote_inspector, &e);
}

static int
stop(void **state)
{
	(void)state;
	zygote_close(&inspector);
	return 0;
}

/*
 * A file that needs the process's limits is only for the child; one that
 * needs its limit of memory, only where there is one.
 */
static bool
is_for(json_t *spec, bool child)
{
	bool large = json_is_true(json_object_get(spec, "large"));
	bool giant = json_is_true(json_object_get(spec, "giant"));

	return child ? !(giant && SANDBOX_SANITIZED) : !large && !giant;
}

int
main(void)
{
	static struct row rows[ROWS_MAX];
	static struct CMUnitTest tests[ROWS_MAX];
	json_t *table = json_load_file(FOLDER "files.json", 0, NULL), *spec;
	size_t n = 0, i;
	int failed;

	if (json_array_size(table) < 60) {
		fprintf(stderr, "no " FOLDER "files.json, or too short\n");
		return 1;
	}
	for (int child = 0; child < 2; child++)
		json_array_foreach(table, i, spec)
		{
			if (!is_for(spec, child) || n == ROWS_MAX - 1)
				continue;
			rows[n] = (struct row){spec, child, ""};
			snprintf(rows[n].name, sizeof(rows[n].name), "%s%s",
			    child ? "inspector: " : "",
			    json_string_value(json_object_get(spec, "file")));
			tests[n] = (struct CMUnitTest){
			    rows[n].name, test_file, NULL, NULL, &rows[n]};
			n++;
		}
	rows[n].spec = json_array_get(table, 0);
	tests[n] =
	    (struct CMUnitTest){"same_bytes", test_same, NULL, NULL, &rows[n]};
	failed =
	    _cmocka_run_group_tests("paper files", tests, n + 1, start, stop);
	json_decref(table);
	return failed;
}
