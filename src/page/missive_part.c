#include "page/missive_part.h"

#include <string.h>

#include "bsre/module.h"
#include "store/bsre.h"
#include "view/format.h"
#include "view/json.h"

const char *
missive_below(struct ctx *cx, const struct missive_page *p, const char *tail)
{
	return ctx_url(cx, "/permohonan/%s/naskah/%s%s?id=%lld", p->d.c.number,
	    p->m.kind, tail, (long long)p->m.id);
}

static void
fact(json_t *list, const char *label, const char *value)
{
	json_t *o;

	if (!value[0])
		return;
	o = jv_append_obj(list);
	jv_set_z(o, "label", label);
	jv_set_z(o, "value", value);
}

void
missive_model(struct ctx *cx, const struct missive_page *p, json_t *model)
{
	json_t *list = jv_set_arr(model, "facts");
	struct err ignored = {0};
	struct civil c;

	jv_set_z(model, "number", p->d.c.number);
	jv_set_z(
	    model, "case_url", ctx_url(cx, "/permohonan/%s", p->d.c.number));
	fact(list, "Naskah", missive_info(p->of.kind)->title);
	fact(list, "Nomor", p->m.number);
	if (date_parse(&c, str_of(p->m.dated), &ignored) == 0)
		fact(list, "Tanggal", format_civil(cx->arena, c));
	fact(list, "Penanda tangan", p->m.seat);
	jv_set_z(model, "pdf_url", missive_below(cx, p, "/berkas.pdf"));
	jv_set_z(model, "back_url", missive_page_url(cx, &p->d, &p->of));
}

static int
absent(const struct missive_page *p, struct err *e)
{
	return err_set(e, ERR_MISSING, "Naskah itu belum dibuat.",
	    "%s not made", missive_info(p->of.kind)->name);
}

int
missive_may_sign(struct ctx *cx, const struct missive_page *p, struct err *e)
{
	const struct missive_info *info = missive_info(p->of.kind);
	struct bsre_office o;

	if (!p->there)
		return absent(p, e);
	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	if (!info->signable || !(o.caps & BSRE_CAN(BSRE_SIGN)))
		return err_set(e, ERR_MISSING,
		    "Naskah ini tidak ditandatangani lewat Paraf.",
		    "sign: %s, caps %x", info->name, o.caps);
	if (!missive_stands(&p->m) || strcmp(p->m.form, MISSIVE_DRAFT) != 0)
		return err_set(e, ERR_CONFLICT,
		    "Naskah ini sudah ditandatangani, diganti, atau ditarik.",
		    "sign: %s %lld", p->m.form, (long long)p->m.id);
	if (p->m.signer_id != cx->actor.person)
		return err_set(e, ERR_DENIED,
		    "Naskah ini ditandatangani pemegang jabatan yang tertera "
		    "di dalamnya.",
		    "sign: person %lld", (long long)cx->actor.person);
	return 1;
}

int
missive_may_scan(struct ctx *cx, const struct missive_page *p, struct err *e)
{
	(void)cx;
	if (!p->there)
		return absent(p, e);
	if (!p->may_make)
		return err_set(e, ERR_DENIED,
		    "Pindaian naskah ini diunggah oleh meja yang membuatnya.",
		    "scan: not theirs");
	if (!missive_stands(&p->m) || strcmp(p->m.form, MISSIVE_SIGNED) == 0)
		return err_set(e, ERR_CONFLICT,
		    "Naskah ini sudah diganti, ditarik, atau ditandatangani "
		    "secara elektronik.",
		    "scan: %s %lld", p->m.form, (long long)p->m.id);
	return 1;
}

void
missive_ways(struct ctx *cx, const struct missive_page *p, json_t *model)
{
	struct err ignored = {0};

	jv_set_z(model, "sign_url",
	    missive_may_sign(cx, p, &ignored) == 1
		? missive_below(cx, p, "/tanda-tangan")
		: NULL);
	jv_set_z(model, "scan_url",
	    missive_may_scan(cx, p, &ignored) == 1
		? missive_below(cx, p, "/pindaian")
		: NULL);
}
