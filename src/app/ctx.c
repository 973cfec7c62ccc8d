#include "app/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vault/token.h"

const char *
ctx_param(const struct ctx *cx, const char *name)
{
	return str_z(cx->arena, route_param(&cx->match, name));
}

char *
ctx_url(const struct ctx *cx, const char *fmt, ...)
{
	char tail[512], *url;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(tail, sizeof(tail), fmt, ap);
	va_end(ap);
	url = arena_alloc(cx->arena, strlen(cx->base) + strlen(tail) + 1);
	stpcpy(stpcpy(url, cx->base), tail);
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
