#include "app/certlink.h"

#include "app/link.h"
#include "vault/token.h"

const char *
certlink_rule(struct arena *a, int64_t holder)
{
	return arena_printf(a, "end:%lld", (long long)holder);
}

const char *
certlink_path(struct arena *a, int64_t holder)
{
	return arena_printf(
	    a, "/sertifikat/%lld/" LINK_TOKEN, (long long)holder);
}

bool
certlink_holds(const struct ctx *cx, int64_t holder, struct str token)
{
	char want[TOKEN_LEN + 1];

	token_derive(want, app_key(cx->app, KEY_LINK), cx->office->id,
	    certlink_rule(cx->arena, holder));
	return secret_equal(token, str_of(want));
}
