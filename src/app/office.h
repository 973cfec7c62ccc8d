/*
 * office.h - an office and its services as files: what `paraf tenant load`
 * and `paraf sop load` do with the texts of kantor.yaml and the SOPs.
 *
 * A text that differs from the last edition of its service makes the next
 * edition, for new cases; an equal one changes nothing.  Every edition is an
 * event in the office's log.
 */
#ifndef APP_OFFICE_H
#define APP_OFFICE_H

#include "app/app.h"

/* One file: the text is borrowed, the problems live in the arena. */
struct office_file {
	struct str text;
	struct sop_problems problems; /* filled by loading */
};

struct edition_change {
	const char *service; /* borrowed */
	int64_t number;      /* the edition that new cases get now */
	bool is_new;
};

struct office_files {
	struct office_file profile;
	struct office_file *sops; /* one for each service, in its order */
	size_t n;
	/* Templates of letters and the logo that it has of its own. */
	const struct office_text *texts;
	size_t texts_n;
	const char *bad_text; /* the name of one that cannot be used; NULL */
};

struct office_change {
	const struct office *office;
	bool is_new;
	struct edition_change *editions; /* in the arena */
	size_t n;
};

/*
 * Make the office, or bring it to what the files say: its profile, folders,
 * database, services and the seats of their SOPs.  An office that was
 * switched off is on again.  ERR_INPUT if a file has errors, then nothing
 * has changed; see the problems.
 */
int office_load(struct app *app, struct arena *a, struct office_files *f,
    struct office_change *out, int64_t now, struct err *e) MUST_CHECK;

/*
 * The same for one service.  ERR_MISSING if there is no such office or it
 * has no such service, ERR_INPUT as above.
 */
int office_load_sop(struct app *app, struct arena *a, const char *tenant,
    const char *service, struct office_file *f, struct edition_change *out,
    int64_t now, struct err *e) MUST_CHECK;

/*
 * The host name that stands for the office, so that its addresses need no
 * prefix; NULL: none.  ERR_MISSING; ERR_CONFLICT if it is another's.
 */
int office_set_host(struct app *app, const char *tenant, const char *host,
    struct err *e) MUST_CHECK;

/* No page knows the office any more; its data stay.  ERR_MISSING. */
int office_switch_off(
    struct app *app, const char *tenant, struct err *e) MUST_CHECK;

#endif
