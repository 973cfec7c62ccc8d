/*
 * dossier.h - everything of one case that a page or a step looks at, loaded
 * in one go.
 */
#ifndef APP_DOSSIER_H
#define APP_DOSSIER_H

#include <jansson.h>

#include "app/ctx.h"
#include "sop/engine.h"
#include "store/case.h"
#include "store/event.h"
#include "store/task.h"

struct dossier {
	struct casefile c;
	const struct sop *sop;
	json_t *letter; /* owned: dossier_clear() */
	struct holder *holders;
	size_t holders_n;
	struct item_value *items;
	size_t items_n;
	struct file *files;
	size_t files_n;
	struct task *tasks;
	size_t tasks_n;
	struct event *events;
	size_t events_n;
};

/* ERR_MISSING if there is no such case. */
int dossier_load(struct ctx *cx, struct dossier *d, const char *number,
    struct err *e) MUST_CHECK;
int dossier_load_id(
    struct ctx *cx, struct dossier *d, int64_t id, struct err *e) MUST_CHECK;
void dossier_clear(struct dossier *d);

/* The engine's state, rebuilt from open tasks and holders. */
int dossier_flow(
    const struct dossier *d, struct flow *f, struct err *e) MUST_CHECK;

/* Index of a holder by id, HOLDER_ALL for 0. */
int dossier_holder(const struct dossier *d, int64_t id);

/* The newest value handed in for an item; NULL if none. */
const struct item_value *dossier_item(
    const struct dossier *d, const char *name, int64_t holder);
/* The newest file with that purpose; NULL if none. */
const struct file *dossier_file(
    const struct dossier *d, const char *purpose, int64_t holder);
/* The nth file, from 0, that stands for an item now; NULL: no more. */
const struct file *dossier_item_file(
    const struct dossier *d, const struct item_value *v, size_t n);

/* A text of the letter; "" if it is not there. */
const char *dossier_letter(const struct dossier *d, const char *name);

#endif
