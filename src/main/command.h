/*
 * command.h - every command of `paraf`, in the order of its help.
 */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include "main/cmd.h"

/* Each is defined beside its code, cmd_*.c. */
extern const struct command command_serve;
extern const struct command command_tenant_load, command_tenant_list,
    command_tenant_host, command_tenant_remove;
extern const struct command command_user_add, command_user_seat,
    command_user_unseat, command_user_list, command_user_password,
    command_user_admin, command_user_rank;
extern const struct command command_sop_check, command_sop_show,
    command_sop_load;
extern const struct command command_calendar_check, command_calendar_load,
    command_calendar_show;
extern const struct command command_audit_verify;
extern const struct command command_key_status, command_key_rotate,
    command_key_destroy;
extern const struct command command_check;
extern const struct command command_erase, command_sweep;
extern const struct command command_mail_check, command_mail_test,
    command_bounce;
extern const struct command command_bsre_check, command_bsre_status;
extern const struct command command_demo;

/*
 * Seal what active offices kept before they had keys; what was done goes to
 * standard error, and so does what is wrong with an office, which does not
 * keep the others: then -1.
 */
int upgrade_offices(struct cmd *c);

/* Answer one CGI request of the environment. */
int serve_cgi(struct cmd *c);

/* Of every command that opens the data folder: two options. */
#define OPTION_DATA                                                    \
	{"data", "FOLDER",                                             \
	    "folder data (bawaan: $PARAF_DATA atau /var/lib/paraf)"},  \
	{                                                              \
		"key", "BERKAS",                                       \
		    "kunci induk (bawaan: $PARAF_KEY atau FOLDER.key)" \
	}

/* Of commands that do the agent's work, or ask what it knows. */
#define OPTION_OUTSIDE                                      \
	{                                                   \
		"outside", "FOLDER",                        \
		    "server, akun (bawaan: $PARAF_OUTSIDE " \
		    "atau DATA.outside)"                    \
	}

/* Of commands whose mails hold links. */
#define OPTION_URL                                                       \
	{                                                                \
		"url", "ALAMAT",                                         \
		    "alamat dari luar, awal tautan (bawaan: $PARAF_URL)" \
	}

#endif
