/*
 * The worker's side.  The one copy of the passphrase that it makes lies in
 * locked memory until it is sent.
 */
#include "app/desk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/act.h"
#include "app/deskwire.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/pass.h"
#include "base/random.h"
#include "base/wipe.h"
#include "store/blob.h"
#include "store/draft.h"
#include "vault/locked.h"

#define AWAY                                                    \
	"Belum dikirim ke BSrE karena sambungan sedang sibuk. " \
	"Coba lagi beberapa saat lagi."
#define UNKNOWN "Jawaban BSrE tidak sampai pada waktunya."

static void
say(struct desk_answer *out, enum desk_kind kind, const char *reason)
{
	*out = (struct desk_answer){.kind = kind};
	snprintf(out->reason, sizeof(out->reason), "%s", reason);
}

/* --- one question ------------------------------------------------------- */

/* Hand one end of a fresh socket to the agent; the other, or -1. */
static int
call(int desk)
{
	int fds[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	do
		rc = pass_put(desk, fds[1]);
	while (rc < 0 && errno == EINTR);
	close(fds[1]);
	if (rc < 0) {
		close(fds[0]);
		return -1;
	}
	return fds[0];
}

/* Whether all n bytes came before a moment (steady us). */
static bool
receive(int fd, void *data, size_t n, int64_t until)
{
	char *p = data;

	while (n > 0) {
		struct pollfd pfd = {.fd = fd, .events = POLLIN};
		int64_t left = until - clock_steady_us();
		ssize_t k;

		if (left <= 0)
			return false;
		if (poll(&pfd, 1, (int)(left / 1000) + 1) <= 0)
			continue;
		k = recv(fd, p, n, MSG_DONTWAIT);
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k == 0 || (errno != EAGAIN && errno != EINTR)) {
			return false;
		}
	}
	return true;
}

static bool
is_answer(struct desk_answer *a)
{
	a->reason[sizeof(a->reason) - 1] = '\0';
	return a->kind <= DESK_OVER;
}

/* Ask what is in *q, and wipe it as soon as it is sent. */
static void
ask(int desk, struct desk_question *q, struct desk_answer *out)
{
	int64_t begun = clock_steady_us();
	char ready = 0;
	int fd = desk > 0 ? call(desk) : -1;
	ssize_t n;

	say(out, DESK_AWAY, AWAY);
	if (fd < 0 ||
	    !receive(fd, &ready, 1, begun + DESK_READY_MS * INT64_C(1000)) ||
	    ready != DESK_READY)
		goto out;
	/* An empty socket takes it at once and whole. */
	n = send(fd, q, sizeof(*q), MSG_NOSIGNAL | MSG_DONTWAIT);
	wipe(q, sizeof(*q));
	if (n != (ssize_t)sizeof(*q))
		goto out;
	if (!receive(
		fd, out, sizeof(*out), begun + DESK_WAIT_MS * INT64_C(1000)) ||
	    !is_answer(out))
		say(out, DESK_UNKNOWN, UNKNOWN);
out:
	if (fd >= 0)
		close(fd);
}

int
desk_passphrase(struct ctx *cx, const struct task *t, char *secret,
    struct desk_answer *out, struct err *e)
{
	size_t n = strlen(secret);
	struct desk_question *q;
	int rc = -1;

	if (!cx->actor.link_hash || cx->actor.link_task != t->id) {
		err_set(e, ERR_DENIED,
		    "Passphrase hanya dapat dibuat lewat tautan pemiliknya.",
		    "desk: not by the link of task %lld", (long long)t->id);
		goto out;
	}
	if (n == 0 || n > DESK_SECRET) {
		err_set(e, ERR_INPUT, "Passphrase itu terlalu panjang.",
		    "desk: %zu bytes", n);
		goto out;
	}
	q = locked_new(sizeof(*q));
	snprintf(q->office, sizeof(q->office), "%s", cx->office->id);
	q->errand = DESK_SET_PASSPHRASE;
	q->id = t->id;
	memcpy(q->link, cx->actor.link_hash, sizeof(q->link));
	memcpy(q->secret, secret, n + 1);
	wipe(secret, n);
	ask(app_conf(cx->app)->desk, q, out);
	locked_free(q);
	rc = 0;
out:
	wipe(secret, n);
	wipe_rest();
	return rc;
}

/* --- a letter to be signed ---------------------------------------------- */

/* The PDF as a file of the actor's, for the agent to open. */
static int
lay_out(struct ctx *cx, struct str pdf, struct file *row, struct err *e)
{
	struct blob_out *b = ARENA_NEW(cx->arena, struct blob_out);
	char id[DESK_FILE + 1];
	int rc = -1;

	random_code(id, DESK_FILE);
	if (blob_begin(cx->db, cx->arena, b, e) < 0)
		return -1;
	if (blob_write(b, pdf.p, pdf.n, e) < 0 || blob_end(b, e) < 0 ||
	    blob_settle(cx->db, b, e) < 0)
		goto out;
	*row = (struct file){.id = arena_dup(cx->arena, id),
	    .owner = actor_owner(&cx->actor, cx->arena),
	    .form = "",
	    .purpose = DESK_PURPOSE,
	    .name = "naskah.pdf",
	    .type = "application/pdf",
	    .size = b->size,
	    .blob = b->name,
	    .key = b->key.bytes,
	    .key_id = b->key.key,
	    .scan = "",
	    .note = "",
	    .created_at = cx->now};
	if (db_begin(cx->db, e) == 0 && file_add(cx->db, row, e) == 0 &&
	    db_commit(cx->db, e) == 0)
		rc = 0;
	db_rollback(cx->db);
	if (rc < 0)
		blob_remove(cx->db, b->name);
out:
	blob_drop(cx->db, b);
	return rc;
}

/* The agent has read it, or never will; what stays is swept with all that was
 * never handed in. */
static void
clear_away(struct ctx *cx, const struct file *row)
{
	struct err e = {0};
	int rc = -1;

	if (db_begin(cx->db, &e) == 0) {
		rc = file_remove(cx->db, row, &e);
		if (rc >= 0 && db_commit(cx->db, &e) < 0)
			rc = -1;
	}
	db_rollback(cx->db);
	if (rc == 1)
		blob_remove(cx->db, row->blob);
	else if (rc < 0)
		log_warn("%s: %s (%s)", cx->office->id, e.msg, e.detail);
}

/* False: it does not fit. */
static bool
put(char *to, size_t size, const char *text)
{
	int n = snprintf(to, size, "%s", text);

	return n >= 0 && (size_t)n < size;
}

static bool
fill_letter(
    struct desk_letter *l, const struct missive *m, const struct file *row)
{
	if (m->source.n != sizeof(l->source))
		return false;
	memcpy(l->source, m->source.p, sizeof(l->source));
	l->signer = m->signer_id;
	return put(l->code, sizeof(l->code), m->code) &&
	       put(l->number, sizeof(l->number), m->number) &&
	       put(l->dated, sizeof(l->dated), m->dated) &&
	       put(l->seat, sizeof(l->seat), m->seat) &&
	       put(l->file, sizeof(l->file), row->id);
}

/* Secrets are the question's alone afterwards. */
static bool
fill_sign(struct desk_question *q, const struct ctx *cx,
    const struct desk_signing *s, const struct file *row)
{
	bool fits = put(q->office, sizeof(q->office), cx->office->id) &&
		    put(q->nik, sizeof(q->nik), s->nik) &&
		    put(q->code, sizeof(q->code), s->code) &&
		    put(q->secret, sizeof(q->secret), s->secret) &&
		    fill_letter(&q->letter, &s->draft->m, row);

	q->errand = DESK_SIGN;
	q->id = s->draft->before;
	wipe(s->secret, strlen(s->secret));
	wipe(s->code, strlen(s->code));
	return fits;
}

int
desk_sign(struct ctx *cx, const struct desk_signing *s, struct desk_answer *out,
    struct err *e)
{
	struct desk_question *q;
	struct file row;
	int rc = -1;

	if (s->draft->m.signer_id != cx->actor.person || s->draft->same) {
		err_set(e, ERR_DENIED, "Naskah ini ditandatangani orang lain.",
		    "desk: not the signer of draft %lld",
		    (long long)s->draft->before);
		goto out;
	}
	if (lay_out(cx, s->draft->pdf, &row, e) < 0)
		goto out;
	q = locked_new(sizeof(*q));
	if (fill_sign(q, cx, s, &row)) {
		ask(app_conf(cx->app)->desk, q, out);
		rc = 0;
	} else {
		err_set(e, ERR_INPUT,
		    "NIK, passphrase, atau isi naskah itu terlalu panjang.",
		    "desk: letter");
	}
	locked_free(q);
	clear_away(cx, &row);
out:
	wipe(s->secret, strlen(s->secret));
	wipe(s->code, strlen(s->code));
	wipe_rest();
	return rc;
}

/* --- what is kept ------------------------------------------------------- */

const char *
desk_owner(struct arena *a, int64_t task)
{
	return arena_printf(a, "task:%lld", (long long)task);
}

const char *
desk_form(struct arena *a, int64_t task)
{
	return arena_printf(a, "otp:%lld", (long long)task);
}

int
desk_otp(struct ctx *cx, int64_t task, const char **otpauth, struct err *e)
{
	struct draft_row row;
	struct str text;
	int rc = draft_get(cx->db, cx->arena, &row, desk_owner(cx->arena, task),
	    desk_form(cx->arena, task), e);

	*otpauth = NULL;
	if (rc != 1)
		return rc;
	if (key_open(cx->db, cx->arena, KEY_USE_DRAFT, &row.sealed, &text, e) <
	    0)
		return -1;
	*otpauth = str_z(cx->arena, text);
	return 1;
}

int
desk_otp_drop(struct ctx *cx, int64_t task, struct err *e)
{
	return draft_drop(
	    cx->db, desk_owner(cx->arena, task), desk_form(cx->arena, task), e);
}
