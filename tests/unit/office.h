/*
 * office.h - an office of one SOP in a folder of its own, for tests.
 */
#ifndef TESTS_UNIT_OFFICE_H
#define TESTS_UNIT_OFFICE_H

#include "app/office.h"

/* Open the app of conf and load that office into it. */
static inline void
office_begin(struct app **app, struct arena *a, const struct app_conf *conf,
    struct str profile, struct str sop, int64_t now, struct err *e)
{
	struct office_file file = {.text = sop};
	struct office_files files = {
	    .profile = {.text = profile}, .sops = &file, .n = 1};
	struct office_change ch;

	assert_int_equal(app_open(app, conf, now, e), 0);
	if (office_load(*app, a, &files, &ch, now, e) < 0)
		print_message("%s (%s)\n", e->msg, e->detail);
	assert_int_equal(e->kind, ERR_NONE);
}

#endif
