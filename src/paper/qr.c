#include "paper/qr.h"

#include <qrencode.h>

#include "base/str.h"

#define QUIET          4 /* modules of light around the code (ISO/IEC 18004) */
#define PATH_MAX_BYTES ((size_t)256 * 1024)

/* Each run of dark modules in a row is one rectangle. */
static void
put_row(struct sb *b, const unsigned char *row, int width, int y)
{
	int from;

	for (int x = 0; x < width; x++) {
		if (!(row[x] & 1))
			continue;
		from = x;
		while (x + 1 < width && (row[x + 1] & 1))
			x++;
		sb_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET,
		    x + 1 - from, x + 1 - from);
	}
}

int
qr_path(struct qr *qr, struct arena *a, const char *text, struct err *e)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct sb b;

	if (!code)
		return err_set(e, ERR_LIMIT, "Kode QR tidak dapat dibuat.",
		    "qr: text does not fit");
	sb_init(&b, PATH_MAX_BYTES);
	for (int y = 0; y < code->width; y++)
		put_row(&b, code->data + y * code->width, code->width, y);
	qr->size = code->width + 2 * QUIET;
	qr->path = str_z(a, sb_get(&b));
	sb_clear(&b);
	QRcode_free(code);
	return 0;
}
