#include "app/beat.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "domain/date.h"

#define NAME      "agent.beat"
#define FOUND_MAX (2 * MS_HOUR)
#define WAITS_MAX MS_HOUR

/*
 * Always of one length and written at once.  The time stands at both ends: a
 * reader who meets a writer halfway sees two.
 */
#define FORMAT                                                       \
	"%015lld %015lld %015lld %-39.39s %015lld %-39.39s %015lld " \
	"%015lld %-39.39s %015lld\n"
#define LENGTH ((size_t)(7 * 16 + 3 * 40))

void
beat_start(struct beat *b, int64_t now, int64_t worry)
{
	*b = (struct beat){.at = now, .worry_at = now + worry};
}

static void
set_office(char to[40], const char *id)
{
	snprintf(to, 40, "%s", id);
}

void
beat_add(struct beat *b, const struct beat_office *o)
{
	if (b->found_at == 0 || o->found_at < b->found_at) {
		b->found_at = o->found_at;
		set_office(b->found_office, o->id);
	}
	if (o->waits_since != 0 &&
	    (b->waits_since == 0 || o->waits_since < b->waits_since)) {
		b->waits_since = o->waits_since;
		set_office(b->waits_office, o->id);
	}
	b->dead += o->dead;
	if (o->dead > 0 && o->dead_at > b->dead_at) {
		b->dead_at = o->dead_at;
		set_office(b->dead_office, o->id);
	}
}

static const char *
beat_path(const char *data, char *path, size_t size)
{
	snprintf(path, size, "%s/" NAME, data);
	return path;
}

void
beat_write(const char *data, const struct beat *b)
{
	char path[4096], text[LENGTH + 1];
	int n = snprintf(text, sizeof(text), FORMAT, (long long)b->at,
	    (long long)b->worry_at, (long long)b->found_at, b->found_office,
	    (long long)b->waits_since, b->waits_office, (long long)b->dead,
	    (long long)b->dead_at, b->dead_office, (long long)b->at);
	int fd = open(beat_path(data, path, sizeof(path)),
	    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || n != (int)LENGTH ||
	    pwrite(fd, text, LENGTH, 0) != (ssize_t)LENGTH)
		log_warn("cannot write %s", path);
	if (fd >= 0)
		close(fd);
}

static int64_t
read_time(struct str *rest)
{
	uint64_t n;

	if (str_u64(str_cut(rest, ' '), INT64_MAX, &n) < 0)
		return -1;
	return (int64_t)n;
}

/* A name and the blanks behind it. */
static void
read_office(struct str *rest, char to[40])
{
	struct str s = {rest->p, rest->n < 40 ? rest->n : 40};

	*rest = (struct str){rest->p + s.n, rest->n - s.n};
	s = str_trim(s);
	snprintf(to, 40, "%.*s", (int)s.n, s.p);
}

/* -1: it is not whole. */
static int
parse(struct beat *b, struct str s)
{
	int64_t again;

	b->at = read_time(&s);
	b->worry_at = read_time(&s);
	b->found_at = read_time(&s);
	read_office(&s, b->found_office);
	b->waits_since = read_time(&s);
	read_office(&s, b->waits_office);
	b->dead = read_time(&s);
	b->dead_at = read_time(&s);
	read_office(&s, b->dead_office);
	again = read_time(&s);
	return b->at < 0 || b->worry_at < 0 || b->found_at < 0 ||
		       b->waits_since < 0 || b->dead < 0 || b->dead_at < 0 ||
		       again != b->at
		   ? -1
		   : 0;
}

void
beat_read(const char *data, struct beat *b)
{
	char path[4096], text[LENGTH + 1];
	int fd =
	    open(beat_path(data, path, sizeof(path)), O_RDONLY | O_CLOEXEC);

	*b = (struct beat){0};
	for (int i = 0; fd >= 0 && i < 3; i++) {
		if (pread(fd, text, sizeof(text), 0) != (ssize_t)LENGTH)
			break;
		if (parse(b, (struct str){text, LENGTH - 1}) == 0)
			break;
		*b = (struct beat){0};
	}
	if (fd >= 0)
		close(fd);
}

static const struct {
	const char *name, *text;
} words[ALARMS] = {
    [ALARM_AGENT] = {"agent",
	"Proses pemeliharaan tidak berjalan: surel, pengingat, dan "
	"penghapusan berkas berhenti."},
    [ALARM_SWEEP] = {"sweep",
	"Sudah lebih dari 2 jam tidak ada pengingat yang diperiksa."},
    [ALARM_MAIL] = {"mail", "Ada pesan yang belum terkirim lebih dari 1 jam."},
    [ALARM_DEAD] = {"dead",
	"Ada pesan yang gagal dikirim untuk seterusnya dalam 24 jam "
	"terakhir."},
};

const char *
alarm_name(enum alarm_kind kind)
{
	return words[kind].name;
}

static void
add(struct alarm *v, size_t *n, enum alarm_kind kind, const char *office,
    int64_t since)
{
	v[(*n)++] = (struct alarm){
	    kind, words[kind].name, words[kind].text, office, since};
}

size_t
beat_alarms(const struct beat *b, int64_t now, struct alarm v[static ALARMS])
{
	size_t n = 0;

	if (now > b->worry_at)
		add(v, &n, ALARM_AGENT, "", b->at);
	if (b->found_at != 0 && now - b->found_at > FOUND_MAX)
		add(v, &n, ALARM_SWEEP, b->found_office, b->found_at);
	if (b->waits_since != 0 && now - b->waits_since > WAITS_MAX)
		add(v, &n, ALARM_MAIL, b->waits_office, b->waits_since);
	if (b->dead > 0 && now - b->dead_at < BEAT_DEAD_NEW)
		add(v, &n, ALARM_DEAD, b->dead_office, b->dead_at);
	return n;
}
