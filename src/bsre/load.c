#include "bsre/load.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bsre/esign.h"
#include "bsre/manual.h"

/* Who can change the file, or put another in its place, is the program. */
static int
check_file(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE itu tidak ditemukan.", "%s", path);
	if ((st.st_uid != 0 && st.st_uid != geteuid()) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)))
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE itu dapat diubah pengguna lain; "
		    "perbaiki pemilik dan izinnya.",
		    "%s: owner %u, mode %o", path, (unsigned)st.st_uid,
		    (unsigned)st.st_mode & 07777u);
	return 0;
}

/* What went wrong last, in the words of the system. */
static const char *
last_error(void)
{
	const char *text = dlerror();

	return text ? text : "";
}

static int
check_module(const struct bsre_module *m, const char *path, struct err *e)
{
	if (m->version != BSRE_MODULE_VERSION)
		return err_set(e, ERR_INPUT,
		    "Modul BSrE itu dibuat untuk versi Paraf yang lain; "
		    "bangun ulang modulnya.",
		    "%s: version %u, not %u", path, m->version,
		    BSRE_MODULE_VERSION);
	if (!m->name || !*m->name || !m->caps || !m->request || !m->reply)
		return err_set(e, ERR_INPUT, "Modul BSrE itu tidak lengkap.",
		    "%s: a member is missing", path);
	return 0;
}

static int
load_file(const struct bsre_module **out, const char *path, struct err *e)
{
	const struct bsre_module *m = NULL;
	void *handle;
	int rc = -1;

	if (check_file(path, e) < 0)
		return -1;
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE itu tidak dapat dimuat.", "%s",
		    last_error());
	m = dlsym(handle, BSRE_MODULE_SYMBOL);
	if (m)
		rc = check_module(m, path, e);
	else
		err_set(e, ERR_INPUT, "Berkas itu bukan modul BSrE.", "%s",
		    last_error());
	if (rc < 0)
		dlclose(handle);
	else
		*out = m;
	return rc;
}

int
bsre_load(const struct bsre_module **m, const char *name, struct err *e)
{
	static const struct bsre_module *const built_in[] = {
	    &manual_module, &esign_module};

	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++)
		if (strcmp(built_in[i]->name, name) == 0) {
			*m = built_in[i];
			return 0;
		}
	if (name[0] != '/')
		return err_set(e, ERR_INPUT,
		    "Modul BSrE itu tidak dikenal; tulis manual, esign, atau "
		    "lokasi lengkap sebuah berkas modul.",
		    "%s", name);
	return load_file(m, name, e);
}
