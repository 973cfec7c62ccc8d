#include "bsre/esign.h"

#include <stddef.h>

/* Only what is documented for the version.  Nothing revokes. */
static unsigned
esign_caps(const struct bsre_account *account)
{
	unsigned caps = BSRE_CAN(BSRE_STATUS) | BSRE_CAN(BSRE_CHAIN) |
			BSRE_CAN(BSRE_SIGN) | BSRE_CAN(BSRE_VERIFY);

	caps |= account->version == 1 ? BSRE_CAN(BSRE_PROFILE)
				      : BSRE_CAN(BSRE_REGISTER);
	if (account->passphrase_path)
		caps |= BSRE_CAN(BSRE_PASSPHRASE);
	return caps;
}

const struct bsre_module esign_module = {
    .version = BSRE_MODULE_VERSION,
    .name = "esign",
    .caps = esign_caps,
    .request = esign_request,
    .reply = esign_reply,
};

const char *
esign_code_text(int code)
{
	static const struct {
		int code;
		const char *text;
	} v[] = {
	    {1110, "Orang ini belum terdaftar di BSrE."},
	    {2011, "Orang ini belum terdaftar di BSrE."},
	    {2021, "Orang ini belum memiliki sertifikat."},
	    {2031, "Passphrase salah."},
	    {4014, "Ada isian wajib yang kosong."},
	    {4015, "Ada isian yang bentuknya tidak diterima BSrE."},
	    {4024, "Orang ini sudah terdaftar di BSrE."},
	    {4044, "Berkas tidak tersedia atau sudah pernah diambil."},
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if (v[i].code == code)
			return v[i].text;
	return NULL;
}
