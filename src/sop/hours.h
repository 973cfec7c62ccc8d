/*
 * hours.h - how kantor.yaml and the national calendar write opening hours
 * and dates: "senin-kamis", "07.30-16.00", "2026-08-17".
 */
#ifndef SOP_HOURS_H
#define SOP_HOURS_H

#include "sop/calendar.h"
#include "sop/schema.h"

/* {hari, jam, istirahat} */
extern const struct schema hours_schema;

/* The list of a key.  Without the key nothing is named. */
struct hours hours_read(
    struct problem_list *l, const struct node *map, const char *key);

/*
 * `jam` and `istirahat` of a map; closed if `jam` is "tutup".  False if they
 * are absent or wrong; what is wrong was told.
 */
bool hours_of_day(
    struct problem_list *l, const struct node *map, struct work_hours *h);

/* The date of a key, else false; what is wrong was told. */
bool hours_date(struct problem_list *l, const struct node *map, const char *key,
    int32_t *day);

/*
 * The clock times of a key's list, rising, in minutes from local midnight:
 * at most max go to v.  Returns how many, 0 also where the key is absent or
 * something is wrong; what is wrong was told.
 */
size_t hours_clocks(struct problem_list *l, const struct node *map,
    const char *key, unsigned *v, size_t max);

/* The keys of kantor.yaml about time, read in calendar.c. */
#define OWN_TIME_FIELDS                                                      \
	{"jam_kerja", .type = FIELD_RECORDS, .record = &hours_schema},       \
	    {"jam_ramadan", .type = FIELD_RECORDS, .record = &hours_schema}, \
	    {"libur", .type = FIELD_RECORDS, .record = &own_off_schema},     \
	{                                                                    \
		"masuk", .type = FIELD_RECORDS, .record = &own_on_schema     \
	}
extern const struct schema own_off_schema, own_on_schema;

struct own_time own_time_read(
    struct arena *a, struct problem_list *l, const struct node *root);

#endif
