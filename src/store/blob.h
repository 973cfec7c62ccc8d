/*
 * blob.h - the encrypted files of an office on disk: files/ab/NAME beside its
 * database, NAME being 32 random hexadecimal digits; what is still being
 * written lies in files/tmp.  A small picture of a file is NAME.t, under the
 * same key.
 *
 * Every file has a key of its own, which its row keeps sealed.  Order of
 * life: blob_begin, blob_write..., blob_end, blob_settle (the slow part:
 * fsync, its final name, for good), then the transaction with file_add();
 * blob_drop at every exit.  So a row always has its file, and a
 * file without a row is left behind at worst: blob_sweep() finds it.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "store/case.h"
#include "store/officekey.h"
#include "vault/stream.h"

#define BLOB_NAME 32

/* Large: in an arena, one used again for the next file. */
struct blob_out {
	struct stream_out s;
	const char *name;  /* for file.blob; in the arena */
	struct sealed key; /* for file.key and file.key_id; in the arena */
	int64_t size;      /* bytes written so far, in plain */
	int64_t pushed;    /* of them, those on their way to the disk */
	int fd;            /* owned; -1: none */
	bool thumb, settled;
	unsigned char file_key[KEY_SIZE];
};

/*
 * A new file with a new key.  blob_begin_thumb: the small picture of one that
 * was begun before with blob_begin() and not yet dropped.  ERR_BUSY: disk
 * full; ERR_GONE: the office has no key any more.
 */
int blob_begin(struct db *db, struct arena *a, struct blob_out *b,
    struct err *e) MUST_CHECK;
int blob_begin_thumb(struct db *db, struct blob_out *b,
    const struct blob_out *of, struct err *e) MUST_CHECK;
int blob_write(
    struct blob_out *b, const void *p, size_t n, struct err *e) MUST_CHECK;
int blob_end(struct blob_out *b, struct err *e) MUST_CHECK;
/* Read what stands between blob_end() and blob_settle(); stream_forget(). */
int blob_reread(
    const struct blob_out *b, struct stream_in *s, struct err *e) MUST_CHECK;
int blob_settle(struct db *db, struct blob_out *b, struct err *e) MUST_CHECK;
/* Remove what has not been settled and forget the key. */
void blob_drop(struct db *db, struct blob_out *b);

/*
 * Read a file, or its small picture, by its row; then blob_close().
 * ERR_GONE: the key is destroyed or the file erased; ERR_MISSING: it is not
 * on the disk.  With blob_close() also after an error.
 */
int blob_open(struct db *db, struct arena *a, const struct file *f, bool thumb,
    struct stream_in *s, struct err *e) MUST_CHECK;
/* Bytes of content, as the size on disk says it. */
int blob_size(
    const struct stream_in *s, int64_t *size, struct err *e) MUST_CHECK;
void blob_close(struct stream_in *s);

/*
 * A file in clear, of an office from before it had keys: its descriptor, or
 * -1 with e->kind ERR_NONE if it is not on the disk.
 */
int blob_clear(struct db *db, const char *name, struct err *e) MUST_CHECK;

/* Content and small picture, for good; absent ones are no error. */
void blob_remove(struct db *db, const char *name);

/*
 * Files without a row, and leftovers in files/tmp, that were last changed
 * before a moment (ms): found (may be NULL) is told of each, with its path
 * from the office's folder ("files/ab/ab..."); with collect they are removed.
 * Stops at the most it may find.  How many were found.
 */
struct blob_sweep {
	int64_t before;
	bool collect;
	size_t max; /* 0: all */
	void (*found)(void *ctx, const char *path);
	void *ctx;
	size_t n; /* found */
};

int blob_sweep(struct db *db, struct blob_sweep *sw, struct err *e) MUST_CHECK;

#endif
