#include "app/digest.h"

#include <string.h>

#include "app/notice.h"
#include "app/web.h"
#include "base/jsonmem.h"
#include "store/agenda.h"
#include "store/held.h"
#include "view/format.h"
#include "view/json.h"

#define LOOK_AHEAD 400 /* days; an office that is closed longer waits one */

bool
digest_is_wanted(const struct person *p, const struct seat_held *seats, size_t n)
{
	bool verifier = false, official = false;

	if (p->notify[0])
		return strcmp(p->notify, "digest") == 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(seats[i].role, "verifikator") == 0)
			verifier = true;
		else
			official = true;
	return verifier && !official;
}

int
digest_is_flood(struct ctx *cx, int64_t person, bool *flood, struct err *e)
{
	int64_t n;

	if (told_count(cx->db, person, cx->now - FLOOD_TIME, FLOOD_MAX, &n, e) <
	    0)
		return -1;
	*flood = n >= FLOOD_MAX;
	return 0;
}

int64_t
digest_next(const struct office *o, int64_t now)
{
	int32_t first = day_of(now, o->zone);

	for (int32_t day = first; day < first + LOOK_AHEAD; day++) {
		struct work_hours h = worktime_hours(&o->time, day);

		for (size_t i = 0; h.open < h.close && i < o->digests; i++) {
			int64_t at = day_ms(day, o->zone) +
				     o->digest_at[i] * MS_MINUTE;

			if (at > now)
				return at;
		}
	}
	return now + MS_DAY;
}

int
digest_plan(struct ctx *cx, int64_t person, bool flood, struct err *e)
{
	struct agenda plan = {.kind = AGENDA_DIGEST,
	    .ref = person,
	    .next_at = digest_next(cx->office, cx->now)},
		      old;
	int rc = agenda_get(cx->db, &old, AGENDA_DIGEST, person, e);

	if (rc < 0)
		return -1;
	if (flood && plan.next_at > cx->now + FLOOD_TIME)
		plan.next_at = cx->now + FLOOD_TIME;
	if (rc == 1 && old.next_at <= plan.next_at)
		return 0;
	return agenda_put(cx->db, &plan, e);
}
