/*
 * front_part.h - what the three fronts share: the head of a request as
 * plain strings, the way from there to the handler, and refusals.
 */
#ifndef HTTP_FRONT_PART_H
#define HTTP_FRONT_PART_H

#include "http/front.h"

struct front_ops {
	int (*fd)(const struct front *f);
	int (*timeout)(const struct front *f);
	void (*run)(struct front *f);
	int (*drain)(struct front *f);
	void (*close)(struct front *f); /* what the front opened itself */
};

/* The first member of every front. */
struct front {
	const struct front_ops *ops;
	struct front_conf conf;
	struct arena mem; /* owned; holds this struct too */
	uint64_t next_id;
};

/* The head of a request; members that were not sent are NULL. */
struct front_head {
	const char *method, *target, *length;
	const char *host, *accept, *cookie, *content_type, *if_none_match,
	    *user_agent;
	const char *remote, *fwd_for, *fwd_host, *fwd_proto;
	bool secure;
	int refuse; /* a status the front has already decided on, or 0 */
};

/* A zeroed front of size bytes in an arena of its own. */
struct front *front_new(
    size_t size, const struct front_ops *ops, const struct front_conf *c);

/* The first request number of a process; the following ones count up. */
uint64_t front_first_id(void);

/*
 * Make *rq from h and let the handler fill *rs; a head that cannot be served
 * is refused without asking the handler, but for a body that is too large.  The caller has set rq->id, read,
 * body and content_length (-1: unknown); h->length wins over the latter.
 * *rs is initialised here and belongs to the caller.
 */
void front_answer(const struct front_conf *c, const struct front_head *h,
    struct request *rq, struct response *rs);

/* Answer with a status of the front's own, in place of what *rs holds. */
void front_refuse(
    const struct front_conf *c, struct response *rs, int status, uint64_t id);

/* Tell the watchdog. */
void front_busy(const struct front_conf *c, bool busy);

/* Whether a status goes without body and Content-Length. */
bool front_bodiless(int status);

/* The head of a request from a CGI environment. */
void front_env(struct front_head *h, const struct front_conf *c, char **envp);

/* The head of an answer in CGI form: "Status: 200 OK" and so on. */
void front_cgi_head(struct sb *out, const struct response *rs);

/* Write n bytes of the answer: 0, or -1 when the peer is gone. */
typedef int (*front_write_fn)(void *out, const char *p, size_t n);

/* Send all of *rs in CGI form.  -1: peer gone or source cut short. */
int front_cgi_send(const struct response *rs, front_write_fn put, void *out);

#endif
