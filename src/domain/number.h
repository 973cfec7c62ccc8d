/*
 * number.h - numbers of cases and letters, from a template of the office:
 * "TTE-{tahun}-{urut:5}" becomes "TTE-2026-00042".
 *
 *   {urut}    the serial, {urut:5} with zeros to five digits (1 to 9)
 *   {tahun}   the year
 *   {bulan}   the month as a Roman numeral
 *
 * Everything else stands for itself: letters, digits, blanks and - / . _ ( )
 */
#ifndef DOMAIN_NUMBER_H
#define DOMAIN_NUMBER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define NUMBER_TEMPLATE_MAX ((size_t)80)

/*
 * Check a template.  Serials begin again each year, so both {urut} and
 * {tahun} must be there, once.  Returns -1 with *e set to ERR_INPUT.
 */
int number_check(struct str template, struct err *e) MUST_CHECK;

/*
 * The number, in the arena; NULL with *e set to ERR_INPUT if number_check()
 * refuses the template.  month is 1 to 12.
 */
char *number_render(struct arena *a, struct str template, int year,
    unsigned month, uint64_t serial, struct err *e) MUST_CHECK;

#endif
