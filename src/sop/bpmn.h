/*
 * bpmn.h - a definition as BPMN 2.0 (OMG formal/2013-12-09) with diagram
 * interchange: one pool, a lane for each Pelaksana, a task for each row, a
 * gateway where a row has a choice.  Pure.
 *
 * Each row has a column of its own, so a line can run through the lanes in
 * the column of its row without meeting another row's symbol.  A line to the
 * next row goes straight; one that skips rows runs in a strip above the
 * lanes' symbols, one that goes back in a strip below them.  No two of these
 * share their strip's height.
 */
#ifndef SOP_BPMN_H
#define SOP_BPMN_H

#include "base/str.h"
#include "sop/model.h"

#define BPMN_TYPE "application/xml; charset=utf-8"
#define BPMN_MAX  (2 * MIB) /* a file of the largest definition is smaller */

/*
 * Append the XML.  id: of the service, [a-z0-9-]; pool: the office's name.
 * b->failed where it does not fit.
 */
void bpmn_write(
    struct sb *b, const struct sop *s, const char *id, const char *pool);

#endif
