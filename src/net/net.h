/*
 * net.h - requests to other machines, many at once in one thread: a
 * curl_multi with a queue and limits of its own, so that one slow machine or
 * one busy office holds up nobody else.
 *
 * Offices ("keys") take turns.  A call whose office or host has all the calls
 * that it may have waits, and those behind it go first.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct net;
struct net_call;

/*
 * libcurl waits for some answers of a mail server with its whole thread.  So
 * a call may do its talk itself: its handle has CURLOPT_CONNECT_ONLY, and as
 * soon as the connection stands (TLS and login included), and whenever it
 * can be read or written again, talk() says and hears what it can with
 * curl_easy_send() and curl_easy_recv(), which never wait.  It gives what it
 * waits for, or that it is over; then it has set code and status.
 */
enum net_want { NET_OVER, NET_READ, NET_WRITE };
typedef enum net_want net_talk_fn(struct net_call *c);

/* Called by net_poll(), once, when the call is over and no longer the net's:
 * it may be cleared there, and others may be added. */
typedef void net_done_fn(struct net_call *c);

/*
 * One request.  net_call_init() makes it, the caller sets options of easy
 * and the first members, net_add() hands it over until done().  It lies in
 * the caller's memory and must not move.
 */
struct net_call {
	const char *key;   /* whose it is, an office; read by net_add() alone */
	const char *host;  /* "mail.example:587", whom it burdens; likewise */
	net_done_fn *done; /* may be NULL */
	net_talk_fn *talk; /* NULL: libcurl does it all */
	void *ctx;         /* the caller's */

	/* Other limits than the net's for this call; 0: the net's. */
	long total_ms, reply_s;

	CURL *easy; /* owned */

	/* What came of it, valid from done() on. */
	CURLcode code;  /* CURLE_OK: the exchange was whole */
	long status;    /* the last code of HTTP or SMTP; 0: none */
	struct sb body; /* owned; what was received */
	char error[CURL_ERROR_SIZE]; /* of libcurl, in English; "" none */

	/* The net's own. */
	struct net_call *next;
	struct net_key *of_key;
	struct net_host *of_host;
	enum { NET_IDLE, NET_WAITING, NET_RUNNING, NET_TALKING } state;
	curl_socket_t socket;   /* talking: its connection */
	enum net_want want;     /* and what it waits for */
	int64_t until, silence; /* steady us: when its time is over; when it
	                           is for the other side to say something */
};

/* What a net may do at once, and how long one call may take. */
struct net_limits {
	size_t calls, of_key, of_host;
	long connect_ms, total_ms;
	long reply_s; /* without a byte from the other side */
};

#define NET_LIMITS ((struct net_limits){32, 2, 4, 10000, 60000, 30})

/* After fork, never before.  The caller owns *net. */
int net_open(
    struct net **net, const struct net_limits *l, struct err *e) MUST_CHECK;
/* Calls that are not over are given back without done().  NULL is harmless. */
void net_close(struct net *net);

/*
 * A handle with the options that all have: https and nothing else unless the
 * caller says so, certificates verified, no redirects, no proxy, no signals,
 * at most max bytes received into body.
 */
int net_call_init(struct net_call *c, size_t max, struct err *e) MUST_CHECK;
/* Not while it is the net's.  One of zeros is accepted. */
void net_call_clear(struct net_call *c);

/* Queue it; the first bytes go out in net_poll(). */
int net_add(struct net *net, struct net_call *c, struct err *e) MUST_CHECK;

/* Take it back before it is over; done() is not called.  Harmless for one
 * that is not the net's. */
void net_cancel(struct net *net, struct net_call *c);

/* A descriptor of the caller's that is waited for too. */
struct net_watch {
	int fd;
	bool ready; /* set by net_poll(): it can be read, or is at its end */
};

#define NET_WATCHES ((size_t)32) /* at most */

/*
 * Wait at most ms for something to happen, work, and call done() for what is
 * over.  How many of the n watched descriptors (v NULL: none) are ready, or
 * -1.
 */
int net_poll(struct net *net, int ms, struct net_watch *v, size_t n,
    struct err *e) MUST_CHECK;

/* Calls that wait or run: all, or those of one key. */
size_t net_load(const struct net *net, const char *key);

#endif
