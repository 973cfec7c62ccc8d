/*
 * deskwire.h - what goes over the socket of one question of desk.h: the agent
 * says that it listens (one byte), the worker asks, the agent answers with a
 * struct desk_answer.  A worker that sees no such byte, or whose socket is
 * closed at once as there is no room, has sent nothing.
 */
#ifndef APP_DESKWIRE_H
#define APP_DESKWIRE_H

#include "app/desk.h"
#include "vault/token.h"

#define DESK_READY 'R'

/* Of one program, so as it lies in memory; it is in locked memory. */
struct desk_question {
	char office[40];
	int64_t task;
	unsigned char link[TOKEN_HASH];
	char secret[DESK_SECRET + 1];
};

/* The sealed entry that keeps the OTP secret; see store/draft.h. */
const char *desk_owner(struct arena *a, int64_t task);
const char *desk_form(struct arena *a, int64_t task);

/*
 * A worker waits for DESK_WAIT_MS at most.  Of these the agent has
 * DESK_READY_MS to say that it listens, two seconds to find a place for the
 * call, and BSrE DESK_CALL_MS.
 */
#define DESK_WAIT_MS     20000
#define DESK_READY_MS    3000
#define DESK_CALL_MS     14500
#define DESK_QUESTION_MS 2000 /* for a worker that was told to ask */

#endif
