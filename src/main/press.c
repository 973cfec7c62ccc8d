#include "main/press.h"

#include <sys/stat.h>
#include <time.h>

#include "app/soppaper.h"
#include "base/limits.h"
#include "base/str.h"
#include "paper/press_job.h"
#include "paper/sheet.h"
#include "paper/typeset.h"

#define ENDING_MAX 1000 /* ms that a thread may take to end */

/*
 * Fonts are looked up in threads, which end after their work; a fork in
 * between could leave a lock behind that nobody opens.
 */
static int
await_threads(struct err *e)
{
	const struct timespec ms = {.tv_nsec = 1000000};

	for (int i = 0; i < ENDING_MAX; i++) {
		struct stat st;

		if (stat("/proc/self/task", &st) < 0 || st.st_nlink <= 3)
			return 0;
		nanosleep(&ms, NULL);
	}
	return err_set(e, ERR_SYSTEM, "Penyusun naskah gagal disiapkan.",
	    "press: threads do not end");
}

static int
prepare(struct err *e)
{
	return sheet_warm(e) < 0 ? -1 : await_threads(e);
}

/* The process ends afterwards, and what it has with it. */
static int
set(int fd)
{
	struct arena a;
	struct press_job job;
	struct err e = {0};
	struct sb out;
	int rc;

	arena_init(&a, 2 * LIMIT_REQUEST_ARENA);
	sb_init(&out, LIMIT_MISSIVE);
	if (press_job_take(&job, &a, fd) < 0)
		return -1;
	if (job.kind == PRESS_LETTER)
		rc = typeset(&out, &job.letter, job.text, &e);
	else
		rc = soppaper_press(&out, &a, &job.sop, &e);
	if (rc < 0 && e.kind == ERR_NONE)
		return -1;
	return press_job_answer(fd, sb_get(&out), &e);
}

const struct zygote_kind zygote_press = {
    .role = "press",
    .threads = true,
    .prepare = prepare,
    .serve = set,
};
