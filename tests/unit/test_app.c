#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/app.h"
#include "folder.h"

struct fixture {
	char dir[64];
	char profile[16384]; /* the text of a good one */
	struct app *app;
	struct err e;
};

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-app-XXXXXX";
	static struct fixture f;
	int fd = open("deploy/tenants/kudus/kantor.yaml", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, f.profile, sizeof(f.profile) - 1);

	if (fd >= 0)
		close(fd);
	memcpy(f.dir, template, sizeof(template));
	if (n <= 0 || !mkdtemp(f.dir))
		return -1;
	*state = &f;
	return app_open(&f.app, &(struct app_conf){.data = f.dir}, 1, &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	app_close(f->app);
	return folder_remove(f->dir);
}

/* A newer program may have written what this one cannot read. */
static void
profile_survives_a_bad_one(void **state)
{
	struct fixture *f = *state;
	struct tenant t = {.id = "kudus", .profile = f->profile};
	const struct office *office;

	assert_int_equal(app_profile(f->app, &t, &office, &f->e), 0);
	t.profile = "bukan: profil\n";
	for (int i = 0; i < 3; i++) {
		struct err e = {0};

		assert_int_equal(app_profile(f->app, &t, &office, &e), -1);
		assert_int_equal(e.kind, ERR_SYSTEM);
	}
	t.profile = f->profile;
	assert_int_equal(app_profile(f->app, &t, &office, &f->e), 0);
	assert_string_equal(office->id, "kudus");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		profile_survives_a_bad_one, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
