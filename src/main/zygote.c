#include "main/zygote.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/pass.h"
#include "main/sandbox.h"

int
zygote_open(struct zygote *z, const struct zygote_kind *kind, struct err *e)
{
	int fds[2];

	*z = (struct zygote){.kind = kind, .fd = -1, .far = -1};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Proses pembantu gagal disiapkan.", "%s: socketpair: %d",
		    kind->role, errno);
	z->fd = fds[0];
	z->far = fds[1];
	return 0;
}

/*
 * In the child.  What happens here is seen by who asked: an answer, or
 * nothing.
 */
static void __attribute__((noreturn))
serve(const struct zygote_kind *kind, int fd)
{
	struct err e = {0};

	if (sandbox_child(fd, kind->threads, &e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		_exit(1);
	}
	_exit(kind->serve(SANDBOX_FD) < 0 ? 1 : 0);
}

/*
 * The descriptor of the next packet; -1: nobody can ask any more.  Packets
 * without one are passed over.
 */
static int
next(void)
{
	int fd, rc;

	do
		rc = pass_take(SANDBOX_FD, 0, &fd);
	while (rc == 0 || (rc < 0 && (errno == EINTR || errno == EMFILE)));
	return rc < 0 ? -1 : fd;
}

/* Children are not waited for: who asked knows how they fared. */
static void
set_signals(void)
{
	sigset_t none;

	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Until there is a first task, or nobody who could have one. */
static void
await_task(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (poll(&p, 1, -1) < 0 && errno == EINTR)
		;
}

/*
 * One that could not be prepared ends every task at once, as who asks should
 * not have to wait; starting it again would not help.
 */
static void
loop(const struct zygote_kind *kind, bool prepared)
{
	int fd;

	while ((fd = next()) >= 0) {
		pid_t pid = prepared ? fork() : 1;

		if (pid == 0)
			serve(kind, fd);
		if (pid < 0)
			log_error("cannot fork: %d", errno);
		close(fd);
	}
}

int
zygote_be(struct zygote *z)
{
	struct err e = {0};
	bool landlock, prepared = true;

	log_set_role(z->kind->role);
	set_signals();
	/* Before it waits: others may wait for these to be closed. */
	if (sandbox_keep(z->far, &e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		return 1;
	}
	if (z->lazy)
		await_task(SANDBOX_FD);
	if (z->kind->prepare && z->kind->prepare(&e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		e = (struct err){0};
		prepared = false;
	}
	if (sandbox_zygote(SANDBOX_FD, &landlock, &e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		return 1;
	}
	if (!landlock)
		log_warn("no Landlock here: seccomp alone locks the %s",
		    z->kind->role);
	loop(z->kind, prepared);
	return 0;
}

void
zygote_leave(struct zygote *z)
{
	close(z->far);
	z->far = -1;
}

int
zygote_start(struct zygote *z, const struct zygote_kind *kind, struct err *e)
{
	if (zygote_open(z, kind, e) < 0)
		return -1;
	z->lazy = kind->prepare != NULL;
	z->pid = fork();
	if (z->pid == 0)
		_exit(zygote_be(z));
	close(z->far);
	z->far = -1;
	if (z->pid > 0)
		return 0;
	z->pid = 0;
	zygote_close(z);
	return err_set(e, ERR_SYSTEM, "Proses pembantu gagal dimulai.",
	    "%s: fork: %d", kind->role, errno);
}

void
zygote_close(struct zygote *z)
{
	if (z->fd > 0)
		close(z->fd);
	if (z->far > 0)
		close(z->far);
	while (z->pid > 0 && waitpid(z->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*z = (struct zygote){.fd = -1, .far = -1};
}
