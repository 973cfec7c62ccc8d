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

#endif
