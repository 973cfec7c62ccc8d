#include "app/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/outside_file.h"
#include "domain/date.h"

#define ALL "semua"

/* One file that was read. */
struct part {
	struct part *next;
	struct arena arena; /* owned; of what it says */
	char *name;         /* owned */
	struct outside_part is;
	uint64_t readings;
};

struct outsides {
	char *dir;          /* owned; NULL: none */
	struct part *parts; /* owned */
	struct outside now; /* what was handed out last */
};

static int
no_memory(struct err *e)
{
	return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "outside");
}

int
outsides_open(struct outsides **out, const char *dir, struct err *e)
{
	struct outsides *os = calloc(1, sizeof(*os));

	*out = NULL;
	if (!os || (dir && !(os->dir = strdup(dir)))) {
		free(os);
		return no_memory(e);
	}
	*out = os;
	return 0;
}

void
outsides_close(struct outsides *os)
{
	if (!os)
		return;
	while (os->parts) {
		struct part *p = os->parts;

		os->parts = p->next;
		arena_clear(&p->arena);
		free(p->name);
		free(p);
	}
	free(os->dir);
	free(os);
}

static bool
is_fresh(const struct outside_part *p)
{
	for (size_t i = 0; i < OUTSIDE_CAS; i++)
		if (!outside_is_same(&p->ca[i]))
			return false;
	return outside_is_same(&p->stamp);
}

static struct part *
part_find(const struct outsides *os, const char *name)
{
	struct part *p = os->parts;

	while (p && strcmp(p->name, name) != 0)
		p = p->next;
	return p;
}

/* The file of that name as it is now, or NULL without memory. */
static const struct part *
part_get(struct outsides *os, const char *name)
{
	struct part *p = part_find(os, name);

	if (p && is_fresh(&p->is))
		return p;
	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p || !(p->name = strdup(name))) {
			free(p);
			return NULL;
		}
		arena_init(&p->arena, OUTSIDE_ARENA);
		p->next = os->parts;
		os->parts = p;
	}
	arena_clear(&p->arena);
	outside_read(&p->arena, os->dir, name, &p->is);
	p->readings++;
	return p;
}

/* Where the first error is.  What is wrong there may be a secret. */
static int
bad_file(const struct part *p, bool bsre, struct err *e)
{
	const struct sop_problem *v = p->is.problems.v;

	while (v->warning)
		v++;
	if (bsre)
		return err_set(e, ERR_INPUT,
		    "Pengaturan BSrE kantor ini tidak dapat dipakai; periksa "
		    "dengan paraf bsre check.",
		    "%s.yaml:%u:%u", p->name, v->line, v->column);
	return err_set(e, ERR_INPUT,
	    "Berkas pengaturan di luar tidak dapat dipakai; periksa dengan "
	    "paraf mail check.",
	    "%s.yaml:%u:%u", p->name, v->line, v->column);
}

/* An office's own over that for all: a server comes with its password, so
 * that no office's server is told that of another. */
static void
merge(struct outside *o, const struct outside *all, const struct outside *own)
{
	*o = *all;
	if (own->mail.way != OUTSIDE_NONE) {
		o->mail.way = own->mail.way;
		o->mail.smtp = own->mail.smtp;
		o->mail.dir = own->mail.dir;
	}
	if (own->mail.from.address)
		o->mail.from = own->mail.from;
	if (own->mail.bounce)
		o->mail.bounce = own->mail.bounce;
	if (own->hook.url)
		o->hook = own->hook;
}

/* Both files of an office; a folder must be set. */
static int
parts_get(struct outsides *os, const char *office, const struct part **all,
    const struct part **own, struct err *e)
{
	*all = part_get(os, ALL);
	*own = part_get(os, office);
	return *all && *own ? 0 : no_memory(e);
}

int
outside_get(struct outsides *os, const char *office, const struct outside **o,
    struct err *e)
{
	const struct part *all, *own;

	os->now = (struct outside){.mail.way = OUTSIDE_NONE};
	*o = &os->now;
	if (!os->dir)
		return 0;
	if (parts_get(os, office, &all, &own, e) < 0)
		return -1;
	if (own->is.errors > 0)
		return bad_file(own, false, e);
	if (all->is.errors > 0)
		return bad_file(all, false, e);
	merge(&os->now, &all->is.says, &own->is.says);
	if (os->now.mail.way != OUTSIDE_NONE && !os->now.mail.from.address)
		return err_set(e, ERR_INPUT,
		    "Pengirim surel belum diatur untuk kantor ini.",
		    "no pengirim in %s.yaml or " ALL ".yaml", office);
	return 0;
}

/* An office's own over that for all, with the password, as above. */
static void
merge_bsre(struct outside_bsre *b, const struct outside_bsre *all,
    const struct outside_bsre *own)
{
	*b = own->account.url ? *own : *all;
	b->portal = own->portal ? own->portal : all->portal;
	b->trust = own->trust.n > 0 ? own->trust : all->trust;
	b->crl = own->crl.n > 0 ? own->crl : all->crl;
}

static int64_t
changed_at(const struct part *p)
{
	const struct outside_stamp *s = &p->is.stamp;

	return s->exists ? (int64_t)s->changed.tv_sec * MS_SECOND +
			       s->changed.tv_nsec / 1000000
			 : 0;
}

int
outside_bsre_get(struct outsides *os, const char *office,
    struct outside_bsre *b, uint64_t *edition, int64_t *changed, struct err *e)
{
	const struct part *all, *own;

	*b = (struct outside_bsre){.portal = NULL};
	*edition = 0;
	*changed = 0;
	if (!os->dir)
		return 0;
	if (parts_get(os, office, &all, &own, e) < 0)
		return -1;
	*edition = all->readings + own->readings;
	*changed = changed_at(own) > changed_at(all) ? changed_at(own)
						     : changed_at(all);
	if (own->is.unread || own->is.bsre_errors > 0)
		return bad_file(own, true, e);
	if (all->is.unread || all->is.bsre_errors > 0)
		return bad_file(all, true, e);
	merge_bsre(b, &all->is.bsre, &own->is.bsre);
	return 0;
}

unsigned
outside_caps(const struct outside_bsre *b, const struct bsre_module *m)
{
	unsigned caps = m->caps(&b->account) & (BSRE_CAN(BSRE_CALLS) - 1);

	if (b->open)
		caps &= ~(BSRE_CAN(BSRE_PASSPHRASE) | BSRE_CAN(BSRE_SIGN));
	return caps;
}

static bool
part_changed(const struct outsides *os, const char *name)
{
	const struct part *p = part_find(os, name);

	return !p || !is_fresh(&p->is);
}

bool
outside_changed(const struct outsides *os, const char *office)
{
	return os->dir && (part_changed(os, ALL) || part_changed(os, office));
}

void
outside_check(struct arena *a, const char *dir, const char *office,
    struct outside_file files[2])
{
	const char *const names[] = {ALL, office};

	for (size_t i = 0; i < 2; i++) {
		struct outside_part p;

		files[i] = (struct outside_file){.path = NULL};
		if (!names[i])
			continue;
		outside_read(a, dir, names[i], &p);
		files[i] = (struct outside_file){
		    p.stamp.path, p.stamp.exists, p.problems};
	}
}
