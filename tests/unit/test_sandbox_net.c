/*
 * Where locked processes can go by sockets: each row tries one thing in a
 * fresh process and names the answer for each role.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

#include "locked.h"

static struct sockaddr_in server; /* somebody listens there */
static int listener = -1, fresh = -1, accepted = -1, datagram = -1;

/* Sockets that were there before the lock. */
static void
open_sockets(void)
{
	socklen_t n = sizeof(server);
	int client;

	server = (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(listener, (struct sockaddr *)&server, sizeof(server)), 0);
	assert_int_equal(listen(listener, 1024), 0);
	assert_int_equal(
	    getsockname(listener, (struct sockaddr *)&server, &n), 0);
	client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    connect(client, (struct sockaddr *)&server, sizeof(server)), 0);
	accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	assert_int_equal(fcntl(listener, F_SETFL, O_NONBLOCK), 0);
	assert_true(accepted >= 0);
	fresh = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	datagram = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(fresh >= 0 && datagram >= 0);
}

static int
socket_tcp(void)
{
	return result(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int
socket_udp6(void)
{
	return result(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int
socket_raw(void)
{
	return result(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

static int
socket_netlink(void)
{
	return result(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int
socket_packet(void)
{
	return result(socket(AF_PACKET, SOCK_RAW, 0));
}

static int
socket_vsock(void)
{
	return result(socket(AF_VSOCK, SOCK_STREAM, 0));
}

static int
socket_unix(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
socket_unix_datagram(void)
{
	return result(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int
pair(void)
{
	int fds[2];

	return result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
}

static int
pair_datagram(void)
{
	int fds[2];

	return result(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds));
}

static int
connect_to(int fd)
{
	return result(
	    connect(fd, (const struct sockaddr *)&server, sizeof(server)));
}

static int
connect_fresh(void)
{
	return connect_to(fresh);
}

/* Leave the client that was accepted, and go elsewhere on the same socket. */
static int
connect_accepted(void)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	int rc = result(connect(accepted, &none, sizeof(none)));

	return rc ? rc : connect_to(accepted);
}

static int
connect_by_sending(void)
{
	return result(sendto(fresh, "x", 1, MSG_FASTOPEN,
	    (const struct sockaddr *)&server, sizeof(server)));
}

static int
connect_by_message(void)
{
	struct iovec v = {(void *)(uintptr_t) "x", 1};
	struct msghdr m = {.msg_name = &server,
	    .msg_namelen = sizeof(server),
	    .msg_iov = &v,
	    .msg_iovlen = 1};

	return result(sendmsg(fresh, &m, MSG_FASTOPEN));
}

static int
send_datagram(void)
{
	return result(sendto(datagram, "x", 1, 0,
	    (const struct sockaddr *)&server, sizeof(server)));
}

static int
send_answer(void)
{
	return result(send(accepted, "x", 1, MSG_NOSIGNAL));
}

static int
bind_fresh(void)
{
	const struct sockaddr_in any = {.sin_family = AF_INET};

	return result(bind(fresh, (const struct sockaddr *)&any, sizeof(any)));
}

static int
listen_fresh(void)
{
	return result(listen(fresh, 1));
}

/* Nobody waits there. */
static int
accept_client(void)
{
	return result(accept4(listener, NULL, NULL, SOCK_NONBLOCK));
}

static int
look_up(void)
{
	struct addrinfo *list = NULL;

	/* From /etc/hosts, without asking anybody. */
	if (getaddrinfo("localhost", "25", NULL, &list) != 0)
		return ENOENT;
	freeaddrinfo(list);
	return 0;
}

static int
own_socket(void)
{
	return result(fcntl(accepted, F_SETOWN, getppid()));
}

static const struct probe probes[] = {
    {"TCP socket", socket_tcp, {EPERM, EPERM, 0}},
    {"UDP socket", socket_udp6, {EPERM, EPERM, 0}},
    {"raw socket", socket_raw, {EPERM, EPERM, EPERM}},
    {"netlink socket", socket_netlink, {EPERM, EPERM, EPERM}},
    {"packet socket", socket_packet, {EPERM, EPERM, EPERM}},
    {"socket to the host", socket_vsock, {EPERM, EPERM, EPERM}},
    {"unix socket", socket_unix, {EPERM, 0, EPERM}},
    {"unix datagrams", socket_unix_datagram, {EPERM, EPERM, EPERM}},
    {"pair of sockets", pair, {0, 0, 0}},
    {"pair of datagrams", pair_datagram, {EPERM, EPERM, EPERM}},
    {"connect by TCP", connect_fresh, {EPERM, EACCES, 0}},
    {"connect what was accepted", connect_accepted, {EPERM, EACCES, 0}},
    {"connect by sending", connect_by_sending, {EPERM, EPERM, 0}},
    {"connect by a message", connect_by_message, {EPERM, EPERM, 0}},
    {"send a datagram", send_datagram, {EPERM, EPERM, 0}},
    {"answer", send_answer, {0, 0, 0}},
    {"bind", bind_fresh, {EPERM, EPERM, EPERM}},
    {"listen", listen_fresh, {EPERM, EPERM, EPERM}},
    {"accept", accept_client, {EAGAIN, EAGAIN, EPERM}},
    {"look up a name", look_up, {ENOENT, ENOENT, 0}},
    {"send signals by a socket", own_socket, {EPERM, EPERM, EPERM}},
};

static void
test_probe(void **state)
{
	try_probe(*state, open_sockets);
}

int
main(void)
{
	enum { PROBES = sizeof(probes) / sizeof(probes[0]) };
	struct CMUnitTest tests[PROBES];

	for (size_t i = 0; i < PROBES; i++)
		tests[i] = (struct CMUnitTest){probes[i].name, test_probe, NULL,
		    NULL, (void *)(uintptr_t)&probes[i]};
	return cmocka_run_group_tests_name(
	    "sandbox_net", tests, locked_setup, locked_teardown);
}
