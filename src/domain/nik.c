#include "domain/nik.h"

#include <stdio.h>

#include "domain/digits.h"

/*
 * Province codes of the ministry of home affairs: within each group of
 * islands (first digit) they run without a gap.
 */
static bool
is_province(unsigned code)
{
	static const unsigned char first[10] = {0, 1, 1, 1, 0, 1, 1, 1, 1, 1};
	static const unsigned char last[10] = {0, 9, 1, 6, 0, 3, 5, 6, 2, 6};
	unsigned island = code / 10, n = code % 10;

	return first[island] > 0 && n >= first[island] && n <= last[island];
}

int
nik_parse(struct nik *nik, struct str s, struct err *e)
{
	struct nik n = {0};
	size_t count = digits_of(n.digits, NIK_LEN, s);

	if (count == DIGITS_OTHER)
		return err_set(e, ERR_INPUT, "NIK hanya boleh berisi angka.",
		    "nik: %zu bytes, not only digits", s.n);
	if (count != NIK_LEN)
		return err_set(e, ERR_INPUT, "NIK harus terdiri dari 16 angka.",
		    "nik: %zu digits", count);
	n.region = digits_value(n.digits, 6);
	n.day = digits_value(n.digits + 6, 2);
	n.month = digits_value(n.digits + 8, 2);
	n.yy = digits_value(n.digits + 10, 2);
	n.serial = digits_value(n.digits + 12, 4);
	if (n.day >= 1 && n.day <= 31)
		n.sex = SEX_MALE;
	if (n.day >= 41 && n.day <= 71) {
		n.sex = SEX_FEMALE;
		n.day -= 40;
	}
	*nik = n;
	return 0;
}

static bool
plausible(int age)
{
	return age >= NIK_AGE_MIN && age <= NIK_AGE_MAX;
}

bool
nik_born(const struct nik *nik, struct civil today, struct civil *born)
{
	bool found = false;

	for (int century = 1900; century <= 2000; century += 100) {
		int year = century + (int)nik->yy;
		struct civil c = {
		    .year = year, .month = nik->month, .day = nik->day};

		if (!date_exists(year, nik->month, nik->day))
			continue;
		c = day_civil(civil_day(c));
		if (civil_years(c, today) < 0 ||
		    (found && plausible(civil_years(*born, today))))
			continue;
		*born = c;
		found = true;
	}
	return found;
}

unsigned
nik_check(const struct nik *nik, struct civil today)
{
	struct civil born;
	unsigned w = 0;

	if (nik->sex == SEX_UNKNOWN || !nik_born(nik, today, &born))
		w |= NIK_WARN_DATE;
	else if (!plausible(civil_years(born, today)))
		w |= NIK_WARN_AGE;
	if (nik->serial == 0)
		w |= NIK_WARN_SERIAL;
	if (!is_province(nik->region / 10000))
		w |= NIK_WARN_PROVINCE;
	return w;
}

const char *
nik_warning_text(enum nik_warning w)
{
	switch (w) {
	case NIK_WARN_DATE:
		return "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang "
		       "ada. Cocokkan dengan KTP.";
	case NIK_WARN_AGE:
		return "Usia menurut NIK di luar 17 sampai 75 tahun. "
		       "Cocokkan dengan KTP.";
	case NIK_WARN_SERIAL:
		return "Nomor urut NIK 0000, padahal dimulai dari 0001. "
		       "Cocokkan dengan KTP.";
	case NIK_WARN_PROVINCE:
		return "Kode provinsi NIK (dua angka pertama) tidak dikenal. "
		       "Cocokkan dengan KTP.";
	case NIK_WARN_END:
		break;
	}
	return "";
}

void
nik_mask(char out[NIK_MASK_SIZE], const struct nik *nik)
{
	snprintf(out, NIK_MASK_SIZE, "%.4s••••••••%s", nik->digits,
	    nik->digits + 12);
}
