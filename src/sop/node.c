#include "sop/node.h"

#include <string.h>
#include <yaml.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* Notepad writes it */

struct reader {
	struct arena *a;
	struct problem_list *l;
	struct str text;
	yaml_parser_t yaml;
	size_t nodes;
};

/* Where the byte at offset stands. */
static struct place
place_of(struct str text, size_t offset)
{
	struct place at = {1, 1};

	for (size_t i = 0; i < offset && i < text.n; i++) {
		if (text.p[i] == '\n') {
			at.line++;
			at.column = 1;
		} else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
			at.column++;
		}
	}
	return at;
}

static struct place
place_mark(yaml_mark_t m)
{
	return (struct place){(unsigned)m.line + 1, (unsigned)m.column + 1};
}

/* The offset of the first byte that is not part of well-formed UTF-8. */
static size_t
bad_byte(struct str text)
{
	size_t i = 0;

	while (i < text.n) {
		unsigned char c = (unsigned char)text.p[i];
		size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		if (n > text.n - i || !str_utf8((struct str){text.p + i, n}))
			break;
		i += n;
	}
	return i;
}

/*
 * What libyaml says, for people who have never seen libyaml.  The first row
 * that fits counts.
 */
static const struct {
	const char *said, *text;
} syntax[] = {
    {"control characters",
	"Ada huruf kendali yang tidak terlihat di sini; hapus lalu ketik "
	"ulang baris ini."},
    {"mapping values are not allowed",
	"Titik dua ini membuat baris tidak terbaca; apit nilainya dengan "
	"tanda kutip atau periksa lekukannya."},
    {"cannot start any token",
	"Huruf ini tidak boleh mengawali nilai; pakai spasi (bukan tab) untuk "
	"lekukan dan apit nilainya dengan tanda kutip."},
    {"could not find expected ':'",
	"Kunci di dekat baris ini belum diikuti titik dua dan spasi; "
	"lengkapi titik duanya."},
    {"did not find expected key",
	"Baris ini tidak sejajar dengan kunci di atasnya; samakan jumlah "
	"spasi di depannya."},
    {"did not find expected '-' indicator",
	"Baris ini tidak sejajar dengan butir daftar di atasnya; awali "
	"dengan tanda hubung atau samakan spasinya."},
    {"did not find expected ',' or ']'",
	"Kurung siku belum ditutup; tambahkan koma atau tanda ]."},
    {"did not find expected ',' or '}'",
	"Kurung kurawal belum ditutup; tambahkan koma atau tanda }."},
    {"found unexpected end of stream",
	"Tanda kutip belum ditutup sampai akhir berkas; tambahkan tanda "
	"kutip penutup."},
    {"", "Susunan berkas tidak terbaca di sini; periksa lekukan, tanda kutip "
	 "dan titik dua."},
};

static void
report_syntax(struct reader *r)
{
	const char *said = r->yaml.problem ? r->yaml.problem : "";
	struct place at = r->yaml.error == YAML_READER_ERROR
			      ? place_of(r->text, r->yaml.problem_offset)
			      : place_mark(r->yaml.problem_mark);
	size_t i = 0;

	while (!strstr(said, syntax[i].said))
		i++;
	problem_error(r->l, at, "%s", syntax[i].text);
}

/* The next event, which the caller deletes; -1 after a syntax error. */
static int
event_next(struct reader *r, yaml_event_t *ev)
{
	if (yaml_parser_parse(&r->yaml, ev))
		return 0;
	report_syntax(r);
	return -1;
}

static void
refuse_marks(struct reader *r, struct node *n, const yaml_char_t *anchor,
    const yaml_char_t *tag)
{
	if (anchor) {
		problem_error(r->l, n->at,
		    "Tanda & untuk mengulang isi tidak dipakai di sini; "
		    "tuliskan isinya langsung.");
		n->bad = true;
	} else if (tag) {
		problem_error(r->l, n->at,
		    "Tanda ! untuk jenis nilai tidak dipakai di sini; "
		    "hapus tandanya atau apit nilainya dengan tanda kutip.");
		n->bad = true;
	}
}

static void
read_scalar(struct reader *r, struct node *n, const yaml_event_t *ev)
{
	const char *p = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;

	refuse_marks(r, n, ev->data.scalar.anchor, ev->data.scalar.tag);
	n->text = "";
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
			problem_error(r->l, n->at,
			    "Nilai ini memuat huruf kendali yang tidak "
			    "terlihat; hapus tanda \\ di depannya.");
			n->bad = true;
			return;
		}
	}
	while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == ' '))
		len--;
	n->text = arena_copy(r->a, p, len);
}

static struct node *read_node(
    struct reader *r, const yaml_event_t *ev, size_t depth);

/* The elements of a list or map, up to its end event. */
static int
read_children(struct reader *r, struct node *n, size_t depth)
{
	struct node **end = &n->first, *key = NULL;

	for (;;) {
		yaml_event_t ev;
		struct node *child;
		bool over;

		if (event_next(r, &ev) < 0)
			return -1;
		over = ev.type == YAML_SEQUENCE_END_EVENT ||
		       ev.type == YAML_MAPPING_END_EVENT;
		child = over ? NULL : read_node(r, &ev, depth + 1);
		yaml_event_delete(&ev);
		if (over)
			return 0;
		if (!child)
			return -1;
		if (n->type == NODE_MAP && !key) {
			key = child;
			continue;
		}
		child->key = key;
		key = NULL;
		*end = child;
		end = &child->next;
		n->n++;
	}
}

/* The node that begins with ev; NULL if the file cannot be read on. */
static struct node *
read_node(struct reader *r, const yaml_event_t *ev, size_t depth)
{
	struct node *n;
	struct place at = place_mark(ev->start_mark);

	if (++r->nodes > LIMIT_SOP_NODES) {
		problem_error(r->l, at,
		    "Berkas ini memuat lebih dari %zu nilai; bagi menjadi "
		    "beberapa berkas.",
		    LIMIT_SOP_NODES);
		return NULL;
	}
	if (depth > NODE_DEPTH) {
		problem_error(r->l, at,
		    "Lekukan di sini lebih dari %d tingkat; sederhanakan "
		    "susunannya.",
		    NODE_DEPTH);
		return NULL;
	}
	n = ARENA_NEW(r->a, struct node);
	n->at = at;
	if (ev->type == YAML_SCALAR_EVENT) {
		read_scalar(r, n, ev);
	} else if (ev->type == YAML_ALIAS_EVENT) {
		n->text = "";
		n->bad = true;
		problem_error(r->l, at,
		    "Tanda * untuk mengulang isi tidak dipakai di sini; "
		    "tuliskan isinya langsung.");
	} else {
		bool list = ev->type == YAML_SEQUENCE_START_EVENT;

		n->type = list ? NODE_LIST : NODE_MAP;
		refuse_marks(r, n,
		    list ? ev->data.sequence_start.anchor
			 : ev->data.mapping_start.anchor,
		    list ? ev->data.sequence_start.tag
			 : ev->data.mapping_start.tag);
		if (read_children(r, n, depth) < 0)
			return NULL;
	}
	return n;
}

/* The one document of the stream; NULL and one error otherwise. */
static struct node *
read_stream(struct reader *r)
{
	struct node *root = NULL;
	bool over = false;

	while (!over) {
		yaml_event_t ev;
		bool failed = false;

		if (event_next(r, &ev) < 0)
			return NULL;
		over = ev.type == YAML_STREAM_END_EVENT;
		if (ev.type == YAML_DOCUMENT_START_EVENT && root) {
			problem_error(r->l, place_mark(ev.start_mark),
			    "Berkas ini memuat lebih dari satu dokumen; "
			    "hapus garis --- dan isi di bawahnya.");
			failed = true;
		} else if (ev.type == YAML_SCALAR_EVENT ||
			   ev.type == YAML_ALIAS_EVENT ||
			   ev.type == YAML_SEQUENCE_START_EVENT ||
			   ev.type == YAML_MAPPING_START_EVENT) {
			root = read_node(r, &ev, 1);
			failed = !root;
		}
		yaml_event_delete(&ev);
		if (failed)
			return NULL;
	}
	if (!root)
		problem_error(r->l, (struct place){1, 1},
		    "Berkas ini kosong; tulis isinya menurut petunjuk.");
	return root;
}

const struct node *
node_read(struct arena *a, struct str text, struct problem_list *l)
{
	struct reader r = {.a = a, .l = l};
	struct node *root;

	if (str_starts(text, STR(BYTE_ORDER_MARK))) {
		text.p += sizeof(BYTE_ORDER_MARK) - 1;
		text.n -= sizeof(BYTE_ORDER_MARK) - 1;
	}
	r.text = text;
	if (text.n > LIMIT_SOP_FILE) {
		problem_error(l, (struct place){1, 1},
		    "Berkas ini lebih besar dari %zu KiB; pindahkan isi yang "
		    "bukan SOP ke berkas lain.",
		    LIMIT_SOP_FILE / KIB);
		return NULL;
	}
	if (!str_utf8(text)) {
		problem_error(l, place_of(text, bad_byte(text)),
		    "Huruf di sini bukan UTF-8; simpan ulang berkas dengan "
		    "penyandian UTF-8.");
		return NULL;
	}
	if (!yaml_parser_initialize(&r.yaml)) {
		problem_error(l, (struct place){1, 1},
		    "Memori tidak cukup untuk membaca berkas ini; coba lagi.");
		return NULL;
	}
	yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &r.yaml, (const unsigned char *)(text.p ? text.p : ""), text.n);
	root = read_stream(&r);
	yaml_parser_delete(&r.yaml);
	return root;
}

const struct node *
node_get(const struct node *map, const char *key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	for (const struct node *v = map->first; v; v = v->next)
		if (v->key->type == NODE_TEXT && strcmp(v->key->text, key) == 0)
			return v;
	return NULL;
}

const char *
node_text(const struct node *map, const char *key)
{
	const struct node *v = node_get(map, key);

	return v && v->type == NODE_TEXT && *v->text ? v->text : NULL;
}

struct place
node_place(const struct node *map, const char *key)
{
	const struct node *v = node_get(map, key);

	return v ? v->at : map->at;
}

bool
node_is_empty(const struct node *n)
{
	return n->type == NODE_TEXT && !*n->text;
}
