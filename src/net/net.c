#include "net/net.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define CALLS_MAX 64 /* of net_limits */

/* An office with calls; those that wait are in the order they came. */
struct net_key {
	char *name;                    /* owned */
	struct net_call *first, *last; /* that wait */
	size_t waiting, running;
};

/* A machine that calls are for. */
struct net_host {
	struct net_host *next;
	char *name;          /* owned */
	size_t all, running; /* all: those that wait too */
};

struct net {
	struct net_limits limits;
	CURLM *multi;             /* owned */
	struct net_key **keys;    /* owned; all that have calls */
	size_t n, cap;            /* of keys */
	size_t turn;              /* whose is next */
	struct net_host *hosts;   /* owned; all that have calls */
	struct net_call *running; /* borrowed from their callers */
	size_t running_n;
};

static int
no_memory(struct err *e)
{
	return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "net");
}

int
net_open(struct net **out, const struct net_limits *l, struct err *e)
{
	struct net *net = calloc(1, sizeof(*net));

	*out = NULL;
	if (!net)
		return no_memory(e);
	net->limits = *l;
	if (net->limits.calls > CALLS_MAX)
		net->limits.calls = CALLS_MAX;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    !(net->multi = curl_multi_init()) ||
	    curl_multi_setopt(
		net->multi, CURLMOPT_MAXCONNECTS, (long)l->calls) != CURLM_OK) {
		net_close(net);
		return no_memory(e);
	}
	*out = net;
	return 0;
}

/* --- one call ----------------------------------------------------------- */

static size_t
receive(char *p, size_t size, size_t n, void *ctx)
{
	struct net_call *c = ctx;

	sb_put(&c->body, p, size * n);
	return c->body.failed ? 0 : size * n;
}

int
net_call_init(struct net_call *c, size_t max, struct err *e)
{
	CURL *h = curl_easy_init();
	bool ok;

	*c = (struct net_call){.easy = h};
	if (!h)
		return no_memory(e);
	sb_init(&c->body, max);
	ok = curl_easy_setopt(h, CURLOPT_PRIVATE, c) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->error) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_WRITEDATA, c) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_PROXY, "") == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_SSLVERSION,
		 (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	     curl_easy_setopt(h, CURLOPT_MAXAGE_CONN, 20L) == CURLE_OK;
	/*
	 * A name server that hangs may not hold up the thread when the call's
	 * time is over: its lookup ends alone.
	 */
	ok = ok && curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
	if (ok)
		return 0;
	net_call_clear(c);
	return err_set(e, ERR_SYSTEM, "Sambungan keluar tidak dapat disiapkan.",
	    "libcurl refuses an option");
}

void
net_call_clear(struct net_call *c)
{
	curl_easy_cleanup(c->easy);
	sb_clear(&c->body);
	c->easy = NULL;
}

/* --- who waits and who runs --------------------------------------------- */

static struct net_key *
find_key(const struct net *net, const char *name)
{
	for (size_t i = 0; i < net->n; i++)
		if (strcmp(net->keys[i]->name, name) == 0)
			return net->keys[i];
	return NULL;
}

static struct net_key *
add_key(struct net *net, const char *name)
{
	struct net_key *k;

	if (net->n == net->cap) {
		size_t cap = net->cap ? 2 * net->cap : 16;
		void *v = realloc(net->keys, cap * sizeof(*net->keys));

		if (!v)
			return NULL;
		net->keys = v;
		net->cap = cap;
	}
	k = calloc(1, sizeof(*k));
	if (!k || !(k->name = strdup(name))) {
		free(k);
		return NULL;
	}
	net->keys[net->n++] = k;
	return k;
}

/* Forget a key without calls; the turn of the others stays as it is. */
static void
drop_key(struct net *net, struct net_key *k)
{
	size_t i = 0;

	if (k->waiting + k->running > 0)
		return;
	while (net->keys[i] != k)
		i++;
	net->n--;
	memmove(net->keys + i, net->keys + i + 1,
	    (net->n - i) * sizeof(*net->keys));
	if (i < net->turn)
		net->turn--;
	free(k->name);
	free(k);
}

static struct net_host *
take_host(struct net *net, const char *name)
{
	struct net_host *h = net->hosts;

	while (h && strcmp(h->name, name) != 0)
		h = h->next;
	if (!h) {
		h = calloc(1, sizeof(*h));
		if (!h || !(h->name = strdup(name))) {
			free(h);
			return NULL;
		}
		h->next = net->hosts;
		net->hosts = h;
	}
	h->all++;
	return h;
}

static void
leave_host(struct net *net, struct net_host *h)
{
	struct net_host **at = &net->hosts;

	if (--h->all > 0)
		return;
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	free(h->name);
	free(h);
}

static void
unlink_waiting(struct net_call *c)
{
	struct net_key *k = c->of_key;
	struct net_call **at = &k->first, *before = NULL;

	while (*at != c) {
		before = *at;
		at = &before->next;
	}
	*at = c->next;
	if (k->last == c)
		k->last = before;
	k->waiting--;
	c->next = NULL;
}

/* Take it out of every list; it is its caller's again. */
static void
give_back(struct net *net, struct net_call *c)
{
	struct net_call **at = &net->running;

	if (c->state == NET_WAITING) {
		unlink_waiting(c);
	} else {
		while (*at != c)
			at = &(*at)->next;
		*at = c->next;
		curl_multi_remove_handle(net->multi, c->easy);
		c->of_host->running--;
		c->of_key->running--;
		net->running_n--;
	}
	c->state = NET_IDLE;
	leave_host(net, c->of_host);
	drop_key(net, c->of_key);
	c->of_key = NULL;
	c->of_host = NULL;
	c->next = NULL;
}

/* Of a talk: code and status are set. */
static void
end_talk(struct net *net, struct net_call *c)
{
	give_back(net, c);
	if (c->done)
		c->done(c);
}

static void
finish(struct net *net, struct net_call *c, CURLcode code)
{
	c->code = code;
	if (curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &c->status) !=
	    CURLE_OK)
		c->status = 0;
	give_back(net, c);
	if (c->done)
		c->done(c);
}

void
net_close(struct net *net)
{
	if (!net)
		return;
	while (net->running)
		give_back(net, net->running);
	while (net->n > 0)
		give_back(net, net->keys[0]->first);
	curl_multi_cleanup(net->multi);
	free(net->keys);
	free(net);
}

int
net_add(struct net *net, struct net_call *c, struct err *e)
{
	CURL *h = c->easy;
	struct net_key *k;

	if (c->total_ms == 0)
		c->total_ms = net->limits.total_ms;
	if (c->reply_s == 0)
		c->reply_s = net->limits.reply_s;
	if (curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
		net->limits.connect_ms) != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, c->total_ms) != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, c->reply_s) !=
		CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, 1L) != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, c->reply_s) != CURLE_OK)
		return err_set(e, ERR_SYSTEM,
		    "Sambungan keluar tidak dapat disiapkan.",
		    "libcurl refuses a time limit");
	k = find_key(net, c->key);
	if (!k)
		k = add_key(net, c->key);
	if (!k)
		return no_memory(e);
	c->of_host = take_host(net, c->host);
	if (!c->of_host) {
		drop_key(net, k);
		return no_memory(e);
	}
	c->next = NULL;
	c->of_key = k;
	c->state = NET_WAITING;
	if (k->last)
		k->last->next = c;
	else
		k->first = c;
	k->last = c;
	k->waiting++;
	return 0;
}

void
net_cancel(struct net *net, struct net_call *c)
{
	if (c->state != NET_IDLE)
		give_back(net, c);
}

size_t
net_load(const struct net *net, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < net->n; i++)
		if (!key || strcmp(net->keys[i]->name, key) == 0)
			n += net->keys[i]->waiting + net->keys[i]->running;
	return n;
}

/* --- work --------------------------------------------------------------- */

/* The first of a key whose host may have one more. */
static struct net_call *
next_of(const struct net *net, const struct net_key *k)
{
	struct net_call *c = k->first;

	if (k->running >= net->limits.of_key)
		return NULL;
	while (c && c->of_host->running >= net->limits.of_host)
		c = c->next;
	return c;
}

static void
start(struct net *net, struct net_call *c)
{
	unlink_waiting(c);
	c->of_host->running++;
	c->of_key->running++;
	c->state = NET_RUNNING;
	c->next = net->running;
	net->running = c;
	net->running_n++;
	c->until = clock_steady_us() + c->total_ms * 1000;
	if (curl_multi_add_handle(net->multi, c->easy) != CURLM_OK)
		finish(net, c, CURLE_FAILED_INIT);
}

/* Whether one could be started.  The next time it is the next key's turn. */
static bool
start_one(struct net *net)
{
	for (size_t i = 0; i < net->n; i++) {
		size_t at = (net->turn + i) % net->n;
		struct net_call *c = next_of(net, net->keys[at]);

		if (!c)
			continue;
		net->turn = at + 1;
		start(net, c);
		return true;
	}
	return false;
}

/* --- talks -------------------------------------------------------------- */

static void
go_on(struct net *net, struct net_call *c)
{
	c->silence = clock_steady_us() + c->reply_s * 1000000;
	c->want = c->talk(c);
	if (c->want == NET_OVER)
		end_talk(net, c);
}

/* The connection stands. */
static void
begin_talk(struct net *net, struct net_call *c)
{
	if (curl_easy_getinfo(c->easy, CURLINFO_ACTIVESOCKET, &c->socket) !=
		CURLE_OK ||
	    c->socket == CURL_SOCKET_BAD) {
		finish(net, c, CURLE_COULDNT_CONNECT);
		return;
	}
	c->state = NET_TALKING;
	go_on(net, c);
}

static void
end_late_talks(struct net *net)
{
	int64_t now = clock_steady_us();
	struct net_call *c = net->running, *next;

	for (; c; c = next) {
		next = c->next;
		if (c->state != NET_TALKING ||
		    (now < c->until && now < c->silence))
			continue;
		c->code = CURLE_OPERATION_TIMEDOUT;
		c->status = 0;
		end_talk(net, c);
	}
}

/* What all talks wait for; how many there are. */
static size_t
watch_talks(const struct net *net, struct curl_waitfd *v)
{
	size_t n = 0;

	for (const struct net_call *c = net->running; c; c = c->next)
		if (c->state == NET_TALKING)
			v[n++] = (struct curl_waitfd){.fd = c->socket,
			    .events = c->want == NET_READ ? CURL_WAIT_POLLIN
							  : CURL_WAIT_POLLOUT};
	return n;
}

/* done() may add calls, and end others, but starts none: those that talk are
 * looked up anew for each socket. */
static void
go_on_talks(struct net *net, const struct curl_waitfd *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct net_call *c = net->running;

		if (v[i].revents == 0)
			continue;
		while (c && (c->state != NET_TALKING || c->socket != v[i].fd))
			c = c->next;
		if (c)
			go_on(net, c);
	}
}

/* --- all of them -------------------------------------------------------- */

/* One go: start, let libcurl work, take what is over; how much that was. */
static int
work(struct net *net, struct err *e)
{
	int n = 0, left;
	CURLMcode rc;
	CURLMsg *m;

	while (net->running_n < net->limits.calls && start_one(net))
		;
	rc = curl_multi_perform(net->multi, &left);
	if (rc != CURLM_OK)
		return err_set(e, ERR_SYSTEM, "Sambungan keluar gagal.",
		    "curl_multi_perform: %d", (int)rc);
	while ((m = curl_multi_info_read(net->multi, &left)) != NULL) {
		CURLcode code = m->data.result;
		struct net_call *call;
		void *c = NULL;

		if (m->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &c) !=
			CURLE_OK ||
		    !c)
			continue;
		call = c;
		if (code == CURLE_OK && call->talk)
			begin_talk(net, call);
		else
			finish(net, call, code);
		n++;
	}
	return n;
}

/* The caller's descriptors; how many. */
static size_t
watch_others(const struct net_watch *from, size_t n, struct curl_waitfd *v)
{
	assert(n <= NET_WATCHES);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct curl_waitfd){
		    .fd = from[i].fd, .events = CURL_WAIT_POLLIN};
	return n;
}

static int
mark_ready(struct net_watch *to, size_t n, const struct curl_waitfd *v)
{
	int ready = 0;

	for (size_t i = 0; i < n; i++) {
		to[i].ready = (v[i].revents & CURL_WAIT_POLLIN) != 0;
		ready += to[i].ready;
	}
	return ready;
}

int
net_poll(
    struct net *net, int ms, struct net_watch *w, size_t w_n, struct err *e)
{
	struct curl_waitfd v[NET_WATCHES + CALLS_MAX];
	int n = work(net, e);
	size_t others, talks;
	CURLMcode rc;

	if (n < 0)
		return -1;
	others = watch_others(w, w_n, v);
	talks = watch_talks(net, v + others);
	rc = curl_multi_poll(
	    net->multi, v, (unsigned)(others + talks), n > 0 ? 0 : ms, NULL);
	if (rc != CURLM_OK)
		return err_set(e, ERR_SYSTEM, "Sambungan keluar gagal.",
		    "curl_multi_poll: %d", (int)rc);
	/* Who was heard in time is not late, however late we hear it. */
	go_on_talks(net, v + others, talks);
	end_late_talks(net);
	if (work(net, e) < 0)
		return -1;
	return mark_ready(w, others, v);
}
