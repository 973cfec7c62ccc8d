/*
 * deskwork.h - the agent's side of desk.h: hears workers' questions, judges by
 * itself whether what is asked still holds, has the office's module do it,
 * keeps what came of it, and answers.  Never waits.
 */
#ifndef APP_DESKWORK_H
#define APP_DESKWORK_H

#include "app/way.h"
#include "net/net.h"

#define DESKWORK_MOST ((size_t)16) /* questions at a time */

struct deskwork;

/* The caller owns *w; the rest is borrowed. */
int deskwork_open(struct deskwork **w, struct app *app, struct net *net,
    struct ways *ways, struct err *e) MUST_CHECK;
/* Whoever still waits is left without an answer.  NULL is harmless. */
void deskwork_close(struct deskwork *w);

/*
 * Whether one more may be taken.  One worker never stands here, so that a
 * server which says nothing leaves it to everybody else.
 */
bool deskwork_room(const struct deskwork *w);
/* There is no room, nor will there be soon: whoever comes is sent away, and
 * its worker is free at once. */
bool deskwork_closed(const struct deskwork *w);
/* Hear the worker at the other end of fd, which is the desk's from here. */
void deskwork_take(struct deskwork *w, int fd);

/* What to wait for before the next turn; how many. */
size_t deskwork_watch(
    const struct deskwork *w, struct net_watch v[static DESKWORK_MOST]);

/*
 * Go on with all that can.  *wait is made shorter if something is due sooner
 * (ms).
 */
void deskwork_turn(struct deskwork *w, int64_t now, int *wait);

/* Questions under way; sent: only those whose passphrase may have left. */
size_t deskwork_load(const struct deskwork *w, bool sent);

#endif
