#include "app/resend.h"

#include <jansson.h>
#include <string.h>

#include "app/act.h"
#include "app/link.h"
#include "store/case.h"
#include "store/event.h"
#include "view/json.h"

const char *
message_title(const char *template)
{
	static const struct {
		const char *template, *title;
	} titles[] = {
	    {"abandoned", "Permohonan ditutup"},
	    {"address", "Bukti alamat email"},
	    {"certificate", "Sertifikat segera berakhir"},
	    {"credential", "Kata sandi API menunggu"},
	    {"digest", "Ringkasan"},
	    {"done", "Permohonan selesai"},
	    {"empty_desk", "Meja kosong"},
	    {"escalate", "Tugas melewati waktu, kepada atasan"},
	    {"issued", "Sertifikat terbit"},
	    {"issued_holder", "Sertifikat terbit, kepada pemiliknya"},
	    {"link", "Tautan aktivasi atau passphrase"},
	    {"link_over", "Tautan tidak berlaku lagi"},
	    {"link_soon", "Tautan hampir berakhir"},
	    {"own_task", "Tugas pemohon"},
	    {"password", "Kata sandi baru"},
	    {"received", "Permohonan diterima"},
	    {"refused", "Tidak disetujui BSrE"},
	    {"refused_holder", "Tidak disetujui BSrE, kepada calon pemilik"},
	    {"rejected", "Permohonan ditolak"},
	    {"remind", "Pengingat tugas"},
	    {"remind_applicant", "Pengingat pemohon"},
	    {"second", "Pemeriksa kedua diminta"},
	    {"task", "Tugas baru"},
	};

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(titles[i].template, template) == 0)
			return titles[i].title;
	return template;
}

/* --- where to ----------------------------------------------------------- */

/* The number behind "person:" or "holder:"; 0: it is another. */
static int64_t
id_behind(const char *recipient, const char *kind)
{
	size_t n = strlen(kind);
	uint64_t id;

	if (strncmp(recipient, kind, n) != 0 ||
	    str_u64(str_of(recipient + n), INT64_MAX, &id) < 0)
		return 0;
	return (int64_t)id;
}

static int
of_holder(struct ctx *cx, const struct message *m, int64_t id,
    const char **mail, const char **phone, struct err *e)
{
	struct holder *v;
	size_t n;

	if (holder_list(cx->db, cx->arena, &v, &n, m->case_id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (v[i].id != id)
			continue;
		*mail = v[i].email;
		*phone = v[i].phone;
	}
	return 0;
}

/* A mistyped address may have been mended meanwhile; NULL: it is the same. */
static int
address_now(struct ctx *cx, const struct message *m, const char **address,
    struct err *e)
{
	const char *mail = "", *phone = "";
	int64_t id = id_behind(m->recipient, "person:");
	struct person p = {.email = "", .phone = ""};

	if (id && person_get(cx->db, cx->arena, &p, id, e) < 0)
		return -1;
	if (id) {
		mail = p.email;
		phone = p.phone;
	} else if ((id = id_behind(m->recipient, "holder:")) != 0 &&
		   of_holder(cx, m, id, &mail, &phone, e) < 0) {
		return -1;
	}
	*address = strcmp(m->channel, "mail") == 0 ? mail : phone;
	if (!(*address)[0])
		*address = NULL;
	return 0;
}

/* --- the act ------------------------------------------------------------ */

static int
append(struct ctx *cx, const struct message *m, struct err *e)
{
	json_t *detail = json_array();
	struct event ev = {
	    .case_id = m->case_id,
	    .kind = "message",
	    .outcome = "again",
	    .seat_title = "Pengelola",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .at = cx->now,
	};

	act_note(detail, "Pesan", message_title(m->template));
	act_note(detail, "Kepada", m->name);
	act_note(detail, "Nomor pesan",
	    arena_printf(cx->arena, "%lld", (long long)m->id));
	ev.detail = json_z(cx->arena, detail);
	json_decref(detail);
	return event_append(cx->db, &ev, NULL, e);
}

/* Inside the transaction. */
static int
again(struct ctx *cx, int64_t id, struct err *e)
{
	const char *address;
	struct message m;
	int rc = message_get(cx->db, cx->arena, &m, id, e);

	if (rc == 0)
		return err_set(e, ERR_MISSING, "Pesan itu tidak ditemukan.",
		    "message %lld", (long long)id);
	if (rc < 0 || address_now(cx, &m, &address, e) < 0)
		return -1;
	if (m.pointless)
		return err_set(e, ERR_CONFLICT,
		    "Langkahnya sudah selesai; pesan ini tidak perlu dikirim "
		    "lagi.",
		    "message %lld", (long long)id);
	rc = link_is_over(cx, &m, e);
	if (rc == 1)
		err_set(e, ERR_CONFLICT,
		    "Tautan dalam pesan ini sudah dipakai, diganti, atau "
		    "berakhir; yang diperlukan adalah tautan baru.",
		    "message %lld", (long long)id);
	if (rc != 0)
		return -1;
	rc = message_again(cx->db, id, address, cx->now, e);
	if (rc == 0)
		return err_set(e, ERR_CONFLICT,
		    "Pesan ini tidak dapat dikirim lagi: sudah dikirim lagi, "
		    "atau isinya sudah dihapus.",
		    "message %lld is %s", (long long)id, m.state);
	return rc < 0 ? -1 : append(cx, &m, e);
}

int
resend_message(struct ctx *cx, int64_t id, struct err *e)
{
	if (!cx->actor.admin)
		return err_set(e, ERR_DENIED,
		    "Hanya pengelola kantor yang dapat mengirim pesan lagi.",
		    "not an admin");
	if (db_begin(cx->db, e) < 0)
		return -1;
	if (again(cx, id, e) == 0 && db_commit(cx->db, e) == 0)
		return 0;
	db_rollback(cx->db);
	return -1;
}
