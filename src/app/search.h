/*
 * search.h - the words under which a case is found: of its number and of the
 * names on it.  Indexing and searching cut words in the same way.
 */
#ifndef APP_SEARCH_H
#define APP_SEARCH_H

#include <stdbool.h>

#define SEARCH_WORD     64 /* bytes, with the NUL */
#define SEARCH_WORD_MIN 2  /* shorter words find too much to be of use */

/*
 * Take the next word of *text: letters, digits and all that is not ASCII, in
 * small letters, cut at SEARCH_WORD - 1 bytes.  Words under SEARCH_WORD_MIN
 * are passed over.  False at the end; *text moves on.
 */
bool search_word_next(const char **text, char word[SEARCH_WORD]);

#endif
