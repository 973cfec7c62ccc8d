#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/blob.h"
#include "folder.h"

#define FAR INT64_C(4102444800000) /* in 2100 */

struct fixture {
	char dir[64];
	struct db *db;
	struct keyring *ring;
	struct arena a;
	struct blob_out out, thumb;
	struct stream_in in;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;
	char path[96];

	f = (struct fixture){.dir = "/tmp/paraf-test-blob-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	arena_init(&f.a, MIB);
	*state = &f;
	snprintf(path, sizeof(path), "%s/key", f.dir);
	if (keyring_create(path, &f.e) < 0 ||
	    keyring_open(&f.ring, path, false, &f.e) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/paraf.db", f.dir);
	if (db_open(&f.db, DB_TENANT, path, &f.e) < 0)
		return -1;
	return key_load(f.db, f.ring, 1, &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	keyring_close(f->ring);
	arena_clear(&f->a);
	return folder_remove(f->dir);
}

/* Written, settled and, with row, known to the database. */
static struct file
keep(struct fixture *f, const char *id, const char *text, bool row)
{
	struct file file = {.id = id,
	    .owner = "person:1",
	    .form = "",
	    .purpose = "ktp",
	    .name = "ktp.jpg",
	    .type = "image/jpeg",
	    .scan = "",
	    .note = "",
	    .thumb = true};

	assert_int_equal(blob_begin(f->db, &f->a, &f->out, &f->e), 0);
	assert_int_equal(blob_write(&f->out, text, strlen(text), &f->e), 0);
	assert_int_equal(blob_begin_thumb(f->db, &f->thumb, &f->out, &f->e), 0);
	assert_int_equal(blob_write(&f->thumb, "kecil", 5, &f->e), 0);
	assert_int_equal(blob_end(&f->out, &f->e), 0);
	assert_int_equal(blob_end(&f->thumb, &f->e), 0);
	assert_int_equal(blob_settle(f->db, &f->out, &f->e), 0);
	assert_int_equal(blob_settle(f->db, &f->thumb, &f->e), 0);
	file.blob = f->out.name;
	file.key = f->out.key.bytes;
	file.key_id = f->out.key.key;
	file.size = f->out.size;
	blob_drop(f->db, &f->out);
	blob_drop(f->db, &f->thumb);
	if (row)
		assert_int_equal(file_add(f->db, &file, &f->e), 0);
	return file;
}

static ssize_t
read_back(struct fixture *f, const struct file *file, bool thumb, char *buf,
    size_t size)
{
	struct err e = {0};
	ssize_t n = -1;

	if (blob_open(f->db, &f->a, file, thumb, &f->in, &e) == 0)
		n = stream_read(&f->in, buf, size, &e);
	blob_close(&f->in);
	return n;
}

/* What is kept comes back by its row, and does not stand on the disk. */
static void
keeps(void **state)
{
	struct fixture *f = *state;
	static const char text[] = "Isi KTP contoh 3399990411870001";
	char buf[256], path[192];
	struct file row;
	int fd;

	keep(f, "satu", text, true);
	assert_int_equal(file_get(f->db, &f->a, &row, "satu", &f->e), 1);
	assert_int_equal(row.size, strlen(text));
	assert_int_equal(strlen(row.blob), BLOB_NAME);
	assert_int_equal(
	    read_back(f, &row, false, buf, sizeof(buf)), strlen(text));
	assert_memory_equal(buf, text, strlen(text));
	assert_int_equal(read_back(f, &row, true, buf, sizeof(buf)), 5);
	assert_memory_equal(buf, "kecil", 5);

	snprintf(
	    path, sizeof(path), "%s/files/%.2s/%s", f->dir, row.blob, row.blob);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, buf, sizeof(buf)), stream_size(strlen(text)));
	close(fd);
	assert_null(
	    memmem(buf, stream_size(strlen(text)), "3399990411870001", 16));
	blob_remove(f->db, row.blob);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(read_back(f, &row, false, buf, sizeof(buf)), -1);
	assert_int_equal(read_back(f, &row, true, buf, sizeof(buf)), -1);
	blob_remove(f->db, row.blob);
}

/* Dropped before it was settled: nothing is left. */
static void
drops(void **state)
{
	struct fixture *f = *state;
	struct blob_sweep sw = {.before = FAR};

	assert_int_equal(blob_begin(f->db, &f->a, &f->out, &f->e), 0);
	assert_int_equal(blob_write(&f->out, "abc", 3, &f->e), 0);
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 1);
	blob_drop(f->db, &f->out);
	blob_drop(f->db, &f->out);
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 0);
}

static void
count(void *ctx, const char *path)
{
	assert_memory_equal(path, "files/", 6);
	++*(int *)ctx;
}

/* Only what has no row and is old enough. */
static void
sweeps(void **state)
{
	struct fixture *f = *state;
	struct blob_sweep sw = {.before = FAR, .found = count};
	struct file file = keep(f, "dua", "dengan baris", true);
	char buf[64], path[192];
	int told = 0;

	sw.ctx = &told;
	keep(f, "tiga", "tanpa baris", false);
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 2);
	assert_int_equal(told, 2);
	sw.before = 1000;
	sw.collect = true;
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 0);
	sw.before = FAR;
	sw.max = 1;
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 1);
	sw.max = 0;
	/* Beside a row, but not what the row speaks of. */
	snprintf(path, sizeof(path), "%s/files/%.2s/%s.x", f->dir, file.blob,
	    file.blob);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 2);
	assert_int_equal(blob_sweep(f->db, &sw, &f->e), 0);
	assert_int_equal(sw.n, 0);
	assert_int_equal(read_back(f, &file, false, buf, sizeof(buf)), 12);
	assert_int_equal(read_back(f, &file, true, buf, sizeof(buf)), 5);
}

/* Names that would leave the folder. */
static void
bad_names(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = {"", "a", "../../../etc/passwd",
	    "ab/cd",
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234"};
	struct file file = keep(f, "empat", "isi", true);
	char buf[8];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		file.blob = names[i];
		assert_int_equal(
		    read_back(f, &file, false, buf, sizeof(buf)), -1);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(keeps, setup, teardown),
	    cmocka_unit_test_setup_teardown(drops, setup, teardown),
	    cmocka_unit_test_setup_teardown(sweeps, setup, teardown),
	    cmocka_unit_test_setup_teardown(bad_names, setup, teardown),
	};

	return cmocka_run_group_tests_name("blob", tests, NULL, NULL);
}
