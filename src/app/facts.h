/*
 * facts.h - what messages say of a case: the facts of their templates, which
 * never hold more of a person than the name.
 */
#ifndef APP_FACTS_H
#define APP_FACTS_H

#include <jansson.h>

#include "app/ctx.h"
#include "sop/model.h"
#include "store/case.h"
#include "store/task.h"

/* A case, as a transition or a sweep knows it; all borrowed. */
struct subject {
	const struct sop *sop;
	const struct casefile *c;
	const struct holder *holders;
	size_t holders_n;
};

/*
 * "number", "service", "applicant", and "path" and "path_label" of the
 * case's own page.  The caller owns it.
 */
json_t *facts_case(struct ctx *cx, const struct subject *s);

/*
 * The same of a task: also "row_no", "activity", "title" (what is to be done,
 * in two or three words), "act" (in a sentence), "holder", "due_text"; the
 * path is that of the task's page.
 */
json_t *facts_task(
    struct ctx *cx, const struct subject *s, const struct task *t);

/* The holder that the task is about; the only one of a letter; or NULL. */
const struct holder *subject_holder(const struct subject *s, int64_t holder_id);

#endif
