#include "bsre/manual.h"

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
