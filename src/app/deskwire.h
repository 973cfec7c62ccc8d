/*
 * deskwire.h - what goes over the socket of one question of desk.h: the agent
 * says that it listens (one byte), the worker asks, the agent answers with a
 * struct desk_answer.  A worker that sees no such byte, or whose socket is
 * closed at once as there is no room, has sent nothing.
 */
#ifndef APP_DESKWIRE_H
#define APP_DESKWIRE_H

#include "app/desk.h"
#include "domain/nik.h"
#include "vault/token.h"

#define DESK_READY 'R'

/* The purpose of a PDF on its way to be signed. */
#define DESK_PURPOSE "naskah.tanda_tangan"

#define DESK_FILE ((size_t)32)  /* of the id of a file */
#define DESK_TEXT ((size_t)400) /* of what a letter says of itself */

enum desk_errand { DESK_SET_PASSPHRASE, DESK_SIGN, DESK_ERRANDS };

/* The letter that is to be signed: what is printed on it, and its PDF, a file
 * of the signer's that no case has. */
struct desk_letter {
	int64_t signer;
	char code[MISSIVE_CODE + 1];
	char number[DESK_TEXT], dated[16], seat[DESK_TEXT];
	unsigned char source[MISSIVE_HASH];
	char file[DESK_FILE + 1];
};

/* Of one program, so as it lies in memory; it is in locked memory. */
struct desk_question {
	enum desk_errand errand;
	char office[40];
	int64_t id;                     /* of the task; of the draft for ink */
	unsigned char link[TOKEN_HASH]; /* to set a passphrase */
	struct desk_letter letter;      /* to sign, as the next */
	char nik[NIK_LEN + 1];
	char code[DESK_CODE + 1]; /* one-time; "" none */
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
