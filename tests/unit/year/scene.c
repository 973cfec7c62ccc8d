/*
 * The scene: the office, its persons, and what they do in a year, drawn by
 * lot but always alike.
 */
#include <stdlib.h>

#include "sop/kind.h"
#include "year.h"

const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WITA\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
    "libur:\n  - {tanggal: 2026-09-23, nama: Hari jadi}\n"
    "ringkasan: [\"08.30\", \"13.00\"]\n";

const char sop_text[] =
    "judul: Uji\n"
    "ditinggalkan_setelah: 60 hari\n"
    "pelaksana:\n"
    "  - {id: pemohon, jabatan: Pemohon, peran: pemohon}\n"
    "  - {id: kadis, jabatan: Kepala Dinas, peran: pejabat}\n"
    "  - {id: kabid, jabatan: Kepala Bidang, peran: pejabat,\n"
    "     pengganti: kadis}\n"
    "  - {id: verifikator, jabatan: Verifikator, peran: verifikator}\n"
    "  - {id: bsre, jabatan: BSrE, peran: luar,\n"
    "     dicatat_oleh: verifikator}\n"
    "langkah:\n"
    "  - {no: 1, kegiatan: A, pelaksana: pemohon, jenis: apply,\n"
    "     lanjut: {submitted: 2}}\n"
    "  - {no: 2, kegiatan: B, pelaksana: kadis, waktu: 1 hari,\n"
    "     jenis: dispose,\n"
    "     lanjut: {forwarded: 3, returned: 1, rejected: selesai}}\n"
    "  - {no: 3, kegiatan: C, pelaksana: kabid, waktu: 4 jam,\n"
    "     jenis: dispose,\n"
    "     pengingat: [{saat: 1 jam sebelum}, {saat: tepat waktu},\n"
    "       {saat: 1 hari sesudah, kepada: pengganti},\n"
    "       {saat: 3 hari sejak dibuka, kepada: atasan}],\n"
    "     lanjut: {forwarded: 4, returned: 1, rejected: selesai}}\n"
    "  - {no: 4, kegiatan: D, pelaksana: verifikator, waktu: 2 hari,\n"
    "     jenis: check,\n"
    "     lanjut: {complete: 5, incomplete: 4a, no_mailbox: 4a, rejected: selesai}}\n"
    "  - {no: 4a, kegiatan: E, pelaksana: pemohon, jenis: complete,\n"
    "     lanjut: {resubmitted: 4}}\n"
    "  - {no: 5, kegiatan: F, pelaksana: verifikator, waktu: 90 menit,\n"
    "     jenis: register, lanjut: {registered: 6, refused: 4}}\n"
    "  - {no: 6, kegiatan: G, pelaksana: pemohon, jenis: activate,\n"
    "     waktu: 24 jam kalender, lanjut: {done: 7}}\n"
    "  - {no: 7, kegiatan: H, pelaksana: verifikator, waktu: 3 hari,\n"
    "     jenis: match, lanjut: {matched: 8, mismatched: 6}}\n"
    "  - {no: 8, kegiatan: I, pelaksana: bsre, waktu: 1 hari,\n"
    "     jenis: examine, lanjut: {issued: 9, denied: 4}}\n"
    "  - {no: 9, kegiatan: J, pelaksana: verifikator, waktu: 30 menit,\n"
    "     jenis: deliver, pengingat: tidak,\n"
    "     lanjut: {delivered: selesai}}\n";

const struct table_row table[ROWS] = {
    [APPLY] = {"1", .lane = NOBODY},
    [DISPOSE] = {"2", KADIS, .time = 1, .way = WORK_DAYS},
    [DISPOSE_2] = {"3", KABID, .time = 240, .way = WORK_MINUTES},
    [CHECK] = {"4", VERIFIKATOR, .time = 2, .way = WORK_DAYS},
    [COMPLETE] = {"4a", .lane = NOBODY},
    [REGISTER] = {"5", VERIFIKATOR, .time = 90, .way = WORK_MINUTES},
    [ACTIVATE] = {"6", .lane = NOBODY, .time = 24, .way = CLOCK_HOURS},
    [MATCH] = {"7", VERIFIKATOR, .time = 3, .way = WORK_DAYS},
    [EXAMINE] = {"8", VERIFIKATOR, .bsre = true, .time = 1, .way = WORK_DAYS},
    [DELIVER] = {"9", VERIFIKATOR, .time = 30, .way = WORK_MINUTES},
};

/* --- persons ------------------------------------------------------------ */

#define AT(day, hour) ((day)*DAY + (hour)*60)
#define ALWAYS        2 * YEAR_END

/* Days from 0: 60 is 2 March, 123 is 4 May, 144 is 25 May, 181 is 1 July,
 * 273 is 1 October. */
const struct seat_time seat_times[] = {
    {HEAD, KADIS, DEFINITIF, -AT(1, 0), AT(273, 0)},
    {SECRETARY, KADIS, PLH, AT(60, 0), AT(72, 0)},
    {SECRETARY, KADIS, PLT, AT(273, 0), ALWAYS},
    {DIVISION, KABID, DEFINITIF, -AT(1, 0), AT(123, 0)},
    {DIVISION_2, KABID, DEFINITIF, AT(144, 0), ALWAYS},
    {SECRETARY, KABID, PLT, AT(200, 0), AT(230, 0)},
    {CHECKER, VERIFIKATOR, DEFINITIF, -AT(1, 0), ALWAYS},
    {CHECKER_2, VERIFIKATOR, DEFINITIF, -AT(1, 0), AT(300, 12)},
    {CHECKER_3, VERIFIKATOR, PLT, AT(181, 0), ALWAYS},
};
const size_t seat_times_n = sizeof(seat_times) / sizeof(seat_times[0]);

const struct wish wishes[] = {
    {CHECKER_2, AT(31, 9) + 1, false},
    {CHECKER_2, AT(250, 9) + 1, true},
    {SECRETARY, AT(318, 10) + 1, true},
    {DIVISION_2, AT(170, 10) + 1, true},
    {DIVISION_2, AT(190, 10) + 1, false},
};
const size_t wishes_n = sizeof(wishes) / sizeof(wishes[0]);

size_t
seat_now(enum desk lane, int at, enum who v[OFFICERS],
    enum holding_kind kinds[OFFICERS])
{
	bool daily = false;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < seat_times_n; i++) {
		const struct seat_time *s = &seat_times[i];

		if (s->lane != lane || at < s->from || at >= s->until)
			continue;
		daily = daily || s->kind == PLH;
		v[n] = s->who;
		kinds[n++] = s->kind;
	}
	/* While there is a Plh. the definitive holder does not act. */
	for (size_t i = 0; i < n; i++) {
		if (daily && kinds[i] == DEFINITIF)
			continue;
		v[kept] = v[i];
		kinds[kept++] = kinds[i];
	}
	return kept;
}

int64_t
agent_look(int64_t ms)
{
	/* Down from 10 to 12 June and for a night in September; every full
	 * hour in August. */
	static const int down[][2] = {
	    {AT(160, 15), AT(163, 9)}, {AT(258, 20), AT(259, 6)}};
	int64_t hour = 60 * MINUTE_MS;

	for (size_t i = 0; i < sizeof(down) / sizeof(down[0]); i++)
		if (ms >= down[i][0] * MINUTE_MS && ms < down[i][1] * MINUTE_MS)
			return down[i][1] * MINUTE_MS;
	if (ms > AT(212, 0) * MINUTE_MS && ms < AT(243, 0) * MINUTE_MS)
		return (ms + hour - 1) / hour * hour;
	return ms;
}

/* --- by lot ------------------------------------------------------------- */

static uint64_t
draw(uint64_t *x, uint64_t n)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x % n;
}

struct lot {
	uint64_t x;
	struct scene *s;
	size_t cap;
	int of_case;            /* whose story is told */
	const char *last_until; /* of the last certificate */
};

static int
between(struct lot *l, int from, int to)
{
	return from + (int)draw(&l->x, (uint64_t)(to - from + 1));
}

/* Whether something happens that happens to so many in a hundred. */
static bool
percent(struct lot *l, unsigned n)
{
	return draw(&l->x, 100) < n;
}

/* No deed is at a full hour or at a time of digests. */
static int
odd_minute(struct lot *l, int at)
{
	return at / 5 * 5 + between(l, 1, 4);
}

/* How long a desk takes: most of the time not long. */
static int
desk_time(struct lot *l, int at)
{
	unsigned p = (unsigned)draw(&l->x, 100);

	at += p < 60   ? between(l, 5, 300)
	      : p < 85 ? between(l, 300, 2 * DAY)
	      : p < 96 ? between(l, 2, 6) * DAY
	      : p < 99 ? between(l, 6, 30) * DAY
		       : ALWAYS;
	while (at < YEAR_END && !plain_open(at))
		at += 10;
	return odd_minute(l, at);
}

static int
applicant_time(struct lot *l, int at)
{
	unsigned p = (unsigned)draw(&l->x, 100);

	at += p < 50   ? between(l, 10, 600)
	      : p < 80 ? between(l, 1, 5) * DAY
	      : p < 95 ? between(l, 6, 40) * DAY
	      : p < 97 ? between(l, 41, 59) * DAY
		       : ALWAYS;
	return odd_minute(l, at);
}

static struct deed *
add(struct lot *l, enum deed_kind kind, int at, int who)
{
	struct scene *s = l->s;

	if (s->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 4096;
		s->v = realloc(s->v, l->cap * sizeof(*s->v));
		if (!s->v)
			abort();
	}
	s->v[s->n] = (struct deed){.at = at,
	    .order = (int)s->n,
	    .kind = kind,
	    .of_case = l->of_case,
	    .who = who};
	return &s->v[s->n++];
}

/* --- stories ------------------------------------------------------------ */

static const char *const ends[] = {"2026-03-31", "2026-06-30", "2026-07-15",
    "2026-08-31", "2026-10-20", "2026-11-30", "2026-12-15", "2027-01-31",
    "2027-02-28", "2027-03-25", "2027-06-30", "2028-05-31"};

/* The day of the year of each, and from the first of these on it may be
 * given. */
static const int end_days[] = {
    89, 180, 195, 242, 292, 333, 348, 395, 423, 448, 545, 881};

static const char *
draw_end(struct lot *l, int at)
{
	size_t n = sizeof(ends) / sizeof(ends[0]), i;

	do
		i = (size_t)draw(&l->x, n);
	while (end_days[i] < at / DAY + 20);
	return ends[i];
}

struct turn {
	int outcome, next;
};

static struct turn
draw_turn(struct lot *l, enum line row)
{
	unsigned p = (unsigned)draw(&l->x, 100);

	switch (row) {
	case APPLY:
		return (struct turn){OUT_SUBMITTED, DISPOSE};
	case DISPOSE:
		return p < 93   ? (struct turn){OUT_FORWARDED, DISPOSE_2}
		       : p < 97 ? (struct turn){OUT_RETURNED, APPLY}
				: (struct turn){OUT_REJECTED, NOBODY};
	case DISPOSE_2:
		return p < 95   ? (struct turn){OUT_FORWARDED, CHECK}
		       : p < 98 ? (struct turn){OUT_RETURNED, APPLY}
				: (struct turn){OUT_REJECTED, NOBODY};
	case CHECK:
		return p < 80   ? (struct turn){OUT_COMPLETE, REGISTER}
		       : p < 97 ? (struct turn){OUT_INCOMPLETE, COMPLETE}
				: (struct turn){OUT_REJECTED, NOBODY};
	case COMPLETE:
		return (struct turn){OUT_RESUBMITTED, CHECK};
	case REGISTER:
		return p < 96 ? (struct turn){OUT_REGISTERED, ACTIVATE}
			      : (struct turn){OUT_REFUSED, CHECK};
	case ACTIVATE:
		return (struct turn){OUT_DONE, MATCH};
	case MATCH:
		return p < 92 ? (struct turn){OUT_MATCHED, EXAMINE}
			      : (struct turn){OUT_MISMATCHED, ACTIVATE};
	case EXAMINE:
		return p < 96 ? (struct turn){OUT_ISSUED, DELIVER}
			      : (struct turn){OUT_DENIED, CHECK};
	case DELIVER:
	case ROWS:
		break;
	}
	return (struct turn){OUT_DELIVERED, NOBODY};
}

/* Who does it at the desk, from then on: the seat may be empty for a while. */
static int
draw_officer(struct lot *l, enum desk lane, int *at)
{
	enum who v[OFFICERS];
	enum holding_kind kinds[OFFICERS];
	size_t n;

	while ((n = seat_now(lane, *at, v, kinds)) == 0)
		*at += DAY;
	return (int)v[draw(&l->x, n)];
}

/* A link is made anew for an activation that takes long. */
static void
maybe_link(struct lot *l, int opened, int done)
{
	int at = odd_minute(l, opened + between(l, 1, 4) * DAY);

	while (at < YEAR_END && !plain_open(at))
		at = odd_minute(l, at + 20);
	if (percent(l, 40) && at < done && at < YEAR_END)
		add(l, NEW_LINK, at, draw_officer(l, VERIFIKATOR, &at))->row =
		    ACTIVATE;
}

/* After 60 days at midnight the case is closed, counted from the last thing
 * that was done. */
static bool
maybe_abandon(struct lot *l, int done)
{
	int last = l->s->v[l->s->n - 1].at;
	int at = (last / DAY + 60) * DAY + 31;

	if (done <= at)
		return false;
	if (at < YEAR_END)
		add(l, ABANDON, at, NOBODY);
	return true;
}

/* One row; false: the case goes no further. */
static bool
tell_row(struct lot *l, enum line *row, int *at)
{
	const struct table_row *t = &table[*row];
	struct turn turn = draw_turn(l, *row);
	int done =
		t->lane == NOBODY ? applicant_time(l, *at) : desk_time(l, *at),
	    who = l->s->cases[l->of_case].applicant;
	struct deed *d;

	if (*row == ACTIVATE)
		maybe_link(l, *at, done);
	if (t->lane == NOBODY && maybe_abandon(l, done))
		return false;
	if (t->lane != NOBODY && done < YEAR_END)
		who = draw_officer(l, (enum desk)t->lane, &done);
	if (done >= YEAR_END)
		return false;
	d = add(l, DO_ROW, done, who);
	d->row = *row;
	d->outcome = turn.outcome;
	d->next = turn.next;
	if (turn.outcome == OUT_ISSUED)
		d->valid_until = draw_end(l, done);
	*row = (enum line)turn.next;
	*at = done;
	return turn.next != NOBODY;
}

static void
maybe_mute(struct lot *l, int from)
{
	static const int who[] = {HEAD, SECRETARY, DIVISION, DIVISION_2,
	    CHECKER, CHECKER_2, CHECKER_3, ADMIN};
	int at = odd_minute(l, from + between(l, 1, 20) * DAY);

	if (percent(l, 8) && at < YEAR_END)
		add(l, MUTE, at,
		    who[draw(&l->x, sizeof(who) / sizeof(who[0]))]);
	else if (percent(l, 3) && at < YEAR_END)
		add(l, MUTE, at, l->s->cases[l->of_case].applicant);
}

static void
tell_story(struct lot *l, int from)
{
	struct made_case *c = &l->s->cases[l->of_case];
	enum line row = DISPOSE;
	struct deed *d;
	int at = from;

	c->applicant = OFFICERS + between(l, 0, APPLICANTS - 1);
	c->own_mail = percent(l, 50);
	/* Somebody comes again. */
	c->nik = l->of_case > 20 && percent(l, 15)
		     ? l->s->cases[between(l, 0, l->of_case - 1)].nik
		     : l->of_case;
	d = add(l, FILE_CASE, from, c->applicant);
	d->row = APPLY;
	d->next = DISPOSE;
	maybe_mute(l, from);
	/* What is drawn here may not be what was done last. */
	while (tell_row(l, &row, &at))
		;
}

static int
earlier(const void *a, const void *b)
{
	const struct deed *x = a, *y = b;

	return x->at != y->at
		   ? (x->at < y->at ? -1 : 1)
		   : (x->order < y->order ? -1 : x->order > y->order);
}

void
scene_make(struct scene *s)
{
	struct lot l = {.x = 88172645463325252u, .s = s};
	int from = 600;

	*s = (struct scene){0};
	/* Cases are filed in the order of their numbers. */
	for (l.of_case = 0; l.of_case < CASES; l.of_case++) {
		from += between(&l, 0, 2 * (YEAR_END - 5 * DAY) / CASES);
		if (from >= YEAR_END)
			from = YEAR_END - 10;
		from = from / 5 * 5 + 2;
		tell_story(&l, from);
	}
	l.of_case = NOBODY;
	for (size_t i = 0; i < wishes_n; i++) {
		struct deed *d = add(&l, WISH, wishes[i].at, wishes[i].who);

		d->outcome = wishes[i].digest;
	}
	qsort(s->v, s->n, sizeof(*s->v), earlier);
}

void
scene_clear(struct scene *s)
{
	free(s->v);
	*s = (struct scene){0};
}
