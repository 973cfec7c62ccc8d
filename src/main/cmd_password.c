#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "app/session.h"
#include "main/cmd.h"

#define LINE 1024

/*
 * One line without its end from fd; -1 if there is none, or none complete
 * within LINE bytes.
 */
static int
read_line(int fd, char line[LINE])
{
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, line + n, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && n == 0) || n + 1 == LINE)
			return -1;
		if (got == 0 || line[n] == '\n')
			break;
		n++;
	}
	line[n] = '\0';
	return 0;
}

/* The echo comes back whatever ends the question, Ctrl-C as well. */
static int
ask(int tty, const char *question, char line[LINE])
{
	struct termios was, silent;
	struct pollfd p[2] = {
	    {.fd = tty, .events = POLLIN}, {.events = POLLIN}};
	sigset_t set, old;
	int rc = -1;

	if (tcgetattr(tty, &was) < 0)
		return -1;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, &old);
	p[1].fd = signalfd(-1, &set, SFD_CLOEXEC);
	silent = was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	dprintf(tty, "%s", question);
	if (p[1].fd >= 0 && tcsetattr(tty, TCSAFLUSH, &silent) == 0) {
		if (poll(p, 2, -1) > 0 && !p[1].revents)
			rc = read_line(tty, line);
		tcsetattr(tty, TCSAFLUSH, &was);
	}
	dprintf(tty, "\n");
	if (p[1].fd >= 0)
		close(p[1].fd);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return rc;
}

int
cmd_password(struct cmd *c, char **password, struct err *e)
{
	char line[LINE] = "", again[LINE] = "";
	const char *problem;
	int rc = -1;

	if (!isatty(STDIN_FILENO)) {
		if (read_line(STDIN_FILENO, line) < 0) {
			err_set(e, ERR_INPUT, "Kata sandi belum ada.",
			    "one line of standard input");
			goto out;
		}
	} else if (ask(STDIN_FILENO, "Kata sandi baru: ", line) < 0 ||
		   ask(STDIN_FILENO, "Sekali lagi: ", again) < 0) {
		err_set(e, ERR_INPUT, "Kata sandi belum ada.", "terminal");
		goto out;
	} else if (strcmp(line, again) != 0) {
		err_set(e, ERR_INPUT, "Keduanya tidak sama.", "terminal");
		goto out;
	}
	if (!str_utf8(str_of(line))) {
		err_set(e, ERR_INPUT, "Kata sandi harus UTF-8.", "password");
		goto out;
	}
	problem = password_problem(line);
	if (problem) {
		err_set(e, ERR_INPUT, "Kata sandi belum dapat dipakai.", "%s",
		    problem);
		goto out;
	}
	*password = arena_dup(&c->arena, line);
	rc = 0;
out:
	explicit_bzero(line, sizeof(line));
	explicit_bzero(again, sizeof(again));
	return rc;
}
