#include "paper/inspect.h"

#define AGAIN_PDF "Buat PDF-nya sekali lagi, lalu unggah lagi."

static const char *const image_texts[INSPECT_VERDICTS] = {
    [INSPECT_OK] = "",
    [INSPECT_EMPTY] = "Berkas ini kosong. Pilih berkas yang berisi foto.",
    [INSPECT_LARGE] = "Foto ini lebih dari 50 MB. Perkecil, lalu unggah lagi.",
    [INSPECT_TYPE] = "Isi berkas ini bukan foto JPEG atau PNG, apa pun "
		     "namanya. Simpan ulang sebagai JPEG, lalu unggah lagi.",
    [INSPECT_BROKEN] = "Foto ini rusak atau terpotong. Ambil atau simpan "
		       "ulang fotonya, lalu unggah lagi.",
    [INSPECT_PIXELS] = "Foto ini lebih dari 60 megapiksel. Perkecil "
		       "ukurannya, lalu unggah lagi.",
    [INSPECT_BOMB] = "Foto ini mengembang terlalu besar saat dibuka. Simpan "
		     "ulang sebagai JPEG biasa, lalu unggah lagi.",
    [INSPECT_CRASHED] = "Foto ini tidak dapat dibuka. Simpan ulang sebagai "
			"JPEG biasa, lalu unggah lagi.",
    [INSPECT_TIMEOUT] = "Foto ini terlalu lama dibuka. Perkecil ukurannya, "
			"lalu unggah lagi.",
};

static const char *const pdf_texts[INSPECT_VERDICTS] = {
    [INSPECT_OK] = "",
    [INSPECT_EMPTY] = "Berkas ini kosong. Pilih berkas PDF yang berisi.",
    [INSPECT_LARGE] = "PDF ini lebih dari 50 MB. Perkecil, lalu unggah lagi.",
    [INSPECT_TYPE] = "Isi berkas ini bukan PDF, apa pun namanya. Simpan ulang "
		     "sebagai PDF, lalu unggah lagi.",
    [INSPECT_BROKEN] = "PDF ini rusak atau terpotong. " AGAIN_PDF,
    [INSPECT_BOMB] = "PDF ini mengembang terlalu besar saat dibuka. Pindai "
		     "atau cetak ulang ke PDF, lalu unggah lagi.",
    [INSPECT_FOREIGN] = "Di depan atau di belakang isi PDF ini ada data lain. "
			"Cetak ulang ke PDF, lalu unggah lagi.",
    [INSPECT_NO_PAGES] = "PDF ini tidak berisi halaman. " AGAIN_PDF,
    [INSPECT_ENCRYPTED] = "PDF ini dilindungi kata sandi. Simpan ulang tanpa "
			  "kata sandi, lalu unggah lagi.",
    [INSPECT_JAVASCRIPT] = "PDF ini berisi program (JavaScript). Cetak ulang "
			   "ke PDF, lalu unggah lagi.",
    [INSPECT_LAUNCH] = "PDF ini berisi perintah untuk menjalankan program "
		       "lain. Cetak ulang ke PDF, lalu unggah lagi.",
    [INSPECT_EMBEDDED] = "PDF ini membawa berkas, suara, atau film di "
			 "dalamnya. Unggah lampiran itu sendiri-sendiri, dan "
			 "cetak ulang suratnya ke PDF.",
    [INSPECT_XFA] = "PDF ini formulir dinamis (XFA) yang isinya dapat "
		    "berubah. Cetak ulang ke PDF, lalu unggah lagi.",
    [INSPECT_CRASHED] = "PDF ini tidak dapat dibuka. Cetak ulang ke PDF, lalu "
			"unggah lagi.",
    [INSPECT_TIMEOUT] = "PDF ini terlalu lama dibuka. Kurangi halamannya atau "
			"cetak ulang ke PDF, lalu unggah lagi.",
};

const char *
inspect_text(enum inspect_kind kind, enum inspect_verdict v)
{
	const char *const *texts =
	    kind == INSPECT_IMAGE ? image_texts : pdf_texts;

	if (v < INSPECT_OK || v >= INSPECT_VERDICTS || !texts[v])
		v = INSPECT_CRASHED;
	return texts[v];
}
