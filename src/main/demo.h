/*
 * demo.h - what `paraf demo` sets up beside persons.
 */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include "main/cmd.h"

/*
 * Give every office that names a module an account at the simulator of BSrE:
 * url, "https://127.0.0.1:8081"; from: its folder, with root.pem and its
 * account (kata-sandi).  A file of the agent's folder that somebody made or
 * changed stays; that of an earlier trial is written again, as the simulator
 * may be elsewhere now.
 */
int demo_bsre(
    struct cmd *c, const char *url, const char *from, struct err *e) MUST_CHECK;

/*
 * Make the persons of those offices known to the simulator, by its control
 * port ("http://127.0.0.1:8082"), with a certificate; NIK and passphrase of
 * each stand in pejabat.tsv.  Who is in it already keeps both.
 */
int demo_signers(struct cmd *c, const char *control, struct err *e) MUST_CHECK;

/* A file for its owner alone: whole, or as it was. */
int demo_write(struct cmd *c, const char *path, struct str s,
    struct err *e) MUST_CHECK;

#endif
