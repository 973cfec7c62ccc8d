#include "bsre/manual.h"

static unsigned
manual_caps(const struct bsre_account *account)
{
	(void)account;
	return 0;
}

static int
manual_request(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	(void)r;
	(void)a;
	(void)account;
	return err_set(e, ERR_CONFLICT,
	    "Kantor ini mengerjakannya sendiri di portal BSrE.",
	    "the manual module asks nothing: %s", bsre_call_name(ask->call));
}

static void
manual_reply(struct bsre_result *out, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    const struct bsre_reply *reply)
{
	(void)account;
	if (bsre_judge(out, a, ask, reply))
		bsre_nonsense(out, ask, "Tidak ada yang ditanyakan ke BSrE.");
}

const struct bsre_module manual_module = {
    .version = BSRE_MODULE_VERSION,
    .name = "manual",
    .caps = manual_caps,
    .request = manual_request,
    .reply = manual_reply,
};

/* The nine words of BSrE's status check, which AMS shows as well. */
const struct bsre_status manual_statuses[BSRE_STATUSES] = {
    {"NEW", "NEW: baru ditambahkan"},
    {"WAITING_FOR_VERIFICATION",
	"WAITING_FOR_VERIFICATION: menunggu pemeriksaan"},
    {"ISSUE", "ISSUE: sertifikat terbit dan aktif"},
    {"RENEW", "RENEW: dalam pembaruan"},
    {"EXPIRED", "EXPIRED: masa berlaku habis"},
    {"REVOKE", "REVOKE: sertifikat dicabut"},
    {"SUSPEND", "SUSPEND: akun ditangguhkan"},
    {"NO_CERTIFICATE", "NO_CERTIFICATE: belum ada sertifikat"},
    {"NOT_REGISTERED", "NOT_REGISTERED: belum terdaftar"},
};

size_t
manual_panel(struct bsre_line out[BSRE_LINES], const struct bsre_person *p)
{
	const struct bsre_line all[BSRE_LINES] = {
	    {"NIK", p->nik},
	    {"Nama sesuai KTP, tanpa gelar", p->name},
	    {"Email dinas", p->email},
	    {"Nomor HP", p->phone},
	    {"NIP", p->nip},
	    {"Jabatan", p->job},
	    {"Unit kerja", p->unit},
	    {"Instansi", p->agency},
	};
	size_t n = 0;

	for (size_t i = 0; i < BSRE_LINES; i++)
		if (all[i].value && all[i].value[0])
			out[n++] = all[i];
	return n;
}
