#include "app/notice.h"

#include <string.h>

#include "app/digest.h"
#include "domain/redact.h"
#include "store/message.h"
#include "view/json.h"

/* --- facts -------------------------------------------------------------- */

/* Ours, however long their digits: the number of a case, an address. */
static bool
is_ours(const char *key)
{
	return strcmp(key, "number") == 0 || strcmp(key, "path") == 0;
}

/* A copy of a value in which no text has the number of a person. */
static json_t *
cleaned(struct arena *a, json_t *v)
{
	json_t *out, *x;
	const char *key;
	size_t i;

	if (json_is_string(v)) {
		const char *s = redact(a, json_string_value(v));

		return json_string(s);
	}
	if (json_is_array(v)) {
		out = jv_arr();
		json_array_foreach(v, i, x) jv_append(out, cleaned(a, x));
		return out;
	}
	if (!json_is_object(v))
		return json_incref(v);
	out = jv_obj();
	json_object_foreach(v, key, x)
	    jv_set(out, key, is_ours(key) ? json_incref(x) : cleaned(a, x));
	return out;
}

static const char *
facts_text(struct ctx *cx, json_t *facts)
{
	json_t *clean = facts ? cleaned(cx->arena, facts) : jv_obj();
	const char *text = json_z(cx->arena, clean);

	json_decref(clean);
	return text;
}

/* --- now or in the digest ----------------------------------------------- */

/* How a notice goes out. */
enum way { WAY_NOW, WAY_DIGEST, WAY_FLOOD };

static int
find_way(struct ctx *cx, const struct notice *n, const struct person *p,
    enum way *way, struct err *e)
{
	struct seat_held seats[PERSON_SEATS];
	size_t seats_n;
	bool flood;

	*way = WAY_NOW;
	if (n->at_once)
		return 0;
	if (seats_held(cx->db, cx->arena, seats, &seats_n, p->id, cx->now, e) <
		0 ||
	    digest_is_flood(cx, p->id, &flood, e) < 0)
		return -1;
	if (!n->own && digest_is_wanted(p, seats, seats_n))
		*way = WAY_DIGEST;
	else if (flood)
		*way = WAY_FLOOD;
	return 0;
}

/* --- the row ------------------------------------------------------------ */

static struct message
message_of(struct ctx *cx, const struct notice *n, const char *recipient)
{
	return (struct message){
	    .case_id = n->case_id,
	    .rule = n->rule,
	    .tier = n->tier,
	    .recipient = recipient,
	    .channel = "mail",
	    .template = n->template,
	    .task_id = n->task_id,
	    .facts = facts_text(cx, n->facts),
	    .state = "waiting",
	    .created_at = cx->now,
	    .try_at = cx->now,
	};
}

/* Also to the office's own gateway, if it has one. */
static int
add_hook(struct ctx *cx, const struct notice *n, struct message m,
    const char *phone, struct err *e)
{
	if (!cx->office->webhook || n->mail_only)
		return 0;
	m.channel = "hook";
	m.address = phone;
	m.person_id = 0;
	return message_add(cx->db, &m, e) < 0 ? -1 : 0;
}

int
notice_person(struct ctx *cx, const struct notice *n, const struct person *p,
    struct err *e)
{
	struct message m = message_of(
	    cx, n, arena_printf(cx->arena, "person:%lld", (long long)p->id));
	enum way way;
	int rc;

	if (find_way(cx, n, p, &way, e) < 0)
		return -1;
	m.person_id = p->id;
	m.name = p->name;
	m.address = p->email;
	if (way != WAY_NOW) {
		m.state = "held";
		m.try_at = 0;
	}
	rc = message_add(cx->db, &m, e);
	if (rc < 1)
		return rc;
	if (way == WAY_NOW)
		return add_hook(cx, n, m, p->phone, e);
	return digest_plan(cx, p->id, way == WAY_FLOOD, e);
}

int
notice_address(struct ctx *cx, const struct notice *n, const char *recipient,
    const char *name, const char *address, const char *phone, struct err *e)
{
	struct message m = message_of(cx, n, recipient);

	m.name = name;
	m.address = address;
	if (address[0] && message_add(cx->db, &m, e) < 0)
		return -1;
	return address[0] || phone[0] ? add_hook(cx, n, m, phone, e) : 0;
}
