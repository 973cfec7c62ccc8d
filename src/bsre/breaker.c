#include "bsre/breaker.h"

#define SECOND ((int64_t)1000)

enum breaker_state
breaker_state(const struct breaker *b, int64_t now)
{
	if (b->until == 0)
		return BREAKER_CLOSED;
	/* A clock that was set back does not keep it open for years. */
	if (now < b->until && b->until - now <= BREAKER_MAX)
		return BREAKER_OPEN;
	return BREAKER_HALF_OPEN;
}

bool
breaker_take(struct breaker *b, int64_t now)
{
	switch (breaker_state(b, now)) {
	case BREAKER_CLOSED:
		return true;
	case BREAKER_OPEN:
		return false;
	case BREAKER_HALF_OPEN:
		break;
	}
	if (b->trying != 0 && now >= b->trying && now - b->trying < BREAKER_TRY)
		return false;
	b->trying = now;
	return true;
}

static int64_t
pause_ms(unsigned openings, bool auth, int64_t wait_s, uint32_t chance)
{
	static const int seconds[] = {30, 60, 120, 300, 600, 900};
	const unsigned last = sizeof(seconds) / sizeof(seconds[0]) - 1;
	unsigned i = openings < last ? openings : last;
	int64_t ms;

	if (auth && i < 3)
		i = 3;
	ms = seconds[i] * SECOND;
	ms += (int64_t)(chance % (uint32_t)(ms / 5 + 1)) - ms / 10;
	if (wait_s > BREAKER_MAX / SECOND)
		wait_s = BREAKER_MAX / SECOND;
	return wait_s * SECOND > ms ? wait_s * SECOND : ms;
}

void
breaker_note(struct breaker *b, enum bsre_kind kind, int64_t wait_s,
    int64_t now, uint32_t chance)
{
	enum breaker_state was = breaker_state(b, now);
	bool auth = kind == BSRE_AUTH;

	if (kind == BSRE_OK || kind == BSRE_REFUSED) {
		*b = (struct breaker){0};
		return;
	}
	if (was == BREAKER_OPEN)
		return;
	b->failures++;
	b->trying = 0;
	if (was == BREAKER_CLOSED && b->failures < BREAKER_FAILURES && !auth &&
	    wait_s <= 0)
		return;
	b->until = now + pause_ms(b->openings++, auth, wait_s, chance);
}
