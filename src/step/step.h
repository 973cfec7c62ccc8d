/*
 * step.h - the step kinds at work.  A kind declares its form, checks what
 * only it can check, and says which facts its transition records; task.c
 * does all the rest once for all kinds: access, drawing, binding, errors,
 * the transition itself.
 *
 * To add a kind: a row in sop/kind.c, a file here, its template under
 * templates/step/, and a line in the table of task.c, which does not compile
 * without it.
 */
#ifndef STEP_STEP_H
#define STEP_STEP_H

#include <jansson.h>

#include "app/act.h"
#include "app/draft.h"
#include "app/fields.h"

struct cert_view; /* app/cert.h */

/* One task being looked at or acted on. */
struct step {
	struct ctx *cx;
	const struct dossier *d;
	const struct task *task;
	const struct row *row;
	const struct holder *holder; /* NULL: the letter */
	bool doubt; /* a match, left to a second person: see app/second.h */
	struct fields fields;
	struct draft draft;      /* what is kept of the form */
	const struct link *link; /* by which it came; NULL: none */
	bool link_over; /* it was used or replaced, or is past its end */
	void *own;      /* what the kind's load() read */
	/* Of examine and deliver: those that are kept of the task's holders,
	 * at the places of d->holders; the holder's among them, and the one
	 * that was pasted and may be kept; NULL: none. */
	struct cert_view **certificates;
	const struct cert_view *certificate, *pasted;
	int status; /* of the page when an act failed; 0: the usual */
};

struct step_kind_code {
	/* Read what fields and page depend on, into s->own.  NULL: nothing. */
	int (*load)(struct step *s, struct err *e);
	/* Declare the fields, with what is known as their values. */
	void (*fields)(struct step *s);
	/* Errors beyond those of fields_check(); written into the fields.
	 * NULL: none. */
	int (*check)(struct step *s, enum outcome o, struct err *e);
	/* Do what comes before the transition, of a form without errors: 1 the
	 * transition follows, 0 it does not yet and the page is shown anew, -1.
	 * Errors written into the fields show the form again.  NULL: 1. */
	int (*before)(struct step *s, enum outcome o, struct err *e);
	/* Changes and detail of the transition.  NULL: every field with a
	 * value is noted in the detail, and files are kept. */
	void (*record)(struct step *s, enum outcome o, struct act *act);
	/* What the template wants beside the form.  NULL: nothing. */
	void (*draw)(struct step *s, json_t *model);
	/* What an outcome's button says.  NULL, or NULL of it: as everywhere. */
	const char *(*label)(const struct step *s, enum outcome o);
	/* Of a task that is closed: whether whoever comes late is led on to
	 * the case, as it was closed without a person while its page was open.
	 * o: with which outcome somebody comes; OUT_COUNT: only to look.
	 * NULL: never. */
	bool (*settled)(struct step *s, enum outcome o);
	/* Whether the actor may leave a match to a second person: 1, 0 or -1.
	 * NULL: no such step. */
	int (*may_doubt)(struct step *s, struct err *e);
};

/* The button of a doubt, and the set of outcomes that it counts as. */
#define DOUBT     "doubt"
#define DOUBT_BIT OUTCOME_BIT(OUT_COUNT)
_Static_assert(OUT_COUNT < 32, "a doubt has a bit as well");

extern const struct step_kind_code step_apply, step_dispose, step_check,
    step_complete, step_mailbox, step_recommend, step_register, step_activate,
    step_match, step_passphrase, step_examine, step_deliver, step_report,
    step_audit, step_grant, step_trial, step_confirm;

/* GET and POST of a task page: /permohonan/{number}/langkah/{task}. */
void step_task_page(struct ctx *cx);
void step_task_act(struct ctx *cx);

/* GET and POST of a link: /aktivasi/{token}, /passphrase/{token}. */
void step_link_page(struct ctx *cx);
void step_link_act(struct ctx *cx);

/* POST of a link's address and "/baru": another link by mail. */
void step_link_again(struct ctx *cx);

/* POST .../langkah/{task}/tautan: a new link to hand on, or by mail. */
void step_make_link(struct ctx *cx);

/* POST /tugas/berikutnya, .../langkah/{task}/pegang and .../lepas. */
void step_next(struct ctx *cx);
void step_hold(struct ctx *cx);
void step_let_go(struct ctx *cx);

/* POST .../langkah/{task}/periksa: ask BSrE now. */
void step_consult(struct ctx *cx);

/* GET and POST of /layanan/{service}/ajukan. */
void step_file_page(struct ctx *cx);
void step_file_act(struct ctx *cx);
/* POST .../ajukan/naskah: the letter that the form would be sent with. */
void step_file_letter(struct ctx *cx);

/* POST .../langkah/{task}/wa: to WhatsApp, on record. */
void step_contact(struct ctx *cx);

/* --- for the kinds ------------------------------------------------------ */

/* A reason that these outcomes (a set of OUTCOME_BIT) must have. */
void step_reason(struct step *s, const char *label, unsigned needed);

/* Note a label and a value in the detail of the event; "" is left out. */
void step_note(struct act *act, const char *label, const char *value);

/* The same of files: how many.  Their names are erased with them. */
void step_note_files(struct step *s, struct act *act, const struct field *f);

/* The same of a field, as the page shows its value. */
void step_note_field(struct act *act, const struct field *f);

/* Note every visible field with a value; keep every file. */
void step_note_fields(struct step *s, struct act *act);

/* "0812-0000-0001", as people read it. */
const char *step_phone(struct step *s, const struct holder *h);

/* "2026-11-23T09:15", for an example or a first value. */
const char *step_now(struct step *s);
const char *step_today(struct step *s, int add_days);

/* The holders in the scope of this task: [*from, *to). */
void step_holders(const struct step *s, size_t *from, size_t *to);

/* A form of ours without fields, of somebody signed in. */
int step_read_form(struct ctx *cx, struct err *e) MUST_CHECK;

/* The desk's task of the address, if the actor may act on it.  The caller
 * clears the dossier. */
int step_find_desk(struct ctx *cx, struct dossier *d, const struct task **t,
    struct err *e) MUST_CHECK;

/* Who has the task in hand, and the button to take it or let it go. */
void step_draw_lease(struct step *s, json_t *model);

/* Whom the page offers to write to: "contacts". */
void step_draw_contacts(struct step *s, json_t *model);

/* The official letters that belong to the step: "letters". */
void step_draw_letters(struct step *s, json_t *model);

/* "bsre" of a page that looks now and then whether there is news: "mark"
 * (what the page shows), "every" (seconds), "case_url". */
json_t *step_draw_news(
    struct step *s, json_t *model, const char *mark, int64_t every);

/* The field of what somebody saw in AMS, and its change for each holder. */
struct field *step_ams_status(struct step *s, const char *first);
void step_seen(struct step *s, struct act *act);

/* Copy-ready data of a holder in the order of BSrE's AMS form: "ams". */
void step_draw_ams(struct step *s, json_t *model);

/* The certificate that is kept, its fields and their checks, for examine and
 * deliver: what was read is shown and not typed again. */
int step_certificate_load(struct step *s, struct err *e) MUST_CHECK;
void step_certificate_fields(struct step *s);
int step_certificate_check(struct step *s, enum outcome o, struct err *e);
void step_certificate_record(struct step *s, struct act *act);
void step_certificate_draw(struct step *s, json_t *model);

#endif
