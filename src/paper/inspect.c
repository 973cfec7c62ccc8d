/*
 * The worker's side.  The clock of call.h begins anew with every piece sent
 * and with the wait for the answer.
 */
#include "paper/inspect.h"

#include <errno.h>
#include <string.h>

#include "base/limits.h"
#include "paper/call.h"
#include "paper/wire.h"

#define HELLO_MS 5000 /* for a process that has nothing to do but to start */

struct inspect {
	struct call call;
	int ms;
	enum inspect_kind kind;
	enum call_state state; /* once not CALL_FINE, for good */
	size_t sent;
	struct wire_reply reply;
	size_t held; /* bytes in data, not yet sent */
	unsigned char data[WIRE_HEAD + WIRE_PIECE]; /* behind room for a head */
	unsigned char piece[WIRE_PIECE];
};

static enum call_state
send_piece(
    const struct inspect *i, enum wire_kind kind, const void *p, size_t n)
{
	unsigned char head[WIRE_HEAD];
	enum call_state s;

	wire_head(head, kind, n);
	s = call_send(&i->call, head, sizeof(head));
	return s == CALL_FINE ? call_send(&i->call, p, n) : s;
}

static enum call_state
receive_piece(struct inspect *i, int *kind, size_t *n)
{
	unsigned char head[WIRE_HEAD];
	enum call_state s = call_receive(&i->call, head, sizeof(head));

	if (s != CALL_FINE)
		return s;
	if (wire_head_read(head, kind, n) < 0)
		return CALL_GONE;
	return call_receive(&i->call, i->piece, *n);
}

/*
 * HELLO is said behind the lock: before it nothing is sent, and what goes
 * wrong is not the file's fault.
 */
static int
await_hello(struct inspect *i)
{
	size_t n;
	int kind;

	return receive_piece(i, &kind, &n) == CALL_FINE && kind == WIRE_HELLO &&
		       n == 0
		   ? 0
		   : -1;
}

struct inspect *
inspect_new(struct arena *a)
{
	struct inspect *i = ARENA_NEW(a, struct inspect);

	i->call = CALL_NONE;
	return i;
}

int
inspect_begin(struct inspect *i, int inspector, enum inspect_kind kind, int ms,
    struct err *e)
{
	unsigned char first = (unsigned char)kind;

	inspect_drop(i);
	if (inspector <= 0)
		return err_set(e, ERR_SYSTEM,
		    "Pemeriksa berkas tidak berjalan; hubungi pengelola.",
		    "inspect: no inspector");
	i->ms = ms > 0 ? ms : INSPECT_MS;
	i->kind = kind;
	i->sent = i->held = 0;
	i->reply = (struct wire_reply){0};
	if (call_open(&i->call, inspector, HELLO_MS) < 0 ||
	    await_hello(i) < 0 || call_within(&i->call, i->ms) < 0)
		return err_set(e, ERR_BUSY,
		    "Pemeriksa berkas sedang tidak siap. Coba lagi sebentar "
		    "lagi.",
		    "inspect: no answer (errno %d)", errno);
	i->state = send_piece(i, WIRE_BEGIN, &first, 1);
	return 0;
}

/* A whole piece at once: each one wakes the other side. */
static void
flush(struct inspect *i)
{
	if (i->held == 0 || i->state != CALL_FINE)
		return;
	wire_head(i->data, WIRE_DATA, i->held);
	i->state = call_within(&i->call, i->ms) < 0
		       ? CALL_GONE
		       : call_send(&i->call, i->data, WIRE_HEAD + i->held);
	i->held = 0;
}

void
inspect_send(struct inspect *i, const void *data, size_t n)
{
	const char *p = data;

	i->sent += n;
	if (i->sent > LIMIT_FILE)
		return;
	while (n > 0) {
		size_t part =
		    WIRE_PIECE - i->held < n ? WIRE_PIECE - i->held : n;

		memcpy(i->data + WIRE_HEAD + i->held, p, part);
		i->held += part;
		p += part;
		n -= part;
		if (i->held == WIRE_PIECE)
			flush(i);
		if (i->state != CALL_FINE)
			return;
	}
}

void
inspect_ask(struct inspect *i, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0 && i->state == CALL_FINE) {
		size_t part = WIRE_PIECE < n ? WIRE_PIECE : n;

		i->state = send_piece(i, WIRE_ASK, p, part);
		p += part;
		n -= part;
	}
}

/* -1: io failed; otherwise the state tells. */
static int
receive_reply(struct inspect *i, const struct inspect_io *io, struct err *e)
{
	for (;;) {
		size_t n;
		int kind;

		i->state = receive_piece(i, &kind, &n);
		if (i->state == CALL_FINE &&
		    wire_reply_take(&i->reply, i->kind, kind, i->piece, n) < 0)
			i->state = CALL_GONE;
		if (i->state != CALL_FINE || kind == WIRE_END)
			return 0;
		if ((kind == WIRE_IMAGE &&
			io->image(io->ctx, i->piece, n, e) < 0) ||
		    (kind == WIRE_THUMB &&
			io->thumb(io->ctx, i->piece, n, e) < 0) ||
		    (kind == WIRE_SAID &&
			io->said(io->ctx, i->piece, n, e) < 0))
			return -1;
	}
}

int
inspect_end(struct inspect *i, const struct inspect_io *io,
    struct inspection *out, struct err *e)
{
	int rc = 0;

	*out = (struct inspection){.verdict = INSPECT_CRASHED};
	if (i->state == CALL_FINE && call_within(&i->call, i->ms) < 0)
		i->state = CALL_GONE;
	if (i->sent <= LIMIT_FILE)
		flush(i);
	if (i->state == CALL_FINE && i->sent <= LIMIT_FILE)
		i->state = send_piece(i, WIRE_END, NULL, 0);
	if (i->sent > LIMIT_FILE)
		out->verdict = INSPECT_LARGE;
	else if (i->state == CALL_FINE && receive_reply(i, io, e) < 0)
		rc = -1;
	else if (i->state == CALL_FINE)
		*out = i->reply.result;
	else if (i->state == CALL_LATE)
		out->verdict = INSPECT_TIMEOUT;
	inspect_drop(i);
	return rc;
}

/* The other side ends when nobody listens to it. */
void
inspect_drop(struct inspect *i)
{
	call_close(&i->call);
}
