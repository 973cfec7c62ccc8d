#include "sop/keep.h"

/* None longer than 100 years. */
static const struct {
	const char *name;
	unsigned max;
} units[] = {
    [KEEP_DAY] = {"hari", 36500},
    [KEEP_MONTH] = {"bulan", 1200},
    [KEEP_YEAR] = {"tahun", 100},
};

int
keep_parse(struct keep *k, struct str s, struct err *e)
{
	struct str rest = str_trim(s);
	struct str number = str_cut(&rest, ' '), unit = str_trim(rest);
	uint64_t n;

	for (int u = KEEP_DAY; u <= KEEP_YEAR; u++)
		if (str_caseeq(unit, str_of(units[u].name)) &&
		    str_u64(number, units[u].max, &n) == 0) {
			*k = (struct keep){(unsigned)n, (enum keep_unit)u};
			return 0;
		}
	return err_set(e, ERR_INPUT,
	    "Lama penyimpanan tidak terbaca; tulis seperti 30 hari, 6 bulan "
	    "atau 5 tahun.",
	    "keep: %zu bytes", s.n);
}

const char *
keep_text(struct arena *a, struct keep k)
{
	return arena_printf(a, "%u %s", k.n, units[k.unit].name);
}

int64_t
keep_end(struct keep k, int64_t from, struct zone z)
{
	struct civil c = civil_of(from, z);
	int64_t end;

	if (k.unit == KEEP_DAY)
		end = day_ms(civil_day(c) + (int32_t)k.n, z);
	else
		end = day_ms(civil_day(civil_add_months(
				 c, k.unit == KEEP_YEAR ? 12 * k.n : k.n)),
		    z);
	return end > from ? end : from;
}
