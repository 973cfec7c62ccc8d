/*
 * Limits, turns and time limits of many calls at once, against a small HTTP
 * server of its own process.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "net/net.h"

#define HOSTS 3
#define KEYS  8
#define CALLS 64

/* What the server sees, in memory that it shares with the test. */
struct count {
	atomic_int now, most;
};
struct seen {
	struct count all, host[HOSTS], key[KEYS];
};

/* A server on HOSTS ports; a process for each connection. */
struct server {
	struct seen *seen;
	int port[HOSTS], fd[HOSTS];
	pid_t pid;
};

/* --- the server --------------------------------------------------------- */

static void
enter(struct count *c)
{
	int n = atomic_fetch_add(&c->now, 1) + 1, most;

	while ((most = atomic_load(&c->most)) < n)
		if (atomic_compare_exchange_weak(&c->most, &most, n))
			break;
}

static void
say(int fd, const char *s)
{
	if (send(fd, s, strlen(s), MSG_NOSIGNAL) < 0)
		_exit(0);
}

static void
behave(int fd, const char *what)
{
	if (strcmp(what, "wait") == 0)
		usleep(150000);
	if (strcmp(what, "hang") == 0)
		usleep(30000000);
	if (strcmp(what, "away") == 0) {
		say(fd, "HTTP/1.0 302 Found\r\nLocation: /k0/ok\r\n\r\n");
		return;
	}
	say(fd, "HTTP/1.0 201 Created\r\n\r\n");
	if (strcmp(what, "drip") == 0)
		for (;;) {
			say(fd, "x");
			usleep(50000);
		}
	if (strcmp(what, "big") == 0)
		for (;;)
			say(fd, "0123456789012345678901234567890123456789");
	say(fd, "selesai");
}

/* "GET /k3/wait HTTP/1.1" */
static void
answer(struct seen *seen, int fd, int host)
{
	char buf[2048], what[16] = "";
	int key = 0;
	ssize_t n = recv(fd, buf, sizeof(buf) - 1, 0);

	if (n <= 0)
		return;
	buf[n] = '\0';
	if (sscanf(buf, "GET /k%d/%15[a-z]", &key, what) != 2 || key >= KEYS)
		return;
	enter(&seen->all);
	enter(&seen->host[host]);
	enter(&seen->key[key]);
	behave(fd, what);
	atomic_fetch_sub(&seen->all.now, 1);
	atomic_fetch_sub(&seen->host[host].now, 1);
	atomic_fetch_sub(&seen->key[key].now, 1);
}

static _Noreturn void
listen_on(struct seen *seen, int fd, int host)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int c = accept(fd, NULL, NULL);

		if (c < 0)
			_exit(1);
		if (fork() == 0) {
			answer(seen, c, host);
			_exit(0);
		}
		close(c);
	}
}

static int
set_up(void **state)
{
	struct server *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	*state = s;
	s->seen = mmap(NULL, sizeof(*s->seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->seen == MAP_FAILED)
		return -1;
	for (int i = 0; i < HOSTS; i++) {
		struct sockaddr_in a = {.sin_family = AF_INET,
		    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		socklen_t n = sizeof(a);

		s->fd[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (s->fd[i] < 0 ||
		    bind(s->fd[i], (struct sockaddr *)&a, sizeof(a)) < 0 ||
		    listen(s->fd[i], 64) < 0 ||
		    getsockname(s->fd[i], (struct sockaddr *)&a, &n) < 0)
			return -1;
		s->port[i] = ntohs(a.sin_port);
	}
	s->pid = fork();
	if (s->pid == 0) {
		setpgid(0, 0);
		for (int i = 1; i < HOSTS; i++)
			if (fork() == 0)
				listen_on(s->seen, s->fd[i], i);
		listen_on(s->seen, s->fd[0], 0);
	}
	setpgid(s->pid, s->pid);
	return s->pid < 0 ? -1 : 0;
}

static int
tear_down(void **state)
{
	struct server *s = *state;

	kill(-s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	for (int i = 0; i < HOSTS; i++)
		close(s->fd[i]);
	munmap(s->seen, sizeof(*s->seen));
	free(s);
	return 0;
}

/* --- calls -------------------------------------------------------------- */

static const char *const keys[KEYS] = {"a", "b", "c", "d", "e", "f", "g", "h"};

/* A net with its calls, and the order in which they ended. */
struct bench {
	const struct server *server;
	struct net *net;
	struct net_call calls[CALLS];
	char hosts[HOSTS][32];
	size_t n, over;
	const struct net_call *order[CALLS];
};

static void
done(struct net_call *c)
{
	struct bench *b = c->ctx;

	b->order[b->over++] = c;
}

static void
begin(struct bench *b, const struct server *s, struct net_limits l)
{
	struct err e = {0};

	memset(b, 0, sizeof(*b));
	b->server = s;
	for (int i = 0; i < HOSTS; i++)
		snprintf(b->hosts[i], sizeof(b->hosts[i]), "127.0.0.1:%d",
		    s->port[i]);
	assert_int_equal(net_open(&b->net, &l, &e), 0);
}

static void
end(struct bench *b)
{
	net_close(b->net);
	for (size_t i = 0; i < b->n; i++)
		net_call_clear(&b->calls[i]);
}

static struct net_call *
add(struct bench *b, int key, int host, const char *what)
{
	struct net_call *c = &b->calls[b->n++];
	struct err e = {0};
	char url[64];

	assert_int_equal(net_call_init(c, 1000, &e), 0);
	c->key = keys[key];
	c->host = b->hosts[host];
	c->done = done;
	c->ctx = b;
	snprintf(url, sizeof(url), "http://%s/k%d/%s", c->host, key, what);
	assert_int_equal(
	    curl_easy_setopt(c->easy, CURLOPT_PROTOCOLS_STR, "http"), 0);
	assert_int_equal(curl_easy_setopt(c->easy, CURLOPT_URL, url), 0);
	assert_int_equal(net_add(b->net, c, &e), 0);
	return c;
}

static void
poll_until(struct bench *b, size_t over, int64_t ms)
{
	int64_t until = clock_steady_us() + ms * 1000;
	struct err e = {0};

	while (b->over < over && clock_steady_us() < until)
		assert_int_equal(net_poll(b->net, 20, NULL, 0, &e), 0);
	assert_int_equal(b->over, over);
}

static const struct net_limits few = {8, 2, 4, 2000, 5000, 5};

static void
test_limits(void **state)
{
	const struct server *s = *state;
	struct bench b;

	begin(&b, s, few);
	for (int i = 0; i < 6; i++)
		for (int key = 0; key < 5; key++)
			add(&b, key, (i + key) % HOSTS, "wait");
	assert_int_equal(net_load(b.net, NULL), 30);
	assert_int_equal(net_load(b.net, "c"), 6);
	assert_int_equal(net_load(b.net, "z"), 0);
	poll_until(&b, 30, 8000);
	assert_int_equal(net_load(b.net, NULL), 0);
	for (size_t i = 0; i < b.n; i++) {
		assert_int_equal(b.calls[i].code, CURLE_OK);
		assert_int_equal(b.calls[i].status, 201);
		assert_string_equal(sb_get(&b.calls[i].body).p, "selesai");
	}
	assert_in_range(s->seen->all.most, 5, 8);
	for (int i = 0; i < HOSTS; i++)
		assert_in_range(s->seen->host[i].most, 1, 4);
	for (int i = 0; i < 5; i++)
		assert_in_range(s->seen->key[i].most, 1, 2);
	end(&b);
}

/* Each limit alone: as many as it allows and no more, whoever they are of. */
static void
test_each_limit(void **state)
{
	static const struct {
		struct net_limits l;
		int keys, hosts, most;
	} rows[] = {
	    {{5, 20, 20, 2000, 9000, 5}, 5, 3, 5},
	    {{20, 2, 20, 2000, 9000, 5}, 1, 3, 2},
	    {{20, 20, 4, 2000, 9000, 5}, 5, 1, 4},
	};
	const struct server *s = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;

		begin(&b, s, rows[i].l);
		atomic_store(&s->seen->all.most, 0);
		for (int k = 0; k < 12; k++)
			add(&b, k % rows[i].keys, k % rows[i].hosts, "wait");
		poll_until(&b, 12, 9000);
		assert_int_equal(s->seen->all.most, rows[i].most);
		end(&b);
		usleep(100000);
	}
}

/* Ten of one office do not go before two of another that came later. */
static void
test_turns(void **state)
{
	static const char want[] = "abababaaaaaaa";
	struct bench b;

	begin(&b, *state, (struct net_limits){1, 1, 1, 2000, 5000, 5});
	for (int i = 0; i < 10; i++)
		add(&b, 0, 0, "ok");
	for (int i = 0; i < 3; i++)
		add(&b, 1, 0, "ok");
	poll_until(&b, 13, 8000);
	for (size_t i = 0; i < 13; i++)
		assert_int_equal(b.order[i]->key[0], want[i]);
	end(&b);
}

/* A server that hangs costs its own places and no others; behind its calls
 * those of the same office to another server are not held up. */
static void
test_hang(void **state)
{
	int64_t began = clock_steady_us();
	struct bench b;

	begin(&b, *state, (struct net_limits){8, 2, 3, 2000, 3000, 5});
	for (int key = 0; key < 6; key++)
		add(&b, key, 0, "hang");
	for (int key = 0; key < 8; key++)
		add(&b, key, 1, "ok");
	poll_until(&b, 8, 2900);
	assert_in_range(clock_steady_us() - began, 0, 2900000);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(b.order[i]->status, 201);
	poll_until(&b, 14, 8000);
	for (size_t i = 8; i < 14; i++) {
		assert_int_equal(b.order[i]->code, CURLE_OPERATION_TIMEDOUT);
		assert_int_equal(b.order[i]->status, 0);
	}
	end(&b);
}

/* A call with more time than the net gives waits on, one with less does not;
 * the others keep to the net's. */
static void
test_own_limits(void **state)
{
	static const struct {
		long total_ms, reply_s;
		int64_t least, most;
	} v[] = {{0, 0, 600, 1400}, {200, 0, 150, 590}, {2400, 0, 1500, 3400},
	    {2400, 1, 900, 2300}};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		int64_t began = clock_steady_us();
		struct net_call *c;
		struct err e = {0};
		struct bench b;

		begin(&b, *state, (struct net_limits){1, 1, 1, 2000, 700, 5});
		add(&b, 1, 1, "ok");
		c = add(&b, 0, 0, "hang");
		net_cancel(b.net, c);
		c->total_ms = v[i].total_ms;
		c->reply_s = v[i].reply_s;
		assert_int_equal(net_add(b.net, c, &e), 0);
		poll_until(&b, 2, 8000);
		assert_int_equal(b.order[0]->code, CURLE_OK);
		assert_int_equal(c->code, CURLE_OPERATION_TIMEDOUT);
		assert_in_range(clock_steady_us() - began, v[i].least * 1000,
		    v[i].most * 1000);
		end(&b);
	}
}

static void
test_answers(void **state)
{
	struct bench b;
	struct net_call *big, *drip, *away, *closed, *file, *https;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	char url[64];

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	begin(&b, *state, (struct net_limits){8, 8, 8, 2000, 700, 5});
	big = add(&b, 0, 0, "big");
	drip = add(&b, 0, 0, "drip");
	away = add(&b, 0, 0, "away");
	closed = add(&b, 0, 0, "ok");
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", ntohs(a.sin_port));
	assert_int_equal(curl_easy_setopt(closed->easy, CURLOPT_URL, url), 0);
	file = add(&b, 0, 0, "ok");
	assert_int_equal(
	    curl_easy_setopt(file->easy, CURLOPT_URL, "file:///etc/passwd"), 0);
	https = add(&b, 0, 0, "ok");
	assert_int_equal(
	    curl_easy_setopt(https->easy, CURLOPT_PROTOCOLS_STR, "https"), 0);
	poll_until(&b, 6, 8000);
	assert_int_equal(big->code, CURLE_WRITE_ERROR);
	assert_in_range(big->body.n, 0, 1000);
	assert_int_equal(drip->code, CURLE_OPERATION_TIMEDOUT);
	assert_int_equal(away->code, CURLE_OK);
	assert_int_equal(away->status, 302);
	assert_int_equal(closed->code, CURLE_COULDNT_CONNECT);
	assert_int_equal(file->code, CURLE_UNSUPPORTED_PROTOCOL);
	assert_int_equal(file->body.n, 0);
	assert_int_equal(https->code, CURLE_UNSUPPORTED_PROTOCOL);
	close(fd);
	end(&b);
}

/* What can be read, or is closed by its other end, is told at once and apart
 * from the rest, whatever hangs. */
static void
test_wakes(void **state)
{
	struct net_watch v[3];
	int64_t began;
	struct bench b;
	struct err e = {0};
	int fds[3][2];

	for (int i = 0; i < 3; i++) {
		assert_int_equal(pipe(fds[i]), 0);
		v[i] = (struct net_watch){fds[i][0], true};
	}
	begin(&b, *state, few);
	assert_int_equal(net_poll(b.net, 30, v, 3, &e), 0);
	assert_false(v[0].ready || v[1].ready || v[2].ready);
	add(&b, 0, 0, "hang");
	for (int i = 0; i < 5; i++)
		assert_int_equal(net_poll(b.net, 10, v, 3, &e), 0);
	assert_int_equal(write(fds[1][1], "x", 1), 1);
	began = clock_steady_us();
	assert_int_equal(net_poll(b.net, 5000, v, 3, &e), 1);
	assert_in_range(clock_steady_us() - began, 0, 2000000);
	assert_true(!v[0].ready && v[1].ready && !v[2].ready);
	close(fds[2][1]);
	assert_int_equal(net_poll(b.net, 5000, v, 3, &e), 2);
	assert_true(!v[0].ready && v[1].ready && v[2].ready);
	assert_int_equal(net_poll(b.net, 10, v, 1, &e), 0);
	for (int i = 0; i < 3; i++)
		close(fds[i][0]);
	close(fds[0][1]);
	close(fds[1][1]);
	end(&b);
}

/* What is taken back, waiting or running, makes room and is never done. */
static void
test_cancel(void **state)
{
	struct bench b;
	struct err e = {0};
	struct net_call *run, *wait, *last;

	begin(&b, *state, (struct net_limits){1, 1, 1, 2000, 5000, 5});
	run = add(&b, 0, 0, "hang");
	wait = add(&b, 0, 0, "hang");
	last = add(&b, 0, 0, "ok");
	for (int i = 0; i < 5; i++)
		assert_int_equal(net_poll(b.net, 10, NULL, 0, &e), 0);
	assert_int_equal(b.over, 0);
	net_cancel(b.net, wait);
	net_cancel(b.net, wait);
	assert_int_equal(net_load(b.net, "a"), 2);
	net_cancel(b.net, run);
	assert_int_equal(net_load(b.net, "a"), 1);
	poll_until(&b, 1, 5000);
	assert_ptr_equal(b.order[0], last);
	add(&b, 0, 0, "hang");
	add(&b, 1, 1, "hang");
	assert_int_equal(net_poll(b.net, 10, NULL, 0, &e), 0);
	end(&b);
	assert_int_equal(b.over, 1);
}

static void
again(struct net_call *c)
{
	struct bench *b = c->ctx;

	b->order[b->over++] = c;
	if (b->n < 5)
		add(b, (int)b->n, 0, "ok")->done = again;
}

/* From done() others may be added. */
static void
test_add_in_done(void **state)
{
	struct bench b;

	begin(&b, *state, few);
	add(&b, 0, 0, "ok")->done = again;
	poll_until(&b, 5, 5000);
	end(&b);
}

static enum net_want
talk(struct net_call *c)
{
	const struct bench *b = c->ctx;
	char buf[100];
	size_t n;

	if (!c->status) {
		c->status = 1;
		snprintf(buf, sizeof(buf), "GET /k0/%s HTTP/1.0\r\n\r\n",
		    c == b->calls ? "ok" : "hang");
		c->code = curl_easy_send(c->easy, buf, strlen(buf), &n);
		return c->code == CURLE_OK ? NET_READ : NET_OVER;
	}
	c->code = curl_easy_recv(c->easy, buf, sizeof(buf), &n);
	return c->code == CURLE_AGAIN ? NET_READ : NET_OVER;
}

/* An answer that came in time counts, although we looked late; silence is
 * late. */
static void
test_late(void **state)
{
	struct net_call *c[2];
	struct err e = {0};
	struct bench b;

	begin(&b, *state, (struct net_limits){8, 2, 4, 2000, 1000, 1});
	for (int i = 0; i < 2; i++) {
		c[i] = add(&b, i, 0, "");
		c[i]->talk = talk;
		assert_int_equal(
		    curl_easy_setopt(c[i]->easy, CURLOPT_CONNECT_ONLY, 1L), 0);
	}
	for (int i = 0; i < 50 && !(c[0]->status && c[1]->status); i++)
		assert_int_equal(net_poll(b.net, 20, NULL, 0, &e), 0);
	usleep(1300000);
	poll_until(&b, 2, 500);
	assert_int_equal(c[0]->code, CURLE_OK);
	assert_int_equal(c[1]->code, CURLE_OPERATION_TIMEDOUT);
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_own_limits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_each_limit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_turns, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_hang, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_answers, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_wakes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_late, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_cancel, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_add_in_done, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
