#include "main/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA    "/var/lib/paraf"
#define OUTSIDE ".outside" /* the usual end of the name of that folder */

static int
usage(const struct command *command, const char *what, const char *word)
{
	fprintf(stderr,
	    "paraf %s: %s%s\n"
	    "Lihat: paraf %s --help\n",
	    command->name, what, word, command->name);
	return CMD_USAGE;
}

static int
find_option(const struct command *command, struct str name)
{
	for (int i = 0; i < CMD_OPTIONS && command->options[i].name; i++)
		if (str_eqz(name, command->options[i].name))
			return i;
	return -1;
}

/* One option at argv[*i]; its value may be the next word. */
static int
parse_option(struct cmd *c, int argc, char **argv, int *i)
{
	struct str rest = str_of(argv[*i] + 2);
	struct str name = str_cut(&rest, '=');
	int o = find_option(c->command, name);

	if (o < 0)
		return usage(c->command, "opsi tidak dikenal: ", argv[*i]);
	if (c->values[o])
		return usage(c->command, "opsi ditulis dua kali: ", argv[*i]);
	if (!c->command->options[o].value) {
		if (rest.p)
			return usage(
			    c->command, "opsi ini tanpa nilai: ", argv[*i]);
		c->values[o] = "";
		return CMD_OK;
	}
	if (!rest.p && *i + 1 >= argc)
		return usage(c->command, "nilai belum ada: ", argv[*i]);
	c->values[o] = rest.p ? rest.p : argv[++*i];
	return CMD_OK;
}

int
cmd_parse(struct cmd *c, const struct command *command, int argc, char **argv)
{
	bool only_args = false;

	c->command = command;
	c->args = argv;
	for (int i = 0; i < argc; i++) {
		if (only_args || argv[i][0] != '-' || argv[i][1] == '\0') {
			c->args[c->n++] = argv[i];
		} else if (strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (argv[i][1] != '-') {
			return usage(command, "opsi tidak dikenal: ", argv[i]);
		} else if (parse_option(c, argc, argv, &i) != CMD_OK) {
			return CMD_USAGE;
		}
	}
	if (c->n < command->min)
		return usage(command, "argumen kurang: ", command->args);
	if (c->n > command->max)
		return usage(
		    command, "argumen berlebih: ", c->args[command->max]);
	return CMD_OK;
}

void
cmd_help(const struct command *command)
{
	const struct cmd_option *o = command->options;

	printf("Pemakaian: paraf %s%s%s%s\n\n%s", command->name,
	    o->name ? " [OPSI]" : "", *command->args ? " " : "", command->args,
	    command->help);
	if (o->name)
		printf("\nOpsi:\n");
	for (; o < command->options + CMD_OPTIONS && o->name; o++) {
		int n = printf("  --%s%s%s", o->name, o->value ? " " : "",
		    o->value ? o->value : "");

		printf("%*s  %s\n", n < 22 ? 22 - n : 0, "", o->help);
	}
}

const char *
cmd_option(const struct cmd *c, const char *name)
{
	int o = find_option(c->command, str_of(name));

	return o < 0 ? NULL : c->values[o];
}

const char *
cmd_setting(const struct cmd *c, const char *name, const char *variable)
{
	const char *s = cmd_option(c, name);

	if (!s)
		s = getenv(variable);
	return s && s[0] ? s : NULL;
}

int
cmd_number(const struct cmd *c, const char *name, uint64_t min, uint64_t max,
    unsigned *v)
{
	const char *s = cmd_option(c, name);
	uint64_t n;

	if (!s)
		return CMD_OK;
	if (str_u64(str_of(s), max, &n) < 0 || n < min)
		return usage(c->command, "bilangan tidak dapat dipakai: ", s);
	*v = (unsigned)n;
	return CMD_OK;
}

/*
 * Whoever owns the data cannot make anything beside it: root makes the file
 * of the key and the folder of the agent, both empty.
 */
static int
leave_places(const struct cmd *c, const struct stat *owner, struct err *e)
{
	const char *path = c->key;
	char usual[PATH_MAX];
	int fd, rc;

	snprintf(usual, sizeof(usual), "%s" OUTSIDE, c->data);
	if (mkdir(usual, 0700) == 0 &&
	    chown(usual, owner->st_uid, owner->st_gid) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Folder pengaturan agen tidak dapat dibuat.",
		    "%s: errno %d", usual, errno);
	if (!path) {
		snprintf(usual, sizeof(usual), "%s.key", c->data);
		path = usual;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return 0; /* it is there, or is said when it is needed */
	rc = fchown(fd, owner->st_uid, owner->st_gid);
	close(fd);
	if (rc < 0)
		return err_set(e, ERR_SYSTEM,
		    "Berkas kunci induk tidak dapat dibuat.", "%s: errno %d",
		    path, errno);
	return 0;
}

/* Root becomes the owner of the folder, for good. */
static int
become_owner(const struct cmd *c, struct err *e)
{
	struct stat st;

	if (stat(c->data, &st) < 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_SYSTEM, "Folder data tidak terbaca.",
		    "%s: errno %d", c->data, errno);
	if (geteuid() != 0 || st.st_uid == 0)
		return 0;
	if (c->command->makes_key && leave_places(c, &st, e) < 0)
		return -1;
	if (setgroups(0, NULL) < 0 ||
	    setresgid(st.st_gid, st.st_gid, st.st_gid) < 0 ||
	    setresuid(st.st_uid, st.st_uid, st.st_uid) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Tidak dapat bertindak sebagai pemilik folder data.",
		    "%s: errno %d", c->data, errno);
	return 0;
}

/*
 * The path without links, or that of its folder and its name if it is not
 * there yet; as it is if there is no folder either.
 */
static const char *
resolve(struct cmd *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = ".";
	char real[PATH_MAX];

	if (realpath(path, real))
		return arena_dup(&c->arena, real);
	if (slash && slash[1] == '\0') {
		struct str s = {path, (size_t)(slash - path)};

		return slash == path ? path : resolve(c, str_z(&c->arena, s));
	}
	if (slash)
		parent = arena_printf(
		    &c->arena, "%.*s", (int)(slash + 1 - path), path);
	if (!realpath(parent, real))
		return path;
	return arena_printf(&c->arena, "%s/%s", real, slash ? slash + 1 : path);
}

static bool
is_in_data(const struct cmd *c, const char *path)
{
	size_t n = strlen(c->data);

	return strncmp(path, c->data, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0');
}

/* Workers may read the data, but the key must be closed to them. */
static int
find_key(struct cmd *c, struct err *e)
{
	const char *key = cmd_setting(c, "key", "PARAF_KEY");
	const char *dir = getenv("CREDENTIALS_DIRECTORY");

	if (key) {
		c->key = resolve(c, key);
		if (is_in_data(c, c->key))
			return err_set(e, ERR_INPUT,
			    "Kunci induk (--key) tidak boleh di dalam folder "
			    "data.",
			    "%s", c->key);
		return 0;
	}
	if (!dir)
		return 0;
	key = arena_printf(&c->arena, "%s/paraf.key", dir);
	if (access(key, F_OK) == 0) {
		c->key = key;
		c->key_guarded = true;
	}
	return 0;
}

/* The host of an address: a name, or numbers, or those of IPv6 in brackets. */
static bool
is_host(struct str s)
{
	const char *good = "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']') {
		s = (struct str){s.p + 1, s.n - 2};
		good = "abcdefABCDEF0123456789:.";
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || !strchr(good, s.p[i]))
			return false;
	return s.n > 0 && s.n < 254;
}

bool
cmd_url_ok(const char *url)
{
	struct str rest = str_of(url), host;
	size_t head = str_starts(rest, STR("https://"))  ? 8
		      : str_starts(rest, STR("http://")) ? 7
							 : 0;
	const char *port;
	uint64_t n;

	if (head == 0)
		return false;
	host = (struct str){rest.p + head, rest.n - head};
	port = strrchr(host.p, ':');
	/* The colons in brackets are not its. */
	if (!port || strchr(port, ']'))
		return is_host(host);
	host.n = (size_t)(port - host.p);
	return is_host(host) && str_u64(str_of(port + 1), 65535, &n) == 0 &&
	       n > 0;
}

/* What is in it is for the agent alone, and workers may read the data. */
static int
find_outside(struct cmd *c, struct err *e)
{
	const char *dir = cmd_setting(c, "outside", "PARAF_OUTSIDE");

	if (!dir) {
		c->outside = arena_printf(&c->arena, "%s" OUTSIDE, c->data);
		return 0;
	}
	c->outside = resolve(c, dir);
	if (is_in_data(c, c->outside))
		return err_set(e, ERR_INPUT,
		    "Folder --outside tidak boleh di dalam folder data.", "%s",
		    c->outside);
	return 0;
}

static int
find_url(struct cmd *c, struct err *e)
{
	c->url = cmd_setting(c, "url", "PARAF_URL");
	if (c->url && !cmd_url_ok(c->url))
		return err_set(e, ERR_INPUT,
		    "--url harus berbentuk https://nama.kantor, tanpa garis "
		    "miring di akhir.",
		    "%s", c->url);
	return 0;
}

int
cmd_data(struct cmd *c, struct err *e)
{
	const char *data = cmd_setting(c, "data", "PARAF_DATA");
	char path[PATH_MAX];

	if (!data)
		data = DATA;
	if (mkdir(data, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_SYSTEM, "Folder data tidak dapat dibuat.",
		    "%s: errno %d", data, errno);
	if (!realpath(data, path))
		return err_set(e, ERR_SYSTEM, "Folder data tidak terbaca.",
		    "%s: errno %d", data, errno);
	c->data = arena_dup(&c->arena, path);
	if (find_key(c, e) < 0 || become_owner(c, e) < 0 ||
	    find_outside(c, e) < 0)
		return -1;
	return find_url(c, e);
}

struct app_conf
cmd_conf(const struct cmd *c)
{
	return (struct app_conf){.data = c->data,
	    .key = c->key,
	    .key_guarded = c->key_guarded,
	    .url = c->url,
	    .outside = c->outside};
}

int
cmd_app(struct cmd *c, struct err *e)
{
	struct app_conf conf;

	if (cmd_data(c, e) < 0)
		return -1;
	conf = cmd_conf(c);
	return app_open(&c->app, &conf, c->now, e);
}

int
cmd_read(struct arena *a, const char *path, size_t max, struct str *text,
    struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;
	char *p;

	if (fd < 0)
		return err_set(e, ERR_MISSING, "Berkas tidak dapat dibaca.",
		    "%s: errno %d", path, errno);
	p = arena_alloc(a, max + 2);
	while ((got = read(fd, p + n, max + 1 - n)) > 0 && n <= max)
		n += (size_t)got;
	close(fd);
	if (got < 0)
		return err_set(e, ERR_MISSING, "Berkas tidak dapat dibaca.",
		    "%s: errno %d", path, errno);
	if (n > max)
		return err_set(
		    e, ERR_LIMIT, "Berkas terlalu besar.", "%s", path);
	*text = (struct str){p, n};
	return 0;
}

int
cmd_fail(const struct cmd *c, const struct err *e)
{
	fprintf(
	    stderr, "paraf %s: %s (%s)\n", c->command->name, e->msg, e->detail);
	return CMD_FAILED;
}

void
cmd_problems(const char *file, const struct sop_problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		printf("%s:%u:%u: %s: %s\n", file, p->v[i].line, p->v[i].column,
		    p->v[i].warning ? "peringatan" : "galat", p->v[i].text);
}
