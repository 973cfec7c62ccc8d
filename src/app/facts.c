#include "app/facts.h"

#include "app/web.h"
#include "view/json.h"

/* --- words -------------------------------------------------------------- */

/* What a row asks of who does it. */
struct words {
	const char *title, *act, *label;
};

static const struct words at_desk[STEP_KINDS] = {
    [STEP_APPLY] = {"permohonan diperlukan",
	"Mohon lengkapi permohonan ini, lalu kirim kembali.",
	"Buka permohonan"},
    [STEP_DISPOSE] = {"disposisi diperlukan",
	"Mohon beri disposisi atas permohonan ini.", "Beri disposisi"},
    [STEP_CHECK] = {"berkas menunggu diperiksa",
	"Mohon periksa kelengkapan berkas permohonan ini.", "Periksa berkas"},
    [STEP_COMPLETE] = {"berkas perlu dilengkapi",
	"Mohon lengkapi berkas permohonan ini.", "Lengkapi berkas"},
    [STEP_MAILBOX] = {"email dinas diperlukan",
	"Mohon buatkan email dinas, lalu catat alamatnya.",
	"Catat email dinas"},
    [STEP_RECOMMEND] = {"surat rekomendasi diperlukan",
	"Mohon buat dan kirim surat rekomendasi, lalu catat di sini.",
	"Catat surat"},
    [STEP_REGISTER] = {"pendaftaran di BSrE diperlukan",
	"Mohon daftarkan calon pemilik di BSrE, lalu catat hasilnya.",
	"Catat pendaftaran"},
    [STEP_ACTIVATE] = {"aktivasi diperlukan",
	"Mohon dampingi calon pemilik melakukan aktivasi.", "Buka aktivasi"},
    [STEP_MATCH] = {"foto menunggu dicocokkan",
	"Mohon cocokkan wajah calon pemilik dengan foto KTP.", "Cocokkan foto"},
    [STEP_PASSPHRASE] = {"passphrase diperlukan",
	"Mohon dampingi calon pemilik membuat passphrase.",
	"Buka langkah passphrase"},
    [STEP_EXAMINE] = {"hasil BSrE perlu dicatat",
	"Mohon catat hasil pemeriksaan BSrE begitu ada.", "Catat hasil BSrE"},
    [STEP_DELIVER] = {"sertifikat menunggu diserahkan",
	"Mohon serahkan sertifikat yang terbit kepada pemohon.",
	"Serahkan sertifikat"},
    [STEP_REPORT] = {"laporan menunggu dibaca",
	"Mohon baca laporan permohonan ini.", "Baca laporan"},
    [STEP_AUDIT] = {"audit sistem diperlukan",
	"Mohon audit sistem yang diajukan, lalu catat hasilnya.",
	"Catat hasil audit"},
    [STEP_GRANT] = {"akses API diperlukan",
	"Mohon berikan akses API kepada pemohon.", "Berikan akses"},
    [STEP_TRIAL] = {"hasil uji coba diperlukan",
	"Mohon catat hasil uji coba sistem.", "Catat uji coba"},
    [STEP_CONFIRM] = {"konfirmasi diperlukan",
	"Mohon konfirmasi begitu langkah ini selesai.", "Konfirmasi"},
};

/* Where the applicant is asked in other words than an officer. */
static const struct words of_applicant[STEP_KINDS] = {
    [STEP_APPLY] = {"permohonan perlu diperbaiki",
	"Perbaiki permohonan, lalu kirim kembali.", "Perbaiki permohonan"},
    [STEP_COMPLETE] = {"berkas perlu dilengkapi",
	"Lengkapi berkas, lalu kirim kembali.", "Lengkapi berkas"},
    [STEP_ACTIVATE] = {"lakukan aktivasi",
	"Periksa data identitas, lalu kirim foto KTP dan swafoto.",
	"Mulai aktivasi"},
    [STEP_PASSPHRASE] = {"buat passphrase",
	"Buat passphrase di halaman BSrE, lalu nyatakan sudah dibuat.",
	"Buka langkah passphrase"},
    [STEP_TRIAL] = {"laporkan uji coba",
	"Uji coba sistem Anda, lalu laporkan hasilnya.", "Laporkan uji coba"},
    [STEP_CONFIRM] = {"konfirmasi Anda diperlukan",
	"Konfirmasikan begitu langkah ini selesai.", "Konfirmasi"},
};

static const struct words *
words_of(enum step_kind kind, bool applicant)
{
	const struct words *w = &of_applicant[kind];

	return applicant && w->title ? w : &at_desk[kind];
}

/* --- facts -------------------------------------------------------------- */

const struct holder *
subject_holder(const struct subject *s, int64_t holder_id)
{
	for (size_t i = 0; i < s->holders_n; i++)
		if (s->holders[i].id == holder_id)
			return &s->holders[i];
	return !holder_id && s->holders_n == 1 ? &s->holders[0] : NULL;
}

json_t *
facts_case(struct ctx *cx, const struct subject *s)
{
	json_t *o = jv_obj();

	jv_set_z(o, "number", s->c->number);
	jv_set_z(o, "service", s->sop->title);
	jv_set_z(o, "applicant", s->c->applicant);
	jv_set_z(
	    o, "path", arena_printf(cx->arena, "/permohonan/%s", s->c->number));
	jv_set_z(o, "path_label", "Lihat permohonan");
	return o;
}

json_t *
facts_task(struct ctx *cx, const struct subject *s, const struct task *t)
{
	const struct holder *h =
	    s->sop->certificate ? subject_holder(s, t->holder_id) : NULL;
	int row = sop_row(s->sop, str_of(t->row_no));
	const struct words *w;
	json_t *o = facts_case(cx, s);

	if (row < 0)
		return o;
	w = words_of(s->sop->rows[row].kind, t->person_id != 0);
	jv_set_z(o, "row_no", t->row_no);
	jv_set_z(o, "activity", s->sop->rows[row].activity);
	jv_set_z(o, "title", w->title);
	jv_set_z(o, "act", w->act);
	jv_set_z(o, "holder", h ? h->name : NULL);
	jv_set_z(o, "due_text", t->due_at ? web_when(cx, t->due_at) : NULL);
	jv_set_z(o, "path",
	    arena_printf(cx->arena, "/permohonan/%s/langkah/%lld", s->c->number,
		(long long)t->id));
	jv_set_z(o, "path_label", w->label);
	return o;
}
