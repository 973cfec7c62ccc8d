/*
 * A PDF: any bytes get a verdict, the same one each time.
 */
#include <stdint.h>
#include <stdlib.h>

#include "paper/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct inspection a, b;

	pdf_check(&a, data, n);
	pdf_check(&b, data, n);
	if (a.verdict != b.verdict || a.pages != b.pages ||
	    a.verdict < INSPECT_OK || a.verdict >= INSPECT_CRASHED ||
	    (a.verdict == INSPECT_OK) != (a.pages > 0))
		abort();
	return 0;
}
