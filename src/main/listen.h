/*
 * listen.h - the two listening sockets: inherited from the service manager
 * by name ("http", "fcgi"), or bound here.
 *
 * All are non-blocking: of several workers that wake for one connection only
 * one gets it, and the others must not wait in accept.
 */
#ifndef MAIN_LISTEN_H
#define MAIN_LISTEN_H

#include "base/err.h"

struct listeners {
	int http, fcgi;   /* -1: not served */
	const char *path; /* borrowed; of a unix socket that we made, or NULL */
};

/*
 * http: "127.0.0.1:8080", "[::1]:8080" or ":8080"; fcgi: the path of a unix
 * socket; NULL: not wanted.  Inherited sockets win over both.  Without any
 * of them, a listening standard input (spawn-fcgi) is taken as fcgi.
 * On failure nothing stays open.
 */
int listen_open(struct listeners *l, const char *http, const char *fcgi,
    struct err *e) MUST_CHECK;

/* In a child that serves nobody: close both, and leave the name. */
void listen_leave(struct listeners *l);

/* Close both; the unix socket's name goes away if we made it. */
void listen_close(struct listeners *l);

#endif
