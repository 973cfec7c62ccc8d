/*
 * The other side: the whole file is read, judged and answered, in a process
 * that ends afterwards.  What it allocates is bounded by the limits of the
 * process, and is not given back one by one when it fails.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/str.h"
#include "paper/image.h"
#include "paper/inspect.h"
#include "paper/pdf.h"
#include "paper/wire.h"

struct file {
	unsigned char *p; /* mapped */
	size_t n;
	struct sb asked; /* about it; owned */
};

static int
write_piece(int fd, enum wire_kind kind, const void *p, size_t n)
{
	unsigned char head[WIRE_HEAD];

	wire_head(head, kind, n);
	return wire_write(fd, head, sizeof(head)) < 0 ? -1
						      : wire_write(fd, p, n);
}

static int
write_bytes(int fd, enum wire_kind kind, struct str s)
{
	while (s.n > 0) {
		size_t n = s.n < WIRE_PIECE ? s.n : WIRE_PIECE;

		if (write_piece(fd, kind, s.p, n) < 0)
			return -1;
		s = (struct str){s.p + n, s.n - n};
	}
	return 0;
}

/*
 * Room for the largest file, of which only what is used costs anything; large
 * pages where the system gives them.
 */
static int
make_room(struct file *f)
{
	void *p = mmap(NULL, LIMIT_FILE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	(void)madvise(p, LIMIT_FILE, MADV_HUGEPAGE);
	f->p = p;
	return 0;
}

/* More of the question; into the builder by way of one piece. */
static int
read_asked(int fd, struct sb *asked, size_t n)
{
	char part[4096];

	while (n > 0) {
		size_t k = n < sizeof(part) ? n : sizeof(part);

		if (wire_read(fd, part, k) < 0)
			return -1;
		sb_put(asked, part, k);
		n -= k;
	}
	return asked->failed ? -1 : 0;
}

/* BEGIN, any number of ASK, any number of DATA, END. */
static int
read_file(int fd, int *kind, struct file *f)
{
	unsigned char head[WIRE_HEAD], which = 0;
	size_t n;
	int piece;

	if (wire_read(fd, head, sizeof(head)) < 0 ||
	    wire_head_read(head, &piece, &n) < 0 || piece != WIRE_BEGIN ||
	    n != 1 || wire_read(fd, &which, 1) < 0 || make_room(f) < 0)
		return -1;
	*kind = which;
	for (;;) {
		if (wire_read(fd, head, sizeof(head)) < 0 ||
		    wire_head_read(head, &piece, &n) < 0)
			return -1;
		if (piece == WIRE_END && n == 0)
			return 0;
		if (piece == WIRE_ASK && f->n == 0) {
			if (read_asked(fd, &f->asked, n) < 0)
				return -1;
			continue;
		}
		if (piece != WIRE_DATA || n > LIMIT_FILE - f->n ||
		    wire_read(fd, f->p + f->n, n) < 0)
			return -1;
		f->n += n;
	}
}

static int
answer(int fd, const struct inspection *i, struct sb *image, struct sb *thumb,
    struct sb *said)
{
	unsigned char piece[WIRE_RESULT];

	wire_result(piece, i);
	if (write_piece(fd, WIRE_RESULT_IS, piece, sizeof(piece)) < 0)
		return -1;
	if (i->verdict == INSPECT_OK &&
	    (write_bytes(fd, WIRE_IMAGE, sb_get(image)) < 0 ||
		write_bytes(fd, WIRE_THUMB, sb_get(thumb)) < 0 ||
		write_bytes(fd, WIRE_SAID, sb_get(said)) < 0))
		return -1;
	return write_piece(fd, WIRE_END, NULL, 0);
}

/* Whatever stands before or behind, and whatever the document does: it is not
 * kept, and nothing but its structure is read. */
static enum inspect_verdict
read_signatures(
    const struct inspect_reader *reader, struct file *f, struct sb *said)
{
	const struct str file = {(const char *)f->p, f->n};

	if (f->n == 0)
		return INSPECT_EMPTY;
	if (f->n < 5 || memcmp(f->p, "%PDF-", 5) != 0)
		return INSPECT_TYPE;
	return reader->signatures(sb_get(&f->asked), file, said) < 0
		   ? INSPECT_BROKEN
		   : INSPECT_OK;
}

int
inspect_serve(int fd, const struct inspect_reader *reader)
{
	struct file f = {0};
	struct sb image, thumb, said;
	struct inspection i;
	int kind, rc = -1;

	sb_init(&image, LIMIT_IMAGE);
	sb_init(&thumb, LIMIT_THUMB);
	sb_init(&said, LIMIT_SAID);
	sb_init(&f.asked, LIMIT_ASKED);
	if (write_piece(fd, WIRE_HELLO, NULL, 0) < 0 ||
	    read_file(fd, &kind, &f) < 0)
		goto out;
	if (kind == INSPECT_IMAGE)
		image_convert(&i, f.p, f.n, &image, &thumb);
	else if (kind == INSPECT_PDF)
		pdf_check(&i, f.p, f.n);
	else if (kind == INSPECT_SIGNATURES)
		i = (struct inspection){
		    .verdict = read_signatures(reader, &f, &said)};
	else
		goto out;
	rc = answer(fd, &i, &image, &thumb, &said);
out:
	sb_clear(&f.asked);
	sb_clear(&said);
	sb_clear(&image);
	sb_clear(&thumb);
	if (f.p)
		munmap(f.p, LIMIT_FILE);
	return rc;
}
