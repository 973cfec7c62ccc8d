#include "app/mailid.h"

#include <string.h>

#include "mail/compose.h"
#include "vault/token.h"

#define MAC_LEN ((size_t)24) /* 96 bits in hexadecimal */

static const char *
host_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "localhost";
}

static struct str
mac_of(char out[MAC_HEX_LEN + 1], const struct app *app, struct str office,
    struct str id)
{
	mac_hex(out, app_key(app, KEY_MAIL), (struct str[]){office, id}, 2);
	return (struct str){out, MAC_LEN};
}

const char *
mailid_message(const struct app *app, struct arena *a, const char *office,
    int64_t id, const char *address)
{
	const char *number = arena_printf(a, "%lld", (long long)id);
	char mac[MAC_HEX_LEN + 1];
	struct str m = mac_of(mac, app, str_of(office), str_of(number));

	return arena_printf(a, "<%s.%s.%.*s@%s>", office, number, (int)m.n, m.p,
	    host_of(address));
}

const char *
mailid_thread(struct arena *a, const char *office, const char *number,
    const char *address)
{
	return arena_printf(
	    a, "<%s.case.%s@%s>", office, number, host_of(address));
}

int
mailid_parse(const struct app *app, struct arena *a, struct str id,
    const char **office, int64_t *message, struct err *e)
{
	struct str s = str_trim(id), name, number, mac;
	char want[MAC_HEX_LEN + 1];
	uint64_t n;

	if (s.n < 2 || s.n > MAIL_ID_MAX || s.p[0] != '<' ||
	    s.p[s.n - 1] != '>')
		goto bad;
	s = (struct str){s.p + 1, s.n - 2};
	s = str_cut(&s, '@');
	name = str_cut(&s, '.');
	number = s.p ? str_cut(&s, '.') : s;
	mac = s;
	if (!mac.p || str_u64(number, INT64_MAX, &n) < 0 ||
	    !secret_equal(mac, mac_of(want, app, name, number)))
		goto bad;
	*office = str_z(a, name);
	*message = (int64_t)n;
	return 0;
bad:
	return err_set(e, ERR_INPUT, "Surel itu bukan kiriman Paraf ini.",
	    "no Message-ID of ours");
}
