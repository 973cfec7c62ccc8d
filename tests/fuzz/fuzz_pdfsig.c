/*
 * A PDF with signatures, as it lies in the inspector: any bytes are read or
 * not, and what is said of them is what the worker can believe.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "vault/pdfsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct certificate_trust none = {.pem = "", .crl = {"", 0}};
	struct pdf_signatures s;
	struct sb asked, said;
	struct arena a;

	arena_init(&a, MIB);
	sb_init(&asked, PDFSIG_ASKED);
	sb_init(&said, PDFSIG_SAID);
	pdfsig_ask(&asked, &none, INT64_C(1795226400000));
	if (pdfsig_answer(sb_get(&asked), (struct str){(const char *)data, n},
		&said) == 0 &&
	    (pdfsig_read(&s, &a, sb_get(&said)) < 0 ||
		pdfsig_verdict(&s) == PDF_GOOD))
		abort();
	sb_clear(&asked);
	sb_clear(&said);
	arena_clear(&a);
	return 0;
}
