/*
 * Jobs as the press reads them: whatever comes, it is refused, or every
 * string is there and clean, and written again it is the same job.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "paper/press_job.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_z(const char *s)
{
	assert(s && str_utf8(str_of(s)));
}

static void
check_letter(const struct press_job *job)
{
	const struct typeset_job *l = &job->letter;

	check_z(l->conf.title);
	check_z(l->conf.author);
	check_z(l->conf.created);
	assert(l->conf.w >= 1 && l->conf.h >= 1);
	assert(job->text.n <= LIMIT_MISSIVE_TEXT);
	if (l->head)
		assert(l->head->logo.n <= LIMIT_LOGO);
}

static void
check_sop(const struct press_job *job)
{
	check_z(job->sop.created);
	assert(job->sop.steps_n <= PRESS_STEPS);
	for (size_t i = 0; i < job->sop.steps_n; i++) {
		check_z(job->sop.steps[i].row);
		check_z(job->sop.steps[i].outcome);
		check_z(job->sop.steps[i].who);
	}
	for (size_t i = 0; i < job->sop.facts_n; i++)
		check_z(job->sop.facts[i].value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum press_kind kind;
	struct str fields;
	struct press_job job, again;
	struct arena a;
	struct sb b;

	if (size == 0)
		return 0;
	kind = (enum press_kind)data[0];
	fields = (struct str){(const char *)data + 1, size - 1};
	arena_init(&a, 64 * MIB);
	if (press_job_read(&job, &a, kind, fields) == 0) {
		sb_init(&b, 2 * PRESS_JOB_MAX);
		if (kind == PRESS_LETTER) {
			check_letter(&job);
			press_job_put_letter(&b, &job.letter, job.text);
		} else {
			check_sop(&job);
			press_job_put_sop(&b, &job.sop);
		}
		assert(press_job_read(&again, &a, kind, sb_get(&b)) == 0);
		sb_clear(&b);
	}
	arena_clear(&a);
	return 0;
}
