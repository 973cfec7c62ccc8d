/*
 * national.h - the calendars of the country as a worker keeps them: parsed
 * once, and again when one of their texts has changed.
 */
#ifndef APP_NATIONAL_H
#define APP_NATIONAL_H

#include "sop/calendar.h"
#include "store/control.h"

struct national {
	struct arena arena; /* owned */
	const struct calendar **years;
	const char **texts; /* what was parsed, to see a change */
	size_t n, texts_n;
	uint64_t readings; /* of the list that these are of */
	uint64_t edition;  /* changes with them; 0: nothing read yet */
};

void national_init(struct national *n);
void national_clear(struct national *n);

/*
 * Bring them to what control_calendars() says.  A text that cannot be read
 * is logged and counts as none.
 */
void national_refresh(struct national *n, const struct control *c);

#endif
