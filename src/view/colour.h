/*
 * colour.h - the colour of an office, made readable: on pages and in mail.
 */
#ifndef VIEW_COLOUR_H
#define VIEW_COLOUR_H

#define COLOUR_SIZE 8 /* "#0b5d3b" and its NUL */

/*
 * A colour ("#0b5d3b"), moved towards black or white until text in it can be
 * read on light or dark paper, and light or dark text on it (WCAG 2.2,
 * 1.4.3: 4.5 to 1).
 */
void colour_on_light(char out[COLOUR_SIZE], const char *colour);
void colour_on_dark(char out[COLOUR_SIZE], const char *colour);

#endif
