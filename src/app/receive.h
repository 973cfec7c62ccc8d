/*
 * receive.h - one file on its way in: encrypted and handed to the inspector
 * as it comes, judged by its content and never by its name, and on the disk
 * for good before any row names it.
 *
 * Order of life: receive_init once a request; receive_begin, receive_write...
 * and receive_end for each file; receive_drop at the exit.
 */
#ifndef APP_RECEIVE_H
#define APP_RECEIVE_H

#include "app/ctx.h"
#include "paper/inspect.h"
#include "paper/sniff.h"
#include "store/blob.h"
#include "vault/digest.h"

struct receiver {
	struct ctx *cx;
	struct scan_round scan;
	/* In the arena, made when first needed, used again for every file. */
	struct blob_out *sent, *image, *thumb;
	struct stream_in *back;
	struct content_hash *hash; /* in the arena, aligned */
	unsigned char head[SNIFF_SIZE];
	size_t head_n;
	struct inspect *judge;     /* in the arena; of the file under way */
	const char *accept, *type; /* of it; type NULL: not known yet */
	const char *refusal;       /* why it is not taken; NULL: it may be */
	bool open; /* between receive_begin() and receive_end() */
};

void receive_init(struct receiver *r, struct ctx *cx);
/* accept: the types taken, "image/jpeg,image/png". */
int receive_begin(
    struct receiver *r, const char *accept, struct err *e) MUST_CHECK;
int receive_write(
    struct receiver *r, const char *p, size_t n, struct err *e) MUST_CHECK;

/*
 * All of it is there.  *refusal NULL: row has blob, key, type, size, thumb, digest and scan; else
 * why it is not taken, in the user's words, and nothing is kept of it.
 */
int receive_end(struct receiver *r, struct file *row, const char **refusal,
    struct err *e) MUST_CHECK;

/* Forget the file under way; harmless when there is none. */
void receive_drop(struct receiver *r);

/* Scan a kept file again, for row->scan. */
int receive_scan(
    struct receiver *r, struct file *row, struct err *e) MUST_CHECK;

#endif
