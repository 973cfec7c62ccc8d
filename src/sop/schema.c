#include "sop/schema.h"

#include <string.h>

#define FIELDS_MAX 32

static int
word_index(const char *const *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return (int)i;
	return -1;
}

static void
check_text(struct problem_list *l, const struct node *v, const char *key)
{
	if (v->bad || v->type == NODE_TEXT)
		return;
	problem_error(l, v->at,
	    "\"%s\" harus berupa satu teks; tulis dalam satu baris, dengan "
	    "tanda kutip bila memuat titik dua.",
	    key);
}

static void
check_word(struct problem_list *l, const struct node *v, const struct field *f)
{
	if (v->bad || v->type != NODE_TEXT) {
		check_text(l, v, f->key);
		return;
	}
	if (word_index(f->words, f->words_n, v->text) < 0)
		problem_error(l, v->at,
		    "Isi \"%s\" pada \"%s\" tidak dikenal; "
		    "%s.",
		    problem_quote(l, v->text), f->key,
		    problem_hint(l, v->text, f->words, f->words_n));
}

static void
check_texts(struct problem_list *l, const struct node *v, const struct field *f)
{
	if (v->bad)
		return;
	if (v->type != NODE_LIST) {
		problem_error(l, v->at,
		    "\"%s\" harus berupa daftar; awali setiap butir dengan "
		    "tanda hubung pada baris sendiri.",
		    f->key);
		return;
	}
	for (const struct node *c = v->first; c; c = c->next) {
		if (c->bad)
			continue;
		if (c->type != NODE_TEXT)
			problem_error(l, c->at,
			    "Butir pada \"%s\" harus berupa teks; apit dengan "
			    "tanda kutip bila memuat titik dua.",
			    f->key);
		else if (node_is_empty(c))
			problem_error(l, c->at,
			    "Butir pada \"%s\" kosong; isi atau hapus "
			    "barisnya.",
			    f->key);
	}
}

static void
check_pairs(struct problem_list *l, const struct node *v, const struct field *f)
{
	if (v->bad)
		return;
	if (v->type != NODE_MAP) {
		problem_error(l, v->at,
		    "\"%s\" harus berupa pasangan kunci dan isi; tulis "
		    "seperti {submitted: 2}.",
		    f->key);
		return;
	}
	for (const struct node *c = v->first; c; c = c->next) {
		if (c->key->type == NODE_TEXT)
			check_text(l, c, c->key->text);
		else if (!c->key->bad)
			problem_error(l, c->key->at,
			    "Kunci di dalam \"%s\" harus berupa teks; tulis "
			    "satu kata.",
			    f->key);
	}
}

static void
check_field(struct problem_list *l, const struct field *f, const struct node *v)
{
	switch (f->type) {
	case FIELD_TEXT:
		check_text(l, v, f->key);
		break;
	case FIELD_WORD:
		check_word(l, v, f);
		break;
	case FIELD_TEXTS:
		check_texts(l, v, f);
		break;
	case FIELD_PAIRS:
		check_pairs(l, v, f);
		break;
	case FIELD_ANY:
		break;
	case FIELD_RECORD:
		schema_check(l, f->record, v);
		break;
	case FIELD_RECORDS:
		if (v->type == NODE_TEXT && f->words_n > 0)
			check_word(l, v, f);
		else if (v->type != NODE_LIST && !v->bad)
			problem_error(l, v->at,
			    "\"%s\" harus berupa daftar; awali setiap %s "
			    "dengan tanda hubung.",
			    f->key, f->record->name);
		else
			for (const struct node *c = v->first; c; c = c->next)
				schema_check(l, f->record, c);
		break;
	}
}

static void
unknown_key(
    struct problem_list *l, const struct schema *s, const struct node *key)
{
	const char *keys[FIELDS_MAX];

	if (key->bad)
		return;
	if (key->type != NODE_TEXT) {
		problem_error(l, key->at,
		    "Kunci pada %s harus berupa teks; tulis satu kata.",
		    s->name);
		return;
	}
	for (size_t i = 0; i < s->fields_n; i++)
		keys[i] = s->fields[i].key;
	problem_error(l, key->at, "Kunci \"%s\" tidak dikenal pada %s; %s.",
	    problem_quote(l, key->text), s->name,
	    problem_hint(l, key->text, keys, s->fields_n));
}

static size_t
field_index(const struct schema *s, const struct node *key)
{
	size_t i = 0;

	if (key->type != NODE_TEXT)
		return s->fields_n;
	while (i < s->fields_n && strcmp(s->fields[i].key, key->text) != 0)
		i++;
	return i;
}

void
schema_check(
    struct problem_list *l, const struct schema *s, const struct node *n)
{
	const struct node *seen[FIELDS_MAX] = {NULL};

	if (n->bad)
		return;
	if (n->type != NODE_MAP) {
		problem_error(l, n->at,
		    "Isi %s harus berupa kunci dan nilai; tulis seperti "
		    "\"%s: ...\".",
		    s->name, s->fields[0].key);
		return;
	}
	for (const struct node *v = n->first; v; v = v->next) {
		size_t i = field_index(s, v->key);

		if (i == s->fields_n) {
			unknown_key(l, s, v->key);
		} else if (seen[i]) {
			problem_error(l, v->key->at,
			    "Kunci \"%s\" sudah ditulis di baris %u; hapus "
			    "salah satunya.",
			    v->key->text, seen[i]->key->at.line);
		} else {
			seen[i] = v;
			if (v->bad || !node_is_empty(v))
				check_field(l, &s->fields[i], v);
		}
	}
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];

		if (!f->required || (seen[i] && seen[i]->bad))
			continue;
		if (!seen[i])
			problem_error(l, n->at,
			    "Kunci \"%s\" belum ada pada %s ini; "
			    "tambahkan.",
			    f->key, s->name);
		else if (node_is_empty(seen[i]) ||
			 (seen[i]->type != NODE_TEXT && seen[i]->n == 0))
			problem_error(l, seen[i]->key->at,
			    "Kunci \"%s\" masih kosong; isi nilainya.", f->key);
	}
}

int
schema_word(const struct node *map, const char *key, const char *const *words,
    size_t words_n, int fallback)
{
	const char *s = node_text(map, key);
	int i = s ? word_index(words, words_n, s) : -1;

	return i < 0 ? fallback : i;
}

const char *const *
schema_texts(
    struct arena *a, const struct node *map, const char *key, size_t *n)
{
	const struct node *v = node_get(map, key);
	const char **texts;

	*n = 0;
	if (!v || v->type != NODE_LIST)
		return NULL;
	texts = ARENA_ARRAY(a, v->n + 1, const char *);
	for (const struct node *c = v->first; c; c = c->next)
		if (c->type == NODE_TEXT)
			texts[(*n)++] = c->text;
	return texts;
}
