/*
 * match - a person compares the KTP photo with the selfie, and the KTP with
 * NIK, NIP and letter (Trenggalek row 7).  No automatic verdict.  A photo
 * that is found wrong opens again for the applicant, the other one stays.
 */
#include <string.h>

#include "app/second.h"
#include "domain/name.h"
#include "domain/nik.h"
#include "domain/nip.h"
#include "step/items.h"
#include "step/papers.h"
#include "step/warn.h"
#include "view/format.h"
#include "view/json.h"

#define GOOD    "", "Foto baik"
#define R(text) text, text

static const struct option ktp_reasons[] = {
    {GOOD},
    {R("Foto KTP buram atau tidak terbaca")},
    {R("Foto KTP terpotong atau tertutup")},
    {R("Foto KTP terkena pantulan cahaya")},
    {R("Bukan KTP asli: fotokopi, pindaian, atau layar")},
    {R("KTP milik orang lain")},
    {R("Data pada KTP berbeda dengan permohonan")},
};

static const struct option selfie_reasons[] = {
    {GOOD},
    {R("Wajah berbeda dengan foto pada KTP")},
    {R("Selfie buram atau terlalu gelap")},
    {R("Wajah tertutup masker, kacamata gelap, atau tangan")},
    {R("Gerakan yang diminta tidak tampak")},
    {R("Foto dari layar atau cetakan, bukan langsung")},
    {R("Lebih dari satu orang pada foto")},
};
#undef R

static const struct {
	const char *name, *label;
	const struct option *options;
	size_t n;
} wrongs[PHOTOS] = {
    [PHOTO_KTP] = {"sebab_ktp", "Yang salah pada foto KTP", ktp_reasons,
	sizeof(ktp_reasons) / sizeof(ktp_reasons[0])},
    [PHOTO_SELFIE] = {"sebab_selfie", "Yang salah pada foto selfie",
	selfie_reasons, sizeof(selfie_reasons) / sizeof(selfie_reasons[0])},
};

/* Field by field, what is compared. */
static const struct pair {
	const char *name, *label, *about;
} pairs[] = {
    {"cocok_wajah", "Wajah pada selfie sama dengan foto pada KTP", ""},
    {"cocok_nama", "Nama pada KTP sama dengan yang diajukan", "nama"},
    {"cocok_nik", "NIK pada KTP sama dengan yang diajukan", "nik"},
    {"cocok_lahir", "Tanggal lahir dan jenis kelamin pada KTP sama dengan NIK",
	"lahir"},
    {"cocok_jabatan", "Jabatan dan unit kerja sama dengan surat", "nip"},
};
#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

/* Whose photos they are; the first of the letter where one task is about all. */
static const struct holder *
whom(const struct step *s)
{
	return s->holder ? s->holder : &s->d->holders[0];
}

static const struct item_value *
photo_item(const struct step *s, size_t photo)
{
	return dossier_item(
	    s->d, photos[photo].item, s->holder ? s->holder->id : 0);
}

static const struct opinion *
first_opinion(const struct step *s)
{
	return dossier_opinion(s->d, s->task->id, s->cx->actor.person, false);
}

static void
fields(struct step *s)
{
	struct field *f;

	for (size_t i = 0; i < PAIRS; i++) {
		f = fields_add(
		    &s->fields, FIELD_CHECKBOX, pairs[i].name, pairs[i].label);
		f->required = OUTCOME_BIT(OUT_MATCHED);
		f->placed = true;
	}
	for (size_t i = 0; i < PHOTOS; i++) {
		f = fields_add(
		    &s->fields, FIELD_SELECT, wrongs[i].name, wrongs[i].label);
		f->options = wrongs[i].options;
		f->options_n = wrongs[i].n;
		f->placed = true;
	}
	f = fields_add(&s->fields, FIELD_TEXTAREA, "alasan", "Catatan");
	f->required = DOUBT_BIT;
	f->example = "Mohon foto ulang di tempat yang terang.";
	f->help = "Dibaca pemohon bila tidak cocok; wajib bila Anda ragu.";
	f->placed = true;
}

static const char *
wrong_of(const struct step *s, size_t photo)
{
	return fields_value(&s->fields, wrongs[photo].name);
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	bool named = false;

	(void)e;
	for (size_t i = 0; i < PHOTOS; i++) {
		if (!wrong_of(s, i)[0])
			continue;
		named = true;
		if (o == OUT_MATCHED && !s->doubt)
			fields_error(&s->fields, wrongs[i].name,
			    "Foto ini dinyatakan salah, jadi belum cocok.");
	}
	if (o == OUT_MISMATCHED && !s->doubt && !named &&
	    !fields_value(&s->fields, "alasan")[0])
		fields_error(&s->fields, "alasan",
		    "Pilih apa yang salah pada foto, atau tulis dalam "
		    "catatan.");
	return 0;
}

/* The verdict on one photo; on a mismatch that names none, both are wrong. */
static void
judge_photo(struct step *s, size_t photo, bool all_wrong, struct act *act)
{
	const struct item_value *v = photo_item(s, photo);
	const char *why = wrong_of(s, photo);
	struct change c = {.kind = CHANGE_JUDGE};

	if (why[0])
		step_note(act, photos[photo].label, why);
	if (!v)
		return;
	if (all_wrong)
		why = fields_value(&s->fields, "alasan");
	c.item = *v;
	c.item.verdict = why[0] ? "wrong" : "good";
	c.item.reason = why;
	changes_add(&act->changes, s->cx->arena, &c);
}

/* What the applicant reads first: the note, else what is wrong. */
static const char *
reason_of(struct step *s)
{
	const char *note = fields_value(&s->fields, "alasan");
	const char *ktp = wrong_of(s, PHOTO_KTP);
	const char *selfie = wrong_of(s, PHOTO_SELFIE);

	if (note[0])
		return note;
	return arena_printf(s->cx->arena, "%s%s%s%s", ktp,
	    ktp[0] && selfie[0] ? ". " : "", selfie,
	    ktp[0] || selfie[0] ? "." : "");
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	bool mismatch = o == OUT_MISMATCHED && !s->doubt;
	bool none = !wrong_of(s, PHOTO_KTP)[0] && !wrong_of(s, PHOTO_SELFIE)[0];

	act->verdict = s->doubt   ? VERDICT_DOUBT
		       : mismatch ? VERDICT_MISMATCHED
				  : VERDICT_MATCHED;
	act->reason = reason_of(s);
	for (size_t i = 0; i < PAIRS; i++)
		if (fields_value(&s->fields, pairs[i].name)[0])
			step_note(act, pairs[i].label, "ya");
	for (size_t i = 0; i < PHOTOS; i++)
		judge_photo(s, i, mismatch && none, act);
}

static int
may_doubt(struct step *s, struct err *e)
{
	return first_opinion(s) ? 0 : second_person(s->cx, s->d, s->task, e);
}

/* --- drawing ------------------------------------------------------------ */

static json_t *
one_field(struct step *s, const char *name)
{
	return field_json(&s->fields, fields_get(&s->fields, name), NULL);
}

static void
draw_photos(struct step *s, json_t *model)
{
	json_t *list = jv_set_arr(model, "photos");
	int64_t holder = s->holder ? s->holder->id : 0;

	for (size_t i = 0; i < PHOTOS; i++) {
		const struct item_value *v = photo_item(s, i);
		const struct file *f =
		    v ? dossier_item_file(s->d, v, 0)
		      : dossier_file(s->d, photos[i].field, holder);
		json_t *one = jv_arr(), *o;

		if (f)
			paper_add(s, f, photos[i].label, one);
		o = json_array_size(one) ? json_array_get(one, 0)
					 : jv_append_obj(one);
		jv_set_z(o, "label", photos[i].label);
		if (json_array_size(one) && !json_object_get(o, "url")) {
			jv_set_null(o, "url");
			jv_set_null(o, "note");
		}
		jv_set(o, "warnings", warn_papers(s, v));
		jv_set(o, "fields", jv_arr());
		jv_append(
		    json_object_get(o, "fields"), one_field(s, wrongs[i].name));
		json_array_append(list, o);
		json_decref(one);
	}
}

static const char *
sex_text(enum sex sex)
{
	return sex == SEX_FEMALE ? "perempuan"
	       : sex == SEX_MALE ? "laki-laki"
				 : "jenis kelamin tidak terbaca";
}

static const char *
birth_text(struct step *s, bool known, struct civil born, enum sex sex)
{
	return arena_printf(s->cx->arena, "%s, %s",
	    known ? format_civil(s->cx->arena, born)
		  : "tanggal lahir tidak terbaca",
	    sex_text(sex));
}

/* What the NIK tells, and what the NIP tells. */
static const char *
nik_text(struct step *s, const struct holder *h)
{
	struct civil born = {0};
	struct nik nik;
	struct err e = {0};
	bool known;

	if (nik_parse(&nik, str_of(h->nik), &e) < 0)
		return "NIK tidak terbaca";
	known =
	    nik_born(&nik, civil_of(s->cx->now, s->cx->office->zone), &born);
	return birth_text(s, known, born, nik.sex);
}

static const char *
nip_text(struct step *s, const struct holder *h)
{
	struct civil born = {0};
	struct nip nip;
	struct err e = {0};
	bool known;

	if (!h->nip[0])
		return "Tanpa NIP";
	if (nip_parse(&nip, str_of(h->nip), &e) < 0)
		return "NIP tidak terbaca";
	known = nip_born(&nip, &born);
	return arena_printf(s->cx->arena, "Menurut NIP: %s",
	    birth_text(s, known, born, nip.sex));
}

/* "3399 9904 1187 0001": as easy to compare as on the card. */
static const char *
nik_groups(struct step *s, const char *nik)
{
	if (strlen(nik) != NIK_LEN)
		return nik;
	return arena_printf(s->cx->arena, "%.4s %.4s %.4s %.4s", nik, nik + 4,
	    nik + 8, nik + 12);
}

static const char *
pair_value(struct step *s, size_t pair, const struct holder *h)
{
	switch (pair) {
	case 0:
		return NULL;
	case 1:
		return h->name;
	case 2:
		return nik_groups(s, h->nik);
	case 3:
		return nik_text(s, h);
	default:
		return arena_printf(s->cx->arena, "%s, %s", h->job, h->unit);
	}
}

static const char *
pair_more(struct step *s, size_t pair, const struct holder *h)
{
	const char *number = dossier_letter(s->d, "nomor_surat");

	if (pair == 3)
		return nip_text(s, h);
	if (pair == PAIRS - 1 && number[0])
		return arena_printf(s->cx->arena, "Surat nomor %s", number);
	return NULL;
}

static void
draw_compare(struct step *s, json_t *model)
{
	json_t *list = jv_set_arr(model, "compare");
	json_t *warnings = warn_person(s, whom(s));

	for (size_t i = 0; i < PAIRS; i++) {
		json_t *o = jv_append_obj(list), *papers;

		jv_set_z(o, "typed", pair_value(s, i, whom(s)));
		jv_set_z(o, "more", pair_more(s, i, whom(s)));
		jv_set(o, "warnings", warn_about(warnings, pairs[i].about));
		papers = jv_set_arr(o, "papers");
		if (i == PAIRS - 1)
			papers_of_person(s, whom(s), papers);
		jv_set_bool(o, "has_papers", json_array_size(papers) > 0);
		jv_set(o, "fields", jv_arr());
		jv_append(
		    json_object_get(o, "fields"), one_field(s, pairs[i].name));
	}
	json_decref(warnings);
}

static void
draw(struct step *s, json_t *model)
{
	jv_set(model, "warnings", warn_all(s));
	draw_photos(s, model);
	draw_compare(s, model);
	jv_append(jv_set_arr(model, "note_field"), one_field(s, "alasan"));
	if (first_opinion(s))
		jv_set_z(jv_set_obj(model, "second"), "text",
		    "Anda pemeriksa kedua. Penilaian pemeriksa pertama baru "
		    "terlihat sesudah Anda memberi penilaian.");
}

const struct step_kind_code step_match = {.fields = fields,
    .check = check,
    .record = record,
    .draw = draw,
    .may_doubt = may_doubt};
