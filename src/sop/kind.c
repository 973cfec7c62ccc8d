#include "sop/kind.h"

#include <stddef.h>
#include <string.h>

static const struct kind kinds[STEP_KINDS] = {
    {STEP_APPLY, "apply", "Permohonan", false, 1, {OUT_SUBMITTED}},
    {STEP_DISPOSE, "dispose", "Disposisi", false, 3,
	{OUT_FORWARDED, OUT_RETURNED, OUT_REJECTED}},
    {STEP_CHECK, "check", "Pemeriksaan berkas", false, 4,
	{OUT_COMPLETE, OUT_INCOMPLETE, OUT_NO_MAILBOX, OUT_REJECTED}},
    {STEP_COMPLETE, "complete", "Melengkapi berkas", false, 1,
	{OUT_RESUBMITTED}},
    {STEP_MAILBOX, "mailbox", "Pembuatan email dinas", true, 1, {OUT_CREATED}},
    {STEP_RECOMMEND, "recommend", "Surat rekomendasi", false, 1, {OUT_SENT}},
    {STEP_REGISTER, "register", "Pendaftaran di BSrE", true, 2,
	{OUT_REGISTERED, OUT_REFUSED}},
    {STEP_ACTIVATE, "activate", "Aktivasi", true, 1, {OUT_DONE}},
    {STEP_MATCH, "match", "Pencocokan foto", true, 2,
	{OUT_MATCHED, OUT_MISMATCHED}},
    {STEP_PASSPHRASE, "passphrase", "Passphrase", true, 1, {OUT_SET}},
    {STEP_EXAMINE, "examine", "Pemeriksaan BSrE", true, 2,
	{OUT_ISSUED, OUT_DENIED}},
    {STEP_DELIVER, "deliver", "Penyerahan sertifikat", true, 1,
	{OUT_DELIVERED}},
    {STEP_REPORT, "report", "Laporan", false, 1, {OUT_READ}},
    {STEP_AUDIT, "audit", "Audit sistem", false, 2, {OUT_FIT, OUT_UNFIT}},
    {STEP_GRANT, "grant", "Pemberian akses API", false, 1, {OUT_GRANTED}},
    {STEP_TRIAL, "trial", "Uji coba", false, 2, {OUT_PASSED, OUT_PROBLEM}},
    {STEP_CONFIRM, "confirm", "Konfirmasi", false, 1, {OUT_DONE}},
};

static const char *const outcome_names[OUT_COUNT] = {
    [OUT_SUBMITTED] = "submitted",
    [OUT_FORWARDED] = "forwarded",
    [OUT_RETURNED] = "returned",
    [OUT_REJECTED] = "rejected",
    [OUT_COMPLETE] = "complete",
    [OUT_INCOMPLETE] = "incomplete",
    [OUT_NO_MAILBOX] = "no_mailbox",
    [OUT_RESUBMITTED] = "resubmitted",
    [OUT_CREATED] = "created",
    [OUT_SENT] = "sent",
    [OUT_REGISTERED] = "registered",
    [OUT_REFUSED] = "refused",
    [OUT_DONE] = "done",
    [OUT_MATCHED] = "matched",
    [OUT_MISMATCHED] = "mismatched",
    [OUT_SET] = "set",
    [OUT_ISSUED] = "issued",
    [OUT_DENIED] = "denied",
    [OUT_DELIVERED] = "delivered",
    [OUT_READ] = "read",
    [OUT_FIT] = "fit",
    [OUT_UNFIT] = "unfit",
    [OUT_GRANTED] = "granted",
    [OUT_PASSED] = "passed",
    [OUT_PROBLEM] = "problem",
};

static const char *const outcome_titles[OUT_COUNT] = {
    [OUT_SUBMITTED] = "Diajukan",
    [OUT_FORWARDED] = "Diteruskan",
    [OUT_RETURNED] = "Dikembalikan",
    [OUT_REJECTED] = "Ditolak",
    [OUT_COMPLETE] = "Lengkap",
    [OUT_INCOMPLETE] = "Belum lengkap",
    [OUT_NO_MAILBOX] = "Belum punya email dinas",
    [OUT_RESUBMITTED] = "Dilengkapi",
    [OUT_CREATED] = "Email dinas dibuat",
    [OUT_SENT] = "Dikirim",
    [OUT_REGISTERED] = "Didaftarkan",
    [OUT_REFUSED] = "Ditolak BSrE",
    [OUT_DONE] = "Selesai",
    [OUT_MATCHED] = "Cocok",
    [OUT_MISMATCHED] = "Tidak cocok",
    [OUT_SET] = "Passphrase dibuat",
    [OUT_ISSUED] = "Terbit",
    [OUT_DENIED] = "Tidak disetujui BSrE",
    [OUT_DELIVERED] = "Diserahkan",
    [OUT_READ] = "Dibaca",
    [OUT_FIT] = "Sesuai",
    [OUT_UNFIT] = "Tidak sesuai",
    [OUT_GRANTED] = "Akses diberikan",
    [OUT_PASSED] = "Berhasil",
    [OUT_PROBLEM] = "Ada kendala",
};

const struct kind *
kind_get(enum step_kind k)
{
	return &kinds[k];
}

const struct kind *
kind_find(const char *name)
{
	for (int k = 0; k < STEP_KINDS; k++)
		if (strcmp(kinds[k].name, name) == 0)
			return &kinds[k];
	return NULL;
}

const char *
outcome_name(enum outcome o)
{
	return outcome_names[o];
}

const char *
outcome_title(enum outcome o)
{
	return outcome_titles[o];
}

int
outcome_find(const char *name)
{
	for (int o = 0; o < OUT_COUNT; o++)
		if (strcmp(outcome_names[o], name) == 0)
			return o;
	return -1;
}

bool
outcome_is_negative(enum outcome o)
{
	return o == OUT_RETURNED || o == OUT_REJECTED || o == OUT_INCOMPLETE ||
	       o == OUT_REFUSED || o == OUT_MISMATCHED || o == OUT_DENIED ||
	       o == OUT_UNFIT || o == OUT_PROBLEM;
}
