/*
 * What a mail server hands over when a mail could not be delivered.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "app/bounced.h"
#include "main/command.h"

#define LATER 75 /* EX_TEMPFAIL: the mail server keeps it and tries again */

/* All of standard input, of which the beginning is kept. */
static int
read_input(struct arena *a, struct str *mail, struct err *e)
{
	char *p = arena_alloc(a, BOUNCE_MAX), rest[4096];
	size_t n = 0;
	ssize_t got;

	do {
		got = n < BOUNCE_MAX ? read(0, p + n, BOUNCE_MAX - n)
				     : read(0, rest, sizeof(rest));
		if (got > 0 && n < BOUNCE_MAX)
			n += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	*mail = (struct str){p, n};
	if (got < 0)
		return err_set(e, ERR_SYSTEM, "Laporan tidak terbaca.",
		    "stdin: errno %d", errno);
	return 0;
}

static void
print(const struct bounced *b)
{
	switch (b->what) {
	case BOUNCED_NOTED:
		printf("%s: pesan %lld kembali: %s\n", b->office,
		    (long long)b->message, b->reason);
		break;
	case BOUNCED_KNOWN:
		printf("%s: pesan %lld sudah dicatat gagal\n", b->office,
		    (long long)b->message);
		break;
	case BOUNCED_NO_END:
		printf("%s: pesan %lld belum gagal; tidak ada yang dicatat\n",
		    b->office, (long long)b->message);
		break;
	case BOUNCED_FOREIGN:
		printf("diabaikan: bukan laporan tentang kiriman Paraf ini\n");
		break;
	}
}

static int
run_bounce(struct cmd *c)
{
	struct bounced b;
	struct err e = {0};
	struct str mail;

	if (cmd_app(c, &e) < 0 || read_input(&c->arena, &mail, &e) < 0 ||
	    bounced_take(c->app, &c->arena, c->n > 0 ? c->args[0] : NULL, mail,
		&b, c->now, &e) < 0) {
		cmd_fail(c, &e);
		return LATER;
	}
	print(&b);
	return CMD_OK;
}

const struct command command_bounce = {
    .name = "bounce",
    .args = "[KANTOR]",
    .brief = "mencatat surel yang kembali, dari masukan standar",
    .help =
	"Membaca satu laporan kegagalan (DSN, RFC 3464) dari masukan standar\n"
	"dan mencatat pesan dan alamatnya sebagai gagal.  Dipanggil oleh\n"
	"server surel untuk alamat \"pantulan\".  Laporan tentang surel yang\n"
	"bukan kiriman Paraf ini diabaikan.  Status 75 bila laporan perlu\n"
	"diserahkan lagi nanti, selain itu 0.\n",
    .max = 1,
    .options = {OPTION_DATA},
    .run = run_bounce,
};
