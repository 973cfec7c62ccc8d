#include "sop/passphrase.h"

#include "sop/schema.h"

static const struct field fields[] = {
    {"minimal", .type = FIELD_TEXT},
    {"maksimal", .type = FIELD_TEXT},
    {"wajib", .type = FIELD_TEXTS},
};
const struct schema passphrase_schema = {
    "passphrase", fields, sizeof(fields) / sizeof(fields[0])};

static size_t
read_length(struct problem_list *l, const struct node *m, const char *key,
    size_t least, size_t fallback)
{
	const char *s = node_text(m, key);
	uint64_t n = fallback;

	if (s && (str_u64(str_of(s), PASSPHRASE_MOST, &n) < 0 || n < least)) {
		problem_error(l, node_place(m, key),
		    "Isi \"%s\" pada \"passphrase\" tidak dapat dipakai; "
		    "tulis angka %zu sampai %zu.",
		    key, least, PASSPHRASE_MOST);
		n = fallback;
	}
	return (size_t)n;
}

/* Only these may be left out. */
static const enum passphrase_part parts[] = {
    PASSPHRASE_UPPER, PASSPHRASE_LOWER, PASSPHRASE_DIGIT, PASSPHRASE_SIGN};

static unsigned
read_part(struct problem_list *l, const struct node *v)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (str_eqz(str_of(v->text), passphrase_part_name(parts[i])))
			return PASSPHRASE_BIT(parts[i]);
	problem_error(l, v->at,
	    "\"%s\" tidak dikenal pada \"wajib\"; pilih dari: besar, kecil, "
	    "angka, tanda.",
	    problem_quote(l, v->text));
	return 0;
}

struct passphrase_rule
passphrase_read(struct problem_list *l, const struct node *root)
{
	struct passphrase_rule r = passphrase_default;
	const struct node *m = node_get(root, "passphrase"), *list;

	if (!m || m->type != NODE_MAP)
		return r;
	r.least = read_length(l, m, "minimal", PASSPHRASE_LEAST, r.least);
	r.most = read_length(l, m, "maksimal", r.least, r.most);
	list = node_get(m, "wajib");
	if (!list || list->type != NODE_LIST)
		return r;
	r.asked = 0;
	for (const struct node *v = list->first; v; v = v->next)
		if (v->type == NODE_TEXT)
			r.asked |= read_part(l, v);
	return r;
}
