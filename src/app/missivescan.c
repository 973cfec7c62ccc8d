#include "app/missivescan.h"

#include <string.h>

#include <sodium.h>

#include "app/act.h"
#include "app/missive.h"
#include "base/random.h"
#include "store/blob.h"

static int
gone(struct err *e)
{
	return err_set(e, ERR_CONFLICT,
	    "Berkas yang diunggah tidak ada lagi. Unggah ulang.",
	    "scan of a letter");
}

static int
hash_all(struct stream_in *in, unsigned char sha256[static MISSIVE_HASH],
    struct err *e)
{
	crypto_hash_sha256_state h;
	unsigned char piece[4096];
	ssize_t n;

	_Static_assert(MISSIVE_HASH == crypto_hash_sha256_BYTES, "SHA-256");
	crypto_hash_sha256_init(&h);
	while ((n = stream_read(in, piece, sizeof(piece), e)) > 0)
		crypto_hash_sha256_update(&h, piece, (size_t)n);
	crypto_hash_sha256_final(&h, sha256);
	return n < 0 ? -1 : 0;
}

int
missive_scan_read(struct ctx *cx, struct missive_scan *s, struct err *e)
{
	struct stream_in *in = ARENA_NEW(cx->arena, struct stream_in);
	struct file f;
	int rc = file_get(cx->db, cx->arena, &f, s->file, e);

	if (rc < 1)
		return rc < 0 ? -1 : gone(e);
	rc = blob_open(cx->db, cx->arena, &f, false, in, e);
	if (rc == 0)
		rc = hash_all(in, s->sha256, e);
	blob_close(in);
	return rc;
}

/* The row of the scan; what was printed keeps its name. */
static int
put_row(struct ctx *cx, struct missive *m, const struct missive_scan *s,
    struct err *e)
{
	const int64_t before = m->id;
	char code[MISSIVE_CODE + 1];

	random_code(code, MISSIVE_CODE);
	m->form = MISSIVE_SCAN;
	m->file_id = s->file;
	m->sha256 = (struct str){(const char *)s->sha256, sizeof(s->sha256)};
	m->made_by = cx->actor.person;
	m->made_at = cx->now;
	if (missive_recode(cx->db, before, code, e) < 0)
		return -1;
	return missive_add(cx->db, m, before, e);
}

int
missive_scan_put(struct ctx *cx, const struct dossier *d,
    const struct missive_scan *s, struct err *e)
{
	struct missive m;
	int rc = missive_by_id(cx->db, cx->arena, &m, s->id, e);

	if (rc == 1 && (m.case_id != d->c.id || !missive_stands(&m) ||
			   strcmp(m.form, MISSIVE_SIGNED) == 0))
		rc = 0;
	if (rc < 1)
		return rc < 0 ? -1
			      : err_set(e, ERR_CONFLICT,
				    "Naskah ini sudah diganti, ditarik, atau "
				    "ditandatangani secara elektronik.",
				    "scan of letter %lld", (long long)s->id);
	rc = file_claim(cx->db, s->file, m.case_id, m.holder_id, 0,
	    actor_owner(&cx->actor, cx->arena), e);
	if (rc < 1)
		return rc < 0 ? -1 : gone(e);
	if (put_row(cx, &m, s, e) < 0)
		return -1;
	return missive_log(cx, d, &m, "scanned", NULL, e);
}
