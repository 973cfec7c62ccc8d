#include "app/custody.h"

#include <string.h>

#include "sop/keep.h"
#include "store/custody.h"
#include "view/format.h"

const struct item *
paper_item(const struct sop *sop, const char *purpose)
{
	if (!str_starts(str_of(purpose), STR("syarat_")))
		return NULL;
	for (size_t i = 0; i < sop->items_n; i++) {
		const struct item *item = &sop->items[i];
		const char *tail = purpose + strlen("syarat_");
		size_t n = strlen(item->id);

		if (strncmp(tail, item->id, n) != 0)
			continue;
		tail += n;
		if (!tail[0] ||
		    (tail[0] == '_' &&
			tail[1 + strspn(tail + 1, "0123456789")] == 0))
			return item;
	}
	return NULL;
}

const char *
paper_title(const struct sop *sop, const char *purpose)
{
	static const struct {
		const char *purpose, *title;
	} known[] = {
	    {"foto_ktp", "Foto KTP"},
	    {"foto_selfie", "Foto selfie"},
	    {"surat_rekomendasi", "Surat rekomendasi"},
	    {"pindaian", "Pindaian naskah"},
	    {"laporan_audit", "Laporan audit"},
	    {"laporan_uji", "Laporan uji coba"},
	};
	const struct item *item = paper_item(sop, purpose);

	if (item)
		return item->title;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(purpose, known[i].purpose) == 0)
			return known[i].title;
	return "Berkas";
}

const struct custody *
paper_class(const struct sop *sop, const struct file *f)
{
	const struct item *item = paper_item(sop, f->purpose);
	const struct custody *c = sop_custody(sop, str_of(f->class));

	return c ? c
		 : sop_custody_of(sop, str_of(item ? item->id : f->purpose));
}

static const char *
date(const struct ctx *cx, int64_t ms)
{
	return format_date(cx->arena, ms, cx->office->zone);
}

const char *
paper_keeping(
    const struct ctx *cx, const struct dossier *d, const struct file *f)
{
	const struct custody *c = paper_class(d->sop, f);
	const char *who = c->lane >= 0 ? d->sop->lanes[c->lane].title
				       : cx->office->short_name;

	if (f->erased_at)
		return arena_printf(cx->arena,
		    "Sudah dihapus pada %s sesuai jadwal penyimpanan.",
		    date(cx, f->erased_at));
	if (f->erase_at)
		return arena_printf(cx->arena, "Disimpan oleh %s sampai %s.",
		    who, date(cx, f->erase_at));
	return arena_printf(cx->arena,
	    "Disimpan oleh %s sampai %s setelah selesai.", who,
	    keep_text(cx->arena, c->keep[KEEP_ISSUED]));
}

const char *
paper_url(const struct ctx *cx, const struct file *f, int64_t task)
{
	if (!task)
		return ctx_url(cx, "/berkas/%s", f->id);
	return ctx_url(cx, "/berkas/%s?langkah=%lld", f->id, (long long)task);
}

int
custody_classify(
    struct ctx *cx, const struct sop *sop, int64_t case_id, struct err *e)
{
	struct file *v;
	size_t n;

	if (file_classless(cx->db, cx->arena, &v, &n, case_id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (file_set_class(
			cx->db, v[i].id, paper_class(sop, &v[i])->id, e) < 0)
			return -1;
	return 0;
}

int
custody_end(struct ctx *cx, const struct sop *sop, int64_t case_id,
    int64_t holder_id, enum keep_ending ending, int64_t at, struct err *e)
{
	for (size_t i = 0; i < sop->custody_n; i++) {
		const struct custody *c = &sop->custody[i];
		int64_t end = keep_end(c->keep[ending], at, cx->office->zone);
		int rc = holder_id
			     ? file_end_holder(
				   cx->db, case_id, holder_id, c->id, end, e)
			     : file_end_case(cx->db, case_id, c->id, end, e);

		if (rc < 0)
			return -1;
	}
	return 0;
}

const char *
custody_ending(enum keep_ending ending)
{
	static const char *const names[] = {"issued", "rejected", "abandoned"};

	return names[ending];
}
