#include "domain/phone.h"

#include <stdio.h>

#include "domain/digits.h"

int
phone_parse(struct phone *p, struct str s, struct err *e)
{
	char digits[2 + PHONE_DIGITS_MAX + 1];
	const char *rest = digits;
	struct str t = str_trim(s);
	bool plus = str_starts(t, STR("+"));
	size_t n;

	if (plus)
		t = (struct str){t.p + 1, t.n - 1};
	n = digits_of(digits, sizeof(digits) - 1, t);
	if (n != DIGITS_OTHER && n > 2 && digits[0] == '6' &&
	    digits[1] == '2') {
		rest += 2;
		n -= 2;
	} else if (n != DIGITS_OTHER && n > 1 && digits[0] == '0' && !plus) {
		rest += 1;
		n -= 1;
	} else {
		n = 0;
	}
	if (n < PHONE_DIGITS_MIN || n > PHONE_DIGITS_MAX || rest[0] != '8')
		return err_set(e, ERR_INPUT,
		    "Nomor HP tidak dikenal; tulis 10 sampai 13 angka yang "
		    "diawali 08, misalnya 0812-3456-7890.",
		    "phone: %zu bytes, %zu digits", s.n, n);
	snprintf(
	    p->normal, sizeof(p->normal), "+62%.*s", PHONE_DIGITS_MAX, rest);
	return 0;
}

void
phone_print(char out[PHONE_PRINT_SIZE], const struct phone *p)
{
	const char *d = p->normal + 3;

	snprintf(out, PHONE_PRINT_SIZE, "0%.3s-%.4s-%s", d, d + 3, d + 7);
}

void
phone_link(char out[PHONE_LINK_SIZE], const struct phone *p)
{
	snprintf(out, PHONE_LINK_SIZE, "https://wa.me/%s", p->normal + 1);
}
