/*
 * qr.h - a QR code as one SVG path, sharp at any size.
 */
#ifndef PAPER_QR_H
#define PAPER_QR_H

#include "base/arena.h"
#include "base/err.h"

struct qr {
	int size;         /* of the viewBox, the quiet zone of 4 included */
	const char *path; /* of dark modules, in the arena */
};

/* ERR_LIMIT if the text does not fit. */
int qr_path(
    struct qr *qr, struct arena *a, const char *text, struct err *e) MUST_CHECK;

#endif
