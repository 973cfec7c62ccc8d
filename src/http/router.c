#include "http/router.h"

#include "base/log.h"

static unsigned
method_bit(enum http_method method)
{
	switch (method) {
	case HTTP_GET:
	case HTTP_HEAD:
		return ROUTE_GET;
	case HTTP_POST:
		return ROUTE_POST;
	case HTTP_OTHER:
		break;
	}
	return 0;
}

static void
param_add(struct route_match *m, struct str name, struct str value)
{
	if (m->n == ROUTE_PARAMS)
		log_fatal("router: too many names in %s", m->route->pattern);
	m->params[m->n].name = name.p;
	m->params[m->n].name_n = name.n;
	m->params[m->n].value = value;
	m->n++;
}

/* Segment by segment, both sides cut at each slash. */
static bool
match(struct route_match *m, const struct route *route, struct str path)
{
	struct str pattern = str_of(route->pattern);

	*m = (struct route_match){.route = route};
	while (pattern.p && path.p) {
		struct str want = str_cut(&pattern, '/');
		struct str got = str_cut(&path, '/');

		if (str_starts(want, STR("{")) && str_ends(want, STR("}"))) {
			if (got.n == 0)
				return false;
			want = (struct str){want.p + 1, want.n - 2};
			param_add(m, want, got);
		} else if (!str_eq(want, got)) {
			return false;
		}
	}
	return !pattern.p && !path.p;
}

/* The row of another method is passed over, as a later one may fit. */
int
route_find(struct route_match *m, const struct route *table, size_t n,
    enum http_method method, struct str path, struct err *e)
{
	struct route_match found = {0};

	*m = (struct route_match){0};
	for (size_t i = 0; i < n; i++) {
		if (!match(&found, &table[i], path))
			continue;
		if (table[i].methods & method_bit(method)) {
			*m = found;
			return 0;
		}
		if (!m->route)
			*m = found;
	}
	if (m->route)
		return err_set(e, ERR_BAD,
		    "Halaman ini tidak menerima cara permintaan tersebut.",
		    "router: method %d", (int)method);
	return err_set(e, ERR_MISSING, "Halaman tidak ditemukan.",
	    "router: no row for %zu bytes", path.n);
}

struct str
route_param(const struct route_match *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++) {
		struct str s = {m->params[i].name, m->params[i].name_n};

		if (str_eqz(s, name))
			return m->params[i].value;
	}
	return (struct str){NULL, 0};
}
