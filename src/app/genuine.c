#include "app/genuine.h"

#include <string.h>

#include "base/limits.h"
#include "domain/date.h"
#include "http/form.h"
#include "paper/inspect.h"
#include "store/bsre.h"

#define MISSES   30               /* of one client before a pause */
#define CHECKS   60               /* files of one client before a pause */
#define PAUSE    (15 * MS_MINUTE) /* the pause */
#define SCANS    8                /* scans of one letter, one after another */
#define FILE_MAX (20 * MIB)

/* --- the letter ---------------------------------------------------------- */

const char *
genuine_code(struct arena *a, struct str typed)
{
	char *out = arena_alloc(a, typed.n + 1), *p = out;

	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((unsigned char)c > ' ')
			*p++ = c;
	}
	return out;
}

/* The letters and digits of random_code() and of an office's id. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') ||
			(s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	return s.n > 0;
}

bool
genuine_split(struct str code, struct str *office, struct str *own)
{
	if (code.n < MISSIVE_CODE + 2 || !is_plain(code) ||
	    code.p[code.n - MISSIVE_CODE - 1] != '-')
		return false;
	*office = (struct str){code.p, code.n - MISSIVE_CODE - 1};
	*own = (struct str){code.p + office->n + 1, MISSIVE_CODE};
	return !memchr(own->p, '-', own->n);
}

static const char *
client(const struct genuine *g, const char *what)
{
	const struct str remote = g->in.rq->remote;

	return arena_printf(
	    g->in.arena, "%s %.*s", what, (int)remote.n, remote.p);
}

/* Whether this client did so often enough: ERR_LIMIT. */
static int
may_go_on(struct genuine *g, const char *what, int64_t most, struct err *e)
{
	int64_t n;

	if (attempts(g->in.db, client(g, what), g->in.now - PAUSE, &n, e) < 0)
		return -1;
	if (n < most)
		return 0;
	return err_set(e, ERR_LIMIT,
	    "Terlalu banyak percobaan dari alamat Anda. Coba lagi setelah 15 "
	    "menit.",
	    "%s: %lld", what, (long long)n);
}

static int
count(struct genuine *g, const char *what, struct err *e)
{
	return attempt_add(
	    g->in.db, client(g, what), g->in.now, g->in.now - PAUSE, e);
}

static int
unknown(struct err *e)
{
	return err_set(e, ERR_MISSING,
	    "Kode ini tidak dikenal. Periksa lagi kode pada naskah, huruf demi "
	    "huruf. Bila tetap tidak dikenal, jangan percayai naskahnya "
	    "sebelum bertanya kepada kantor yang namanya tertulis di sana.",
	    "no such code");
}

/*
 * The scan of a letter that was signed with ink takes its draft's place, but
 * the paper shows the draft's code.
 */
static int
follow_scans(struct genuine *g, struct err *e)
{
	for (int i = 0; i < SCANS && g->now.replaced_by; i++) {
		struct missive next;

		if (missive_by_id(g->in.db, g->in.arena, &next,
			g->now.replaced_by, e) < 0)
			return -1;
		if (strcmp(next.form, MISSIVE_SCAN) != 0) {
			g->at = next.made_at;
			break;
		}
		g->now = next;
	}
	return 0;
}

static int
load(struct genuine *g, struct str own, struct err *e)
{
	int rc = missive_by_code(
	    g->in.db, g->in.arena, &g->m, str_z(g->in.arena, own), e);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (count(g, "kode naskah", e) < 0)
			return -1;
		return unknown(e);
	}
	g->now = g->m;
	if (follow_scans(g, e) < 0)
		return -1;
	g->why = "";
	if (g->now.withdrawn_at) {
		g->state = GENUINE_WITHDRAWN;
		g->at = g->now.withdrawn_at;
		g->why = g->now.why;
	} else if (g->now.replaced_by) {
		g->state = GENUINE_REPLACED;
	} else {
		g->state = GENUINE_VALID;
	}
	return 0;
}

int
genuine_find(struct ctx *cx, struct str code, struct genuine *g, struct err *e)
{
	struct str office, own;
	struct err none = {0};

	*g = (struct genuine){.in = *cx};
	if (!genuine_split(code, &office, &own))
		return unknown(e);
	if (app_office(cx->app, str_z(cx->arena, office), &g->in.office,
		&g->in.db, &none) < 0) {
		if (none.kind == ERR_MISSING)
			return unknown(e);
		*e = none;
		return -1;
	}
	if (may_go_on(g, "kode naskah", MISSES, e) < 0)
		return -1;
	return load(g, own, e);
}

/* --- a file -------------------------------------------------------------- */

struct checking {
	struct genuine *g;
	struct genuine_file *f;
	struct inspect *inspect;
	struct sha256 *hash; /* in the arena, aligned */
	struct sb said;
	bool open; /* of a file that is looked at */
};

/* What the inspector has to know of the office. */
static int
ask(struct checking *c, struct err *e)
{
	struct ctx *in = &c->g->in;
	struct bsre_office office;
	struct certificate_trust trust;
	struct sb asked;

	if (bsre_office_get(in->db, in->arena, &office, e) < 0 ||
	    inspect_begin(c->inspect, app_conf(in->app)->inspector,
		INSPECT_SIGNATURES, 0, e) < 0)
		return -1;
	trust =
	    (struct certificate_trust){.pem = office.trust, .crl = office.crl};
	sb_init(&asked, PDFSIG_ASKED);
	pdfsig_ask(&asked, &trust, in->now);
	inspect_ask(c->inspect, sb_get(&asked).p, sb_get(&asked).n);
	sb_clear(&asked);
	return 0;
}

/* Only the first of its field. */
static int
begin_file(void *ctx, struct form_file *file, struct err *e)
{
	struct checking *c = ctx;

	file->handle = NULL;
	if (!str_eqz(file->field, "berkas") || c->f->there)
		return 0;
	c->f->there = true;
	sha256_init(c->hash);
	if (ask(c, e) < 0)
		return -1;
	c->open = true;
	file->handle = c;
	return 0;
}

static int
write_file(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	struct checking *c = ctx;

	(void)e;
	if (!c->open)
		return 0;
	if (file->size + n > FILE_MAX) {
		c->f->refusal = "Berkas ini lebih dari 20 MB, jadi bukan "
				"naskah dari Paraf.";
		inspect_drop(c->inspect);
		c->open = false;
		return 0;
	}
	sha256_add(c->hash, p, n);
	inspect_send(c->inspect, p, n);
	return 0;
}

static int
take_said(void *ctx, const void *p, size_t n, struct err *e)
{
	struct checking *c = ctx;

	(void)e;
	sb_put(&c->said, p, n);
	return 0;
}

static int
end_file(void *ctx, struct form_file *file, struct err *e)
{
	struct checking *c = ctx;
	const struct inspect_io io = {.ctx = c, .said = take_said};
	struct inspection found;

	(void)file;
	if (!c->open)
		return 0;
	c->open = false;
	sha256_end(c->hash, c->f->sum);
	if (inspect_end(c->inspect, &io, &found, e) < 0)
		return -1;
	if (found.verdict == INSPECT_OK &&
	    pdfsig_read(&c->f->signatures, c->g->in.arena, sb_get(&c->said)) <
		0)
		found.verdict = INSPECT_CRASHED;
	if (found.verdict == INSPECT_EMPTY || found.verdict == INSPECT_TYPE)
		c->f->unreadable = "Berkas ini bukan PDF.";
	else if (found.verdict != INSPECT_OK)
		c->f->unreadable = "PDF ini rusak atau terpotong, sehingga "
				   "tanda tangannya tidak dapat dibaca.";
	return 0;
}

int
genuine_may_check(struct genuine *g, struct err *e)
{
	if (may_go_on(g, "berkas naskah", CHECKS, e) < 0)
		return -1;
	return count(g, "berkas naskah", e);
}

int
genuine_check(struct genuine *g, struct genuine_file *f, struct err *e)
{
	struct checking c = {.g = g, .f = f};
	const struct form_sink sink = {.open = begin_file,
	    .write = write_file,
	    .close = end_file,
	    .ctx = &c};
	struct form form;
	int rc;

	*f = (struct genuine_file){.there = false};
	c.inspect = inspect_new(g->in.arena);
	c.hash = ARENA_NEW(g->in.arena, struct sha256);
	sb_init(&c.said, PDFSIG_SAID);
	rc = form_parse(&form, g->in.rq, &sink, e);
	inspect_drop(c.inspect);
	sb_clear(&c.said);
	return rc;
}
