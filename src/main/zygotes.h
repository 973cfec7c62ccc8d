/*
 * zygotes.h - the zygotes that every process which answers requests asks:
 * the inspector and the press.
 */
#ifndef MAIN_ZYGOTES_H
#define MAIN_ZYGOTES_H

#include "app/app.h"
#include "main/zygote.h"

struct zygotes {
	struct zygote inspector, press;
};

/*
 * Open both, or start both (zygote.h), and tell the configuration where they
 * are.  On failure neither is left.
 */
int zygotes_open(
    struct zygotes *z, struct app_conf *conf, struct err *e) MUST_CHECK;
int zygotes_start(
    struct zygotes *z, struct app_conf *conf, struct err *e) MUST_CHECK;
/* Accepts what was never opened but zeroed. */
void zygotes_close(struct zygotes *z);

#endif
