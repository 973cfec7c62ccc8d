/*
 * office.h - the profile of one office (kantor.yaml): who it is, its time
 * zone, colour, mail domains, how its cases are numbered and which services
 * it offers.  Immutable after office_parse(); lives in the arena.
 *
 * The file's format is section 8 of docs/format-sop.md.
 */
#ifndef SOP_OFFICE_H
#define SOP_OFFICE_H

#include "domain/passphrase.h"
#include "sop/calendar.h"
#include "sop/missive.h"

struct office_service {
	const char *id;   /* [a-z0-9-]: part of URLs */
	const char *file; /* name of the SOP file beside kantor.yaml */
};

/* Bytes of files that may be kept. */
struct quota {
	uint64_t of_case;   /* permohonan: one case, or what is sent for it */
	uint64_t of_person; /* orang: sent and not yet handed in */
	uint64_t of_office; /* kantor: all together */
};

/* Times of a day at which what waits for a digest goes out. */
#define OFFICE_DIGESTS ((size_t)6)

struct office {
	const char *id;         /* [a-z0-9-] */
	const char *name;       /* nama */
	const char *short_name; /* singkatan */
	const char *parent;     /* induk: first line of letters, may be NULL */
	const char *place;      /* tempat: "Sofifi, 8 Agustus", may be NULL */
	const char *address, *mail, *phone; /* alamat, surel, telepon; may be
	                                       NULL */
	struct zone zone;                   /* zona */
	const char *colour;                 /* "#0b5d3b" */
	const char *const *mail_domains;
	size_t mail_domains_n; /* at least 1 */
	const char *number;    /* nomor_permohonan: the template */
	const struct office_service *services;
	size_t services_n;       /* at least 1 */
	struct quota quota;      /* kuota */
	unsigned second_percent; /* pemeriksaan_kedua: so many percent of the
	                            matches are judged by two persons */
	struct reminders remind[REMIND_LISTS]; /* pengingat */
	unsigned digest_at[OFFICE_DIGESTS];    /* ringkasan: minutes from local
	                                       midnight, rising */
	size_t digests;                        /* at least 1 */
	struct passphrase_rule passphrase;     /* of certificates */
	bool webhook; /* notices go to the office's own gateway too */
	const char *bsre_module;     /* bsre.modul: "manual", "esign", or the
	                            absolute path of a shared object */
	struct missive_conf missive; /* kop, surat */
	struct own_time own;
	/* What own and the national calendars make together. */
	struct worktime time;
	const struct named_day *days; /* time.days_n: what each of them is */
};

/*
 * Parse and check a profile.  Every mistake goes to *p; NULL if there is at
 * least one.  Both live in the arena.
 */
const struct office *office_parse(
    struct arena *a, struct str text, struct sop_problems *p);

/*
 * The office with the calendars of the country, which rise by year; until
 * then its time knows its own days only.  A copy in the arena that shares
 * all else with o.
 */
const struct office *office_with_calendars(struct arena *a,
    const struct office *o, const struct calendar *const *years, size_t n);

/*
 * Whether an address belongs to the office: mailbox_is_allowed() with the
 * office's domains.  Case does not matter.
 */
bool office_has_mail(const struct office *o, struct str address);

/* The index of the service with that id, or -1. */
int office_service(const struct office *o, struct str id);

#endif
