#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "main/cmd.h"

/* With what links may begin. */
static struct url_row {
	const char *name, *url;
	bool ok;
} rows[] = {
    {"https", "https://tte.example", true},
    {"http", "http://tte.example", true},
    {"another protocol", "ftp://tte.example", false},
    {"no protocol", "tte.example", false},
    {"protocol in capitals", "HTTPS://tte.example", false},
    {"nothing", "", false},
    {"no host", "https://", false},
    {"slash at the end", "https://tte.example/", false},
    {"path", "https://tte.example/paraf", false},
    {"question", "https://tte.example?a=b", false},
    {"mark", "https://tte.example#a", false},
    {"user", "https://a@tte.example", false},
    {"blank", "https://tte.example ", false},
    {"line end", "https://tte.example\n", false},
    {"quote", "https://tte.example\"", false},
    {"name of one word", "http://localhost", true},
    {"hyphen", "https://tte-kudus.example", true},
    {"underscore", "https://tte_kudus.example", false},
    {"port", "http://127.0.0.1:8080", true},
    {"highest port", "http://127.0.0.1:65535", true},
    {"port too high", "http://127.0.0.1:65536", false},
    {"port 0", "http://127.0.0.1:0", false},
    {"empty port", "http://127.0.0.1:", false},
    {"port in letters", "http://127.0.0.1:http", false},
    {"port, then a path", "http://127.0.0.1:8080/", false},
    {"no host but a port", "http://:8080", false},
    {"two ports", "http://127.0.0.1:80:80", false},
    {"IPv6", "http://[::1]", true},
    {"IPv6 with port", "http://[::1]:8080", true},
    {"IPv6 without brackets", "http://::1", false},
    {"empty brackets", "http://[]", false},
    {"letters in brackets", "http://[tte]:80", false},
    {"open bracket", "http://[::1", false},
};

static void
test_row(void **state)
{
	const struct url_row *r = *state;

	assert_int_equal(cmd_url_ok(r->url), r->ok);
}

/* 253 letters are the longest name there is. */
static void
test_longest(void **state)
{
	char url[300] = "https://";

	(void)state;
	for (size_t i = 8; i < 8 + 253; i++)
		url[i] = 'a';
	assert_true(cmd_url_ok(url));
	url[8 + 253] = 'a';
	assert_false(cmd_url_ok(url));
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[ROWS + 1] = {cmocka_unit_test(test_longest)};

	for (size_t i = 0; i < ROWS; i++)
		tests[i + 1] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("cmd", tests, NULL, NULL);
}
