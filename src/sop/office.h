/*
 * office.h - the profile of one office (kantor.yaml): who it is, its time
 * zone, colour, mail domains, how its cases are numbered and which services
 * it offers.  Immutable after office_parse(); lives in the arena.
 *
 * The file's format is the last part of docs/format-sop.md.
 */
#ifndef SOP_OFFICE_H
#define SOP_OFFICE_H

#include "sop/model.h"

#define OFFICE_NUMBER_MAX 40 /* bytes of a case number */

enum zone { ZONE_WIB, ZONE_WITA, ZONE_WIT };

struct office_service {
	const char *id;   /* [a-z0-9-]: part of URLs */
	const char *file; /* name of the SOP file beside kantor.yaml */
};

struct office {
	const char *id;         /* [a-z0-9-] */
	const char *name;       /* nama */
	const char *short_name; /* singkatan */
	const char *parent;     /* induk: first line of letters, may be NULL */
	const char *place;      /* tempat: "Sofifi, 8 Agustus", may be NULL */
	const char *address, *mail, *phone; /* alamat, surel, telepon; may be
	                                       NULL */
	enum zone zone;
	const char *colour; /* "#0b5d3b" */
	const char *const *mail_domains;
	size_t mail_domains_n; /* at least 1 */
	const char *number;    /* nomor_permohonan: the template */
	const struct office_service *services;
	size_t services_n; /* at least 1 */
};

/*
 * Parse and check a profile.  Every mistake goes to *p; NULL if there is at
 * least one.  Both live in the arena.
 */
const struct office *office_parse(
    struct arena *a, struct str text, struct sop_problems *p);

/* "WIB", and the zone's distance from UTC: 7, 8 or 9 hours. */
const char *zone_name(enum zone z);
int zone_hours(enum zone z);

/*
 * The number of a case: "TTE-2026-00042".  serial counts from 1 within the
 * year; more digits than the template has are written in full.
 */
const char *office_number(struct arena *a, const struct office *o,
    unsigned year, unsigned month, uint64_t serial);

/*
 * Whether an address belongs to the office: its domain is one of the list,
 * or ends with one that begins with a dot.  Case does not matter.
 */
bool office_has_mail(const struct office *o, struct str address);

/* The index of the service with that id, or -1. */
int office_service(const struct office *o, struct str id);

#endif
