/*
 * embed OUT FILES... - writes a C file with the content of the given files,
 * for base/asset.h; style sheets without what only their readers need.  A
 * file whose ending has no type is refused: a browser would have to guess.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".xml", "application/xml"},
};

/* Removed on failure: make would take what is there for finished. */
static const char *out_name;

static _Noreturn void
fail(const char *what, const char *name)
{
	if (out_name)
		remove(out_name);
	fprintf(stderr, "embed: %s: %s\n", name, what);
	exit(1);
}

static const char *
type_of(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t m = strlen(types[i].ending);

		if (n > m && strcmp(name + n - m, types[i].ending) == 0)
			return types[i].type;
	}
	fail("no type is known for this ending", name);
}

/* All of a file; owned by the caller. */
static char *
read_file(const char *name, size_t *size)
{
	FILE *in = fopen(name, "rb");
	char *p = NULL;
	size_t n = 0, cap = 0;

	if (!in)
		fail(strerror(errno), name);
	do {
		if (n == cap) {
			cap = cap ? cap * 2 : 65536;
			p = realloc(p, cap);
			if (!p)
				fail("out of memory", name);
		}
		n += fread(p + n, 1, cap - n, in);
	} while (!feof(in) && !ferror(in));
	if (ferror(in))
		fail(strerror(errno), name);
	fclose(in);
	*size = n;
	return p;
}

/* Whether a blank between these two characters means nothing in CSS. */
static bool
needless(char before, char after)
{
	return strchr("{};,:>", before) || strchr("{};,>!", after);
}

/*
 * Takes comments, needless blanks and the last semicolon of a block out of a
 * style sheet, in place; strings stay as they are.  Gives the new size.
 */
static size_t
shorten_css(char *s, size_t n)
{
	size_t out = 0;
	bool blank = false;
	char quote = '\0';

	for (size_t i = 0; i < n; i++) {
		if (!quote && i + 1 < n && s[i] == '/' && s[i + 1] == '*') {
			for (i += 2; i + 1 < n; i++)
				if (s[i] == '*' && s[i + 1] == '/')
					break;
			i++;
			blank = true;
			continue;
		}
		if (!quote && strchr(" \t\r\n", s[i])) {
			blank = true;
			continue;
		}
		if (blank && out > 0 && !needless(s[out - 1], s[i]))
			s[out++] = ' ';
		blank = false;
		if (!quote && s[i] == '}' && out > 0 && s[out - 1] == ';')
			out--;
		if (quote && s[i] == '\\' && i + 1 < n)
			s[out++] = s[i++];
		else if (quote == s[i])
			quote = '\0';
		else if (!quote && (s[i] == '"' || s[i] == '\''))
			quote = s[i];
		s[out++] = s[i];
	}
	return out;
}

/* FNV-1a over the bytes while they are written as a C array. */
static uint64_t
write_bytes(FILE *out, const char *name, size_t i, size_t *size)
{
	uint64_t hash = 0xcbf29ce484222325u;
	char *p = read_file(name, size);

	if (strcmp(type_of(name), types[0].type) == 0)
		*size = shorten_css(p, *size);
	fprintf(out, "static const unsigned char data_%zu[] = {", i);
	for (size_t k = 0; k < *size; k++) {
		unsigned char c = (unsigned char)p[k];

		fprintf(out, "%s%d,", k % 20 == 0 ? "\n" : "", c);
		hash = (hash ^ c) * 0x100000001b3u;
	}
	/* ISO C has no empty arrays; the size does not count this byte. */
	fprintf(out, "%s};\n\n", *size == 0 ? "0" : "\n");
	free(p);
	return hash;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
write_all(FILE *out, char **names, size_t n)
{
	uint64_t *hash = calloc(n + 1, sizeof(*hash));
	size_t *size = calloc(n + 1, sizeof(*size));

	if (!hash || !size)
		fail("out of memory", "embed");
	fprintf(out, "#include \"base/asset.h\"\n\n");
	for (size_t i = 0; i < n; i++)
		hash[i] = write_bytes(out, names[i], i, &size[i]);
	fprintf(out, "const size_t asset_count = %zu;\n", n);
	fprintf(out, "const struct asset asset_table[] = {\n");
	for (size_t i = 0; i < n; i++) {
		if (strpbrk(names[i], "\"\\\n?"))
			fail("strange character in the name", names[i]);
		fprintf(out,
		    "    {\"%s\", data_%zu, %zu, \"%s\", \"%010llx\"},\n",
		    names[i], i, size[i], type_of(names[i]),
		    (unsigned long long)((hash[i] ^ hash[i] >> 40) &
					 0xffffffffffu));
	}
	fprintf(out, "    {0},\n};\n");
	free(hash);
	free(size);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc < 2) {
		fprintf(stderr, "usage: embed OUT FILES...\n");
		return 1;
	}
	out_name = argv[1];
	out = fopen(out_name, "w");
	if (!out)
		fail(strerror(errno), argv[1]);
	qsort(argv + 2, (size_t)argc - 2, sizeof(*argv), by_name);
	write_all(out, argv + 2, (size_t)argc - 2);
	if (ferror(out) || fclose(out) != 0)
		fail("cannot write", argv[1]);
	return 0;
}
