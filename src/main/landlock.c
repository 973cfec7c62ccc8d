#include "main/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As linux/landlock.h has them since ABI 6; Debian's header may be older. */
struct ruleset {
	uint64_t fs, net, scoped;
};

#define BIT(n) (UINT64_C(1) << (n))

enum {
	FS_WRITE_FILE = 1,
	FS_READ_FILE = 2,
	FS_READ_DIR = 3,
	FS_REMOVE_DIR = 4,
	FS_REMOVE_FILE = 5,
	FS_MAKE_DIR = 7,
	FS_MAKE_REG = 8,
	FS_REFER = 13,
	FS_TRUNCATE = 14
};

#define OF_FILES (BIT(FS_WRITE_FILE) | BIT(FS_READ_FILE) | BIT(FS_TRUNCATE))
#define READ     (BIT(FS_READ_FILE) | BIT(FS_READ_DIR))
#define WRITE                                                            \
	(BIT(FS_WRITE_FILE) | BIT(FS_REMOVE_DIR) | BIT(FS_REMOVE_FILE) | \
	    BIT(FS_MAKE_DIR) | BIT(FS_MAKE_REG) | BIT(FS_REFER) |        \
	    BIT(FS_TRUNCATE))
#define NET_BIND    BIT(0)
#define NET_CONNECT BIT(1)
#define SCOPED      (BIT(0) | BIT(1)) /* abstract sockets, signals */

#define ABI_REFER  2 /* files can be moved between folders */
#define ABI_NET    4
#define ABI_SCOPED 6

static int
fail(struct err *e, const char *what)
{
	return err_set(e, ERR_SYSTEM, "Proses ini gagal dikunci.",
	    "landlock: %s: errno %d", what, errno);
}

/* 0: there is none; -1: something else is wrong. */
static long
abi(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	if (v >= 0)
		return v;
	return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM ? 0
									: -1;
}

bool
landlock_here(void)
{
	return abi() >= ABI_REFER;
}

/* All that this version knows; what it does not would be an error. */
static void
handled(struct ruleset *r, size_t *size, long version, enum landlock_net net)
{
	static const unsigned char rights[] = {0, 13, 14, 15, 15, 16};
	size_t last = sizeof(rights) - 1;

	*r = (struct ruleset){
	    .fs = BIT(rights[version < 5 ? (size_t)version : last]) - 1};
	*size = sizeof(r->fs);
	if (version >= ABI_NET) {
		r->net =
		    net == LANDLOCK_CONNECT ? NET_BIND : NET_BIND | NET_CONNECT;
		*size = 2 * sizeof(r->fs);
	}
	if (version >= ABI_SCOPED) {
		r->scoped = SCOPED;
		*size = sizeof(*r);
	}
}

static int
add_path(
    int ruleset, const struct landlock_path *p, uint64_t known, struct err *e)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = (p->write ? READ | WRITE : READ) & known};
	struct stat st;
	int fd = open(p->path, O_PATH | O_CLOEXEC), rc = -1;

	if (fd < 0 && !p->must)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0) {
		fail(e, p->path);
		goto out;
	}
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= OF_FILES;
	rule.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) < 0) {
		fail(e, p->path);
		goto out;
	}
	rc = 0;
out:
	if (fd >= 0)
		close(fd);
	return rc;
}

int
landlock_close(const struct landlock_path *v, size_t n, enum landlock_net net,
    bool *has, struct err *e)
{
	struct ruleset rules;
	size_t size;
	long version = abi();
	int fd, rc = -1;

	*has = version >= (n > 0 ? ABI_REFER : 1);
	if (version < 0)
		return fail(e, "version");
	if (!*has)
		return 0;
	handled(&rules, &size, version, net);
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return fail(e, "create_ruleset");
	for (size_t i = 0; i < n; i++)
		if (add_path(fd, &v[i], rules.fs, e) < 0)
			goto out;
	if (syscall(SYS_landlock_restrict_self, fd, 0) < 0) {
		fail(e, "restrict_self");
		goto out;
	}
	rc = 0;
out:
	close(fd);
	return rc;
}
