#include "app/office.h"

#include <jansson.h>
#include <string.h>

#include "app/missive_trial.h"
#include "store/event.h"
#include "store/person.h"
#include "store/service.h"
#include "view/json.h"

static const struct sop *
parse(struct arena *a, struct office_file *f, struct err *e)
{
	const struct sop *s = sop_parse(a, f->text, &f->problems);

	if (!s)
		err_set(e, ERR_INPUT, "SOP belum dapat dimuat.", "%zu errors",
		    f->problems.errors);
	return s;
}

static int
put_seats(struct db *db, const struct sop *s, struct err *e)
{
	for (size_t i = 0; i < s->lanes_n; i++) {
		const struct lane *l = &s->lanes[i];
		const char *role =
		    l->role == LANE_OFFICIAL ? "pejabat" : "verifikator";

		if (l->role != LANE_OFFICIAL && l->role != LANE_VERIFIER)
			continue;
		if (seat_put(db, l->id, l->title, role, e) < 0)
			return -1;
	}
	return 0;
}

static int
log_edition(struct db *db, struct arena *a, const struct edition *ed,
    int64_t now, struct err *e)
{
	json_t *j = json_pack("[{s:s,s:s},{s:s,s:I}]", "label", "Layanan",
	    "value", ed->service_id, "label", "Edisi", "value",
	    (json_int_t)ed->number);
	const struct event ev = {
	    .kind = "edition",
	    .outcome = "loaded",
	    .edition_id = ed->id,
	    .detail = json_z(a, j),
	    .at = now,
	};
	int rc = event_append(db, &ev, NULL, e);

	json_decref(j);
	return rc;
}

/* Within a transaction; the service exists. */
static int
put_edition(struct db *db, struct arena *a, const char *service,
    struct str text, struct edition_change *out, int64_t now, struct err *e)
{
	struct edition ed = {0};
	int rc = edition_last(db, a, &ed, service, e);

	if (rc < 0)
		return -1;
	out->service = service;
	out->is_new = rc == 0 || !str_eqz(text, ed.text);
	if (out->is_new) {
		ed.service_id = service;
		ed.number++;
		ed.text = str_z(a, text);
		if (edition_add(
			db, service, ed.number, ed.text, now, &ed.id, e) < 0 ||
		    log_edition(db, a, &ed, now, e) < 0)
			return -1;
	}
	out->number = ed.number;
	return service_set_edition(db, service, ed.id, e);
}

/* Services that the profile no longer names take no new cases. */
static int
withdraw_others(
    struct db *db, struct arena *a, const struct office *o, struct err *e)
{
	struct service *v;
	size_t n;

	if (service_list(db, a, &v, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (office_service(o, str_of(v[i].id)) < 0 &&
		    service_withdraw(db, v[i].id, e) < 0)
			return -1;
	return 0;
}

static int
put_services(struct db *db, struct arena *a, const struct office *o,
    const struct sop *const *sops, const struct office_files *f,
    struct office_change *out, int64_t now, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	for (size_t i = 0; i < f->n; i++) {
		const char *id = o->services[i].id;

		if (service_put(db, id, (int64_t)i, e) < 0 ||
		    put_seats(db, sops[i], e) < 0 ||
		    put_edition(db, a, id, f->sops[i].text, &out->editions[i],
			now, e) < 0)
			goto out;
	}
	if (withdraw_others(db, a, o, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

/* The row of the list of offices. */
static int
put_tenant(struct app *app, const struct office *o, struct str profile,
    struct arena *a, struct office_change *out, int64_t now, struct err *e)
{
	struct control *control = tenants_control(app_tenants(app));
	struct tenant t = {.created = now};
	const struct tenant *list;
	size_t n;

	list = control_tenants(control, &n);
	out->is_new = true;
	for (size_t i = 0; i < n; i++) {
		if (list[i].position >= t.position && out->is_new)
			t.position = list[i].position + 1;
		if (strcmp(list[i].id, o->id) == 0) {
			t = list[i];
			out->is_new = false;
		}
	}
	t.id = o->id;
	t.name = o->name;
	t.short_name = o->short_name;
	t.accent = o->colour;
	t.zone = o->zone.name;
	t.profile = str_z(a, profile);
	t.active = true;
	return control_put(control, &t, e);
}

static int
try_texts(struct app *app, struct arena *a, const struct office *o,
    const struct sop *const *sops, struct office_files *f, int64_t now,
    struct err *e)
{
	if (missive_signers_check(o, sops, f->n, e) < 0)
		return -1;
	for (size_t i = 0; i < f->texts_n; i++)
		if (missive_trial(app, a, o, sops[0], &f->texts[i], now, e) <
		    0) {
			f->bad_text = f->texts[i].name;
			return -1;
		}
	return 0;
}

int
office_load(struct app *app, struct arena *a, struct office_files *f,
    struct office_change *out, int64_t now, struct err *e)
{
	const struct office *o =
	    office_parse(a, f->profile.text, &f->profile.problems);
	const struct sop **sops;
	struct db *db;

	if (!o)
		return err_set(e, ERR_INPUT,
		    "Profil kantor belum dapat dimuat.", "%zu errors",
		    f->profile.problems.errors);
	if (f->n != o->services_n)
		return err_set(e, ERR_INPUT,
		    "Jumlah SOP tidak sama dengan jumlah layanan.",
		    "%zu files, %zu services", f->n, o->services_n);
	sops = ARENA_ARRAY(a, f->n, const struct sop *);
	for (size_t i = 0; i < f->n; i++)
		sops[i] = parse(a, &f->sops[i], e);
	for (size_t i = 0; i < f->n; i++)
		if (!sops[i])
			return -1;
	out->office = o;
	out->editions = ARENA_ARRAY(a, f->n, struct edition_change);
	out->n = f->n;
	if (try_texts(app, a, o, sops, f, now, e) < 0 ||
	    put_tenant(app, o, f->profile.text, a, out, now, e) < 0 ||
	    control_put_texts(tenants_control(app_tenants(app)), o->id,
		f->texts, f->texts_n, e) < 0 ||
	    tenants_refresh(app_tenants(app), e) < 0 ||
	    app_make_dirs(app, a, o->id, e) < 0 ||
	    tenants_get(app_tenants(app), str_of(o->id), &db, e) < 0)
		return -1;
	return put_services(db, a, o, sops, f, out, now, e);
}

int
office_load_sop(struct app *app, struct arena *a, const char *tenant,
    const char *service, struct office_file *f, struct edition_change *out,
    int64_t now, struct err *e)
{
	const struct sop *s = parse(a, f, e);
	const struct office *o;
	struct db *db;
	int rc = -1;

	if (!s || app_office(app, tenant, &o, &db, e) < 0)
		return -1;
	if (office_service(o, str_of(service)) < 0)
		return err_set(e, ERR_MISSING,
		    "Kantor ini tidak mempunyai layanan itu.", "%s", service);
	if (db_begin(db, e) < 0)
		return -1;
	if (put_seats(db, s, e) < 0 ||
	    put_edition(db, a, service, f->text, out, now, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

/* Change one office of the list and see the change. */
static int
save_tenant(struct app *app, const struct tenant *t, struct err *e)
{
	if (control_put(tenants_control(app_tenants(app)), t, e) < 0)
		return -1;
	return tenants_refresh(app_tenants(app), e) < 0 ? -1 : 0;
}

static int
find_tenant(struct app *app, const char *id, struct tenant *t, struct err *e)
{
	const struct tenant *found =
	    control_tenant(tenants_control(app_tenants(app)), str_of(id));

	if (!found)
		return err_set(
		    e, ERR_MISSING, "Kantor itu tidak ditemukan.", "%s", id);
	*t = *found;
	return 0;
}

int
office_set_host(
    struct app *app, const char *tenant, const char *host, struct err *e)
{
	struct tenant t;

	if (find_tenant(app, tenant, &t, e) < 0)
		return -1;
	t.hostname = host;
	return save_tenant(app, &t, e);
}

int
office_switch_off(struct app *app, const char *tenant, struct err *e)
{
	struct tenant t;

	if (find_tenant(app, tenant, &t, e) < 0)
		return -1;
	t.active = false;
	return save_tenant(app, &t, e);
}
