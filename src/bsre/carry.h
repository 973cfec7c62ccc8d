/*
 * carry.h - a module's request as a call of net/net.h, and what came back as
 * a module's reply.
 *
 * What is to be sent once only goes over a connection of its own: libcurl
 * repeats a request by itself where an old connection turns out to be closed.
 */
#ifndef BSRE_CARRY_H
#define BSRE_CARRY_H

#include "bsre/module.h"
#include "net/net.h"

struct carry_way {
	struct str ca; /* PEM, the CA of the server; empty: the system's */
	bool plain;    /* http:// is allowed */
	long total_ms; /* for the whole exchange; 0: the net's */
};

struct carry {
	struct net_call call; /* key, done and ctx are the caller's to set */
	struct curl_slist *headers; /* owned */
	char host[264];             /* "esign.kota.example:443", of call */
};

/* *r, and with it its memory, stays until carry_clear(); *c must not move. */
int carry_init(struct carry *c, const struct bsre_request *r,
    const struct carry_way *w, struct err *e) MUST_CHECK;

/* Once the call is over; headers in the arena, the body borrowed from c. */
void carry_reply(
    const struct carry *c, struct bsre_reply *out, struct arena *a);

/* Wipes headers and answer. */
void carry_clear(struct carry *c);

#endif
