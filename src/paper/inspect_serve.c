/*
 * The other side: the whole file is read, judged and answered, in a process
 * that ends afterwards.  What it allocates is bounded by the limits of the
 * process, and is not given back one by one when it fails.
 */
#include <errno.h>
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
};

static int
write_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
read_all(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t k = read(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
write_piece(int fd, enum wire_kind kind, const void *p, size_t n)
{
	unsigned char head[WIRE_HEAD];

	wire_head(head, kind, n);
	return write_all(fd, head, sizeof(head)) < 0 ? -1 : write_all(fd, p, n);
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

/* BEGIN, any number of DATA, END. */
static int
read_file(int fd, int *kind, struct file *f)
{
	unsigned char head[WIRE_HEAD], which = 0;
	size_t n;
	int piece;

	if (read_all(fd, head, sizeof(head)) < 0 ||
	    wire_head_read(head, &piece, &n) < 0 || piece != WIRE_BEGIN ||
	    n != 1 || read_all(fd, &which, 1) < 0 || make_room(f) < 0)
		return -1;
	*kind = which;
	for (;;) {
		if (read_all(fd, head, sizeof(head)) < 0 ||
		    wire_head_read(head, &piece, &n) < 0)
			return -1;
		if (piece == WIRE_END && n == 0)
			return 0;
		if (piece != WIRE_DATA || n > LIMIT_FILE - f->n ||
		    read_all(fd, f->p + f->n, n) < 0)
			return -1;
		f->n += n;
	}
}

static int
answer(int fd, const struct inspection *i, struct sb *image, struct sb *thumb)
{
	unsigned char piece[WIRE_RESULT];

	wire_result(piece, i);
	if (write_piece(fd, WIRE_RESULT_IS, piece, sizeof(piece)) < 0)
		return -1;
	if (i->verdict == INSPECT_OK &&
	    (write_bytes(fd, WIRE_IMAGE, sb_get(image)) < 0 ||
		write_bytes(fd, WIRE_THUMB, sb_get(thumb)) < 0))
		return -1;
	return write_piece(fd, WIRE_END, NULL, 0);
}

int
inspect_serve(int fd)
{
	struct file f = {0};
	struct sb image, thumb;
	struct inspection i;
	int kind, rc = -1;

	sb_init(&image, LIMIT_IMAGE);
	sb_init(&thumb, LIMIT_THUMB);
	if (write_piece(fd, WIRE_HELLO, NULL, 0) < 0 ||
	    read_file(fd, &kind, &f) < 0)
		goto out;
	if (kind == INSPECT_IMAGE)
		image_convert(&i, f.p, f.n, &image, &thumb);
	else if (kind == INSPECT_PDF)
		pdf_check(&i, f.p, f.n);
	else
		goto out;
	rc = answer(fd, &i, &image, &thumb);
out:
	sb_clear(&image);
	sb_clear(&thumb);
	if (f.p)
		munmap(f.p, LIMIT_FILE);
	return rc;
}
