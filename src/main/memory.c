#include "main/memory.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "main/sandbox.h"

static bool
has_capability(unsigned n)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	return syscall(SYS_capget, &head, data) == 0 &&
	       (data[n / 32].effective & (UINT32_C(1) << n % 32)) != 0;
}

bool
memory_lockable(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_MEMLOCK, &r) == 0 && r.rlim_cur == RLIM_INFINITY)
		return true;
	return has_capability(CAP_IPC_LOCK);
}

int
memory_lock(struct err *e)
{
	if (SANDBOX_OFF || !memory_lockable())
		return 0;
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Memori proses ini gagal dikunci.", "mlockall: errno %d",
		    errno);
	return 0;
}

int
memory_hide(struct err *e)
{
	const struct rlimit none = {0, 0};

	if (SANDBOX_OFF)
		return 0;
	if (setrlimit(RLIMIT_CORE, &none) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Berkas inti (core) gagal dimatikan.", "memory: errno %d",
		    errno);
	return 0;
}
