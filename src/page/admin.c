/*
 * admin.c - pages of those who look after an office's use of Paraf: messages
 * that wait, were sent or given up, every try, and addresses that do not work.
 */
#include <stdio.h>
#include <string.h>

#include "app/beat.h"
#include "app/letter.h"
#include "app/link.h"
#include "app/resend.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "store/case.h"
#include "view/format.h"
#include "view/json.h"

#define PAGE ((size_t)30) /* lines */

/*
 * What is wrong with the agent or this office.  The beat knows only the worst
 * office of all, so this one's messages are counted here.
 */
static int
alarms_json(struct ctx *cx, json_t *m, struct err *e)
{
	const char *id = cx->office->id;
	struct message_worries w;
	json_t *list = jv_set_arr(m, "alarms"), *o;
	struct alarm v[ALARMS];
	struct beat b;
	size_t n;

	if (message_worries(cx->db, &w, cx->now - BEAT_DEAD_NEW, e) < 0)
		return -1;
	beat_read(app_conf(cx->app)->data, &b);
	b.waits_since = w.waits_since;
	b.dead = w.dead;
	b.dead_at = w.dead_at;
	snprintf(b.waits_office, sizeof(b.waits_office), "%s", id);
	snprintf(b.dead_office, sizeof(b.dead_office), "%s", id);
	n = beat_alarms(&b, cx->now, v);
	for (size_t i = 0; i < n; i++) {
		if (v[i].office[0] && strcmp(v[i].office, id) != 0)
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "text", v[i].text);
		jv_set_z(
		    o, "since", v[i].since ? web_when(cx, v[i].since) : NULL);
	}
	return 0;
}

/* --- the lists ---------------------------------------------------------- */

/* Tabs: the state of messages, or NULL for the addresses. */
static const struct tab {
	const char *name, *state, *label, *empty;
	bool counted; /* its rows stay few */
} tabs[] = {
    {"menunggu", "waiting", "Menunggu", "Tidak ada pesan yang menunggu.", true},
    {"gagal", "dead", "Gagal", "Tidak ada pesan yang gagal.", true},
    {"terkirim", "sent", "Terkirim", "Belum ada pesan yang terkirim.", false},
    {"ditahan", "held", "Untuk ringkasan",
	"Tidak ada pesan yang menunggu ringkasan.", true},
    {"diringkas", "digested", "Dalam ringkasan",
	"Belum ada pesan yang masuk ringkasan.", false},
    {"dibatalkan", "dropped", "Tidak perlu lagi",
	"Belum ada pesan yang tidak perlu dikirim.", false},
    {"alamat", NULL, "Alamat bermasalah",
	"Tidak ada alamat yang ditolak atau kembali.", false},
};
#define TABS (sizeof(tabs) / sizeof(tabs[0]))

static const struct tab *
tab_of_state(const char *state)
{
	for (size_t i = 0; i < TABS; i++)
		if (tabs[i].state && strcmp(tabs[i].state, state) == 0)
			return &tabs[i];
	return &tabs[0];
}

/* The one asked for; without a word, what needs somebody. */
static int
choose_tab(struct ctx *cx, const struct tab **tab, struct err *e)
{
	struct str asked = request_param(cx->rq, "keadaan");
	int64_t dead;

	for (size_t i = 0; i < TABS; i++)
		if (str_eqz(asked, tabs[i].name)) {
			*tab = &tabs[i];
			return 0;
		}
	if (message_count(cx->db, "dead", &dead, e) < 0)
		return -1;
	*tab = tab_of_state(dead > 0 ? "dead" : "waiting");
	return 0;
}

static int
tabs_json(struct ctx *cx, const struct tab *now, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "tabs"), *o;
	int64_t n;

	for (size_t i = 0; i < TABS; i++) {
		if (tabs[i].counted &&
		    message_count(cx->db, tabs[i].state, &n, e) < 0)
			return -1;
		o = jv_append_obj(list);
		jv_set_z(o, "label", tabs[i].label);
		jv_set_z(o, "count_text",
		    tabs[i].counted ? format_count(cx->arena, n) : "");
		jv_set_z(o, "url",
		    ctx_url(cx, "/kelola/pesan?keadaan=%s", tabs[i].name));
		jv_set_bool(o, "selected", &tabs[i] == now);
	}
	return 0;
}

/* What happened to it, or happens next, and when. */
static const char *
when_text(struct ctx *cx, const struct message *m)
{
	static const struct {
		const char *state, *text;
	} ended[] = {{"sent", "terkirim"}, {"dead", "gagal"},
	    {"digested", "masuk ringkasan"}, {"dropped", "tidak perlu lagi"}};

	for (size_t i = 0; i < sizeof(ended) / sizeof(ended[0]); i++)
		if (strcmp(m->state, ended[i].state) == 0)
			return arena_printf(cx->arena, "%s %s", ended[i].text,
			    web_when_short(cx, m->ended_at));
	if (strcmp(m->state, "held") == 0)
		return "menunggu ringkasan";
	if (m->claimed_at)
		return "sedang dikirim";
	if (m->try_at <= cx->now)
		return "segera dikirim";
	return arena_printf(
	    cx->arena, "dicoba lagi %s", web_when_short(cx, m->try_at));
}

static const char *
channel_title(const struct message *m)
{
	return strcmp(m->channel, "hook") == 0 ? "Webhook" : "Email";
}

/* An emptied message is about nobody any more. */
static const char *
name_of(const struct message *m)
{
	return m->name[0] ? m->name : "(sudah dihapus)";
}

static void
message_json(struct ctx *cx, const struct message *m, json_t *list)
{
	json_t *o = jv_append_obj(list);
	bool dead = strcmp(m->state, "dead") == 0;

	jv_set_z(o, "url", ctx_url(cx, "/kelola/pesan/%lld", (long long)m->id));
	jv_set_z(o, "what", message_title(m->template));
	jv_set_z(o, "level", dead ? "late" : "");
	jv_set_z(o, "case", m->number);
	jv_set_z(o, "name", name_of(m));
	jv_set_z(o, "address", m->address);
	jv_set_z(o, "channel", channel_title(m));
	jv_set_z(o, "state", m->state);
	jv_set_z(o, "when", when_text(cx, m));
	jv_set_z(o, "reason", m->error[0] ? m->error : NULL);
	jv_set_z(o, "made", web_when_short(cx, m->created_at));
}

/* "41": the last id of the page before. */
static int64_t
cursor(struct ctx *cx)
{
	uint64_t id;

	if (str_u64(request_param(cx->rq, "sebelum"), INT64_MAX, &id) < 0)
		return INT64_MAX;
	return (int64_t)id;
}

static void
messages_json(struct ctx *cx, const struct message *v, size_t n,
    const char *query, json_t *m)
{
	json_t *list = jv_set_arr(m, "messages");

	for (size_t i = 0; i < n && i < PAGE; i++)
		message_json(cx, &v[i], list);
	jv_set_z(m, "next",
	    n > PAGE ? ctx_url(cx, "/kelola/pesan?%s&sebelum=%lld", query,
			   (long long)v[PAGE - 1].id)
		     : NULL);
}

static int
state_list(struct ctx *cx, const struct tab *tab, json_t *m, struct err *e)
{
	struct message *v;
	size_t n;

	if (message_page(cx->db, cx->arena, &v, &n, tab->state, cursor(cx),
		PAGE + 1, e) < 0)
		return -1;
	messages_json(
	    cx, v, n, arena_printf(cx->arena, "keadaan=%s", tab->name), m);
	jv_set_z(m, "empty_text", tab->empty);
	return 0;
}

static int
address_list(struct ctx *cx, const struct tab *tab, json_t *m, struct err *e)
{
	struct str after = request_param(cx->rq, "setelah");
	json_t *list = jv_set_arr(m, "addresses"), *o;
	struct address_fault *v;
	size_t n;

	if (address_fault_page(cx->db, cx->arena, &v, &n,
		after.p ? str_z(cx->arena, after) : "", PAGE + 1, e) < 0)
		return -1;
	for (size_t i = 0; i < n && i < PAGE; i++) {
		o = jv_append_obj(list);
		jv_set_z(o, "address", v[i].address);
		jv_set_z(o, "kind",
		    strcmp(v[i].kind, "bounced") == 0 ? "Surel kembali"
						      : "Ditolak server");
		jv_set_z(o, "reason", v[i].reason);
		jv_set_z(o, "at", web_when(cx, v[i].at));
		jv_set_z(o, "url",
		    ctx_url(
			cx, "/kelola/pesan/%lld", (long long)v[i].message_id));
	}
	jv_set_z(m, "next",
	    n > PAGE ? ctx_url(cx, "/kelola/pesan?keadaan=alamat&setelah=%s",
			   url_encode(cx->arena, str_of(v[PAGE - 1].address)))
		     : NULL);
	jv_set_z(m, "empty_text", tab->empty);
	return 0;
}

/* The messages of one case, by its number. */
static int
case_list(struct ctx *cx, struct str number, json_t *m, struct err *e)
{
	char *z = str_z(cx->arena, number);
	struct casefile c;
	struct message *v = NULL;
	size_t n = 0;
	int rc;

	for (char *p = z; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	rc = case_by_number(cx->db, cx->arena, &c, z, e);
	if (rc == 1)
		rc = message_of_case(
		    cx->db, cx->arena, &v, &n, c.id, cursor(cx), PAGE + 1, e);
	if (rc < 0)
		return -1;
	messages_json(cx, v, n,
	    arena_printf(
		cx->arena, "nomor=%s", url_encode(cx->arena, str_of(z))),
	    m);
	jv_set_z(m, "empty_text",
	    "Tidak ada pesan tentang permohonan dengan nomor itu.");
	return 0;
}

void
page_messages(struct ctx *cx)
{
	struct str number = str_trim(request_param(cx->rq, "nomor"));
	const struct tab *tab = NULL;
	struct err e = {0};
	json_t *m;
	int rc;

	if (!admin_only(cx))
		return;
	m = web_model(cx, "messages", "Pesan");
	admin_model(cx, m, "/kelola/pesan");
	jv_set_arr(m, "messages");
	jv_set_arr(m, "addresses");
	jv_set_str(m, "number", number.p ? number : STR(""));
	jv_set_z(m, "search_action", ctx_url(cx, "/kelola/pesan"));
	rc = alarms_json(cx, m, &e);
	if (rc == 0 && number.n == 0)
		rc = choose_tab(cx, &tab, &e);
	if (rc == 0)
		rc = tabs_json(cx, tab, m, &e);
	if (rc == 0)
		rc = !tab          ? case_list(cx, number, m, &e)
		     : !tab->state ? address_list(cx, tab, m, &e)
				   : state_list(cx, tab, m, &e);
	jv_set_bool(m, "of_case", !tab);
	if (rc == 0) {
		web_page(cx, 200, "messages", m);
	} else {
		json_decref(m);
		web_fail(cx, &e);
	}
}

/* --- one message -------------------------------------------------------- */

static int
address_fact(
    struct ctx *cx, const struct message *m, json_t *list, struct err *e)
{
	struct address_fault f;
	int rc;

	jv_fact(list, "Alamat", m->address);
	rc = address_fault_get(cx->db, cx->arena, &f, m->address, e);
	if (rc == 1)
		jv_fact(list, "Alamat ini bermasalah",
		    arena_printf(cx->arena, "%s, sejak %s", f.reason,
			web_when(cx, f.at)));
	return rc < 0 ? -1 : 0;
}

static int
facts_json(
    struct ctx *cx, const struct message *m, json_t *model, struct err *e)
{
	json_t *list = jv_set_arr(model, "facts");

	jv_fact(list, "Permohonan", m->number);
	jv_fact(list, "Kepada", name_of(m));
	if (address_fact(cx, m, list, e) < 0)
		return -1;
	jv_fact(list, "Lewat", channel_title(m));
	jv_fact(list, "Dibuat", web_when(cx, m->created_at));
	jv_fact(list, "Percobaan",
	    m->tries ? arena_printf(cx->arena, "%lld kali", (long long)m->tries)
		     : "belum pernah");
	jv_fact(list, "Keadaan",
	    m->ended_at
		? arena_printf(cx->arena, "%s, %s",
		      tab_of_state(m->state)->label, web_when(cx, m->ended_at))
		: when_text(cx, m));
	jv_fact(list, "Sebab", m->error);
	return 0;
}

/* What was said, but for the token of a link, which is its holder's alone. */
static void
letter_json(struct ctx *cx, const struct message *m, json_t *model)
{
	static const char token[] = "{token}";
	struct message shown = *m;
	struct letter l;
	struct err e = {0};
	const char *at;

	jv_set_null(model, "letter");
	jv_set_null(model, "letter_lost");
	while ((at = strstr(shown.facts, token)) != NULL)
		shown.facts = arena_printf(cx->arena, "%.*s(rahasia)%s",
		    (int)(at - shown.facts), shown.facts,
		    at + sizeof(token) - 1);
	if (strcmp(m->facts, "{}") == 0) {
		jv_set_z(model, "letter_lost",
		    "Isi pesan ini sudah dihapus sesuai jadwal penyimpanan.");
	} else if (letter_render(cx, &shown, &l, &e) < 0) {
		jv_set_z(model, "letter_lost", e.msg);
	} else {
		json_t *o = jv_set_obj(model, "letter");

		jv_set_z(o, "subject", l.subject);
		jv_set_z(o, "text", l.text);
	}
}

static int
deliveries_json(
    struct ctx *cx, const struct message *m, json_t *model, struct err *e)
{
	static const struct {
		const char *result, *title;
	} titles[] = {{"sent", "Diterima server"}, {"later", "Dicoba lagi"},
	    {"refused", "Ditolak"}, {"bounced", "Kembali"}};
	json_t *list = jv_set_arr(model, "deliveries"), *o;
	struct delivery *v;
	size_t n;

	if (delivery_page(
		cx->db, cx->arena, &v, &n, m->id, cursor(cx), PAGE + 1, e) < 0)
		return -1;
	for (size_t i = 0; i < n && i < PAGE; i++) {
		o = jv_append_obj(list);
		jv_set_z(o, "at", web_when(cx, v[i].at));
		jv_set_z(o, "what", v[i].result);
		for (size_t k = 0; k < sizeof(titles) / sizeof(titles[0]); k++)
			if (strcmp(titles[k].result, v[i].result) == 0)
				jv_set_z(o, "what", titles[k].title);
		jv_set_z(o, "answer", v[i].answer[0] ? v[i].answer : NULL);
	}
	jv_set_z(model, "next",
	    n > PAGE ? ctx_url(cx, "/kelola/pesan/%lld?sebelum=%lld",
			   (long long)m->id, (long long)v[PAGE - 1].id)
		     : NULL);
	return 0;
}

static int
find_message(struct ctx *cx, struct message *m, struct err *e)
{
	uint64_t id;
	int rc = 0;

	if (str_u64(route_param(&cx->match, "id"), INT64_MAX, &id) == 0)
		rc = message_get(cx->db, cx->arena, m, (int64_t)id, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING, "Pesan itu tidak ditemukan.",
		    "no such message");
	return rc < 0 ? -1 : 0;
}

void
page_message(struct ctx *cx)
{
	struct message msg;
	struct err e = {0};
	bool again;
	int over;
	json_t *m;

	if (!admin_only(cx))
		return;
	over = find_message(cx, &msg, &e) < 0 ? -1 : link_is_over(cx, &msg, &e);
	if (over < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "message", message_title(msg.template));
	jv_set_z(m, "back_url",
	    ctx_url(
		cx, "/kelola/pesan?keadaan=%s", tab_of_state(msg.state)->name));
	if (request_param(cx->rq, "lagi").p &&
	    strcmp(msg.state, "waiting") == 0) {
		json_t *o = jv_set_obj(m, "notice");

		jv_set_z(o, "kind", "ok");
		jv_set_z(o, "text", "Pesan ini akan dikirim lagi.");
	}
	again = strcmp(msg.state, "dead") == 0 && !msg.pointless && !over &&
		strcmp(msg.facts, "{}") != 0;
	jv_set_z(m, "again_action",
	    again ? ctx_url(cx, "/kelola/pesan/%lld/ulang", (long long)msg.id)
		  : NULL);
	if (facts_json(cx, &msg, m, &e) < 0 ||
	    deliveries_json(cx, &msg, m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	letter_json(cx, &msg, m);
	web_page(cx, 200, "message", m);
}

void
page_message_again(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct message m;
	struct err e = {0};

	if (!admin_only(cx))
		return;
	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    find_message(cx, &m, &e) < 0 || resend_message(cx, m.id, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx,
		    ctx_url(cx, "/kelola/pesan/%lld?lagi=ya", (long long)m.id));
}
