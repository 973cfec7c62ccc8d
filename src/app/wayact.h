/*
 * wayact.h - what Paraf has a module for BSrE do, and who does it where the
 * module cannot.
 */
#ifndef APP_WAYACT_H
#define APP_WAYACT_H

#include "bsre/module.h"

struct way_act {
	enum bsre_call call;
	const char *title;   /* "Mendaftarkan orang" */
	const char *by_hand; /* "oleh verifikator di AMS" */
};

#define WAY_ACTS 6

extern const struct way_act way_acts[WAY_ACTS];

/* "otomatis", or by_hand. */
const char *way_act_how(const struct way_act *a, unsigned caps);

#endif
