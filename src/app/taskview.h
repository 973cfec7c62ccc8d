/*
 * taskview.h - the time of one open task as lists show it.
 */
#ifndef APP_TASKVIEW_H
#define APP_TASKVIEW_H

#include <jansson.h>

#include "app/ctx.h"
#include "sop/model.h"
#include "store/task.h"

/* "12 menit lagi", "terlambat 2 jam kerja", "tanpa batas waktu", "selesai
 * ..."; in working time where the row's Waktu is. */
const char *task_due_text(
    struct ctx *cx, const struct row *r, const struct task *t);

/* "meter": minutes used of the row's Waktu, or null. */
void task_meter(
    struct ctx *cx, const struct row *r, const struct task *t, json_t *o);

#endif
