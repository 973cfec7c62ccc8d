#include "app/outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/outside_file.h"

#define ALL "semua"

/* One file that was read. */
struct part {
	struct part *next;
	struct arena arena; /* owned; of what it says */
	char *name;         /* owned */
	struct outside_part is;
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

/* The file of that name as it is now, or NULL without memory. */
static const struct outside_part *
part_get(struct outsides *os, const char *name)
{
	struct part *p = os->parts;

	while (p && strcmp(p->name, name) != 0)
		p = p->next;
	if (p && is_fresh(&p->is))
		return &p->is;
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
	return &p->is;
}

/* Where the first error is.  What is wrong there may be a secret. */
static int
bad_file(const char *name, const struct outside_part *p, struct err *e)
{
	const struct sop_problem *v = p->problems.v;

	while (v->warning)
		v++;
	return err_set(e, ERR_INPUT,
	    "Berkas pengaturan di luar tidak dapat dipakai; periksa dengan "
	    "paraf mail check.",
	    "%s.yaml:%u:%u", name, v->line, v->column);
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

int
outside_get(struct outsides *os, const char *office, const struct outside **o,
    struct err *e)
{
	const struct outside_part *all, *own;

	os->now = (struct outside){.mail.way = OUTSIDE_NONE};
	*o = &os->now;
	if (!os->dir)
		return 0;
	all = part_get(os, ALL);
	own = part_get(os, office);
	if (!all || !own)
		return no_memory(e);
	if (own->problems.errors > 0)
		return bad_file(office, own, e);
	if (all->problems.errors > 0)
		return bad_file(ALL, all, e);
	merge(&os->now, &all->says, &own->says);
	if (os->now.mail.way != OUTSIDE_NONE && !os->now.mail.from.address)
		return err_set(e, ERR_INPUT,
		    "Pengirim surel belum diatur untuk kantor ini.",
		    "no pengirim in %s.yaml or " ALL ".yaml", office);
	return 0;
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
