#include "main/cmd_outside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "main/command.h"

/* Write what is wrong; how many errors. */
static size_t
print_problems(const struct outside_file *f)
{
	if (!f->path)
		return 0;
	cmd_problems(f->path, &f->problems);
	return f->problems.errors;
}

/* One office; how many errors. */
static size_t
check_office(struct cmd *c, struct outsides *os, cmd_outside_fn *office,
    const struct tenant *t)
{
	struct outside_file files[2];
	struct err e = {0};
	size_t errors;

	outside_check(&c->arena, c->outside, t->id, files);
	errors = print_problems(&files[1]);
	printf("%s: ", t->id);
	if (office(c, os, t, &e) == 0)
		return errors;
	printf("%s (%s)\n", e.msg, e.detail);
	return errors + 1;
}

static int
check_all(struct cmd *c, struct outsides *os, cmd_outside_fn *office,
    size_t *errors, struct err *e)
{
	struct outside_file files[2];
	const struct tenant *v;
	size_t n, seen = 0;

	outside_check(&c->arena, c->outside, NULL, files);
	*errors = print_problems(&files[0]);
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++) {
		if (!v[i].active ||
		    (c->n > 0 && strcmp(c->args[0], v[i].id) != 0))
			continue;
		seen++;
		*errors += check_office(c, os, office, &v[i]);
	}
	if (c->n > 0 && seen == 0)
		return err_set(e, ERR_MISSING, "Kantor itu tidak ditemukan.",
		    "%s", c->args[0]);
	return 0;
}

int
cmd_outside_check(struct cmd *c, cmd_outside_fn *office)
{
	struct outsides *os = NULL;
	struct err e = {0};
	size_t errors = 0;
	int rc;

	if (cmd_app(c, &e) < 0 || outsides_open(&os, c->outside, &e) < 0)
		return cmd_fail(c, &e);
	printf("%s%s\n", c->outside,
	    access(c->outside, F_OK) == 0 ? "" : " (belum ada)");
	rc = check_all(c, os, office, &errors, &e);
	outsides_close(os);
	if (rc < 0)
		return cmd_fail(c, &e);
	return errors > 0 ? CMD_FAILED : CMD_OK;
}
