/*
 * refuse WHAT PROGRAM [ARGUMENT...]: start a program in surroundings where it
 * cannot lock itself: "seccomp", no filters; "landlock", no way into what the
 * kernel offers; "kernel", none of it in the kernel.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct {
	const char *what;
	int call, error;
} table[] = {
    {"seccomp", SCMP_SYS(seccomp), EPERM},
    {"landlock", SCMP_SYS(landlock_restrict_self), EPERM},
    {"kernel", SCMP_SYS(landlock_create_ruleset), ENOSYS},
};

int
main(int argc, char **argv)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	int rc = -1;

	for (size_t i = 0; c && argc > 2 && i < 3; i++)
		if (strcmp(argv[1], table[i].what) == 0)
			rc = seccomp_rule_add(c,
			    SCMP_ACT_ERRNO((unsigned)table[i].error),
			    table[i].call, 0);
	/* Filters have an older door too. */
	if (rc == 0 && strcmp(argv[1], "seccomp") == 0)
		rc = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl),
		    1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
	if (rc < 0 || seccomp_load(c) < 0)
		return 2;
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
