#include "main/alarm.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

#define HANGS_US INT64_C(420000000) /* seven minutes after the three */

static void
begin(struct alarm_watch *w, const struct alarm *a, int64_t now)
{
	w->on[a->kind] = true;
	snprintf(
	    w->office[a->kind], sizeof(w->office[a->kind]), "%s", a->office);
	log_error("alarm %s%s%s begins: for %lld s", a->name,
	    *a->office ? " of " : "", a->office,
	    (long long)(a->since ? (now - a->since) / 1000 : 0));
}

static void
end(struct alarm_watch *w, enum alarm_kind kind)
{
	w->on[kind] = false;
	log_info("alarm %s%s%s ends", alarm_name(kind),
	    *w->office[kind] ? " of " : "", w->office[kind]);
}

/* What the agent wrote before this master began is no news. */
static size_t
look(const struct alarm_watch *w, struct beat *b, int64_t now,
    struct alarm v[static ALARMS])
{
	beat_read(w->data, b);
	if (b->at >= w->started)
		return beat_alarms(b, now, v);
	*b = (struct beat){
	    .at = w->started, .worry_at = w->started + BEAT_WORRY};
	return beat_alarms(b, now, v);
}

bool
alarm_look(struct alarm_watch *w, int64_t now, int64_t steady)
{
	bool is[ALARMS] = {false};
	struct alarm v[ALARMS];
	struct beat b;
	size_t n = look(w, &b, now, v);

	for (size_t i = 0; i < n; i++) {
		is[v[i].kind] = true;
		if (!w->on[v[i].kind] ||
		    strcmp(w->office[v[i].kind], v[i].office) != 0)
			begin(w, &v[i], now);
	}
	for (int k = 0; k < ALARMS; k++)
		if (w->on[k] && !is[k])
			end(w, (enum alarm_kind)k);
	if (!is[ALARM_AGENT])
		w->silent_since = 0;
	else if (w->silent_since == 0)
		w->silent_since = steady;
	return w->silent_since != 0 && steady - w->silent_since > HANGS_US;
}
