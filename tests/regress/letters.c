/*
 * letters - every kind of letter of an office, set of a made-up case that is
 * as awkward as one can be: letters DATA OFFICE OUT PERSONS LENGTH, where
 * names have LENGTH characters; 0: ordinary ones, and nothing that may be
 * left out is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/missive_part.h"
#include "base/limits.h"
#include "paper/sheet.h"
#include "store/service.h"
#include "view/json.h"

#define NOW INT64_C(1795314600000) /* 22 November 2026 */

static struct arena arena;

static void
must(bool ok, const char *what, const struct err *e)
{
	if (ok)
		return;
	fprintf(stderr, "letters: %s: %s (%s)\n", what, e->msg, e->detail);
	exit(1);
}

/* "Citra Contoh Lestari Citra ..." of that many characters. */
static const char *
long_name(size_t n)
{
	static const char words[] = "Citra Contoh Lestari Adiwangsa ";
	char *s = arena_alloc(&arena, n + 1);

	for (size_t i = 0; i < n; i++)
		s[i] = words[i % (sizeof(words) - 1)];
	if (n > 0 && s[n - 1] == ' ')
		s[n - 1] = 'a';
	s[n] = '\0';
	return s;
}

static struct holder
person(size_t i, size_t length)
{
	bool bare = length == 0;

	return (struct holder){
	    .id = (int64_t)i + 1,
	    .name = bare ? "Tunggal" : long_name(length),
	    .nik = "3399990411870001",
	    .nip = bare ? "" : "198711042010011001",
	    .job = bare ? "Staf" : long_name(length),
	    .unit = bare ? "Desa" : long_name(length),
	    .email = bare ? ""
			  : "nama.yang.sangat.panjang.sekali.untuk."
			    "sebuah.alamat@sekretariat.kota.example",
	    .phone = "+6281200000001",
	    .ending = i % 3 == 2 ? "rejected" : "done",
	    .serial = i % 3 == 2 ? "" : "4A1F009C21B7D04455AA01928374655F",
	    .valid_from = i % 3 == 2 ? "" : "2026-11-22",
	    .valid_until = i % 3 == 2 ? "" : "2028-11-21",
	};
}

/* One event of each row, and one that sends the case back. */
static void
fill(struct dossier *d, size_t length)
{
	const struct sop *sop = d->sop;
	json_t *detail = jv_arr();
	size_t n = 0;

	for (size_t i = 0; i < 12; i++) {
		json_t *o = jv_append_obj(detail);

		jv_set_z(o, "label",
		    i == 0 ? "Hasil audit sistem" : "Scan KTP pemohon");
		jv_set_z(o, "value", length ? long_name(length * 3) : "Buram");
	}
	d->events = ARENA_ARRAY(&arena, sop->rows_n + 1, struct event);
	d->tasks = ARENA_ARRAY(&arena, sop->rows_n, struct task);
	for (size_t i = 0; i < sop->rows_n; i++) {
		const struct row *r = &sop->rows[i];

		d->tasks[i] = (struct task){.id = (int64_t)i + 1,
		    .row_no = r->no,
		    .lane = sop->lanes[r->lane].id,
		    .closed_at = NOW};
		d->events[n++] = (struct event){
		    .id = (int64_t)i + 1,
		    .task_id = (int64_t)i + 1,
		    .row_no = r->no,
		    .kind = kind_get(r->kind)->name,
		    .outcome = outcome_name(kind_get(r->kind)->outcomes[0]),
		    .seat_title = sop->lanes[r->lane].title,
		    .person_name = length ? long_name(length) : "Tunggal",
		    .reason = length ? long_name(length * 4) : "",
		    .detail = json_z(&arena, detail),
		    .at = NOW,
		};
	}
	d->tasks_n = sop->rows_n;
	d->events[n] = d->events[n - 1];
	d->events[n].outcome = "incomplete";
	d->events_n = n + 1;
	json_decref(detail);
}

static void
write_file(const char *dir, const char *name, struct str s)
{
	const char *path = arena_printf(&arena, "%s/%s.pdf", dir, name);
	FILE *f = fopen(path, "wb");
	bool ok = f && fwrite(s.p, 1, s.n, f) == s.n;

	must(f && fclose(f) == 0 && ok, path, &(struct err){0});
}

static void
set(struct ctx *cx, const struct dossier *d, enum missive_kind k,
    const char *dir, size_t length)
{
	const struct missive_of of = {.kind = k,
	    .holder = missive_info(k)->per_holder ? 1 : 0,
	    .task = missive_task(d, k)};
	const struct missive m = {.kind = missive_info(k)->name,
	    .number = length ? "B/000.6.5.6/00017/DISKOMINFOSANDITIK/XI/2026"
			     : "1/2026",
	    .dated = "2026-11-22"};
	struct typeset_head head;
	struct typeset_job job = {.head = &head,
	    .qr = "https://tte.example/v/uji-234567abcdefghjkmnpq",
	    .foot = "Naskah ini tercatat."};
	struct missive_seal seal;
	struct err e = {0};
	struct str text;
	struct sb out;
	json_t *v;

	must(missive_seal(cx, d, k, &seal, &e) == 0, "seal", &e);
	if (length)
		seal = (struct missive_seal){.seat = long_name(length),
		    .for_ = long_name(length),
		    .name = long_name(length),
		    .nip = "197509091999031901",
		    .rank = "Pembina Utama Madya (IV/d)"};
	v = missive_view(cx, d, &of, &m, &seal, false);
	must(missive_text(cx, k, v, &text, &e) == 0, "text", &e);
	must(missive_head(cx, d, k, &head, &e) == 0, "head", &e);
	job.conf = (struct sheet_conf){
	    .w = cx->office->missive.f4 ? SHEET_F4_W : SHEET_A4_W,
	    .h = cx->office->missive.f4 ? SHEET_F4_H : SHEET_A4_H,
	    .title = missive_info(k)->title,
	    .author = cx->office->name,
	    .created = "2026-11-22T00:00:00Z"};
	sb_init(&out, LIMIT_MISSIVE);
	must(typeset(&out, &job, text, &e) == 0, m.kind, &e);
	write_file(dir, m.kind, sb_get(&out));
	sb_clear(&out);
	json_decref(v);
}

int
main(int argc, char **argv)
{
	struct dossier d = {0};
	struct ctx cx = {.arena = &arena, .now = NOW};
	struct app_conf conf = {
	    .strict = true, .lazy = true, .url = "https://tte.example"};
	size_t persons, length, n;
	struct service *services;
	struct err e = {0};

	if (argc != 6)
		return 2;
	arena_init(&arena, 256 * MIB);
	persons = strtoul(argv[4], NULL, 10);
	length = strtoul(argv[5], NULL, 10);
	conf.data = argv[1];
	must(sheet_warm(&e) == 0, "fonts", &e);
	must(app_open(&cx.app, &conf, NOW, &e) == 0, "app", &e);
	must(app_office(cx.app, argv[2], &cx.office, &cx.db, &e) == 0, "office",
	    &e);
	must(service_list(cx.db, &arena, &services, &n, &e) == 0, "services",
	    &e);
	must(app_sop(cx.app, argv[2], cx.db, services[0].edition_id, &d.sop,
		 &e) == 0,
	    "sop", &e);
	cx.base = arena_printf(&arena, "/%s", argv[2]);
	d.holders = ARENA_ARRAY(&arena, persons, struct holder);
	d.holders_n = persons;
	for (size_t i = 0; i < persons; i++)
		d.holders[i] = person(i, length);
	d.c = (struct casefile){.id = 1,
	    .number = "TTE-2026-00017",
	    .applicant = d.holders[0].name,
	    .ending = "done",
	    .opened_at = NOW};
	d.letter = jv_obj();
	if (length) {
		jv_set_z(d.letter, "nomor_surat", "800/123/UMUM/XI/2026");
		jv_set_z(d.letter, "tanggal_surat", "2026-11-22");
		jv_set_z(d.letter, "perihal", long_name(length * 2));
		jv_set_z(d.letter, "penandatangan_jabatan", long_name(length));
		jv_set_z(d.letter, "penandatangan_nama", long_name(length));
	}
	fill(&d, length);
	for (int k = 0; k < MISSIVE_KINDS; k++)
		set(&cx, &d, (enum missive_kind)k, argv[3], length);
	dossier_clear(&d);
	app_close(cx.app);
	arena_clear(&arena);
	return 0;
}
