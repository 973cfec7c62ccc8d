#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "vault/stream.h"

#define MB           1048576
#define SEALED_PIECE (STREAM_PIECE + STREAM_OVERHEAD)

static unsigned char plain[MB], sealed[MB + 4096], back[MB + 1];
static struct stream_out out;
static struct stream_in in;
static const unsigned char key[KEY_SIZE] = {7}, other[KEY_SIZE] = {8};

static int
fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (unsigned char)(i * 31 + i / 65536);
	return 0;
}

/* n bytes in parts of that size; what it makes, in sealed[]. */
static size_t
seal_file(size_t n, size_t part)
{
	struct err e = {0};
	int fd = memfd_create("stream", 0);
	off_t size;

	assert_true(fd >= 0);
	assert_int_equal(stream_begin(&out, fd, key, &e), 0);
	for (size_t at = 0; at < n; at += part)
		assert_int_equal(stream_write(&out, plain + at,
				     n - at < part ? n - at : part, &e),
		    0);
	assert_int_equal(stream_end(&out, &e), 0);
	stream_wipe(&out);
	size = lseek(fd, 0, SEEK_END);
	assert_true(size >= 0 && (size_t)size <= sizeof(sealed));
	assert_int_equal(pread(fd, sealed, (size_t)size, 0), size);
	close(fd);
	return (size_t)size;
}

/* How many bytes come back of the first n of sealed[]; -1 if refused. */
static ssize_t
open_file(size_t n, size_t part, const unsigned char *k)
{
	struct err e = {0};
	int fd = memfd_create("stream", 0);
	size_t got = 0;
	ssize_t one = -1;

	assert_int_equal(write(fd, sealed, n), (ssize_t)n);
	lseek(fd, 0, SEEK_SET);
	if (stream_open(&in, fd, k, &e) == 0)
		while (
		    (one = stream_read(&in, back + got,
			 sizeof(back) - got < part ? sizeof(back) - got : part,
			 &e)) > 0)
			got += (size_t)one;
	assert_int_equal(one < 0, e.kind == ERR_SYSTEM);
	stream_forget(&in);
	close(fd);
	return one < 0 ? -1 : (ssize_t)got;
}

/* What was written comes back, in whatever parts. */
static void
round_trip(void **state)
{
	const size_t n = *(const size_t *)*state;
	static const size_t parts[] = {1000, STREAM_PIECE, MB};

	for (size_t i = 0; i < 3; i++) {
		size_t size = seal_file(n, parts[i]);

		assert_int_equal(size, stream_size(n));
		for (size_t k = 0; k < 3; k++) {
			memset(back, 0, sizeof(back));
			assert_int_equal(open_file(size, parts[k], key), n);
			assert_memory_equal(back, plain, n);
		}
	}
	assert_int_equal(open_file(stream_size(n), MB, other), -1);
}

/* Cut anywhere near a border, or with a tail. */
static void
cut(void **state)
{
	const size_t n = 3 * STREAM_PIECE + 100;
	const size_t size = seal_file(n, MB);

	(void)state;
	for (size_t piece = 0; piece <= 3; piece++)
		for (size_t k = 0; k <= 2 * STREAM_OVERHEAD; k++) {
			size_t at = STREAM_HEADER + piece * SEALED_PIECE;

			at = at + k < STREAM_OVERHEAD
				 ? 0
				 : at + k - STREAM_OVERHEAD;
			if (at < size)
				assert_int_equal(open_file(at, MB, key), -1);
		}
	for (size_t at = 0; at < STREAM_HEADER; at++)
		assert_int_equal(open_file(at, MB, key), -1);
	assert_int_equal(open_file(size - 1, MB, key), -1);
	for (size_t more = 1; more < 40; more++)
		assert_int_equal(open_file(size + more, MB, key), -1);
	assert_int_equal(open_file(size, MB, key), n);
}

/* One bit anywhere: near each border, and every 997th byte. */
static void
change(void **state)
{
	const size_t size = seal_file(2 * STREAM_PIECE + 10, MB);

	(void)state;
	for (size_t at = 0; at < size;) {
		size_t in_piece = at < STREAM_HEADER
				      ? 0
				      : (at - STREAM_HEADER) % SEALED_PIECE;
		bool near = in_piece < 20 || in_piece > SEALED_PIECE - 20;

		sealed[at] ^= 4;
		assert_int_equal(open_file(size, MB, key), -1);
		sealed[at] ^= 4;
		at += near ? 1
		      : in_piece + 997 < SEALED_PIECE - 20
			  ? 997
			  : SEALED_PIECE - 19 - in_piece;
	}
	assert_int_equal(open_file(size, MB, key), 2 * STREAM_PIECE + 10);
}

/* Pieces swapped, left out, doubled. */
static void
pieces(void **state)
{
	static unsigned char keep[SEALED_PIECE];
	const size_t size = seal_file(3 * STREAM_PIECE, MB);
	unsigned char *one = sealed + STREAM_HEADER;
	unsigned char *two = one + SEALED_PIECE, *three = two + SEALED_PIECE;

	(void)state;
	memcpy(keep, one, SEALED_PIECE);
	memcpy(one, two, SEALED_PIECE);
	assert_int_equal(open_file(size, MB, key), -1);
	memcpy(two, keep, SEALED_PIECE);
	assert_int_equal(open_file(size, MB, key), -1);
	memcpy(two, one, SEALED_PIECE);
	memcpy(one, keep, SEALED_PIECE);
	assert_int_equal(open_file(size, MB, key), 3 * STREAM_PIECE);
	/* The last one earlier: the pieces after it are no part. */
	memcpy(two, three, SEALED_PIECE);
	assert_int_equal(open_file(size - SEALED_PIECE, MB, key), -1);
}

static void
disk_full(void **state)
{
	struct err e = {0};
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(stream_begin(&out, fd, key, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	e = (struct err){0};
	assert_int_equal(stream_write(&out, plain, MB, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	close(fd);
}

/* No figure can fail here; it is for whoever reads the output. */
static void
speed(void **state)
{
	struct timespec a, b;
	double ms;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < 16; i++)
		seal_file(MB, MB);
	clock_gettime(CLOCK_MONOTONIC, &b);
	ms = (double)(b.tv_sec - a.tv_sec) * 1e3 +
	     (double)(b.tv_nsec - a.tv_nsec) / 1e6;
	print_message("16 MB sealed in %.1f ms\n", ms);
}

int
main(void)
{
	static size_t sizes[] = {0, 1, STREAM_PIECE - 1, STREAM_PIECE,
	    STREAM_PIECE + 1, 2 * STREAM_PIECE, MB};
	struct CMUnitTest tests[16] = {
	    {"cut", cut, NULL, NULL, NULL},
	    {"one bit changed", change, NULL, NULL, NULL},
	    {"pieces moved", pieces, NULL, NULL, NULL},
	    {"disk full", disk_full, NULL, NULL, NULL},
	    {"speed", speed, NULL, NULL, NULL},
	};
	static char names[7][32];

	for (size_t i = 0; i < 7; i++) {
		snprintf(
		    names[i], sizeof(names[i]), "round trip: %zu", sizes[i]);
		tests[5 + i] = (struct CMUnitTest){
		    names[i], round_trip, NULL, NULL, &sizes[i]};
	}
	return _cmocka_run_group_tests("stream", tests, 12, fill, NULL);
}
