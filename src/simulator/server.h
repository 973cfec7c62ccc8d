/*
 * server.h - the simulator's two doors in one loop: BSrE's API and portal
 * over TLS, and the control port in clear on loopback.
 */
#ifndef SIMULATOR_SERVER_H
#define SIMULATOR_SERVER_H

#include "simulator/fault.h"

struct MHD_Daemon;
struct exchange;

#define LOG_LINES 4096

/* What came, for tests: never a body. */
struct log_line {
	int64_t at; /* of the machine's clock; ms */
	enum call call;
	char method[8], path[160];
	int status; /* 0: cut off */
};

struct server {
	struct world *world; /* borrowed */
	struct faults faults;
	struct log_line log[LOG_LINES]; /* the last ones, a ring */
	size_t log_n;                   /* all that ever came */
	struct MHD_Daemon *tls, *control;
	int tls_fd, control_fd;   /* listening; owned */
	bool expired, renew;      /* the certificate; to be changed */
	struct exchange *waiting; /* suspended, until their time */
};

/* Ports: "127.0.0.1:8443"; loopback only.  Keys and certificates are those
 * of the world's authority. */
int server_open(struct server *s, struct world *w, const char *listen,
    const char *control, struct err *e) MUST_CHECK;
void server_close(struct server *s);

/* Serve until SIGTERM or SIGINT, both blocked by the caller. */
int server_run(struct server *s, struct err *e) MUST_CHECK;

/* What the control port says; control.c. */
void control_answer(
    struct server *s, struct arena *a, const struct ask *q, struct answer *out);

#endif
