#include "domain/identity.h"

#include <stdio.h>

#define PLACES_SIZE 64

static void
add(struct identity_warnings *w, enum identity_code code, const char *text,
    unsigned nik_places, unsigned nip_places)
{
	w->v[w->n++] =
	    (struct identity_warning){code, text, nik_places, nip_places};
}

/* "ke-7, ke-9" */
static void
places_text(char out[PLACES_SIZE], unsigned places)
{
	size_t n = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < 32; i++)
		if (places >> i & 1 && n < PLACES_SIZE)
			n += (size_t)snprintf(out + n, PLACES_SIZE - n,
			    "%ske-%u", n ? ", " : "", i + 1);
}

/*
 * The digits of DDMMYY in the NIK (7 to 12, the day without the 40) and of
 * YYYYMMDD in the NIP stand in another order; the century is not compared.
 */
static void
check_birth(struct arena *a, struct identity_warnings *w, const struct nik *nik,
    const struct nip *nip)
{
	static const unsigned char at[6] = {6, 7, 4, 5, 2, 3};
	char ddmmyy[8], nik_text[PLACES_SIZE], nip_text[PLACES_SIZE];
	unsigned nik_places = 0, nip_places = 0;

	snprintf(ddmmyy, sizeof(ddmmyy), "%02u%02u%02u", nik->day % 100,
	    nik->month % 100, nik->yy % 100);
	for (unsigned i = 0; i < 6; i++)
		if (ddmmyy[i] != nip->digits[at[i]]) {
			nik_places |= 1U << (6 + i);
			nip_places |= 1U << at[i];
		}
	if (nik_places == 0)
		return;
	places_text(nik_text, nik_places);
	places_text(nip_text, nip_places);
	add(w, IDENTITY_BIRTH,
	    arena_printf(a,
		"Tanggal lahir menurut NIK (%.2s-%.2s-%.2s) berbeda dengan "
		"NIP (%.2s-%.2s-%.4s): angka %s NIK, angka %s NIP. "
		"Cocokkan dengan KTP dan SK.",
		ddmmyy, ddmmyy + 2, ddmmyy + 4, nip->digits + 6,
		nip->digits + 4, nip->digits, nik_text, nip_text),
	    nik_places, nip_places);
}

static const char *
sex_text(enum sex s)
{
	return s == SEX_FEMALE ? "perempuan" : "laki-laki";
}

static void
check_sex(struct arena *a, struct identity_warnings *w, const struct nik *nik,
    const struct nip *nip)
{
	if (nik->sex == nip->sex || nik->sex == SEX_UNKNOWN ||
	    nip->sex == SEX_UNKNOWN)
		return;
	add(w, IDENTITY_SEX,
	    arena_printf(a,
		"Jenis kelamin menurut NIK (%s) berbeda dengan NIP (%s): "
		"angka ke-7 NIK, angka ke-15 NIP. Cocokkan dengan KTP dan "
		"SK.",
		sex_text(nik->sex), sex_text(nip->sex)),
	    1U << 6, 1U << 14);
}

/* The digits that a warning about one number speaks of. */
static unsigned
nik_places(enum nik_warning w)
{
	switch (w) {
	case NIK_WARN_DATE:
	case NIK_WARN_AGE:
		return 0xfc0;
	case NIK_WARN_SERIAL:
		return 0xf000;
	case NIK_WARN_PROVINCE:
		return 0x3;
	case NIK_WARN_END:
		break;
	}
	return 0;
}

static unsigned
nip_places(enum nip_warning w)
{
	switch (w) {
	case NIP_WARN_BIRTH:
	case NIP_WARN_AGE:
		return 0xff;
	case NIP_WARN_CODE:
	case NIP_WARN_STATUS:
		return 0x3000;
	case NIP_WARN_SEX:
		return 0x4000;
	case NIP_WARN_FUTURE:
	case NIP_WARN_YOUNG:
		return 0x3f00;
	case NIP_WARN_END:
		break;
	}
	return 0;
}

void
identity_check(struct arena *a, struct identity_warnings *w,
    const struct nik *nik, const struct nip *nip, enum nip_status chosen,
    struct civil today)
{
	unsigned set = nik_check(nik, today);

	w->n = 0;
	for (unsigned b = 1; b < NIK_WARN_END; b <<= 1)
		if (set & b)
			add(w, IDENTITY_NIK,
			    nik_warning_text((enum nik_warning)b),
			    nik_places((enum nik_warning)b), 0);
	if (!nip)
		return;
	set = nip_check(nip, chosen, today);
	for (unsigned b = 1; b < NIP_WARN_END; b <<= 1)
		if (set & b)
			add(w, IDENTITY_NIP,
			    nip_warning_text((enum nip_warning)b), 0,
			    nip_places((enum nip_warning)b));
	check_birth(a, w, nik, nip);
	check_sex(a, w, nik, nip);
}
