/*
 * passphrase - the holder sets the passphrase and scans the OTP code.  With
 * BSrE by hand this happens on BSrE's own page; here only the holder's word
 * that it was done is taken.  There is no field for a passphrase.
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	fields_need(&s->fields, FIELD_CHECKBOX, "passphrase_dibuat",
	    "Saya sudah membuat passphrase di halaman BSrE", NULL);
	fields_need(&s->fields, FIELD_CHECKBOX, "otp_dipindai",
	    "Saya sudah memindai kode QR untuk mendapatkan kode OTP", NULL);
}

const struct step_kind_code step_passphrase = {.fields = fields};
