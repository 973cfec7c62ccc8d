#include "app/waymodule.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "bsre/load.h"

/* Which file it is; one that is not there is of no device. */
struct identity {
	dev_t device;
	ino_t inode;
	struct timespec changed;
};

struct loaded {
	struct loaded *next;
	char *path; /* owned */
	struct identity file;
	const struct bsre_module *module; /* NULL: see fault */
	const char *fault;
};

struct waymodules {
	struct app *app; /* borrowed */
	struct loaded *first;
	bool missed;
};

static struct identity
identify(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return (struct identity){0, 0, {0, 0}};
	return (struct identity){st.st_dev, st.st_ino, st.st_ctim};
}

static bool
is_same(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

/* --- one file ----------------------------------------------------------- */

/* Whether path is the folder or lies somewhere in it; both are real paths. */
static bool
is_beneath(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0' || folder[n - 1] == '/');
}

/*
 * Whether nobody but root and this user can put another file in its place:
 * all folders above are theirs, or nobody may rename there what is not his.
 */
static bool
is_guarded(const char *path)
{
	char folder[PATH_MAX];
	char *slash;

	strncpy(folder, path, sizeof(folder) - 1);
	folder[sizeof(folder) - 1] = '\0';
	while ((slash = strrchr(folder, '/')) != NULL) {
		struct stat st;

		slash[slash == folder ? 1 : 0] = '\0';
		if (stat(folder, &st) < 0 ||
		    (st.st_uid != 0 && st.st_uid != geteuid()) ||
		    ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
			(st.st_mode & S_ISVTX) == 0))
			return false;
		if (slash == folder)
			return true;
	}
	return false;
}

int
waymodule_load(const struct bsre_module **m, const char *name, const char *data,
    struct err *e)
{
	char path[PATH_MAX], folder[PATH_MAX];

	if (name[0] != '/')
		return bsre_load(m, name, e);
	if (!realpath(name, path))
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE itu tidak ditemukan.", "%s", name);
	if (realpath(data, folder) && is_beneath(path, folder))
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE tidak boleh berada di folder data; "
		    "pindahkan misalnya ke /usr/local/lib/paraf.",
		    "%s", path);
	if (!is_guarded(path))
		return err_set(e, ERR_INPUT,
		    "Berkas modul BSrE itu dapat diganti pengguna lain; "
		    "perbaiki pemilik dan izin foldernya.",
		    "%s", path);
	return bsre_load(m, path, e);
}

/* --- all of them -------------------------------------------------------- */

static struct loaded *
find(const struct waymodules *ms, const char *path)
{
	struct loaded *l = ms->first;

	while (l && strcmp(l->path, path) != 0)
		l = l->next;
	return l;
}

static int
take_up(struct waymodules *ms, const char *path, struct err *e)
{
	struct loaded *l = calloc(1, sizeof(*l));
	struct err why = {0};

	if (!l || !(l->path = strdup(path))) {
		free(l);
		return err_set(
		    e, ERR_SYSTEM, "Memori tidak cukup.", "waymodule");
	}
	l->file = identify(path);
	if (waymodule_load(&l->module, path, app_conf(ms->app)->data, &why) <
	    0) {
		l->module = NULL;
		l->fault = why.msg;
		log_error("%s (%s)", why.msg, why.detail);
	}
	l->next = ms->first;
	ms->first = l;
	return 0;
}

static int
load_all(struct waymodules *ms, struct err *e)
{
	struct tenants *ts = app_tenants(ms->app);
	const struct tenant *v;
	size_t n;

	if (tenants_refresh(ts, e) < 0)
		return -1;
	v = control_tenants(tenants_control(ts), &n);
	for (size_t i = 0; i < n; i++) {
		const struct office *office;
		struct err why = {0};

		if (!v[i].active)
			continue;
		if (app_profile(ms->app, &v[i], &office, &why) < 0) {
			log_error("%s: %s (%s)", v[i].id, why.msg, why.detail);
			continue;
		}
		if (office->bsre_module[0] == '/' &&
		    !find(ms, office->bsre_module) &&
		    take_up(ms, office->bsre_module, e) < 0)
			return -1;
	}
	return 0;
}

int
waymodules_open(struct waymodules **out, struct app *app, struct err *e)
{
	struct waymodules *ms = calloc(1, sizeof(*ms));

	*out = NULL;
	if (!ms)
		return err_set(
		    e, ERR_SYSTEM, "Memori tidak cukup.", "waymodules");
	ms->app = app;
	if (load_all(ms, e) < 0) {
		waymodules_close(ms);
		return -1;
	}
	*out = ms;
	return 0;
}

void
waymodules_close(struct waymodules *ms)
{
	struct loaded *l;

	if (!ms)
		return;
	while ((l = ms->first) != NULL) {
		ms->first = l->next;
		free(l->path);
		free(l);
	}
	free(ms);
}

void
waymodules_find(struct waymodules *ms, const char *name,
    const struct bsre_module **m, const char **fault)
{
	const struct loaded *l;
	struct err e = {0};

	*m = NULL;
	*fault = NULL;
	if (name[0] != '/') {
		if (bsre_load(m, name, &e) < 0)
			*fault = e.msg;
		return;
	}
	l = find(ms, name);
	if (!l) {
		ms->missed = true;
		*fault = "Modul BSrE itu baru diatur dan sedang dimuat.";
		return;
	}
	*m = l->module;
	*fault = l->fault;
}

bool
waymodules_stale(const struct waymodules *ms)
{
	if (ms->missed)
		return true;
	for (const struct loaded *l = ms->first; l; l = l->next) {
		struct identity now = identify(l->path);

		if (!is_same(&now, &l->file))
			return true;
	}
	return false;
}
