/*
 * draft.h - a form that is not handed in yet: what was typed and the files
 * received for it, kept on the server until it is, or until nobody has
 * touched it for DRAFT_DAYS.
 *
 * A draft belongs to whoever fills the form (actor_owner()) and to the form:
 * "ajukan:<service>" or "langkah:<task>".  Values are sealed; passwords and
 * hidden fields are never part of it.  It ends in the transaction that takes
 * the form (act.h).
 */
#ifndef APP_DRAFT_H
#define APP_DRAFT_H

#include "app/ctx.h"
#include "app/fields.h"

#define DRAFT_DAYS 30

struct draft_value {
	const char *name, *value;
};

struct draft {
	const char *owner, *form;
	int64_t case_id;  /* of the task; 0: the form makes a new one */
	int64_t saved_at; /* ms; 0: nothing was kept yet */
	bool takes_files;
	size_t persons; /* of an application; 0: not said */
	struct draft_value *values;
	size_t values_n;
	struct file *files; /* received, not handed in; oldest first */
	size_t files_n, files_cap;
};

/*
 * What the actor has of this form; to have nothing is no error.  files: the
 * form takes any.
 */
int draft_load(struct ctx *cx, struct draft *d, const char *form,
    int64_t case_id, bool files, struct err *e) MUST_CHECK;

/*
 * Put the received files into their fields, and what was typed too if typed.
 * A selfie field gets its challenge.
 */
void draft_fill(struct ctx *cx, struct draft *d, struct fields *fs, bool typed);
/*
 * The files anew, in the transaction that changes them: while a form came in,
 * another window may have added some, removed them or handed them in.
 */
int draft_refill(struct ctx *cx, struct draft *d, struct fields *fs,
    struct err *e) MUST_CHECK;
/*
 * Only what was typed before, into fields that did not come with the form.  A
 * form that came whole says by silence that a tick was taken away.
 */
void draft_fill_unsent(const struct draft *d, struct fields *fs);

/* A file that was just received; in the arena. */
struct file *draft_add_file(
    struct ctx *cx, struct draft *d, const struct file *row);

/*
 * Keep what the fields say now; fs NULL keeps what the draft said before and
 * its age begins anew.  Files that came with a form which was not accepted
 * become part of the draft.  In the caller's transaction, or in one of its
 * own.
 */
int draft_keep(struct ctx *cx, struct draft *d, const struct fields *fs,
    struct err *e) MUST_CHECK;

/*
 * The form was taken, or thrown away: forget the draft, and those of its
 * files that no case has claimed.  Inside the transaction; after its commit
 * the caller hands *left to draft_drop_files().
 */
struct draft_left {
	struct file *files;
	size_t n;
};
int draft_end(struct ctx *cx, const struct draft *d, struct draft_left *left,
    struct err *e) MUST_CHECK;
void draft_drop_files(struct ctx *cx, const struct draft_left *left);

/*
 * Drop drafts that nobody has touched for DRAFT_DAYS, with their files: a few
 * at a time, until *n is 0.  Called by the housekeeping, never in a request.
 */
int draft_sweep(struct db *db, struct arena *a, int64_t now, size_t *n,
    struct err *e) MUST_CHECK;

/*
 * "draft" and "quota" of the view model: when it was kept, and the room that
 * is left for this form, if it takes files.
 */
void draft_model(struct ctx *cx, const struct draft *d, json_t *m);

/*
 * The room for more files, in bytes, as the quotas of the office, the person
 * and the case leave it; *whose is 'o', 'p' or 'c' for the narrowest.
 */
int draft_room(struct ctx *cx, const struct draft *d, int64_t *room,
    char *whose, struct err *e) MUST_CHECK;

#endif
