/*
 * resend.h - sending a message again that was given up, by an administrator
 * of the office and on record.
 */
#ifndef APP_RESEND_H
#define APP_RESEND_H

#include "app/ctx.h"
#include "store/message.h"

/*
 * What kind of message it is, by its template: "Tugas baru".  For people.
 */
const char *message_title(const char *template);

/*
 * Let a dead message wait again, to the address that its recipient has now.
 * ERR_DENIED unless the actor is an administrator; ERR_MISSING if there is no
 * such message; ERR_CONFLICT if it is not dead, or so old that it was emptied,
 * or its task is closed, or the link in it opens nothing any more.
 */
int resend_message(struct ctx *cx, int64_t id, struct err *e) MUST_CHECK;

#endif
