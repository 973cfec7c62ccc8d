#include "sop/office.h"

#include <string.h>

#include "base/limits.h"
#include "domain/mailbox.h"
#include "domain/number.h"
#include "sop/hours.h"
#include "sop/missive.h"
#include "sop/passphrase.h"
#include "sop/remind.h"
#include "sop/remindfile.h"
#include "sop/size.h"

#define SERVICES   20
#define ID_MAX     32
#define NUMBER_MAX ((size_t)40)  /* bytes of a template */
#define MODULE_MAX ((size_t)200) /* bytes of a path */

#define QUOTA_CASE   (200 * MIB)
#define QUOTA_PERSON (300 * MIB)
#define QUOTA_OFFICE (20 * 1024 * MIB)
#define QUOTA_MAX    (100000 * 1024 * MIB)

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static const char *const zones[] = {"WIB", "WITA", "WIT"};
static const char *const yes_no[] = {"tidak", "ya"};

static const struct field service_fields[] = {
    {"id", .type = FIELD_TEXT, .required = true},
    {"berkas", .type = FIELD_TEXT, .required = true},
};
static const struct schema service_schema = {
    "layanan", service_fields, sizeof(service_fields) / sizeof(struct field)};

static const struct field quota_fields[] = {
    {"permohonan", .type = FIELD_TEXT},
    {"orang", .type = FIELD_TEXT},
    {"kantor", .type = FIELD_TEXT},
};
static const struct schema quota_schema = {
    "kuota", quota_fields, sizeof(quota_fields) / sizeof(struct field)};

static const struct field bsre_fields[] = {
    {"modul", .type = FIELD_TEXT, .required = true},
};
static const struct schema bsre_schema = {
    "bsre", bsre_fields, sizeof(bsre_fields) / sizeof(struct field)};

static const struct field remind_fields[REMIND_LISTS] = {
    [OWNER_OFFICE] = REMIND_FIELD("kantor"),
    [OWNER_APPLICANT] = REMIND_FIELD("pemohon"),
    [OWNER_BSRE] = REMIND_FIELD("bsre"),
    [REMIND_UNTIMED] = REMIND_FIELD("tanpa_waktu"),
};
static const struct schema remind_lists = {
    "pengingat", remind_fields, REMIND_LISTS};

static const struct field office_fields[] = {
    {"id", .type = FIELD_TEXT, .required = true},
    {"nama", .type = FIELD_TEXT, .required = true},
    {"singkatan", .type = FIELD_TEXT, .required = true},
    {"induk", .type = FIELD_TEXT},
    {"tempat", .type = FIELD_TEXT},
    {"alamat", .type = FIELD_TEXT},
    {"kop", .type = FIELD_TEXTS},
    {"surat", .type = FIELD_RECORD, .record = &missive_schema},
    {"surel", .type = FIELD_TEXT},
    {"telepon", .type = FIELD_TEXT},
    {"zona", .type = FIELD_WORD, .required = true, .words = zones,
	.words_n = 3},
    {"warna", .type = FIELD_TEXT, .required = true},
    {"domain_email", .type = FIELD_TEXTS, .required = true},
    {"nomor_permohonan", .type = FIELD_TEXT, .required = true},
    {"pemeriksaan_kedua", .type = FIELD_TEXT},
    {"layanan", .type = FIELD_RECORDS, .required = true,
	.record = &service_schema},
    {"webhook", .type = FIELD_WORD, .words = yes_no, .words_n = 2},
    {"bsre", .type = FIELD_RECORD, .record = &bsre_schema},
    {"kuota", .type = FIELD_RECORD, .record = &quota_schema},
    {"passphrase", .type = FIELD_RECORD, .record = &passphrase_schema},
    {"pengingat", .type = FIELD_RECORD, .record = &remind_lists},
    {"ringkasan", .type = FIELD_TEXTS},
    OWN_TIME_FIELDS,
};
static const struct schema office_schema = {
    "kantor", office_fields, sizeof(office_fields) / sizeof(struct field)};

/* Whether s is 1 to max of the given characters, none of them first. */
static bool
is_made_of(const char *s, const char *set, const char *not_first, size_t max)
{
	size_t n = strspn(s, set);

	return n > 0 && n <= max && !s[n] && !strchr(not_first, *s);
}

static bool
is_id(const char *s)
{
	return is_made_of(s, LOWER DIGITS "-", "-", ID_MAX);
}

static bool
is_domain(const char *s)
{
	if (*s == '.')
		s++;
	return is_made_of(s, LOWER DIGITS ".-", ".-", 100) && strchr(s, '.') &&
	       !strstr(s, "..") && s[strlen(s) - 1] != '.';
}

static bool
is_mail(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at > s && !strpbrk(s, " \t\n<>,;") && is_domain(at + 1) &&
	       at[1] != '.';
}

static bool
is_colour(const char *s)
{
	return *s == '#' && strlen(s) == 7 &&
	       strspn(s + 1, DIGITS "abcdefABCDEF") == 6;
}

static bool
is_file(const char *s)
{
	return is_made_of(s, LOWER UPPER DIGITS "._-", ".-", 100) &&
	       str_ends(str_of(s), STR(".sop.yaml"));
}

/* A number is part of addresses: only what needs no escape in them. */
static bool
is_number_template(const char *s)
{
	struct err e = {0};

	return number_check(str_of(s), &e) == 0 && strlen(s) <= NUMBER_MAX &&
	       !strpbrk(s, " /()") && !strchr("-._", *s);
}

/* Which file it is at last, and whether it may be one, is asked where it is
 * loaded. */
static bool
is_module(const char *s)
{
	return strcmp(s, "manual") == 0 || strcmp(s, "esign") == 0 ||
	       (is_made_of(s, LOWER UPPER DIGITS "/._+-",
		    LOWER UPPER DIGITS "._+-", MODULE_MAX) &&
		   !strstr(s, "//") && !strstr(s, "/.") &&
		   str_ends(str_of(s), STR(".so")));
}

static bool
is_percent(const char *s)
{
	uint64_t n;

	return str_u64(str_of(s), 100, &n) == 0;
}

/* The rule of one text key, and what to say where it is broken. */
static const struct rule {
	const char *key;
	bool (*is_good)(const char *s);
	const char *mend;
} rules[] = {
    {"id", is_id,
	"tulis dengan huruf kecil, angka dan tanda hubung, paling panjang 32"},
    {"surel", is_mail, "tulis satu alamat email yang lengkap"},
    {"warna", is_colour, "tulis seperti \"#0b5d3b\", dalam tanda kutip"},
    {"nomor_permohonan", is_number_template,
	"tulis seperti \"TTE-{tahun}-{urut:5}\", hanya huruf, angka dan tanda "
	"- . _ di antaranya, paling panjang 40"},
    {"pemeriksaan_kedua", is_percent,
	"tulis angka 0 sampai 100: berapa persen yang diperiksa dua orang"},
};

static void
check_text(
    struct problem_list *l, const struct node *m, const struct rule *rule)
{
	const char *s = node_text(m, rule->key);

	if (s && !rule->is_good(s))
		problem_error(l, node_place(m, rule->key),
		    "Isi \"%s\" tidak dapat dipakai; %s.", rule->key,
		    rule->mend);
}

static void
check_domains(struct problem_list *l, const struct node *root)
{
	const struct node *list = node_get(root, "domain_email");

	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *v = list->first; v; v = v->next)
		if (v->type == NODE_TEXT && *v->text && !is_domain(v->text))
			problem_error(l, v->at,
			    "Domain email \"%s\" tidak dapat dipakai; tulis "
			    "dengan huruf kecil seperti malutprov.go.id atau "
			    ".go.id.",
			    problem_quote(l, v->text));
}

static void
read_services(struct arena *a, struct problem_list *l, struct office *o,
    const struct node *root)
{
	static const struct rule file = {"berkas", is_file,
	    "tulis nama berkas di map yang sama, berakhir .sop.yaml"};
	const struct node *list = node_get(root, "layanan");
	struct office_service *v =
	    ARENA_ARRAY(a, SERVICES, struct office_service);

	o->services = v;
	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *m = list->first; m; m = m->next) {
		const char *id = node_text(m, "id"), *name;

		if (o->services_n == SERVICES) {
			problem_error(l, m->at,
			    "Daftar \"layanan\" memuat paling banyak %d "
			    "layanan; hapus kelebihannya.",
			    SERVICES);
			return;
		}
		check_text(l, m, &rules[0]);
		check_text(l, m, &file);
		if (id && office_service(o, str_of(id)) >= 0)
			problem_error(l, node_place(m, "id"),
			    "Layanan \"%s\" sudah ada di daftar; pakai id "
			    "lain.",
			    problem_quote(l, id));
		name = node_text(m, "berkas");
		v[o->services_n++] =
		    (struct office_service){id ? id : "", name ? name : ""};
	}
}

static unsigned
read_percent(const struct node *root)
{
	const char *s = node_text(root, "pemeriksaan_kedua");
	uint64_t n = 0;

	return s && str_u64(str_of(s), 100, &n) == 0 ? (unsigned)n : 0;
}

static void
read_quota(struct problem_list *l, struct quota *q, const struct node *root)
{
	const struct node *m = node_get(root, "kuota");

	q->of_case = size_get(l, m, "permohonan", QUOTA_CASE, QUOTA_MAX,
	    "200 MB, paling besar 100000 GB");
	q->of_person = size_get(l, m, "orang", QUOTA_PERSON, QUOTA_MAX,
	    "300 MB, paling besar 100000 GB");
	q->of_office = size_get(l, m, "kantor", QUOTA_OFFICE, QUOTA_MAX,
	    "20 GB, paling besar 100000 GB");
}

static void
read_bsre(struct problem_list *l, struct office *o, const struct node *root)
{
	static const struct rule module = {"modul", is_module,
	    "tulis manual, esign, atau lokasi lengkap sebuah berkas modul "
	    "seperti /usr/local/lib/paraf/gerbang.so"};
	const struct node *m = node_get(root, "bsre");
	const char *name = node_text(m, "modul");

	o->bsre_module = name ? name : "manual";
	if (m)
		check_text(l, m, &module);
}

static void
read_reminders(struct arena *a, struct problem_list *l, struct office *o,
    const struct node *root)
{
	static const struct duration none = {.unit = TIME_NONE};
	const struct node *m = node_get(root, "pengingat");

	for (int i = 0; i < REMIND_LISTS; i++) {
		const struct remind_scope scope = {
		    .applicant = i == OWNER_APPLICANT,
		    .time = i == REMIND_UNTIMED ? &none : NULL,
		};
		const struct reminders *r =
		    remind_read(a, l, m, remind_fields[i].key, &scope);

		o->remind[i] = r ? *r : remind_default[i];
	}
}

/* Half past seven and one o'clock, where nothing is said. */
static void
read_digests(struct problem_list *l, struct office *o, const struct node *root)
{
	o->digests =
	    hours_clocks(l, root, "ringkasan", o->digest_at, OFFICE_DIGESTS);
	if (o->digests > 0)
		return;
	o->digest_at[0] = 7 * 60 + 30;
	o->digest_at[1] = 13 * 60;
	o->digests = 2;
}

const struct office *
office_parse(struct arena *a, struct str text, struct sop_problems *p)
{
	struct office *o = ARENA_NEW(a, struct office);
	struct problem_list l;
	const struct node *root;

	problem_list_init(&l, a);
	root = node_read(a, text, &l);
	if (root) {
		schema_check(&l, &office_schema, root);
		for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
			check_text(&l, root, &rules[i]);
		check_domains(&l, root);
		o->id = node_text(root, "id");
		o->name = node_text(root, "nama");
		o->short_name = node_text(root, "singkatan");
		o->parent = node_text(root, "induk");
		o->place = node_text(root, "tempat");
		o->address = node_text(root, "alamat");
		o->mail = node_text(root, "surel");
		o->phone = node_text(root, "telepon");
		o->zone = *zone_find(
		    str_of(zones[schema_word(root, "zona", zones, 3, 0)]));
		o->colour = node_text(root, "warna");
		o->mail_domains =
		    schema_texts(a, root, "domain_email", &o->mail_domains_n);
		o->number = node_text(root, "nomor_permohonan");
		read_services(a, &l, o, root);
		o->own = own_time_read(a, &l, root);
		o->time.zone = o->zone;
		calendar_merge(a, &o->time, &o->days, &o->own, NULL, 0);
		o->second_percent = read_percent(root);
		o->webhook = schema_word(root, "webhook", yes_no, 2, 0) == 1;
		o->passphrase = passphrase_read(&l, root);
		read_bsre(&l, o, root);
		o->missive = missive_conf_read(a, &l, root);
		read_quota(&l, &o->quota, root);
		read_reminders(a, &l, o, root);
		read_digests(&l, o, root);
	}
	problem_list_take(&l, p);
	return p->errors > 0 ? NULL : o;
}

const struct office *
office_with_calendars(struct arena *a, const struct office *o,
    const struct calendar *const *years, size_t n)
{
	struct office *copy = ARENA_NEW(a, struct office);

	*copy = *o;
	calendar_merge(a, &copy->time, &copy->days, &copy->own, years, n);
	return copy;
}

bool
office_has_mail(const struct office *o, struct str address)
{
	struct mailbox m;
	struct err e = {0};

	return mailbox_parse(&m, address, &e) == 0 &&
	       mailbox_is_allowed(&m, o->mail_domains, o->mail_domains_n);
}

int
office_service(const struct office *o, struct str id)
{
	for (size_t i = 0; i < o->services_n; i++)
		if (str_eqz(id, o->services[i].id))
			return (int)i;
	return -1;
}
