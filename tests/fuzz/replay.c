/*
 * replay.c - run a fuzz target over its corpus, and over mutations of it,
 * with any compiler:
 *
 *	replay_x [--mutate N] [--seed S] FILE|FOLDER...
 *
 * The N mutations follow from the seed and the corpus alone.  An input that
 * crashes is written to crash.bin in the working folder.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_MAX  ((size_t)1 << 20)
#define CORPUS_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
const char *__lsan_default_suppressions(void);
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

struct input {
	uint8_t *p;
	size_t n;
};

static struct input corpus[CORPUS_MAX];
static size_t corpus_n;
static struct input current; /* for the signal handler */
static uint64_t random_state;

/* fontconfig's own, whose pointers are offsets: they cannot be followed. */
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/* Sanitizers end with SIGABRT, so that the handler sees their findings. */
const char *
__asan_default_options(void)
{
	return "abort_on_error=1:handle_abort=0";
}

const char *
__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void
crashed(int sig)
{
	static const char note[] = "replay: the input is in crash.bin\n";
	int fd = open("crash.bin", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	signal(sig, SIG_DFL);
	if (fd >= 0 && write(fd, current.p, current.n) >= 0 &&
	    write(2, note, sizeof(note) - 1) >= 0)
		close(fd);
	raise(sig);
}

static void
die(const char *what, const char *name)
{
	fprintf(stderr, "replay: %s %s: %s\n", what, name, strerror(errno));
	exit(2);
}

static void *
memory(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		die("memory", "");
	return p;
}

static void
load_file(const char *name)
{
	FILE *f = fopen(name, "rb");
	uint8_t *p = memory(INPUT_MAX);
	size_t n;

	if (!f || corpus_n == CORPUS_MAX)
		die("cannot load", name);
	n = fread(p, 1, INPUT_MAX, f);
	if (ferror(f))
		die("cannot read", name);
	fclose(f);
	p = realloc(p, n ? n : 1);
	corpus[corpus_n++] = (struct input){p, n};
}

/* A file, or the files of a folder in the order of their names. */
static void
load(const char *name)
{
	struct dirent **names;
	char path[4096];
	struct stat st;
	int n;

	if (stat(name, &st))
		die("no such file:", name);
	if (!S_ISDIR(st.st_mode)) {
		load_file(name);
		return;
	}
	n = scandir(name, &names, NULL, alphasort);
	if (n < 0)
		die("cannot list", name);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", name,
			    names[i]->d_name);
			load_file(path);
		}
		free(names[i]);
	}
	free(names);
}

/* splitmix64. */
static uint64_t
random_next(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0 .. max - 1; 0 for max 0. */
static size_t
below(size_t max)
{
	return max ? (size_t)(random_next() % max) : 0;
}

/* Put n bytes at p into in at the place at, if there is room. */
static void
insert(struct input *in, size_t at, const void *p, size_t n)
{
	if (n > INPUT_MAX - in->n)
		return;
	memmove(in->p + at + n, in->p + at, in->n - at);
	memcpy(in->p + at, p, n);
	in->n += n;
}

static void delete (struct input *in, size_t at, size_t n)
{
	if (n > in->n - at)
		n = in->n - at;
	memmove(in->p + at, in->p + at + n, in->n - at - n);
	in->n -= n;
}

static void
insert_word(struct input *in)
{
	static const char *const words[] = {"\r\n", "\r\n\r\n", "\r", "\n",
	    "--", "\r\n--", "\r\n--xyz", "\r\n--xyz\r\n", "\r\n--xyz--",
	    "--xyz", "boundary=", "name=", "filename=", "filename=\"\"",
	    "filename*=", "form-data",
	    "Content-Disposition: form-data; name=\"a\"",
	    "Content-Transfer-Encoding: ", "\"", "\\\"", "\\", ";", ":", "=",
	    "&", "+", "%", "%00", "%0d%0a", "%2e%2e", "%2F", "%22", "%ff", "..",
	    "/", "/../", "?", "#", ",", "q=0", "q=1.000", "application/json",
	    "text/html", "*/*", "\xc3\xa9", "\xe2\x80\xae", "\xed\xa0\x80",
	    "\xf4\x90\x80\x80", "\xef\xbb\xbf", " ", "\t", "- ", "'", "{", "}",
	    "[", "]", "null", "true", "0", "-1", "4294967296",
	    "18446744073709551616"};
	const char *w = words[below(sizeof(words) / sizeof(words[0]))];

	insert(in, below(in->n + 1), w, strlen(w));
}

/* One change; in->p has room for INPUT_MAX bytes. */
static void
mutate(struct input *in)
{
	const struct input *other = &corpus[below(corpus_n)];
	size_t at = below(in->n), from = below(other->n);
	uint8_t byte = (uint8_t)random_next();

	switch (below(8)) {
	case 0:
		if (in->n > 0)
			in->p[at] ^= (uint8_t)(1u << below(8));
		break;
	case 1:
		if (in->n > 0)
			in->p[at] = byte;
		break;
	case 2:
		insert(in, at, &byte, 1);
		break;
	case 3:
		delete (in, at, 1 + below(below(10) ? 4 : in->n));
		break;
	case 4:
		insert(in, at, other->p + from,
		    below(other->n - from < 64 ? other->n - from + 1 : 64));
		break;
	case 5: /* our head, the other's tail */
		in->n = at;
		insert(in, at, other->p + from, other->n - from);
		break;
	case 6:
		in->n = at;
		break;
	default:
		insert_word(in);
		break;
	}
}

/*
 * The target gets a copy of exactly n bytes, so that AddressSanitizer sees a
 * step over the end.
 */
static void
run(const struct input *in)
{
	current = (struct input){memory(in->n), in->n};
	memcpy(current.p, in->p, in->n);
	LLVMFuzzerTestOneInput(current.p, current.n);
	free(current.p);
}

static void
run_mutations(uint64_t count, uint64_t seed)
{
	struct input in = {memory(INPUT_MAX), 0};

	for (uint64_t i = 0; i < count; i++) {
		const struct input *start;

		random_state = seed * 0x100000001b3u + i;
		start = &corpus[below(corpus_n)];
		memcpy(in.p, start->p, start->n);
		in.n = start->n;
		for (size_t k = 1 + below(8); k > 0; k--)
			mutate(&in);
		run(&in);
	}
	free(in.p);
}

static uint64_t
number(const char *s)
{
	char *end;
	uint64_t v;

	errno = 0;
	v = s ? strtoull(s, &end, 10) : 0;
	if (!s || errno || end == s || *end)
		die("not a number:", s ? s : "");
	return v;
}

int
main(int argc, char **argv)
{
	static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	const char *name = strrchr(argv[0], '/');
	uint64_t count = 0, seed = 1;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--mutate") == 0)
			count = number(argv[++i]);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = number(argv[++i]);
		else
			load(argv[i]);
	}
	if (corpus_n == 0)
		die("empty corpus", "");
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], crashed);
	for (size_t i = 0; i < corpus_n; i++)
		run(&corpus[i]);
	run_mutations(count, seed);
	printf("%s: %llu passed, 0 failed\n", name ? name + 1 : argv[0],
	    (unsigned long long)(corpus_n + count));
	for (size_t i = 0; i < corpus_n; i++)
		free(corpus[i].p);
	return 0;
}
