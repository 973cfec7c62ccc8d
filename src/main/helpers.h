/*
 * helpers.h - the zygotes that every process which answers requests asks:
 * the inspector and the press.
 */
#ifndef MAIN_HELPERS_H
#define MAIN_HELPERS_H

#include "app/app.h"
#include "main/zygote.h"

struct helpers {
	struct zygote inspector, press;
};

/*
 * Open both, or start both (zygote.h), and tell the configuration where they
 * are.  On failure neither is left.
 */
int helpers_open(
    struct helpers *h, struct app_conf *conf, struct err *e) MUST_CHECK;
int helpers_start(
    struct helpers *h, struct app_conf *conf, struct err *e) MUST_CHECK;
/* Accepts what was never opened but zeroed. */
void helpers_close(struct helpers *h);

#endif
