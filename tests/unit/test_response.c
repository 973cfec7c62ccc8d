#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/response.h"

static struct arena arena;

static int
setup(void **state)
{
	static struct response rs;

	arena_init(&arena, MIB);
	response_init(&rs, &arena, 16);
	*state = &rs;
	return 0;
}

static int
teardown(void **state)
{
	response_clear(*state);
	arena_clear(&arena);
	return 0;
}

static void
test_init(void **state)
{
	struct response *rs = *state;

	assert_int_equal(rs->status, 200);
	assert_int_equal(rs->headers_n, 0);
	assert_null(rs->source.read);
	assert_false(rs->head);
	sb_puts(&rs->body, "0123456789abcdef");
	assert_false(rs->body.failed);
	sb_putc(&rs->body, 'x');
	assert_true(rs->body.failed);
}

static void
test_header(void **state)
{
	struct response *rs = *state;
	char value[] = "no-store";

	response_header(rs, "Cache-Control", value);
	value[0] = 'X';
	assert_int_equal(rs->headers_n, 1);
	assert_string_equal(rs->headers[0].name, "Cache-Control");
	assert_string_equal(rs->headers[0].value, "no-store");
	response_header(rs, "X-Empty", "");
	response_header(rs, "X-Name", "S\xc3\xa9 ~");
	assert_int_equal(rs->headers_n, 3);
}

static void
test_header_control(void **state)
{
	struct response *rs = *state;

	for (int c = 1; c < 256; c++) {
		char value[] = {'a', (char)c, 'b', '\0'};

		rs->headers_n = 0;
		response_header(rs, "X-A", value);
		assert_int_equal(rs->headers_n, c >= 0x20 && c != 0x7f);
	}
}

static void
test_header_room(void **state)
{
	struct response *rs = *state;

	for (int i = 0; i < RESPONSE_HEADERS + 1; i++)
		response_header(rs, "X-A", "1");
	assert_int_equal(rs->headers_n, RESPONSE_HEADERS);
}

static void
test_redirect(void **state)
{
	static const struct {
		const char *path, *want;
	} rows[] = {
	    {"/", "/"},
	    {"/a/b?c=d#e", "/a/b?c=d#e"},
	    {"/a%20b", "/a%20b"},
	    {"/\xc3\xa9 x", "/%C3%A9%20x"},
	    {"/a\r\nX: y", "/a%0D%0AX:%20y"},
	    {"/\t/evil.example", "/%09/evil.example"},
	    {"//evil.example", "/"},
	    {"/\\evil.example", "/"},
	    {"http://evil.example/", "/"},
	    {"evil", "/"},
	    {"", "/"},
	};
	struct response *rs = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rs->headers_n = 0;
		rs->status = 200;
		sb_puts(&rs->body, "x");
		response_redirect(rs, rows[i].path);
		assert_int_equal(rs->status, 303);
		assert_int_equal(rs->body.n, 0);
		assert_int_equal(rs->headers_n, 1);
		assert_string_equal(rs->headers[0].name, "Location");
		assert_string_equal(rs->headers[0].value, rows[i].want);
	}
}

static void
test_cookie(void **state)
{
	static const struct {
		const char *value;
		long max_age;
		bool secure;
		const char *want;
	} rows[] = {
	    {"abc", -1, false, "sid=abc; Path=/; HttpOnly; SameSite=Lax"},
	    {"abc", -1, true,
		"sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure"},
	    {"", 0, false, "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"},
	    {"a=~!", 60, true,
		"sid=a=~!; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; "
		"Secure"},
	    {"a; Domain=x", -1, false, NULL},
	    {"a b", -1, false, NULL},
	    {"a\"", -1, false, NULL},
	    {"a,b", -1, false, NULL},
	    {"a\\b", -1, false, NULL},
	    {"a\n", -1, false, NULL},
	    {"\xc3\xa9", -1, false, NULL},
	    {"a\x7f", -1, false, NULL},
	};
	struct response *rs = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rs->headers_n = 0;
		response_cookie(
		    rs, "sid", rows[i].value, rows[i].max_age, rows[i].secure);
		assert_int_equal(rs->headers_n, rows[i].want != NULL);
		if (!rows[i].want)
			continue;
		assert_string_equal(rs->headers[0].name, "Set-Cookie");
		assert_string_equal(rs->headers[0].value, rows[i].want);
	}
}

static ssize_t
read_nothing(void *ctx, char *buf, size_t n)
{
	(void)ctx;
	(void)buf;
	(void)n;
	return -1;
}

static void
count_close(void *ctx)
{
	++*(int *)ctx;
}

/* The source is closed, once. */
static void
test_clear(void **state)
{
	struct response *rs = *state;
	int closed = 0;

	rs->source = (struct response_source){.size = 5,
	    .read = read_nothing,
	    .close = count_close,
	    .ctx = &closed};
	rs->status = 404;
	rs->head = true;
	sb_puts(&rs->body, "x");
	response_header(rs, "X-A", "1");
	response_clear(rs);
	assert_int_equal(closed, 1);
	assert_null(rs->source.read);
	assert_int_equal(rs->status, 200);
	assert_int_equal(rs->headers_n, 0);
	assert_null(rs->body.p);
	assert_false(rs->head);
	response_clear(rs);
	assert_int_equal(closed, 1);
	sb_puts(&rs->body, "0123456789abcdef");
	assert_false(rs->body.failed);
}

static void
test_reason(void **state)
{
	(void)state;
	assert_string_equal(response_reason(200), "OK");
	assert_string_equal(response_reason(404), "Not Found");
	assert_string_equal(response_reason(503), "Service Unavailable");
	assert_string_equal(response_reason(0), "Unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_init, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_header, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		test_header_control, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_header_room, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_redirect, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_cookie, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_clear, setup, teardown),
	    cmocka_unit_test(test_reason),
	};

	return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
