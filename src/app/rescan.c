#include "app/rescan.h"

#include <string.h>

#include "app/receive.h"
#include "base/log.h"

#define LOOK_SECONDS  5 /* somebody waits for a page */
#define ROUND_SECONDS 8 /* the agent has other things to do */
#define ROUND_MOST    200

/* 1 something new is known of the file, 0 not. */
static int
scan_one(struct receiver *r, struct file *f, struct err *e)
{
	const char *before = f->scan;

	if (receive_scan(r, f, e) < 0)
		return -1;
	if (strcmp(f->scan, before) == 0)
		return 0;
	return file_set_scan(r->cx->db, f->id, f->scan, e) < 0 ? -1 : 1;
}

void
rescan_draft(struct ctx *cx, struct file *v, size_t n)
{
	const struct scan_conf *conf = &app_conf(cx->app)->scan;
	struct receiver *r = NULL;

	for (size_t i = 0; i < n; i++) {
		struct err e = {0};

		if (!scan_due(conf, scan_find(v[i].scan)))
			continue;
		if (!r) {
			r = ARENA_NEW(cx->arena, struct receiver);
			receive_init(r, cx);
			scan_begin(&r->scan, conf, LOOK_SECONDS);
			/* What is written must not rest on an old moment. */
			db_snapshot_end(cx->db);
		}
		if (scan_one(r, &v[i], &e) < 0)
			log_warn("file %s not scanned: %s", v[i].id, e.detail);
	}
}

int
rescan_waiting(struct ctx *cx, size_t *n, bool *left, struct err *e)
{
	const struct scan_conf *conf = &app_conf(cx->app)->scan;
	struct receiver *r = ARENA_NEW(cx->arena, struct receiver);
	struct file *v;
	size_t found;

	*n = 0;
	*left = false;
	if (conf->policy == VIRUS_OFF)
		return 0;
	receive_init(r, cx);
	scan_begin(&r->scan, conf, ROUND_SECONDS);
	if (file_waiting(cx->db, cx->arena, &v, &found, ROUND_MOST, e) < 0)
		return -1;
	for (size_t i = 0; i < found && !r->scan.away; i++) {
		struct err own = {0};
		int rc = scan_one(r, &v[i], &own);

		/* One that is damaged must not hold up the others. */
		if (rc < 0)
			log_warn(
			    "file %s not scanned: %s", v[i].id, own.detail);
		*n += rc > 0;
	}
	*left = *n < found;
	return 0;
}
