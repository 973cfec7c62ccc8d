/*
 * embed OUT FILES... - writes a C file with the content of the given files,
 * for base/asset.h.  A file whose ending has no type is refused: a browser
 * would have to guess.
 */
#include <errno.h>
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

/* FNV-1a over the bytes while they are copied out as a C array. */
static uint64_t
write_bytes(FILE *out, const char *name, size_t i, size_t *size)
{
	uint64_t hash = 0xcbf29ce484222325u;
	FILE *in = fopen(name, "rb");
	size_t n = 0;
	int c;

	if (!in)
		fail(strerror(errno), name);
	fprintf(out, "static const unsigned char data_%zu[] = {", i);
	while ((c = getc(in)) != EOF) {
		fprintf(out, "%s%d,", n++ % 20 == 0 ? "\n" : "", c);
		hash = (hash ^ (uint64_t)c) * 0x100000001b3u;
	}
	if (ferror(in))
		fail(strerror(errno), name);
	fclose(in);
	/* ISO C has no empty arrays; the size does not count this byte. */
	fprintf(out, "%s};\n\n", n == 0 ? "0" : "\n");
	*size = n;
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
