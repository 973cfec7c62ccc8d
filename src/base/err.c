#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

int
err_set_at(struct err *e, enum err_kind kind, const char *file, int line,
    const char *msg, const char *fmt, ...)
{
	va_list ap;

	if (!e || e->kind != ERR_NONE)
		return -1;
	e->kind = kind;
	e->file = file;
	e->line = line;
	e->msg = msg;
	va_start(ap, fmt);
	vsnprintf(e->detail, sizeof(e->detail), fmt, ap);
	va_end(ap);
	return -1;
}
