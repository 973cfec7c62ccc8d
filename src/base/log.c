#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum log_level limit = LOG_LEVEL_INFO;
static char role[32] = "paraf";

void
log_set_level(enum log_level level)
{
	limit = level;
}

void
log_set_role(const char *name)
{
	snprintf(role, sizeof(role), "%s", name);
}

/* One write a line, so that lines of several processes do not mix. */
static void
say(enum log_level level, const char *fmt, va_list ap)
{
	static const char *const words[] = {"error", "warn", "info", "debug"};
	char line[1024];
	int head, n;
	size_t len;

	if (level > limit)
		return;
	head = snprintf(line, sizeof(line), "%s: %s: ", role, words[level]);
	n = vsnprintf(line + head, sizeof(line) - (size_t)head, fmt, ap);
	if (n < 0)
		return;
	len = (size_t)head + (size_t)n;
	if (len > sizeof(line) - 1)
		len = sizeof(line) - 1;
	/* A line break in a message would forge a second message. */
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20)
			line[i] = ' ';
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

#define SAY(level)                     \
	do {                           \
		va_list ap;            \
		va_start(ap, fmt);     \
		say((level), fmt, ap); \
		va_end(ap);            \
	} while (0)

void
log_error(const char *fmt, ...)
{
	SAY(LOG_LEVEL_ERROR);
}

void
log_warn(const char *fmt, ...)
{
	SAY(LOG_LEVEL_WARN);
}

void
log_info(const char *fmt, ...)
{
	SAY(LOG_LEVEL_INFO);
}

void
log_debug(const char *fmt, ...)
{
	SAY(LOG_LEVEL_DEBUG);
}

void
log_fatal(const char *fmt, ...)
{
	SAY(LOG_LEVEL_ERROR);
	abort();
}
