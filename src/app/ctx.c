#include "app/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "vault/token.h"

const char *
ctx_param(const struct ctx *cx, const char *name)
{
	return str_z(cx->arena, route_param(&cx->match, name));
}

char *
ctx_url(const struct ctx *cx, const char *fmt, ...)
{
	size_t base = strlen(cx->base);
	va_list ap;
	char *url;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		log_fatal("url: %s", fmt);
	url = arena_alloc(cx->arena, base + (size_t)n + 1);
	memcpy(url, cx->base, base);
	va_start(ap, fmt);
	vsnprintf(url + base, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return url;
}

bool
ctx_csrf_ok(const struct ctx *cx, struct str sent)
{
	return secret_equal(sent, str_of(cx->csrf));
}

const struct seat_held *
actor_seat(const struct actor *a, const char *lane)
{
	for (size_t i = 0; i < a->seats_n; i++)
		if (strcmp(a->seats[i].lane, lane) == 0)
			return &a->seats[i];
	return NULL;
}

const char *
seat_title(struct arena *a, const struct seat_held *s)
{
	if (strcmp(s->kind, "plt") == 0)
		return arena_printf(a, "Plt. %s", s->title);
	if (strcmp(s->kind, "plh") == 0)
		return arena_printf(a, "Plh. %s", s->title);
	return s->title;
}
