#include "domain/number.h"

#include <string.h>

enum part_kind { PART_LITERAL, PART_SERIAL, PART_YEAR, PART_MONTH };

struct part {
	enum part_kind kind;
	struct str text; /* PART_LITERAL */
	int width;       /* PART_SERIAL */
};

/* What stands between two braces. */
static int
read_token(struct part *p, struct str name)
{
	if (str_eq(name, STR("tahun"))) {
		p->kind = PART_YEAR;
	} else if (str_eq(name, STR("bulan"))) {
		p->kind = PART_MONTH;
	} else if (str_eq(name, STR("urut"))) {
		*p = (struct part){.kind = PART_SERIAL, .width = 1};
	} else if (name.n == 6 && str_starts(name, STR("urut:")) &&
		   name.p[5] >= '1' && name.p[5] <= '9') {
		*p = (struct part){
		    .kind = PART_SERIAL, .width = name.p[5] - '0'};
	} else {
		return -1;
	}
	return 0;
}

static bool
is_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr(" -/._()", c));
}

/* Cut the next part off *rest, which is not empty; -1 if it is malformed. */
static int
next_part(struct part *p, struct str *rest)
{
	const char *end;
	size_t n = 0;

	if (rest->p[0] == '{') {
		end = memchr(rest->p, '}', rest->n);
		if (!end)
			return -1;
		n = (size_t)(end - rest->p) + 1;
		if (read_token(p, (struct str){rest->p + 1, n - 2}) != 0)
			return -1;
	} else {
		while (n < rest->n && is_literal(rest->p[n]))
			n++;
		if (n == 0)
			return -1;
		*p = (struct part){.text = {rest->p, n}};
	}
	*rest = (struct str){rest->p + n, rest->n - n};
	return 0;
}

int
number_check(struct str template, struct err *e)
{
	unsigned seen[PART_MONTH + 1] = {0};
	struct str rest = template;
	struct part p;

	if (template.n > NUMBER_TEMPLATE_MAX)
		return err_set(e, ERR_INPUT, "Pola nomor terlalu panjang.",
		    "number: %zu bytes", template.n);
	while (rest.n > 0) {
		if (next_part(&p, &rest) != 0)
			return err_set(e, ERR_INPUT,
			    "Pola nomor hanya boleh berisi huruf, angka, tanda "
			    "- / . _ ( ), {urut}, {tahun}, dan {bulan}.",
			    "number: byte %zu", template.n - rest.n);
		seen[p.kind]++;
	}
	if (seen[PART_SERIAL] != 1 || seen[PART_YEAR] != 1)
		return err_set(e, ERR_INPUT,
		    "Pola nomor harus memuat {urut} dan {tahun}, "
		    "masing-masing satu kali.",
		    "number: %u serials, %u years", seen[PART_SERIAL],
		    seen[PART_YEAR]);
	return 0;
}

char *
number_render(struct arena *a, struct str template, int year, unsigned month,
    uint64_t serial, struct err *e)
{
	static const char *const roman[] = {"I", "II", "III", "IV", "V", "VI",
	    "VII", "VIII", "IX", "X", "XI", "XII"};
	struct str rest = template;
	char *out = arena_dup(a, "");
	struct part p = {0};

	if (number_check(template, e) != 0)
		return NULL;
	while (rest.n > 0 && next_part(&p, &rest) == 0) {
		switch (p.kind) {
		case PART_LITERAL:
			out = arena_printf(
			    a, "%s%.*s", out, (int)p.text.n, p.text.p);
			break;
		case PART_SERIAL:
			out = arena_printf(a, "%s%0*llu", out, p.width,
			    (unsigned long long)serial);
			break;
		case PART_YEAR:
			out = arena_printf(a, "%s%d", out, year);
			break;
		case PART_MONTH:
			out = arena_printf(
			    a, "%s%s", out, roman[(month + 11) % 12]);
			break;
		}
	}
	return out;
}
