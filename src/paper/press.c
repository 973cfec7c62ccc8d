#include "paper/press.h"

#include <string.h>

#include "paper/call.h"
#include "paper/press_job.h"
#include "paper/wire.h"

#define PRESS_MS   20000 /* for all of a job */
#define PIECE      ((size_t)65536)
#define DETAIL_MAX 120
#define AGAIN      "Naskah belum dapat dibuat. Coba lagi."

/* What the press says of a text goes to the log: plain letters only. */
static const char *
clean(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			s[i] = '?';
	s[n] = '\0';
	return s;
}

static int
read_failure(const struct call *c, size_t n, struct err *e)
{
	unsigned char kind;
	char detail[DETAIL_MAX + 1];

	if (n == 0 || n > DETAIL_MAX + 1 ||
	    call_receive(c, &kind, 1) != CALL_FINE ||
	    call_receive(c, detail, n - 1) != CALL_FINE)
		return err_set(e, ERR_BUSY, AGAIN, "press: broken answer");
	clean(detail, n - 1);
	if (kind == ERR_INPUT)
		return err_set(e, ERR_INPUT,
		    "Isi naskah ini tidak dapat disusun.", "press: %s", detail);
	if (kind == ERR_LIMIT)
		return err_set(e, ERR_LIMIT, "Naskah ini terlalu panjang.",
		    "press: %s", detail);
	return err_set(e, ERR_BUSY, AGAIN, "press: kind %d: %s", kind, detail);
}

static int
read_pdf(const struct call *c, size_t n, struct sb *out, struct err *e)
{
	static const char magic[] = {'%', 'P', 'D', 'F', '-'};
	char piece[PIECE];
	bool first = true;

	if (n < sizeof(magic))
		return err_set(e, ERR_BUSY, AGAIN, "press: no PDF");
	while (n > 0) {
		size_t part = n < PIECE ? n : PIECE;

		if (call_receive(c, piece, part) != CALL_FINE)
			return err_set(
			    e, ERR_BUSY, AGAIN, "press: gave a job up");
		if (first && memcmp(piece, magic, sizeof(magic)) != 0)
			return err_set(e, ERR_BUSY, AGAIN, "press: no PDF");
		first = false;
		sb_put(out, piece, part);
		n -= part;
	}
	if (out->failed)
		return err_set(e, ERR_LIMIT, "Naskah ini terlalu panjang.",
		    "press: PDF too large");
	return 0;
}

static int
read_answer(const struct call *c, struct sb *out, struct err *e)
{
	unsigned char head[WIRE_HEAD];
	size_t n;
	int kind;

	if (call_receive(c, head, sizeof(head)) != CALL_FINE)
		return err_set(e, ERR_BUSY, AGAIN, "press: gave a job up");
	kind = wire_head_any(head, &n);
	if (kind == PRESS_PDF && n <= LIMIT_MISSIVE)
		return read_pdf(c, n, out, e);
	if (kind == PRESS_FAILED)
		return read_failure(c, n, e);
	return err_set(e, ERR_BUSY, AGAIN, "press: broken answer");
}

/* Nothing is appended unless all of it came. */
static int
run(int fd, enum press_kind kind, struct sb *job, struct sb *out, struct err *e)
{
	unsigned char head[WIRE_HEAD];
	struct str fields = sb_get(job);
	size_t before = out->n;
	struct call c = CALL_NONE;
	int rc = -1;

	if (fd <= 0)
		return err_set(e, ERR_SYSTEM,
		    "Penyusun naskah tidak berjalan; hubungi pengelola.",
		    "press: there is none");
	if (job->failed)
		return err_set(e, ERR_LIMIT, "Naskah ini terlalu panjang.",
		    "press: job too large");
	wire_head(head, (int)kind, fields.n);
	if (call_open(&c, fd, PRESS_MS) < 0 ||
	    call_send(&c, head, sizeof(head)) != CALL_FINE ||
	    call_send(&c, fields.p, fields.n) != CALL_FINE)
		err_set(e, ERR_BUSY, AGAIN, "press: does not listen");
	else
		rc = read_answer(&c, out, e);
	call_close(&c);
	if (rc < 0)
		out->n = before;
	return rc;
}

int
press_letter(int fd, const struct typeset_job *job, struct str text,
    struct sb *out, struct err *e)
{
	struct sb b;
	int rc;

	if (text.n > LIMIT_MISSIVE_TEXT)
		return err_set(e, ERR_LIMIT, "Naskah ini terlalu panjang.",
		    "press: %zu bytes", text.n);
	sb_init(&b, PRESS_JOB_MAX);
	press_job_put_letter(&b, job, text);
	rc = run(fd, PRESS_LETTER, &b, out, e);
	sb_clear(&b);
	return rc;
}

int
press_sop(int fd, const struct press_sop *job, struct sb *out, struct err *e)
{
	struct sb b;
	int rc;

	if (job->steps_n > PRESS_STEPS)
		return err_set(e, ERR_LIMIT, "Naskah ini terlalu panjang.",
		    "press: %zu steps", job->steps_n);
	sb_init(&b, PRESS_JOB_MAX);
	press_job_put_sop(&b, job);
	rc = run(fd, PRESS_SOP, &b, out, e);
	sb_clear(&b);
	return rc;
}
