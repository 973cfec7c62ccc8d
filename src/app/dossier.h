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
#include "store/opinion.h"
#include "store/task.h"

/*
 * The photos of an activation are items of the holder, judged by the desk
 * that compares them and no other.  A requirement's id has no dot, so no
 * office can have one of these names.
 */
struct photo {
	const char *item;  /* "aktivasi.foto_ktp" */
	const char *field; /* "foto_ktp": the field, and the file's purpose */
	const char *label;
};
enum { PHOTO_KTP, PHOTO_SELFIE, PHOTOS };
extern const struct photo photos[PHOTOS];

/* The photo of an item's name; NULL: it is no photo. */
const struct photo *photo_of(const char *item);

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
	struct event *events; /* without those that the actor may not know:
	                         see app/second.h */
	size_t events_n;
	struct opinion *opinions; /* all: never to be shown as they are */
	size_t opinions_n;
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

/* What a person (or, with own false, anybody else) has said of a task; the
 * first of them, NULL: nothing. */
const struct opinion *dossier_opinion(
    const struct dossier *d, int64_t task, int64_t person, bool own);

/* A text of the letter; "" if it is not there. */
const char *dossier_letter(const struct dossier *d, const char *name);

#endif
