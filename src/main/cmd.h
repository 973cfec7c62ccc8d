/*
 * cmd.h - what the commands of `paraf` share: a table says what each takes,
 * and help, mistakes in the call and parsing follow from it.
 */
#ifndef MAIN_CMD_H
#define MAIN_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"

enum {
	CMD_OK = 0,
	CMD_FAILED = 1, /* the reason is on standard error */
	CMD_USAGE = 2,  /* wrongly called */
	CMD_OPTIONS = 12
};

struct cmd_option {
	const char *name;  /* "data": --data */
	const char *value; /* "FOLDER"; NULL: a switch */
	const char *help;
};

struct cmd;

struct command {
	const char *name;  /* "tenant load" */
	const char *args;  /* "FOLDER..."; "" none */
	const char *brief; /* for the list of commands */
	const char *help;  /* for --help; lines end with \n */
	size_t min, max;   /* how many arguments */
	bool makes_key;    /* root leaves a place for a new master key */
	struct cmd_option options[CMD_OPTIONS]; /* up to one without name */
	int (*run)(struct cmd *c);              /* the exit status */
};

/* One call of a command. */
struct cmd {
	const struct command *command;
	const char *values[CMD_OPTIONS]; /* of its options; NULL: not given */
	char **args;                     /* borrowed from argv */
	size_t n;
	struct arena arena;
	struct app *app; /* owned; opened by cmd_app() */
	const char *data;
	const char *key;           /* NULL: the usual place */
	bool key_guarded;          /* see keyring_open() */
	const char *url, *outside; /* see app_conf */
	int64_t now;               /* ms */
};

/*
 * Sort the words after the command's name into options and arguments.
 * CMD_OK, or CMD_USAGE after the mistake was written.  Arguments move to
 * the front of argv.
 */
int cmd_parse(struct cmd *c, const struct command *command, int argc,
    char **argv) MUST_CHECK;

/* The help of one command on standard output. */
void cmd_help(const struct command *command);

/* What was given for --name; NULL if nothing, "" for a switch. */
const char *cmd_option(const struct cmd *c, const char *name);

/* The same, or of the environment, as CGI knows no other; "" is none. */
const char *cmd_setting(
    const struct cmd *c, const char *name, const char *variable);

/* A number from min to max for --name, else CMD_USAGE. */
int cmd_number(const struct cmd *c, const char *name, uint64_t min,
    uint64_t max, unsigned *v) MUST_CHECK;

/*
 * The data folder: --data, PARAF_DATA or the usual one.  It is made if it is
 * missing.  The master key: --key, PARAF_KEY, paraf.key among the credentials
 * that systemd gives, or the file beside the data folder.  The folder of the
 * agent: --outside, PARAF_OUTSIDE, or beside the data folder; it need not be
 * there.  Neither may lie inside the data folder.  The address: --url, PARAF_URL, or none.
 * Whoever calls as root goes on as the folder's owner, so that the server can
 * open what is written.
 */
int cmd_data(struct cmd *c, struct err *e) MUST_CHECK;

/*
 * Whether links can begin with it: "http://" or "https://", a host, perhaps a
 * port, and nothing behind.
 */
bool cmd_url_ok(const char *url);

/* What c->app or a worker needs of these. */
struct app_conf cmd_conf(const struct cmd *c);

/* Open c->app over the data folder. */
int cmd_app(struct cmd *c, struct err *e) MUST_CHECK;

/* The whole of a file, NUL-terminated; at most max bytes. */
int cmd_read(struct arena *a, const char *path, size_t max, struct str *text,
    struct err *e) MUST_CHECK;

/* Write the error; CMD_FAILED. */
int cmd_fail(const struct cmd *c, const struct err *e);

/*
 * Write one problem of a file for each line: "FILE:3:1: galat: ...".
 */
void cmd_problems(const char *file, const struct sop_problems *p);

/*
 * A new password: asked twice on the terminal without echo, else one line of
 * standard input.  In the arena; the caller wipes it.
 */
int cmd_password(struct cmd *c, char **password, struct err *e) MUST_CHECK;

#endif
