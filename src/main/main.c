#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "main/command.h"
#include "version.h"

#define COMMAND_ARENA (256 * MIB)

static int run_version(struct cmd *c);

static const struct command command_version = {
    .name = "version",
    .args = "",
    .brief = "menulis versi program",
    .help = "Menulis versi program.\n",
    .run = run_version,
};

static const struct command *const commands[] = {
    &command_serve,
    &command_tenant_load,
    &command_tenant_list,
    &command_tenant_host,
    &command_tenant_remove,
    &command_user_add,
    &command_user_seat,
    &command_user_unseat,
    &command_user_password,
    &command_user_admin,
    &command_user_rank,
    &command_user_list,
    &command_sop_check,
    &command_sop_show,
    &command_sop_load,
    &command_calendar_check,
    &command_calendar_load,
    &command_calendar_show,
    &command_audit_verify,
    &command_key_status,
    &command_key_rotate,
    &command_key_destroy,
    &command_check,
    &command_erase,
    &command_sweep,
    &command_mail_check,
    &command_mail_test,
    &command_bounce,
    &command_bsre_check,
    &command_bsre_status,
    &command_demo,
    &command_version,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int
run_version(struct cmd *c)
{
	(void)c;
	printf("paraf %s\n", VERSION);
	return CMD_OK;
}

/* All commands, or those of one group ("tenant"); how many. */
static size_t
list_commands(FILE *f, const char *group)
{
	size_t n = group ? strlen(group) : 0, found = 0;

	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = commands[i]->name;

		if (n && (strncmp(name, group, n) != 0 || name[n] != ' '))
			continue;
		if (found++ == 0)
			fprintf(f, "Pemakaian: paraf %s%sPERINTAH ...\n\n",
			    n ? group : "", n ? " " : "");
		fprintf(f, "  %-16s %s\n", name, commands[i]->brief);
	}
	if (found)
		fprintf(f, "\nparaf PERINTAH --help menjelaskan satu "
			   "perintah.\n");
	return found;
}

/* The command whose words begin argv; *words tells how many they are. */
static const struct command *
find_command(int argc, char **argv, int *words)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		struct str rest = str_of(commands[i]->name);
		int n = 0;

		while (
		    rest.p && n < argc && str_eqz(str_cut(&rest, ' '), argv[n]))
			n++;
		if (rest.p || n == 0 ||
		    !str_ends(str_of(commands[i]->name), str_of(argv[n - 1])))
			continue;
		*words = n;
		return commands[i];
	}
	return NULL;
}

static bool
is_help(const char *s)
{
	return !strcmp(s, "--help") || !strcmp(s, "-h") || !strcmp(s, "help");
}

/* --help anywhere before "--". */
static bool
wants_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

static int
run(const struct command *command, int argc, char **argv)
{
	struct cmd c = {.now = clock_now()};
	int rc;

	arena_init(&c.arena, COMMAND_ARENA);
	rc = command ? cmd_parse(&c, command, argc, argv) : CMD_OK;
	if (rc == CMD_OK)
		rc = command ? command->run(&c) : serve_cgi(&c);
	app_close(c.app);
	arena_clear(&c.arena);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("paraf");
		return rc ? rc : CMD_FAILED;
	}
	return rc;
}

/* paraf help [COMMAND...], paraf tenant, or what is no command at all. */
static int
help(int argc, char **argv)
{
	const struct command *command;
	int words;

	if (argc > 0 && is_help(argv[0])) {
		argc--;
		argv++;
	}
	command = find_command(argc, argv, &words);
	if (command) {
		cmd_help(command);
		return CMD_OK;
	}
	if (argc == 0 && list_commands(stdout, NULL))
		return CMD_OK;
	if (argc > 0 && (argc == 1 || is_help(argv[1])) &&
	    list_commands(stdout, argv[0]))
		return argc == 1 ? CMD_USAGE : CMD_OK;
	fprintf(stderr,
	    "paraf: perintah tidak dikenal: %s\n"
	    "Lihat: paraf help\n",
	    argv[0]);
	return CMD_USAGE;
}

int
main(int argc, char **argv)
{
	const struct command *command;
	int words = 0;

	setlocale(LC_ALL, "C.UTF-8");
	log_set_role("paraf");
	/* What is written belongs to the owner of the folder alone. */
	umask(umask(0) | 0077);
	/* Nor may papers and keys in memory become a file. */
	if (setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) < 0)
		log_warn("a crash may leave a core file");
	if (argc <= 1 && getenv("GATEWAY_INTERFACE"))
		return run(NULL, 0, NULL);
	command = find_command(argc - 1, argv + 1, &words);
	if (!command)
		return help(argc - 1, argv + 1);
	if (wants_help(argc - 1 - words, argv + 1 + words)) {
		cmd_help(command);
		return CMD_OK;
	}
	return run(command, argc - 1 - words, argv + 1 + words);
}
