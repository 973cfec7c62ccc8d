#include "app/missive_trial.h"

#include <string.h>

#include "app/missive_part.h"
#include "paper/press.h"
#include "view/json.h"

#define PERSONS 2

/* Somebody who cannot be. */
static struct holder
made_up(int64_t id)
{
	return (struct holder){
	    .id = id,
	    .name = "Citra Contoh Lestari",
	    .nik = "3399990411870001",
	    .nip = "198711042010011001",
	    .job = "Kepala Subbagian Umum",
	    .unit = "Bagian Umum",
	    .email = "citra@contoh.example",
	    .phone = "+6281200000001",
	    .ending = "",
	    .serial = "4A1F009C21",
	    .valid_from = "2026-01-02",
	    .valid_until = "2028-01-01",
	};
}

static int
set_sample(struct ctx *cx, const struct sop *sop, enum missive_kind k,
    struct str body, struct err *e)
{
	struct holder holders[PERSONS] = {made_up(1), made_up(2)};
	struct dossier d = {
	    .sop = sop, .holders = holders, .holders_n = PERSONS};
	const struct missive_of of = {
	    .kind = k, .holder = missive_info(k)->per_holder ? 1 : 0};
	const struct missive_seal seal = {.seat = "Kepala Dinas",
	    .name = "Ratna Contoh Wijaya",
	    .nip = "197509091999031901",
	    .rank = "Pembina (IV/a)"};
	const struct missive m = {.number = "000.6.5/001/2026",
	    .dated = "2026-01-02",
	    .kind = missive_info(k)->name};
	struct typeset_head head = {.lines = {cx->office->name}};
	const struct typeset_job job = {.conf = {.w = SHEET_A4_W,
					    .h = SHEET_A4_H,
					    .title = "",
					    .author = "",
					    .created = "2026-01-02T00:00:00Z"},
	    .head = &head};
	struct str text;
	struct sb out;
	json_t *view;
	int rc;

	d.c = (struct casefile){.id = 1,
	    .number = "TTE-2026-00001",
	    .applicant = holders[0].name,
	    .ending = "",
	    .opened_at = cx->now};
	d.letter = jv_obj();
	view = missive_view(cx, &d, &of, &m, &seal, false);
	rc = missive_own_text(cx, k, body, view, true, &text, e);
	sb_init(&out, LIMIT_MISSIVE);
	if (rc == 0 && app_conf(cx->app)->press > 0)
		rc =
		    press_letter(app_conf(cx->app)->press, &job, text, &out, e);
	sb_clear(&out);
	json_decref(view);
	dossier_clear(&d);
	return rc;
}

static int
check_logo(struct str body, struct err *e)
{
	static const char png[] = "\x89PNG\r\n\x1a\n";

	if (body.n <= LIMIT_LOGO &&
	    str_starts(body, (struct str){png, sizeof(png) - 1}))
		return 0;
	return err_set(e, ERR_INPUT,
	    "Logo harus berupa PNG, paling besar 512 KB.", "logo");
}

int
missive_trial(struct app *app, struct arena *a, const struct office *o,
    const struct sop *sop, const struct office_text *text, int64_t now,
    struct err *e)
{
	struct ctx cx = {.app = app, .arena = a, .office = o, .now = now};
	const size_t folder = strlen(MISSIVE_FOLDER);
	struct str name = str_of(text->name);
	int k;

	cx.base = arena_printf(a, "/%s", o->id);
	if (strcmp(text->name, MISSIVE_LOGO) == 0)
		return check_logo(text->body, e);
	name = (struct str){name.p + folder, name.n - folder - strlen(".txt")};
	k = missive_kind_find(name);
	if (k < 0)
		return err_set_at(e, ERR_INPUT, __FILE__, __LINE__,
		    arena_printf(a, "Tidak ada jenis naskah \"%.*s\".",
			(int)name.n, name.p),
		    "%s", text->name);
	if (set_sample(&cx, sop, (enum missive_kind)k, text->body, e) == 0)
		return 0;
	e->kind = ERR_INPUT;
	return -1;
}

static bool
is_lane(const struct sop *const *sops, size_t n, const char *lane)
{
	for (size_t i = 0; i < n; i++)
		if (sop_lane(sops[i], str_of(lane)) >= 0)
			return true;
	return false;
}

int
missive_signers_check(const struct office *o, const struct sop *const *sops,
    size_t n, struct err *e)
{
	const struct missive_conf *c = &o->missive;

	for (int k = 0; k < MISSIVE_KINDS; k++) {
		const struct missive_signer *s = &c->signer[k];

		if ((s->lane && !is_lane(sops, n, s->lane)) ||
		    (s->for_ && !is_lane(sops, n, s->for_)))
			return err_set(e, ERR_INPUT,
			    "Penanda tangan naskah bukan pelaksana di SOP "
			    "kantor ini.",
			    "%s of %s", s->lane, missive_info(k)->name);
	}
	return 0;
}
