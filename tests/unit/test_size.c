#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/limits.h"
#include "sop/size.h"

/* want 0: must be refused.  At most 50 MB. */
static struct sample {
	const char *name, *in;
	uint64_t want;
} rows[] = {
    {"kilobytes", "1 KB", KIB},
    {"megabytes", "5 MB", 5 * MIB},
    {"small letters", "5 mb", 5 * MIB},
    {"no blank", "50MB", 50 * MIB},
    {"as kilobytes", "51200 KB", 50 * MIB},
    {"over", "51 MB", 0},
    {"one kilobyte over", "51201 KB", 0},
    {"gigabytes over", "1 GB", 0},
    {"so large that it wraps", "4294967296 GB", 0},
    {"nothing", "0 MB", 0},
    {"empty", "", 0},
    {"no number", "MB", 0},
    {"no unit", "5", 0},
    {"unknown unit", "5 TB", 0},
    {"a fraction", "1.5 MB", 0},
    {"negative", "-5 MB", 0},
    {"more behind", "5 MB x", 0},
};

static void
test_row(void **state)
{
	const struct sample *r = *state;
	uint64_t got = 7;
	int rc = size_parse(str_of(r->in), 50 * MIB, &got);

	assert_int_equal(rc, r->want ? 0 : -1);
	assert_int_equal(got, r->want ? r->want : 7);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS];

	for (size_t i = 0; i < NROWS; i++)
		tests[i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
