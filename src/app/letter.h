/*
 * letter.h - what a message says: its facts through the templates of
 * templates/mail, with the office, a greeting and one absolute link.
 *
 * The same message gives the same letter at every try: a link that was made
 * for it is made again, as its token is kept nowhere.
 */
#ifndef APP_LETTER_H
#define APP_LETTER_H

#include "app/ctx.h"
#include "store/message.h"

struct letter {
	const char *subject; /* one line */
	const char *text;    /* UTF-8, lines end with \n */
	const char *html;    /* the same as a page */
	const char *url;     /* the link of both; "" none */
};

/*
 * Write the letter of a message of cx->office; all of it in cx->arena.
 * ERR_BUSY while Paraf does not know its own address; ERR_SYSTEM if there is
 * no such template, or it asks for a fact that is not there.
 */
int letter_render(struct ctx *cx, const struct message *m, struct letter *out,
    struct err *e) MUST_CHECK;

#endif
