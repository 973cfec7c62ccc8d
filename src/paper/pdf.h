/*
 * pdf.h - whether a PDF may be kept as a paper: it can be read as it stands,
 * has pages, and does nothing by itself.
 *
 * A reader that repairs would see other things in a damaged file than we do;
 * so nothing is repaired, and whatever qpdf calls damaged is refused.  The
 * file has to begin with %PDF- and to end with its startxref and %%EOF;
 * behind that, only white space and NUL are taken, as scanners write them.
 */
#ifndef PAPER_PDF_H
#define PAPER_PDF_H

#include "paper/inspect.h"

/*
 * Fill *out.  Unpacks every stream, one after the other, so that a file that
 * swells is found here (INSPECT_BOMB); needs a limit of the process's memory
 * around it.  Runs in the inspector's process only.
 */
void pdf_check(struct inspection *out, const unsigned char *p, size_t n);

#endif
