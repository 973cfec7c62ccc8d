#include <stdio.h>

#include "main/command.h"
#include "store/event.h"
#include "vault/digest.h"

static const char *
fault_text(enum event_fault_kind k)
{
	switch (k) {
	case EVENT_CHANGED:
		return "isinya diubah";
	case EVENT_BROKEN:
		return "tidak melanjutkan peristiwa sebelumnya";
	case EVENT_REMOVED:
		return "dihapus";
	case EVENT_INSERTED:
		return "disisipkan";
	case EVENT_WHOLE:
		break;
	}
	return "utuh";
}

/* Whether the log of an office is whole. */
static int
verify(struct cmd *c, const char *tenant)
{
	unsigned char hash[EVENT_HASH];
	char hex[2 * EVENT_HASH + 1];
	struct event_fault f;
	struct err e = {0};
	struct db *db;
	int64_t last;

	if (tenants_get(app_tenants(c->app), str_of(tenant), &db, &e) < 0) {
		fprintf(stderr, "%s: ", tenant);
		return cmd_fail(c, &e);
	}
	if (event_verify(db, &f, &e) < 0 || event_last(db, &last, hash, &e) < 0)
		return cmd_fail(c, &e);
	if (f.kind != EVENT_WHOLE) {
		printf("%s: RUSAK: peristiwa %lld %s (%lld peristiwa "
		       "sebelumnya utuh)\n",
		    tenant, (long long)f.id, fault_text(f.kind),
		    (long long)f.checked);
		return CMD_FAILED;
	}
	hex_text(hex, hash, sizeof(hash));
	printf("%s: utuh, terakhir %lld %s\n", tenant, (long long)last, hex);
	return CMD_OK;
}

static int
run_verify(struct cmd *c)
{
	const struct tenant *v;
	struct err e = {0};
	int rc = CMD_OK;
	size_t n;

	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	for (size_t i = 0; i < c->n; i++)
		if (verify(c, c->args[i]) != CMD_OK)
			rc = CMD_FAILED;
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n && c->n == 0; i++)
		if (v[i].active && verify(c, v[i].id) != CMD_OK)
			rc = CMD_FAILED;
	return rc;
}

const struct command command_audit_verify = {
    .name = "audit verify",
    .args = "[KANTOR...]",
    .brief = "memeriksa keutuhan catatan peristiwa",
    .help =
	"Memeriksa rantai peristiwa setiap kantor (atau kantor yang disebut)\n"
	"dan menulis nomor dan hash peristiwa terakhir.  Simpan keduanya di\n"
	"tempat lain: siapa pun yang dapat menulis basis data dapat membuat\n"
	"seluruh rantai baru.  Status 1 bila ada yang rusak.\n",
    .max = SIZE_MAX,
    .options = {OPTION_DATA},
    .run = run_verify,
};
