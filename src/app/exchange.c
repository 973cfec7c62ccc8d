#include "app/exchange.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

static const char *
keep(struct exchange *x, const char *s)
{
	return s && *s ? arena_dup(&x->memory, s) : NULL;
}

int
exchange_make(struct exchange **out, const struct way *w,
    const struct bsre_ask *ask, struct err *e)
{
	struct exchange *x = calloc(1, sizeof(*x));
	struct carry_way carry = w->carry;

	*out = NULL;
	if (!x)
		log_fatal("out of memory");
	arena_init(&x->memory, LIMIT_REQUEST_ARENA);
	x->ask = (struct bsre_ask){.call = ask->call,
	    .nik = keep(x, ask->nik),
	    .name = keep(x, ask->name),
	    .email = keep(x, ask->email)};
	x->edition = w->edition;
	x->begun = clock_steady_us();
	carry.total_ms = w->total_ms[ask->call];
	if (w->module->request(
		&x->request, &x->memory, &w->account, &x->ask, e) < 0 ||
	    carry_init(&x->carry, &x->request, &carry, e) < 0) {
		exchange_free(x);
		return -1;
	}
	*out = x;
	return 0;
}

void
exchange_read(const struct exchange *x, const struct way *w,
    struct bsre_result *out, struct arena *a)
{
	struct bsre_reply reply;

	if (x->edition == w->edition) {
		carry_reply(&x->carry, &reply, a);
		*out = (struct bsre_result){0};
		w->module->reply(out, a, &w->account, &x->ask, &reply);
	} else {
		*out = (struct bsre_result){
		    .kind = x->request.once ? BSRE_UNKNOWN : BSRE_UNREACHABLE,
		    .reason = "Pengaturan BSrE kantor ini berubah selagi "
			      "jawabannya ditunggu.",
		    .message = "",
		    .log = "",
		    .word = "",
		    .expires = "",
		    .document_id = ""};
	}
	out->latency_ms = (clock_steady_us() - x->begun) / 1000;
}

void
exchange_free(struct exchange *x)
{
	if (!x)
		return;
	if (x->carry.call.easy)
		carry_clear(&x->carry);
	bsre_request_clear(&x->request);
	arena_clear(&x->memory);
	free(x);
}
