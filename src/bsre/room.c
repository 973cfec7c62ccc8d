#include "bsre/room.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

size_t
room_json_size(const char *s)
{
	return s ? 6 * strlen(s) + 2 : 4;
}

size_t
room_base64_size(size_t n)
{
	return sodium_base64_ENCODED_LEN(n, BASE64);
}

void
room_put(struct room *r, struct str s)
{
	assert(s.n <= r->cap - r->n);
	if (s.n > 0)
		memcpy(r->p + r->n, s.p, s.n);
	r->n += s.n;
}

void
room_puts(struct room *r, const char *s)
{
	room_put(r, str_of(s));
}

static void
put_json_char(struct room *r, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	char hex[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
	char pair[] = {'\\', (char)c};

	if (c < ' ' || c == 127)
		room_put(r, (struct str){hex, sizeof(hex)});
	else if (c == '"' || c == '\\')
		room_put(r, (struct str){pair, 2});
	else
		room_put(r, (struct str){pair + 1, 1});
}

void
room_json(struct room *r, const char *s)
{
	if (!s) {
		room_puts(r, "null");
		return;
	}
	room_puts(r, "\"");
	for (; *s; s++)
		put_json_char(r, (unsigned char)*s);
	room_puts(r, "\"");
}

void
room_base64(struct room *r, struct str s)
{
	size_t n = room_base64_size(s.n);

	assert(n <= r->cap - r->n);
	sodium_bin2base64(
	    r->p + r->n, n, (const unsigned char *)s.p, s.n, BASE64);
	r->n += n - 1;
}
