/*
 * What locked processes can do to files, memory and other processes: each row
 * tries one thing in a fresh process and names the answer for each role.
 */
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "locked.h"

static pid_t parent;

static int
open_it(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static int
read_data(void)
{
	return open_it(at("data/file"), O_RDONLY);
}

static int
list_data(void)
{
	return open_it(data, O_RDONLY | O_DIRECTORY);
}

static int
write_data(void)
{
	return open_it(at("data/new"), O_RDWR | O_CREAT | O_TRUNC);
}

static int
unnamed_data(void)
{
	return open_it(at("data/a"), O_RDWR | O_TMPFILE);
}

/* Between two folders, as an upload that is whole. */
static int
move_data(void)
{
	char from[128];
	int rc = open_it(at("data/a/moving"), O_WRONLY | O_CREAT);

	if (rc != 0)
		return rc;
	snprintf(from, sizeof(from), "%s", at("data/a/moving"));
	rc = result(rename(from, at("data/b/moved")));
	return rc ? rc : result(unlink(at("data/b/moved")));
}

static int
make_folder(void)
{
	int rc = result(mkdir(at("data/folder"), 0700));

	return rc ? rc : result(rmdir(at("data/folder")));
}

static int
make_symlink(void)
{
	return result(symlink("/etc/passwd", at("data/link")));
}

static int
follow_symlink(void)
{
	return open_it(at("data/way-out"), O_RDONLY);
}

static int
make_fifo(void)
{
	return result(mknod(at("data/fifo"), S_IFIFO | 0600, 0));
}

static int
change_mode(void)
{
	return result(chmod(at("data/file"), 0666));
}

static int
change_folder(void)
{
	return result(chdir("/"));
}

static int
read_outside(void)
{
	return open_it(at("data.outside/satu.yaml"), O_RDONLY);
}

static int
list_outside(void)
{
	return open_it(outside, O_RDONLY | O_DIRECTORY);
}

static int
write_outside(void)
{
	return open_it(at("data.outside/satu.yaml"), O_WRONLY);
}

static int
make_outside(void)
{
	return open_it(at("data.outside/dua.yaml"), O_WRONLY | O_CREAT);
}

static int
take_outside(void)
{
	char from[128];

	snprintf(from, sizeof(from), "%s", at("data.outside/satu.yaml"));
	return result(rename(from, at("data/satu.yaml")));
}

static int
read_key(void)
{
	return open_it(at("data.key"), O_RDONLY);
}

static int
read_passwd(void)
{
	return open_it("/etc/passwd", O_RDONLY);
}

static int
read_hosts(void)
{
	return open_it("/etc/hosts", O_RDONLY);
}

static int
read_memory(void)
{
	return open_it("/proc/self/mem", O_RDWR);
}

static int
read_environment(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)parent);
	return open_it(path, O_RDONLY);
}

static int
list_root(void)
{
	return open_it("/", O_RDONLY | O_DIRECTORY);
}

static int
fork_it(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return result(pid);
}

static int
clone_new(void)
{
	struct clone_args a = {.flags = CLONE_VM | CLONE_VFORK};

	return result(syscall(SYS_clone3, &a, sizeof(a)));
}

static void *
in_thread(void *arg)
{
	*(int *)arg = 1;
	return NULL;
}

static int
start_thread(void)
{
	pthread_t t;
	int ran = 0;

	if (pthread_create(&t, NULL, in_thread, &ran) != 0)
		return EPERM;
	pthread_join(t, NULL);
	return ran ? 0 : ENOENT;
}

static int
exec_it(void)
{
	char *argv[] = {NULL};

	execve("/bin/true", argv, argv);
	return errno;
}

static int
trace_me(void)
{
	return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
read_process(void)
{
	char c;
	struct iovec mine = {&c, 1}, theirs = {&c, 1};

	return result(process_vm_readv(parent, &mine, 1, &theirs, 1, 0));
}

static int
signal_parent(void)
{
	return result(kill(parent, 0));
}

static int
signal_self(void)
{
	return result(syscall(SYS_tgkill, getpid(), gettid(), 0));
}

static int
lock_file(void)
{
	struct flock l = {.l_type = F_WRLCK};
	int fd = open(at("data/file"), O_RDWR | O_CLOEXEC);

	return fd < 0 ? errno : result(fcntl(fd, F_SETLK, &l));
}

static int
run_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		   ? errno
		   : 0;
}

static int
run_changed(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? ENOMEM : result(mprotect(p, 4096, PROT_EXEC));
}

static int
use_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : result(mprotect(p, 4096, PROT_NONE));
}

static int
mount_it(void)
{
	return result(mount("none", data, "tmpfs", 0, NULL));
}

static int
unshare_it(void)
{
	return result(unshare(CLONE_NEWUSER));
}

static int
dump_again(void)
{
	return result(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
become_root(void)
{
	return result(syscall(SYS_setuid, 0));
}

static int
set_limit(void)
{
	return result(syscall(SYS_prlimit64, 0, 0, NULL, NULL));
}

static int
new_filter(void)
{
	return result(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, NULL));
}

static int
ring(void)
{
	return result(syscall(SYS_io_uring_setup, 1, NULL));
}

static int
program_kernel(void)
{
	return result(syscall(SYS_bpf, 0, NULL, 0));
}

static int
keys_of_kernel(void)
{
	return result(syscall(SYS_keyctl, 0, 0));
}

static int
memory_file(void)
{
	return result(syscall(SYS_memfd_create, "x", 0));
}

static int
control_terminal(void)
{
	return result(syscall(SYS_ioctl, 0, 0x5412UL /* TIOCSTI */, "x"));
}

/*
 * More changes in one statement than SQLite keeps in memory, all taken back:
 * it needs a temporary file.
 */
static int
spill(void)
{
	static const char sql[] =
	    "PRAGMA journal_mode=WAL;"
	    "PRAGMA temp_store=MEMORY;"
	    "DROP TABLE IF EXISTS t;"
	    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INTEGER UNIQUE);"
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 4000) INSERT INTO t SELECT i, printf('%.500c', 'x'), i "
	    "FROM n;";
	static const char fails[] =
	    "BEGIN; UPDATE t SET b = printf('%.500c', 'y'), "
	    "c = CASE WHEN a = 4000 THEN 1 ELSE c END;";
	sqlite3 *db;
	int rc;

	if (sqlite3_open(at("data/spill.db"), &db) != SQLITE_OK)
		return EIO;
	rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, fails, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc == SQLITE_CONSTRAINT ? 0 : EIO;
}

static const struct probe probes[] = {
    {"read a file of the data", read_data, {0, 0, 0}},
    {"list the data", list_data, {0, 0, 0}},
    {"write a file of the data", write_data, {0, 0, 0}},
    {"a file without a name", unnamed_data, {0, 0, 0}},
    {"move a file of the data", move_data, {0, 0, 0}},
    {"make and remove a folder", make_folder, {0, 0, 0}},
    {"lock a file", lock_file, {0, 0, 0}},
    {"spill a statement", spill, {0, 0, 0}},
    {"make a symlink", make_symlink, {EPERM, EPERM, EPERM}},
    {"follow a symlink out", follow_symlink, {EACCES, EACCES, EACCES}},
    {"make a fifo", make_fifo, {EPERM, EPERM, EPERM}},
    {"change a mode", change_mode, {EPERM, EPERM, EPERM}},
    {"change the folder", change_folder, {EPERM, EPERM, EPERM}},
    {"read the agent's folder", read_outside, {EACCES, EACCES, 0}},
    {"list the agent's folder", list_outside, {EACCES, EACCES, 0}},
    {"write the agent's folder", write_outside, {EACCES, EACCES, EACCES}},
    {"make a file there", make_outside, {EACCES, EACCES, EACCES}},
    {"take a file from there", take_outside, {EACCES, EACCES, EACCES}},
    {"read the master key", read_key, {EACCES, EACCES, EACCES}},
    {"read /etc/passwd", read_passwd, {EACCES, EACCES, EACCES}},
    {"read /etc/hosts", read_hosts, {EACCES, EACCES, 0}},
    {"open the own memory", read_memory, {EACCES, EACCES, EACCES}},
    {"read an environment", read_environment, {EACCES, EACCES, EACCES}},
    {"list /", list_root, {EACCES, EACCES, EACCES}},
    {"fork", fork_it, {EPERM, EPERM, EPERM}},
    {"clone3", clone_new, {ENOSYS, ENOSYS, ENOSYS}},
    {"start a thread", start_thread, {EPERM, EPERM, 0}},
    {"start a program", exec_it, {EPERM, EPERM, EPERM}},
    {"be traced", trace_me, {EPERM, EPERM, EPERM}},
    {"read another process", read_process, {EPERM, EPERM, EPERM}},
    {"signal another", signal_parent, {EPERM, EPERM, EPERM}},
    {"signal itself", signal_self, {0, 0, 0}},
    {"memory that runs", run_memory, {EPERM, EPERM, EPERM}},
    {"make memory run", run_changed, {EPERM, EPERM, EPERM}},
    {"other memory", use_memory, {0, 0, 0}},
    {"mount", mount_it, {EPERM, EPERM, EPERM}},
    {"other namespaces", unshare_it, {EPERM, EPERM, EPERM}},
    {"be dumped again", dump_again, {EPERM, EPERM, EPERM}},
    {"become root", become_root, {EPERM, EPERM, EPERM}},
    {"set limits", set_limit, {EPERM, EPERM, EPERM}},
    {"another filter", new_filter, {EPERM, EPERM, EPERM}},
    {"io_uring", ring, {EPERM, EPERM, EPERM}},
    {"bpf", program_kernel, {EPERM, EPERM, EPERM}},
    {"keys of the kernel", keys_of_kernel, {EPERM, EPERM, EPERM}},
    {"memory as a file", memory_file, {EPERM, EPERM, EPERM}},
    {"type on the terminal", control_terminal, {EPERM, EPERM, EPERM}},
};

static void
warm(void)
{
	setenv("SQLITE_TMPDIR", data, 1);
	sqlite3_initialize();
	parent = getppid();
}

static void
test_probe(void **state)
{
	try_probe(*state, warm);
}

int
main(void)
{
	enum { PROBES = sizeof(probes) / sizeof(probes[0]) };
	struct CMUnitTest tests[PROBES];

	for (size_t i = 0; i < PROBES; i++)
		tests[i] = (struct CMUnitTest){probes[i].name, test_probe, NULL,
		    NULL, (void *)(uintptr_t)&probes[i]};
	return cmocka_run_group_tests_name(
	    "sandbox", tests, locked_setup, locked_teardown);
}
