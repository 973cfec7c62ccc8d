/*
 * digest.h - one message at the office's set times instead of one for each
 * notice: what is held for a person goes out together, what is late first.
 *
 * Held are the notices of who wants it so, and of who was told FLOOD_MAX
 * things at once within the last hour.  A digest is planned with the first
 * notice that is held, as a row of the agenda.
 */
#ifndef APP_DIGEST_H
#define APP_DIGEST_H

#include "app/ctx.h"

/* So many notices at once within FLOOD_TIME; the next ones are held. */
#define FLOOD_MAX  5
#define FLOOD_TIME MS_HOUR

/* Lines of a digest; it says how many more there are. */
#define DIGEST_LINES ((size_t)50)

/*
 * Whether the notices of a person wait for its digest: as it chose, else as
 * its seats have it.  A verifier's do, unless it holds the seat of an
 * official too; an official's and an applicant's do not.
 */
bool digest_is_wanted(
    const struct person *p, const struct seat_held *seats, size_t n);

/* Whether a person was told enough at once. */
int digest_is_flood(
    struct ctx *cx, int64_t person, bool *flood, struct err *e) MUST_CHECK;

/* The next set time of the office after a moment: working days only. */
int64_t digest_next(const struct office *o, int64_t now);

/*
 * Plan a person's digest, inside the transaction in which a notice is held:
 * at the next set time, for a flood FLOOD_TIME from now at the latest.  What
 * is planned sooner stays.
 */
int digest_plan(
    struct ctx *cx, int64_t person, bool flood, struct err *e) MUST_CHECK;

/*
 * The time of a person's digest has come: inside the caller's transaction
 * what is held becomes one message, or none if nothing of it has a point any
 * more, and the digest leaves the agenda.
 */
int digest_due(struct ctx *cx, int64_t person, struct err *e) MUST_CHECK;

#endif
