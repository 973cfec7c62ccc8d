/*
 * cmd_outside.h - what the commands share that check the folder outside.
 */
#ifndef MAIN_CMD_OUTSIDE_H
#define MAIN_CMD_OUTSIDE_H

#include "app/outside.h"
#include "main/cmd.h"

/* Write what is set up for an office, to stand behind "kudus: "; on failure
 * -1, with nothing written. */
typedef int cmd_outside_fn(
    struct cmd *c, struct outsides *os, const struct tenant *t, struct err *e);

/* All mistakes of the files, and each active office or the one that c
 * names; the exit status. */
int cmd_outside_check(struct cmd *c, cmd_outside_fn *office);

#endif
