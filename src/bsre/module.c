#include "bsre/module.h"

#include <string.h>

#include <sodium.h>

#include "bsre/manual.h"

_Static_assert(
    BSRE_IS_NOT_REGISTERED == BSRE_STATUSES, "one for each of manual_statuses");

bool
bsre_can(const struct bsre_module *m, const struct bsre_account *account,
    enum bsre_call call)
{
	return (m->caps(account) & BSRE_CAN(call)) != 0;
}

const char *
bsre_call_name(enum bsre_call call)
{
	static const char *const names[BSRE_CALLS] = {
	    [BSRE_STATUS] = "status",
	    [BSRE_REGISTER] = "register",
	    [BSRE_CHAIN] = "chain",
	    [BSRE_PROFILE] = "profile",
	    [BSRE_PASSPHRASE] = "passphrase",
	    [BSRE_SIGN] = "sign",
	    [BSRE_VERIFY] = "verify",
	    [BSRE_REVOKE] = "revoke",
	};

	return names[call];
}

const char *
bsre_kind_name(enum bsre_kind kind)
{
	static const char *const names[] = {
	    [BSRE_OK] = "ok",
	    [BSRE_REFUSED] = "refused",
	    [BSRE_AUTH] = "auth",
	    [BSRE_BUSY] = "busy",
	    [BSRE_BROKEN] = "broken",
	    [BSRE_UNREACHABLE] = "unreachable",
	    [BSRE_UNKNOWN] = "unknown",
	};

	return names[kind];
}

bool
bsre_once(enum bsre_call call)
{
	return call == BSRE_REGISTER || call == BSRE_PASSPHRASE ||
	       call == BSRE_SIGN || call == BSRE_REVOKE;
}

enum bsre_known
bsre_known_find(const char *word)
{
	for (unsigned i = 0; i < BSRE_STATUSES; i++)
		if (strcmp(manual_statuses[i].value, word) == 0)
			return (enum bsre_known)(i + 1);
	return BSRE_IS_OTHER;
}

enum bsre_answer
bsre_is_registered(enum bsre_known known)
{
	switch (known) {
	case BSRE_IS_NEW:
	case BSRE_IS_WAITING:
	case BSRE_IS_ISSUE:
	case BSRE_IS_RENEW:
	case BSRE_IS_EXPIRED:
	case BSRE_IS_REVOKE:
	case BSRE_IS_SUSPEND:
		return BSRE_YES;
	case BSRE_IS_NOT_REGISTERED:
		return BSRE_NO;
	case BSRE_IS_NO_CERTIFICATE:
	case BSRE_IS_OTHER:
		break;
	}
	return BSRE_MAYBE;
}

char *
bsre_request_room(struct bsre_request *r, size_t n, struct err *e)
{
	/* Harmless if done. */
	r->memory = sodium_init() >= 0 ? sodium_malloc(n) : NULL;
	if (!r->memory)
		err_set(e, ERR_SYSTEM, "Memori tidak cukup.",
		    "no %zu bytes for a request", n);
	return r->memory;
}

void
bsre_request_clear(struct bsre_request *r)
{
	sodium_free(r->memory);
	*r = (struct bsre_request){0};
}
