#include "app/national.h"

#include <string.h>

#include "base/limits.h"
#include "base/log.h"

#define NATIONAL_ARENA (64 * MIB)

void
national_init(struct national *n)
{
	*n = (struct national){.edition = 0};
	arena_init(&n->arena, NATIONAL_ARENA);
}

void
national_clear(struct national *n)
{
	arena_clear(&n->arena);
}

static bool
is_same(const struct national *n, const struct calendar_text *v, size_t count)
{
	if (n->edition == 0 || n->texts_n != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(n->texts[i], v[i].text) != 0)
			return false;
	return true;
}

void
national_refresh(struct national *n, const struct control *c)
{
	size_t count;
	const struct calendar_text *v;

	if (n->edition && n->readings == control_readings(c))
		return;
	v = control_calendars(c, &count);
	n->readings = control_readings(c);
	if (is_same(n, v, count))
		return;
	arena_reset(&n->arena);
	n->years = ARENA_ARRAY(&n->arena, count + 1, const struct calendar *);
	n->texts = ARENA_ARRAY(&n->arena, count + 1, const char *);
	n->n = 0;
	n->texts_n = count;
	for (size_t i = 0; i < count; i++) {
		struct sop_problems p;

		n->texts[i] = arena_dup(&n->arena, v[i].text);
		n->years[n->n] =
		    calendar_parse(&n->arena, str_of(n->texts[i]), &p);
		if (n->years[n->n])
			n->n++;
		else
			log_error("calendar %lld cannot be read",
			    (long long)v[i].year);
	}
	n->edition++;
}
