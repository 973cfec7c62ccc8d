/*
 * deskwork_part.h - what the files of deskwork.h share: one question under
 * way, and what each errand does with it.
 */
#ifndef APP_DESKWORK_PART_H
#define APP_DESKWORK_PART_H

#include "app/consult_part.h"
#include "app/deskwire.h"
#include "app/deskwork.h"

enum deskwork_stage {
	DESK_HEARING, /* the question comes in */
	DESK_WAITING, /* another one about the same is under way */
	DESK_SENDING,
	DESK_KEEPING /* done at BSrE; to be written down */
};

struct deskwork_ask {
	struct deskwork_ask *next;
	enum deskwork_stage stage;
	int fd;                  /* owned; -1: nobody waits any more */
	int64_t begun, until;    /* steady us; until: end of the stage */
	struct desk_question *q; /* owned, locked; NULL once it was sent */
	size_t got;              /* bytes of it that have come */
	enum desk_errand errand; /* of it, as the next */
	char office[40];
	int64_t id;

	/* From DESK_SENDING on; the arena has copies of all. */
	struct arena arena;
	struct way *way;
	unsigned edition;
	const struct bsre_module *module;
	struct bsre_account account;
	struct bsre_ask ask;
	struct bsre_request request;
	struct carry carry;
	char key[64];
	bool over;
	void *own; /* the errand's: what is needed to keep it */
};

/* An errand; texts are for people. */
struct deskwork_errand {
	enum bsre_call call;
	const char *name;    /* for logs */
	const char *by_hand; /* why a module without the call sends nothing */
	size_t answer_max;   /* bytes of BSrE's answer; 0: as the module says */

	/*
	 * Whether it may be sent: fills a->ask and a->own with copies, but for
	 * what lies in a->q, by the way a->way.  1; 0: *no says why not; -1.
	 */
	int (*judge)(struct deskwork_ask *a, struct ctx *cx,
	    struct desk_answer *no, struct err *e);
	/* What it came to, before the answer is forgotten: NULL, or why that
	 * is no sense. */
	const char *(*take)(
	    struct deskwork_ask *a, const struct bsre_result *r);
	/* Write it down; tried again for a while. */
	int (*keep)(struct deskwork_ask *a, struct ctx *cx, struct err *e);
};

extern const struct deskwork_errand deskwork_passphrase, deskwork_sign;

void deskwork_say(
    struct desk_answer *out, enum desk_kind kind, const char *reason);

/* A copy that lives as long as the question; NULL stays NULL. */
const char *deskwork_text(struct deskwork_ask *a, const char *s);

#endif
