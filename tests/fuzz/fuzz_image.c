/*
 * A photo: any bytes get a verdict, and only a good one gets pictures, which
 * are JPEG within their limits.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "paper/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check(bool right)
{
	if (!right)
		abort();
}

static void
check_jpeg(struct str s)
{
	check(s.n > 4 && memcmp(s.p, "\xff\xd8\xff", 3) == 0);
	check(memcmp(s.p + s.n - 2, "\xff\xd9", 2) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct inspection i;
	struct sb image, thumb;

	sb_init(&image, LIMIT_IMAGE);
	sb_init(&thumb, LIMIT_THUMB);
	image_convert(&i, data, n, &image, &thumb);
	check(i.verdict >= INSPECT_OK && i.verdict < INSPECT_FOREIGN);
	check(inspect_text(INSPECT_IMAGE, i.verdict) != NULL);
	if (i.verdict == INSPECT_OK) {
		check(i.width > 0 && i.width <= INSPECT_SIDE);
		check(i.height > 0 && i.height <= INSPECT_SIDE);
		check_jpeg(sb_get(&image));
		check_jpeg(sb_get(&thumb));
	} else {
		check(i.width == 0 && i.height == 0 && !i.turned);
	}
	sb_clear(&image);
	sb_clear(&thumb);
	return 0;
}
