#include "app/wayact.h"

const struct way_act way_acts[WAY_ACTS] = {
    {BSRE_REGISTER, "Mendaftarkan orang", "oleh verifikator di AMS"},
    {BSRE_STATUS, "Memeriksa status orang", "oleh verifikator di AMS"},
    {BSRE_PASSPHRASE, "Menetapkan passphrase", "oleh pemilik di portal BSrE"},
    {BSRE_CHAIN, "Mengambil sertifikat", "oleh verifikator dari AMS"},
    {BSRE_SIGN, "Menandatangani naskah", "dengan tinta, lalu dipindai"},
    {BSRE_REVOKE, "Mencabut sertifikat", "oleh verifikator di AMS"},
};

const char *
way_act_how(const struct way_act *a, unsigned caps)
{
	return caps & BSRE_CAN(a->call) ? "otomatis" : a->by_hand;
}
