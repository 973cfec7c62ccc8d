/*
 * scan.h - what the installation wants done about viruses in what is handed
 * in, decided for one file after the other.
 *
 *	off     nothing is scanned
 *	warn    everything is accepted; who opens a file sees what was found
 *	refuse  only what is known to be clean: an infected file is refused,
 *	        and while the scanner is away files wait in their draft
 */
#ifndef APP_SCAN_H
#define APP_SCAN_H

#include "app/clamd.h"

enum virus_policy { VIRUS_OFF, VIRUS_WARN, VIRUS_REFUSE };

struct scan_conf {
	enum virus_policy policy;
	const char *clamd; /* its socket; NULL only with VIRUS_OFF */
};

/* What is known of a file; kept in file.scan by its name. */
enum scan_state {
	SCAN_NONE,    /* "" */
	SCAN_CLEAN,   /* "clean" */
	SCAN_FOUND,   /* "found" */
	SCAN_WAITING, /* "waiting": the scanner was away */
	SCAN_MISSED,  /* "missed": the scanner cannot, or was away and it does
			 not matter */
	SCAN_STATES
};

const char *scan_name(enum scan_state s);
enum scan_state scan_find(const char *name); /* SCAN_NONE if there is none */

/*
 * Files scanned for one request or one round of housekeeping share their
 * time, and a scanner that was away for one is not asked for the next.
 */
struct scan_round {
	const struct scan_conf *conf; /* borrowed */
	int64_t until;                /* steady clock, microseconds */
	bool away;
};

#define SCAN_SECONDS 25 /* for all files of a request; it may take 60 */

void scan_begin(
    struct scan_round *r, const struct scan_conf *conf, int seconds);

/*
 * Scan the content that read gives (in clear) and say what is now known of
 * the file.  With VIRUS_OFF nothing is read.  What was found is logged with
 * label, which names the file without telling whose it is.  -1 only if read
 * failed.
 */
int scan_content(struct scan_round *r, const char *label, clamd_read_fn read,
    void *ctx, enum scan_state *out, struct err *e) MUST_CHECK;

/*
 * NULL, or why such a file is not taken at all: nothing of it is kept.  Ask
 * after scan_content().
 */
const char *scan_refusal(const struct scan_conf *conf, enum scan_state s);

/*
 * NULL, or why a form with such a file of its draft cannot be accepted now;
 * everything stays in the draft.  Ask after scan_again().
 */
const char *scan_hold(const struct scan_conf *conf, enum scan_state s);

/* Whether such a file of a draft is to be scanned now, again or at last. */
bool scan_due(const struct scan_conf *conf, enum scan_state s);

/* What the pages write beside a file; NULL: nothing. */
const char *scan_text(enum scan_state s);

#endif
