#include "step/items.h"

#include <string.h>

#include "view/json.h"

/* "nik" for the first person, "nik_2" for the second. */
static const char *
nth(struct arena *a, const char *name, size_t index)
{
	return index == 0 ? name : arena_printf(a, "%s_%zu", name, index + 1);
}

static const char *
first_value(const char *a, const char *b)
{
	return a && a[0] ? a : b ? b : "";
}

/* --- the letter --------------------------------------------------------- */

static void
letter_field(struct fields *fs, enum field_type type, const char *name,
    const char *label, const char *example, const char *value)
{
	struct field *f = fields_need(fs, type, name, label, example);

	f->group = "Surat permohonan";
	f->value = value;
}

/* Who signs the letter that Paraf sets of the form, if they have it so. */
static void
signer_fields(struct fields *fs, const struct dossier *d)
{
	static const struct {
		enum field_type type;
		const char *name, *label, *example, *help;
	} asked[] = {
	    {FIELD_TEXT, "penandatangan_jabatan",
		"Jabatan yang menandatangani surat", "Kepala Bagian Umum",
		"Boleh dikosongkan, juga tiga isian berikutnya. Tercetak pada "
		"surat permohonan yang dibuatkan Paraf."},
	    {FIELD_TEXT, "penandatangan_nama", "Nama yang menandatangani surat",
		"Ratna Contoh Wijaya", NULL},
	    {FIELD_TEXT, "penandatangan_pangkat",
		"Pangkat (golongan) yang menandatangani", "Pembina (IV/a)",
		NULL},
	    {FIELD_NIP, "penandatangan_nip", "NIP yang menandatangani",
		"197509091999031901", NULL},
	};

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct field *f = fields_add(
		    fs, asked[i].type, asked[i].name, asked[i].label);

		f->group = "Surat permohonan";
		f->example = asked[i].example;
		f->help = asked[i].help;
		f->max = 100;
		f->value = d ? dossier_letter(d, asked[i].name) : "";
	}
}

void
letter_fields(struct ctx *cx, struct fields *fs, const struct sop *sop,
    const struct dossier *d)
{
	struct civil c = civil_of(cx->now, cx->office->zone);
	const char *today =
	    arena_printf(cx->arena, "%04d-%02u-%02u", c.year, c.month, c.day);

	letter_field(fs, FIELD_TEXT, "nomor_surat", "Nomor surat",
	    "800/123/UMUM/2026", d ? dossier_letter(d, "nomor_surat") : "");
	letter_field(fs, FIELD_DATE, "tanggal_surat", "Tanggal surat", today,
	    d ? dossier_letter(d, "tanggal_surat") : "");
	letter_field(fs, FIELD_TEXT, "perihal", "Hal",
	    sop->certificate ? "Permohonan penerbitan sertifikat elektronik"
			     : "Permohonan pengembangan sistem",
	    d                  ? dossier_letter(d, "perihal")
	    : sop->certificate ? "Permohonan penerbitan sertifikat elektronik"
			       : "");
	signer_fields(fs, d);
}

json_t *
letter_of(const struct fields *fs)
{
	static const char *const names[] = {"nomor_surat", "tanggal_surat",
	    "perihal", "penandatangan_jabatan", "penandatangan_nama",
	    "penandatangan_pangkat", "penandatangan_nip"};
	json_t *o = jv_obj();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		jv_set_z(o, names[i], fields_value(fs, names[i]));
	return o;
}

/* --- persons ------------------------------------------------------------ */

static const char *
person_group(
    struct arena *a, const struct sop *sop, size_t index, size_t persons)
{
	const char *who =
	    sop->certificate ? "Calon pemilik sertifikat" : "Narahubung";

	return persons == 1 ? who : arena_printf(a, "%s %zu", who, index + 1);
}

static const char *
office_example(struct ctx *cx, size_t index)
{
	const char *domain = cx->office->mail_domains[0];

	return arena_printf(cx->arena, "citra.contoh%zu@%s%s", index + 1,
	    domain[0] == '.' ? "contoh" : "", domain);
}

void
person_fields(struct ctx *cx, struct fields *fs, const struct sop *sop,
    size_t index, size_t persons, const struct holder *h)
{
	struct arena *a = cx->arena;
	const char *group = person_group(a, sop, index, persons);
	struct field *f;

	f = fields_need(fs, FIELD_TEXT, nth(a, "nama", index), "Nama lengkap",
	    "Citra Contoh Lestari");
	f->group = group;
	f->help = "Seperti pada KTP, tanpa gelar.";
	f->value = h ? h->name : "";
	f->max = 100;
	if (sop->certificate) {
		f = fields_need(fs, FIELD_NIK, nth(a, "nik", index), "NIK",
		    index == 0 ? "3399990411870001" : "3399994512900002");
		f->group = group;
		f->value = h ? h->nik : "";
		f->help = "16 angka pada KTP.";
		f = fields_add(fs, FIELD_NIP, nth(a, "nip", index), "NIP");
		f->group = group;
		f->example = index == 0 ? "198711042010011001" : "";
		f->value = h ? h->nip : "";
		f->help = "18 angka; kosongkan bila bukan ASN.";
	}
	f = fields_need(fs, FIELD_TEXT, nth(a, "jabatan", index), "Jabatan",
	    sop->certificate ? "Kepala Subbagian Umum" : "Pengembang sistem");
	f->group = group;
	f->value = h ? h->job : "";
	f = fields_need(fs, FIELD_TEXT, nth(a, "unit_kerja", index),
	    "Unit kerja", "Bagian Umum");
	f->group = group;
	f->value = h ? h->unit : "";
	f = fields_add(fs, FIELD_EMAIL, nth(a, "email", index), "Email dinas");
	f->group = group;
	f->example = office_example(cx, index);
	f->value = h ? h->email : "";
	f->help = arena_printf(a,
	    "Email pribadi kedinasan (%s) yang aktif; "
	    "kosongkan bila belum punya.",
	    cx->office->mail_domains[0]);
	f = fields_need(fs, FIELD_PHONE, nth(a, "telepon", index),
	    "Nomor HP/WA", "081200000001");
	f->group = group;
	f->value = h ? h->phone : "";
	f->autocomplete = index == 0 ? "tel" : NULL;
}

void
compared_field(struct fields *fs)
{
	struct field *f = fields_add(fs, FIELD_CHECKBOX, "sudah_dicocokkan",
	    "NIK, NIP, dan nama sudah dicocokkan dengan KTP dan SK");

	f->help = "Diperlukan bila ada data yang tampak berbeda.";
}

void
person_identity(
    struct ctx *cx, const struct holder *h, struct identity_warnings *w)
{
	struct nik nik;
	struct nip nip;
	struct err ignored = {0};
	bool has_nip =
	    h->nip[0] && nip_parse(&nip, str_of(h->nip), &ignored) == 0;

	w->n = 0;
	if (h->nik[0] && nik_parse(&nik, str_of(h->nik), &ignored) == 0)
		identity_check(cx->arena, w, &nik, has_nip ? &nip : NULL,
		    NIP_UNKNOWN, civil_of(cx->now, cx->office->zone));
}

void
person_check(
    struct ctx *cx, struct fields *fs, const struct sop *sop, size_t index)
{
	struct holder *h = person_of(cx, fs, index);
	const char *email = nth(cx->arena, "email", index);
	struct identity_warnings w;
	struct field *f;

	if (sop->certificate && h->email[0] &&
	    !office_has_mail(cx->office, str_of(h->email)))
		fields_error(fs, email,
		    arena_printf(cx->arena,
			"Email ini bukan email dinas kantor ini (%s).",
			cx->office->mail_domains[0]));
	if (!sop->certificate)
		return;
	person_identity(cx, h, &w);
	if (w.n == 0)
		return;
	f = fields_get(fs,
	    nth(cx->arena, w.v[0].code == IDENTITY_NIP ? "nip" : "nik", index));
	f->warning = w.v[0].text;
	if (!fields_value(fs, "sudah_dicocokkan")[0])
		fields_error(fs, "sudah_dicocokkan",
		    "Ada data yang tampak berbeda. Periksa kembali; bila "
		    "memang demikian, beri tanda centang.");
}

struct holder *
person_of(struct ctx *cx, const struct fields *fs, size_t index)
{
	struct arena *a = cx->arena;
	struct holder *h = ARENA_NEW(a, struct holder);

	*h = (struct holder){
	    .name = fields_value(fs, nth(a, "nama", index)),
	    .nik = fields_value(fs, nth(a, "nik", index)),
	    .nip = fields_value(fs, nth(a, "nip", index)),
	    .job = fields_value(fs, nth(a, "jabatan", index)),
	    .unit = fields_value(fs, nth(a, "unit_kerja", index)),
	    .email = fields_value(fs, nth(a, "email", index)),
	    .phone = fields_value(fs, nth(a, "telepon", index)),
	    .ending = "",
	};
	return h;
}

/* --- requirement items -------------------------------------------------- */

static const char *
item_name(struct arena *a, const struct item *item, size_t index)
{
	return nth(a, arena_printf(a, "syarat_%s", item->id), index);
}

void
item_field(struct ctx *cx, struct fields *fs, const struct item *item,
    size_t index, size_t persons, const struct item_value *v)
{
	static const struct {
		enum field_type type;
		const char *accept, *example;
	} forms[] = {
	    [ITEM_FILE] = {FIELD_FILE, ACCEPT_PAPER, NULL},
	    [ITEM_PHOTO] = {FIELD_FILE, ACCEPT_PHOTO, NULL},
	    [ITEM_TEXT] = {FIELD_TEXT, NULL, "Sesuai surat permohonan"},
	    [ITEM_EMAIL] = {FIELD_EMAIL, NULL, "citra@contoh.example"},
	    [ITEM_PHONE] = {FIELD_PHONE, NULL, "081200000001"},
	};
	struct field *f = fields_add(fs, forms[item->form].type,
	    item_name(cx->arena, item, index), item->title);

	f->required = item->required ? ALL_OUTCOMES : 0;
	f->accept = forms[item->form].accept;
	f->example = forms[item->form].example;
	f->help = item->help;
	f->group =
	    persons > 1 && item->per_holder
		? arena_printf(cx->arena, "Berkas calon pemilik %zu", index + 1)
		: "Berkas persyaratan";
	f->max_bytes = item->max_bytes;
	f->max_files = item->max_files;
	if (f->type == FIELD_FILE && v)
		f->help = arena_printf(cx->arena,
		    "%s%sBerkas baru menggantikan semua berkas yang dikirim "
		    "sebelumnya untuk syarat ini.",
		    item->help ? item->help : "", item->help ? " " : "");
	else if (v)
		f->value = v->value;
	if (v && v->verdict[0] && strcmp(v->verdict, "wrong") == 0)
		f->warning = first_value(v->reason, "Perlu diperbaiki.");
}

bool
item_of(struct ctx *cx, const struct fields *fs, const struct item *item,
    size_t index, struct item_value *v)
{
	const struct field *f =
	    fields_get(fs, item_name(cx->arena, item, index));

	*v = (struct item_value){.name = item->id, .value = ""};
	if (!f)
		return false;
	if (f->type != FIELD_FILE)
		v->value = f->value;
	v->files = field_file_ids(fs, f);
	v->files_n = f->files_n;
	return v->files_n > 0 || v->value[0];
}

bool
item_is_photo(const struct item_value *v)
{
	return photo_of(v->name) != NULL;
}

bool
item_in_scope(const struct step *s, const struct item_value *v)
{
	return !item_is_photo(v) &&
	       (!s->holder || v->holder_id == s->holder->id ||
		   v->holder_id == 0);
}

const char *
item_title(const struct sop *sop, const char *name)
{
	const struct photo *photo = photo_of(name);
	int i = sop_item(sop, str_of(name));

	if (photo)
		return photo->label;
	return i >= 0 ? sop->items[i].title : "Data calon pemilik";
}
