#include "app/scan.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"

static const char *const names[SCAN_STATES] = {
    "", "clean", "found", "waiting", "missed"};

const char *
scan_name(enum scan_state s)
{
	return names[s];
}

enum scan_state
scan_find(const char *name)
{
	for (int i = 0; i < SCAN_STATES; i++)
		if (strcmp(names[i], name) == 0)
			return (enum scan_state)i;
	return SCAN_NONE;
}

void
scan_begin(struct scan_round *r, const struct scan_conf *conf, int seconds)
{
	*r = (struct scan_round){.conf = conf,
	    .until = clock_steady_us() + (int64_t)seconds * 1000000};
}

int
scan_content(struct scan_round *r, const char *label, clamd_read_fn read,
    void *ctx, enum scan_state *out, struct err *e)
{
	bool wait = r->conf->policy == VIRUS_REFUSE;
	struct clamd_result got;

	*out = SCAN_NONE;
	if (r->conf->policy == VIRUS_OFF)
		return 0;
	*out = wait ? SCAN_WAITING : SCAN_MISSED;
	if (r->away)
		return 0;
	if (clamd_scan(r->conf->clamd, r->until, read, ctx, &got, e) < 0)
		return -1;
	switch (got.answer) {
	case CLAMD_CLEAN:
		*out = SCAN_CLEAN;
		return 0;
	case CLAMD_FOUND:
		*out = SCAN_FOUND;
		log_warn("virus in %s: %s", label, got.text);
		return 0;
	case CLAMD_TOO_LARGE:
		*out = SCAN_MISSED;
		log_warn("%s is over clamd's StreamMaxLength", label);
		return 0;
	case CLAMD_AWAY:
		break;
	}
	r->away = true;
	log_warn("clamd is away: %s", got.text);
	return 0;
}

const char *
scan_refusal(const struct scan_conf *conf, enum scan_state s)
{
	if (conf->policy != VIRUS_REFUSE)
		return NULL;
	if (s == SCAN_FOUND)
		return "Di dalam berkas ini ditemukan virus, jadi berkas ini "
		       "tidak diterima. Bersihkan perangkat Anda, lalu kirim "
		       "berkas yang lain.";
	if (s == SCAN_MISSED)
		return "Berkas ini terlalu besar untuk diperiksa dari virus, "
		       "jadi tidak diterima. Perkecil, lalu kirim lagi.";
	return NULL;
}

const char *
scan_hold(const struct scan_conf *conf, enum scan_state s)
{
	if (conf->policy != VIRUS_REFUSE || s == SCAN_CLEAN)
		return NULL;
	if (s == SCAN_FOUND)
		return "Di dalam berkas ini ditemukan virus. Hapus, lalu kirim "
		       "berkas yang lain.";
	if (s == SCAN_MISSED)
		return "Berkas ini terlalu besar untuk diperiksa dari virus. "
		       "Hapus, lalu kirim berkas yang lebih kecil.";
	return "Berkas ini masih menunggu pemeriksaan virus. Isian dan berkas "
	       "Anda tersimpan; kirim lagi beberapa menit lagi.";
}

bool
scan_due(const struct scan_conf *conf, enum scan_state s)
{
	switch (conf->policy) {
	case VIRUS_OFF:
		return false;
	case VIRUS_WARN:
		return s == SCAN_WAITING;
	case VIRUS_REFUSE:
		break;
	}
	return s == SCAN_NONE || s == SCAN_WAITING || s == SCAN_MISSED;
}

const char *
scan_text(enum scan_state s)
{
	static const char *const texts[SCAN_STATES] = {
	    [SCAN_FOUND] = "Peringatan: pemeriksa menemukan virus di dalam "
			   "berkas ini. Jangan dibuka di perangkat yang "
			   "tidak terlindung.",
	    [SCAN_WAITING] = "Menunggu pemeriksaan virus",
	    [SCAN_MISSED] = "Tidak sempat diperiksa dari virus",
	};

	return texts[s];
}
