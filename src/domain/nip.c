#include "domain/nip.h"

#include <stdio.h>

#include "domain/digits.h"

static enum nip_status
status_of(unsigned code)
{
	if (code >= 1 && code <= 12)
		return NIP_PNS;
	return code >= 21 ? NIP_PPPK : NIP_UNKNOWN;
}

int
nip_parse(struct nip *nip, struct str s, struct err *e)
{
	struct nip n = {0};
	size_t count = digits_of(n.digits, NIP_LEN, s);

	if (count == DIGITS_OTHER)
		return err_set(e, ERR_INPUT, "NIP hanya boleh berisi angka.",
		    "nip: %zu bytes, not only digits", s.n);
	if (count != NIP_LEN)
		return err_set(e, ERR_INPUT, "NIP harus terdiri dari 18 angka.",
		    "nip: %zu digits", count);
	n.year = digits_value(n.digits, 4);
	n.month = digits_value(n.digits + 4, 2);
	n.day = digits_value(n.digits + 6, 2);
	n.entry_year = digits_value(n.digits + 8, 4);
	n.entry_code = digits_value(n.digits + 12, 2);
	n.serial = digits_value(n.digits + 15, 3);
	if (n.digits[14] == '1')
		n.sex = SEX_MALE;
	if (n.digits[14] == '2')
		n.sex = SEX_FEMALE;
	n.status = status_of(n.entry_code);
	*nip = n;
	return 0;
}

bool
nip_born(const struct nip *nip, struct civil *born)
{
	struct civil c = {
	    .year = (int)nip->year, .month = nip->month, .day = nip->day};

	if (!date_exists(c.year, c.month, c.day))
		return false;
	*born = day_civil(civil_day(c));
	return true;
}

/* When the year alone is known, the latest month it can have been. */
static unsigned
check_entry(const struct nip *nip, const struct civil *born, struct civil today)
{
	unsigned month = nip->status == NIP_PNS ? nip->entry_code : 0;
	struct civil entry = {.year = (int)nip->entry_year,
	    .month = month ? month : 12,
	    .day = 31};
	unsigned w = 0;

	if (entry.year > today.year ||
	    (entry.year == today.year && month > today.month))
		w |= NIP_WARN_FUTURE;
	if (born && civil_years(*born, entry) < NIP_AGE_ENTRY)
		w |= NIP_WARN_YOUNG;
	return w;
}

unsigned
nip_check(const struct nip *nip, enum nip_status chosen, struct civil today)
{
	struct civil born;
	bool known = nip_born(nip, &born);
	int age = known ? civil_years(born, today) : 0;
	unsigned w = check_entry(nip, known ? &born : NULL, today);

	if (!known)
		w |= NIP_WARN_BIRTH;
	else if (age < NIP_AGE_MIN || age > NIP_AGE_MAX)
		w |= NIP_WARN_AGE;
	if (nip->status == NIP_UNKNOWN)
		w |= NIP_WARN_CODE;
	else if (chosen != NIP_UNKNOWN && chosen != nip->status)
		w |= NIP_WARN_STATUS;
	if (nip->sex == SEX_UNKNOWN)
		w |= NIP_WARN_SEX;
	return w;
}

const char *
nip_warning_text(enum nip_warning w)
{
	switch (w) {
	case NIP_WARN_BIRTH:
		return "Delapan angka pertama NIP bukan tanggal lahir yang "
		       "ada. Cocokkan dengan SK.";
	case NIP_WARN_AGE:
		return "Usia menurut NIP di luar 17 sampai 70 tahun. "
		       "Cocokkan dengan SK.";
	case NIP_WARN_CODE:
		return "Angka ke-13 dan ke-14 NIP bukan bulan (PNS) dan bukan "
		       "kode mulai 21 (PPPK). Cocokkan dengan SK.";
	case NIP_WARN_STATUS:
		return "Angka ke-13 dan ke-14 NIP tidak sesuai dengan status "
		       "kepegawaian yang dipilih. Cocokkan dengan SK.";
	case NIP_WARN_SEX:
		return "Angka ke-15 NIP bukan 1 (laki-laki) atau 2 "
		       "(perempuan). Cocokkan dengan SK.";
	case NIP_WARN_FUTURE:
		return "Waktu pengangkatan menurut NIP belum tiba. "
		       "Cocokkan dengan SK.";
	case NIP_WARN_YOUNG:
		return "Usia saat pengangkatan menurut NIP di bawah 18 tahun. "
		       "Cocokkan dengan SK.";
	case NIP_WARN_END:
		break;
	}
	return "";
}

void
nip_print(char out[NIP_PRINT_SIZE], const struct nip *nip)
{
	const char *d = nip->digits;

	snprintf(
	    out, NIP_PRINT_SIZE, "%.8s %.6s %c %s", d, d + 8, d[14], d + 15);
}
