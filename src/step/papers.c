#include "step/papers.h"

#include <string.h>

#include "app/access.h"
#include "app/custody.h"
#include "step/items.h"
#include "view/format.h"
#include "view/json.h"

void
paper_add(struct step *s, const struct file *f, const char *label, json_t *list)
{
	json_t *o;

	if (f->erased_at || !access_file(s->cx, s->d, f))
		return;
	o = jv_append_obj(list);
	jv_set_z(o, "label", label ? label : f->name);
	jv_set_z(o, "name", f->name);
	jv_set_z(o, "url", paper_url(s->cx, f, s->task->id));
	jv_set_z(o, "size_text", format_size(s->cx->arena, (uint64_t)f->size));
	jv_set_bool(o, "is_image", strncmp(f->type, "image/", 6) == 0);
	jv_set_z(o, "note", f->note[0] ? f->note : NULL);
	jv_set_z(o, "scan_text", scan_text(scan_find(f->scan)));
}

static void
add_all(
    struct step *s, const struct item_value *v, const char *label, json_t *list)
{
	const struct file *f;

	for (size_t i = 0; (f = dossier_item_file(s->d, v, i)); i++)
		paper_add(s, f, label, list);
}

void
papers_of_item(struct step *s, const struct item_value *v, json_t *list)
{
	if (v)
		add_all(s, v, NULL, list);
}

/* The requirement items of one holder, 0: of the letter. */
static void
add_items(struct step *s, int64_t holder, json_t *list)
{
	for (size_t i = 0; i < s->d->items_n; i++) {
		const struct item_value *v = &s->d->items[i];

		if (v->holder_id == holder && !item_is_photo(v))
			add_all(s, v, item_title(s->d->sop, v->name), list);
	}
}

void
papers_of_person(struct step *s, const struct holder *h, json_t *list)
{
	add_items(s, h->id, list);
	add_items(s, 0, list);
}
