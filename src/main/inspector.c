#include "main/inspector.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/pass.h"
#include "main/sandbox.h"
#include "paper/inspect.h"
#include "vault/pdfsig.h"

int
inspector_open(struct inspector *in, struct err *e)
{
	int fds[2];

	*in = (struct inspector){.fd = -1, .far = -1};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Pemeriksa berkas gagal disiapkan.",
		    "inspector: socketpair: %d", errno);
	in->fd = fds[0];
	in->far = fds[1];
	return 0;
}

/*
 * In the child of the inspector.  What happens here is seen by who asked: a
 * verdict, or nothing.
 */
static void __attribute__((noreturn)) inspect(int fd)
{
	static const struct inspect_reader reader = {pdfsig_answer};
	struct err e = {0};

	if (sandbox_child(fd, &e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		_exit(1);
	}
	_exit(inspect_serve(SANDBOX_FD, &reader) < 0 ? 1 : 0);
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

int
inspector_be(struct inspector *in)
{
	struct err e = {0};
	bool landlock;
	int fd;

	log_set_role("inspector");
	set_signals();
	if (sandbox_zygote(in->far, &landlock, &e) < 0) {
		log_error("%s (%s)", e.msg, e.detail);
		return 1;
	}
	if (!landlock)
		log_warn("no Landlock here: seccomp alone locks the inspector");
	while ((fd = next()) >= 0) {
		pid_t pid = fork();

		if (pid == 0)
			inspect(fd);
		if (pid < 0)
			log_error("cannot fork: %d", errno);
		close(fd);
	}
	return 0;
}

void
inspector_leave(struct inspector *in)
{
	close(in->far);
	in->far = -1;
}

int
inspector_start(struct inspector *in, struct err *e)
{
	if (inspector_open(in, e) < 0)
		return -1;
	in->pid = fork();
	if (in->pid == 0)
		_exit(inspector_be(in));
	close(in->far);
	in->far = -1;
	if (in->pid > 0)
		return 0;
	in->pid = 0;
	inspector_close(in);
	return err_set(e, ERR_SYSTEM, "Pemeriksa berkas gagal dimulai.",
	    "inspector: fork: %d", errno);
}

void
inspector_close(struct inspector *in)
{
	if (in->fd > 0)
		close(in->fd);
	if (in->far > 0)
		close(in->far);
	while (in->pid > 0 && waitpid(in->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*in = (struct inspector){.fd = -1, .far = -1};
}
