#include "sop/size.h"

#include "base/limits.h"

int
size_parse(struct str s, uint64_t max, uint64_t *bytes)
{
	static const struct {
		const char *name;
		uint64_t bytes;
	} units[] = {{"KB", KIB}, {"MB", MIB}, {"GB", 1024 * MIB}};
	size_t n = 0;
	uint64_t v;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (str_u64((struct str){s.p, n}, UINT32_MAX, &v) < 0 || v == 0)
		return -1;
	s = str_trim((struct str){s.p + n, s.n - n});
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!str_caseeq(s, str_of(units[i].name)))
			continue;
		if (v > max / units[i].bytes)
			return -1;
		*bytes = v * units[i].bytes;
		return 0;
	}
	return -1;
}

uint64_t
size_get(struct problem_list *l, const struct node *map, const char *key,
    uint64_t fallback, uint64_t max, const char *example)
{
	const char *text = node_text(map, key);
	uint64_t bytes = fallback;

	if (text && size_parse(str_of(text), max, &bytes) < 0)
		problem_error(l, node_place(map, key),
		    "Ukuran \"%s\" pada \"%s\" tidak dapat dipakai; tulis "
		    "seperti %s.",
		    problem_quote(l, text), key, example);
	return bytes;
}
