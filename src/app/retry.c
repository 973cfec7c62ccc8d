#include "app/retry.h"

int64_t
retry_pause(int64_t failures, uint32_t chance)
{
	static const int minutes[] = {1, 2, 5, 15, 30, 60};
	const int64_t n = sizeof(minutes) / sizeof(minutes[0]);
	int64_t ms;

	if (failures < 1)
		failures = 1;
	ms = minutes[failures < n ? failures - 1 : n - 1] * MS_MINUTE;
	return ms - ms / 10 + (int64_t)chance % (ms / 5 + 1);
}

void
relay_failed(struct relay *r, int64_t now, uint32_t chance)
{
	if (now < r->paused_until)
		return;
	r->failures++;
	if (r->failures >= RELAY_FAILURES)
		r->paused_until =
		    now + retry_pause(r->failures - RELAY_FAILURES + 1, chance);
}

void
relay_worked(struct relay *r)
{
	r->failures = 0;
	r->paused_until = 0;
}

size_t
relay_room(const struct relay *r, size_t max, int64_t now)
{
	if (now < r->paused_until)
		return 0;
	if (r->failures >= RELAY_FAILURES)
		max = 1;
	return r->load < max ? max - r->load : 0;
}
