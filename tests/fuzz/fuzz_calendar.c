/*
 * National calendars and an office's own days: whatever is accepted gives a
 * working time that can be counted with.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "sop/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WIB\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n";

/* About each date that differs: what is due is used up then. */
static void
check_time(const struct office *o)
{
	const struct worktime *t = &o->time;
	int64_t unit = work_day_minutes(&t->week);
	size_t step = 1 + t->days_n / 16;

	for (size_t i = 1; i < t->days_n; i++)
		assert(t->days[i - 1].day < t->days[i].day);
	for (size_t i = 0; i < t->days_n; i += step) {
		int64_t from = day_ms(t->days[i].day - 3, t->zone) + 12345;

		assert(o->days[i].day == t->days[i].day);
		for (int n = 1; n < 600; n += 97) {
			int64_t due = worktime_after(t, from, n);

			assert(worktime_between(t, from, due) == n);
			due = worktime_days_after(t, from, n);
			assert(worktime_days_between(t, from, due) == n * unit);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	const struct calendar *year;
	const struct office *o;
	struct sop_problems p;
	struct arena a;

	arena_init(&a, 16 * MIB);
	year = calendar_parse(&a, text, &p);
	assert((year == NULL) == (p.errors > 0));
	for (size_t i = 0; i < p.n; i++)
		assert(p.v[i].line > 0 && p.v[i].column > 0 &&
		       str_utf8(str_of(p.v[i].text)));
	o = office_parse(&a, year ? str_of(profile) : text, &p);
	if (o)
		check_time(office_with_calendars(&a, o, &year, year ? 1 : 0));
	arena_clear(&a);
	return 0;
}
