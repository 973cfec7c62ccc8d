/*
 * handler.h - the one handler behind every front: finds the office, the
 * session and the page of a request.
 */
#ifndef MAIN_HANDLER_H
#define MAIN_HANDLER_H

#include "http/request.h"
#include "http/response.h"

/* app is a struct app; always fills rs. */
void handle_request(void *app, struct request *rq, struct response *rs);

#endif
