#include "step/warn.h"

#include <string.h>

#include "domain/mailbox.h"
#include "domain/name.h"
#include "step/items.h"
#include "store/alike.h"
#include "view/json.h"

static void
add(json_t *list, const char *about, const char *text)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "text", text);
	jv_set_z(o, "about", about);
}

static void
add_numbers(struct step *s, const struct holder *h, json_t *list)
{
	static const char *const about[] = {
	    [IDENTITY_NIK] = "nik",
	    [IDENTITY_NIP] = "nip",
	    [IDENTITY_BIRTH] = "lahir",
	    [IDENTITY_SEX] = "lahir",
	};
	struct identity_warnings w;

	person_identity(s->cx, h, &w);
	for (size_t i = 0; i < w.n; i++)
		add(list, about[w.v[i].code], w.v[i].text);
}

static void
add_mailbox(struct step *s, const struct holder *h, json_t *list)
{
	struct mailbox m;
	struct err e = {0};

	if (!h->email[0])
		return;
	if (!office_has_mail(s->cx->office, str_of(h->email)))
		add(list, "email",
		    arena_printf(s->cx->arena,
			"Email ini bukan email dinas kantor ini (%s).",
			s->cx->office->mail_domains[0]));
	if (mailbox_parse(&m, str_of(h->email), &e) == 0 && mailbox_is_unit(&m))
		add(list, "email",
		    "Email tampak milik unit, bukan perorangan.");
}

/* "NIK ini juga ada pada permohonan TTE-2026-00012 yang masih berjalan." */
static void
add_alike(struct step *s, json_t *list, const char *about, const char *what,
    int found, const char *number)
{
	if (found == 1)
		add(list, about,
		    arena_printf(s->cx->arena,
			"%s ini juga ada pada permohonan %s yang masih "
			"berjalan.",
			what, number));
}

json_t *
warn_person(struct step *s, const struct holder *h)
{
	struct db *db = s->cx->db;
	struct arena *a = s->cx->arena;
	int64_t id = s->d->c.id;
	json_t *list = jv_arr();
	const char *n = "";
	struct err e = {0};
	int found;

	add_numbers(s, h, list);
	if (name_has_title(a, str_of(h->name)))
		add(list, "nama",
		    "Nama tampak memuat gelar; di KTP tanpa gelar.");
	add_mailbox(s, h, list);
	if (h->nik[0]) {
		found = holder_same_nik(db, a, &n, h->nik, id, &e);
		add_alike(s, list, "nik", "NIK", found, n);
	}
	if (h->email[0]) {
		found = alike_email(db, a, &n, h->email, id, &e);
		add_alike(s, list, "email", "Email", found, n);
	}
	if (h->phone[0]) {
		found = alike_phone(db, a, &n, h->phone, id, &e);
		add_alike(s, list, "telepon", "Nomor HP/WA", found, n);
	}
	return list;
}

json_t *
warn_about(const json_t *warnings, const char *about)
{
	json_t *list = jv_arr(), *o;
	size_t i;

	json_array_foreach(warnings, i, o)
	{
		const char *s = json_string_value(json_object_get(o, "about"));

		if (s && strcmp(s, about) == 0)
			json_array_append(list, o);
	}
	return list;
}

json_t *
warn_papers(struct step *s, const struct item_value *v)
{
	json_t *list = jv_arr();
	const struct file *f;
	const char *number = "";
	struct err e = {0};
	int found;

	for (size_t i = 0; v && (f = dossier_item_file(s->d, v, i)); i++) {
		if (!f->digest.p)
			continue;
		found = alike_file(s->cx->db, s->cx->arena, &number, f->digest,
		    s->d->c.id, &e);
		add_alike(s, list, "berkas", "Berkas", found, number);
	}
	return list;
}

json_t *
warn_all(struct step *s)
{
	json_t *all = jv_arr(), *one, *o;
	size_t from, to, k;

	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];

		one = warn_person(s, h);
		json_array_foreach(one, k, o)
		    jv_set_z(jv_append_obj(all), "text",
			arena_printf(s->cx->arena, "%s: %s", h->name,
			    json_string_value(json_object_get(o, "text"))));
		json_decref(one);
	}
	return all;
}
