/*
 * set - reads JSON lines {"out", "text", "title", "f4", "qr", "foot",
 * "head": [line], "logo": file, "values": [value]} and has the press write
 * each letter to the file out, for letters.test.mjs.  Writes a line {"bytes"}
 * or {"error", "detail"} for each; each "%" of the text is the next value, as
 * typeset_value() makes it safe.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/limits.h"
#include "main/press.h"
#include "paper/press.h"

static const char *
word(const json_t *job, const char *name)
{
	return json_string_value(json_object_get(job, name));
}

static int
read_file(const char *path, struct sb *b)
{
	FILE *f = fopen(path, "rb");
	char piece[4096];
	size_t n;

	if (!f)
		return -1;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		sb_put(b, piece, n);
	fclose(f);
	return 0;
}

static void
fill_text(struct arena *a, struct sb *b, const json_t *job)
{
	const json_t *values = json_object_get(job, "values");
	size_t i = 0;

	for (const char *s = word(job, "text"); *s; s++)
		if (*s == '%' && i < json_array_size(values))
			sb_puts(b,
			    typeset_value(a, json_string_value(
						 json_array_get(values, i++))));
		else
			sb_putc(b, *s);
}

static int
set_one(
    int fd, struct arena *a, const json_t *job, struct sb *out, struct err *e)
{
	const bool f4 = json_is_true(json_object_get(job, "f4"));
	const json_t *lines = json_object_get(job, "head");
	struct typeset_head head = {.lines = {NULL}};
	struct typeset_job t = {
	    .conf = {f4 ? SHEET_F4_W : SHEET_A4_W, f4 ? SHEET_F4_H : SHEET_A4_H,
		word(job, "title"), "Paraf", "2026-11-23T09:15:00Z"},
	    .head = lines ? &head : NULL,
	    .qr = word(job, "qr"),
	    .foot = word(job, "foot")};
	struct sb logo, text;
	int rc = -1;

	sb_init(&logo, LIMIT_LOGO);
	sb_init(&text, MIB);
	for (size_t i = 0; i < json_array_size(lines) && i < TYPESET_HEAD; i++)
		head.lines[i] = json_string_value(json_array_get(lines, i));
	fill_text(a, &text, job);
	if (!word(job, "logo") || read_file(word(job, "logo"), &logo) == 0) {
		head.logo = sb_get(&logo);
		rc = press_letter(fd, &t, sb_get(&text), out, e);
	}
	sb_clear(&logo);
	sb_clear(&text);
	return rc;
}

static int
keep(const char *path, const struct sb *out)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		return -1;
	fwrite(out->p, 1, out->n, f);
	return fclose(f);
}

static void
answer(int fd, const json_t *job)
{
	struct err e = {0};
	struct arena a;
	struct sb out;

	arena_init(&a, 8 * MIB);
	sb_init(&out, LIMIT_MISSIVE);
	if (set_one(fd, &a, job, &out, &e) < 0 || keep(word(job, "out"), &out))
		printf("{\"error\": \"%s\", \"detail\": \"%s\"}\n",
		    e.msg ? e.msg : "file", e.detail);
	else
		printf("{\"bytes\": %zu}\n", out.n);
	sb_clear(&out);
	arena_clear(&a);
}

int
main(void)
{
	struct zygote press;
	struct err e = {0};
	char *line = NULL;
	size_t size = 0;

	if (zygote_start(&press, &zygote_press, &e) < 0)
		return 1;
	while (getline(&line, &size, stdin) > 0) {
		json_t *job = json_loads(line, 0, NULL);

		if (!job)
			return 1;
		answer(press.fd, job);
		json_decref(job);
	}
	free(line);
	zygote_close(&press);
	return 0;
}
