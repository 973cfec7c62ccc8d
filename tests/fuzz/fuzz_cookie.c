/*
 * Three lines: target, Cookie, Accept.  An accepted path is clean, a cookie
 * is plain ASCII.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check(bool right)
{
	if (!right)
		abort();
}

static void
check_path(const struct request *rq)
{
	struct str rest = rq->path;

	check(rq->path.n > 0 && rq->path.p[0] == '/' && str_utf8(rq->path));
	check(!memchr(rq->path.p, '\\', rq->path.n));
	while (rest.p) {
		struct str seg = str_cut(&rest, '/');

		check(!str_eqz(seg, ".") && !str_eqz(seg, ".."));
	}
	for (size_t i = 0; i < rq->params.n; i++) {
		const struct param *p = &rq->params.v[i];

		check(str_utf8(p->name) && str_utf8(p->value));
		check(p->name.n > 0 && p->value.p);
	}
	(void)request_param(rq, "a");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *names[] = {"sid", "a", "", "__Host-sid"};
	struct str accept = {(const char *)data, n};
	struct str target = str_cut(&accept, '\n');
	struct str cookie = str_cut(&accept, '\n');
	struct arena a;
	struct request rq = {.arena = &a, .cookie = cookie, .accept = accept};
	struct err e = {0};

	arena_init(&a, LIMIT_REQUEST_ARENA);
	if (request_target(&rq, target, &e) == 0)
		check_path(&rq);
	else
		check((e.kind == ERR_BAD || e.kind == ERR_LIMIT) && !rq.path.p);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str v = request_cookie(&rq, names[i]);

		for (size_t k = 0; k < v.n; k++)
			check(v.p[k] > 0x20 && v.p[k] < 0x7f && v.p[k] != ';');
	}
	if (request_wants_json(&rq))
		check(accept.n >= strlen("application/json"));
	arena_clear(&a);
	return 0;
}
