/*
 * phone.h - Indonesian mobile numbers: the activation code and WhatsApp
 * messages go there, so a land line is no use.
 */
#ifndef DOMAIN_PHONE_H
#define DOMAIN_PHONE_H

#include "base/err.h"
#include "base/str.h"

/* 8 and 8 to 11 more digits after the country code 62. */
#define PHONE_DIGITS_MIN 9
#define PHONE_DIGITS_MAX 12

#define PHONE_PRINT_SIZE 24
#define PHONE_LINK_SIZE  32

struct phone {
	char normal[3 + PHONE_DIGITS_MAX + 1]; /* "+6281234567890" */
};

/*
 * Parse "0812 3456 7890", "62812-3456-7890", "+62 812.3456.7890".  On
 * failure returns -1 with *e set to ERR_INPUT, and leaves *p untouched.
 */
int phone_parse(struct phone *p, struct str s, struct err *e) MUST_CHECK;

/* "0812-3456-7890", for people. */
void phone_print(char out[PHONE_PRINT_SIZE], const struct phone *p);

/* "https://wa.me/6281234567890" */
void phone_link(char out[PHONE_LINK_SIZE], const struct phone *p);

#endif
