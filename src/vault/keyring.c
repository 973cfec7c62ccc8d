#include "vault/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "vault/token.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define LINE  44 /* 32 bytes in base64 */

_Static_assert(WRAP_EXTRA == NONCE + TAG, "WRAP_EXTRA");
_Static_assert(
    KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "KEY_SIZE");

/* In memory that is neither swapped nor dumped, where the system lets us. */
struct keyring {
	struct keyring *other; /* owned; NULL: none */
	unsigned char wrap[KEY_SIZE];
	char fingerprint[FINGERPRINT_LEN + 1];
};

static int
no_memory(struct err *e)
{
	return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "keyring");
}

static struct keyring *
keyring_new(const unsigned char master[KEY_SIZE])
{
	struct keyring *k = sodium_malloc(sizeof(*k));
	unsigned char sum[KEY_SIZE];

	if (!k)
		return NULL;
	k->other = NULL;
	if (sodium_mlock(k, sizeof(*k)) < 0)
		log_debug("keys may be swapped out: no memory can be locked");
	key_derive(k->wrap, master, "wrap");
	key_derive(sum, master, "fingerprint");
	sodium_bin2hex(
	    k->fingerprint, sizeof(k->fingerprint), sum, FINGERPRINT_LEN / 2);
	sodium_mprotect_readonly(k);
	return k;
}

static int
parse(unsigned char master[KEY_SIZE], const char *line, size_t n)
{
	size_t got;

	if (n == LINE + 1 && line[LINE] == '\n')
		n = LINE;
	if (n != LINE || sodium_base642bin(master, KEY_SIZE, line, n, NULL,
			     &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return -1;
	return got == KEY_SIZE ? 0 : -1;
}

static int
read_line(
    const char *path, bool guarded, char *line, size_t size, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_MISSING, "Berkas kunci induk tidak ada.",
		    "%s", path);
	if (fd < 0)
		return err_set(e, ERR_SYSTEM,
		    "Berkas kunci induk tidak dapat dibaca.", "%s: errno %d",
		    path, errno);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (!guarded && (st.st_mode & 077) != 0)) {
		close(fd);
		return err_set(e, ERR_SYSTEM,
		    "Berkas kunci induk harus berkas biasa yang hanya dapat "
		    "dibaca pemiliknya (chmod 600).",
		    "%s: mode %o", path, (unsigned)st.st_mode);
	}
	n = read(fd, line, size);
	close(fd);
	if (n < 0)
		return err_set(e, ERR_SYSTEM,
		    "Berkas kunci induk tidak dapat dibaca.", "%s: errno %d",
		    path, errno);
	if (n == 0)
		return err_set(
		    e, ERR_MISSING, "Berkas kunci induk kosong.", "%s", path);
	return (int)n;
}

int
keyring_open(struct keyring **k, const char *path, bool guarded, struct err *e)
{
	unsigned char master[KEY_SIZE];
	char line[LINE + 2];
	int n, rc = -1;

	*k = NULL;
	if (sodium_init() < 0)
		return no_memory(e);
	n = read_line(path, guarded, line, sizeof(line), e);
	if (n < 0)
		return -1;
	if (parse(master, line, (size_t)n) < 0) {
		err_set(e, ERR_SYSTEM,
		    "Isi berkas kunci induk bukan kunci Paraf.", "%s", path);
		goto out;
	}
	*k = keyring_new(master);
	if (!*k) {
		no_memory(e);
		goto out;
	}
	rc = 0;
out:
	sodium_memzero(master, sizeof(master));
	sodium_memzero(line, sizeof(line));
	return rc;
}

void
keyring_close(struct keyring *k)
{
	if (k)
		keyring_close(k->other);
	sodium_free(k);
}

void
keyring_add(struct keyring *k, struct keyring *other)
{
	sodium_mprotect_readwrite(k);
	keyring_close(k->other);
	k->other = other;
	sodium_mprotect_readonly(k);
}

const struct keyring *
keyring_of(const struct keyring *k, struct str fp)
{
	while (k && !str_eqz(fp, k->fingerprint))
		k = k->other;
	return k;
}

/* The name of a new file lasts once its folder is synced. */
static int
sync_folder(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, rc;

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) + 1 : 1,
	    slash ? path : ".");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

static int
write_line(int fd, const char *line, size_t n)
{
	struct stat st;

	if (flock(fd, LOCK_EX) < 0 || fstat(fd, &st) < 0)
		return -1;
	if (!S_ISREG(st.st_mode) || st.st_size != 0) {
		errno = EEXIST;
		return -1;
	}
	if (fchmod(fd, 0600) < 0 || write(fd, line, n) != (ssize_t)n)
		return -1;
	return fsync(fd);
}

int
keyring_create(const char *path, struct err *e)
{
	unsigned char master[KEY_SIZE];
	char line[LINE + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int rc = -1;

	if (fd >= 0 && sodium_init() >= 0) {
		randombytes_buf(master, sizeof(master));
		sodium_bin2base64(line, sizeof(line), master, sizeof(master),
		    sodium_base64_VARIANT_ORIGINAL);
		line[LINE] = '\n';
		rc = write_line(fd, line, sizeof(line));
		sodium_memzero(master, sizeof(master));
		sodium_memzero(line, sizeof(line));
	}
	if (rc == 0)
		rc = sync_folder(path);
	if (rc < 0)
		err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_SYSTEM,
		    "Berkas kunci induk tidak dapat dibuat.", "%s: errno %d",
		    path, errno);
	if (fd >= 0)
		close(fd);
	return rc;
}

const char *
keyring_fingerprint(const struct keyring *k)
{
	return k->fingerprint;
}

void
keyring_wrap(
    const struct keyring *k, unsigned char *out, const void *p, size_t n)
{
	randombytes_buf(out, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    out + NONCE, NULL, p, n, NULL, 0, NULL, out, k->wrap);
}

int
keyring_unwrap(const struct keyring *k, unsigned char *out, struct str wrapped,
    struct err *e)
{
	const unsigned char *p = (const unsigned char *)wrapped.p;

	if (wrapped.n >= WRAP_EXTRA &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
		p + NONCE, wrapped.n - NONCE, NULL, 0, p, k->wrap) == 0)
		return 0;
	return err_set(e, ERR_SYSTEM,
	    "Kunci kantor tidak dapat dibuka dengan kunci induk ini.",
	    "unwrap: %zu bytes", wrapped.n);
}
