/*
 * image.h - a photo or scan made new: decoded, turned upright, at most
 * INSPECT_SIDE pixels long, and written again as JPEG without metadata.
 *
 * Nothing of the file is kept but the picture: no EXIF, no position, no
 * comments, nothing that stood behind the picture.  JPEG of 1, 3 and 4
 * colours and PNG of every kind are taken; transparent places become white.
 */
#ifndef PAPER_IMAGE_H
#define PAPER_IMAGE_H

#include "base/str.h"
#include "paper/inspect.h"

/*
 * Fill *out, and if the verdict is INSPECT_OK append to image and thumb,
 * whose maximum must be LIMIT_IMAGE and LIMIT_THUMB.  Allocates up to six
 * bytes a pixel for a while; runs in the inspector's process only.
 */
void image_convert(struct inspection *out, const unsigned char *p, size_t n,
    struct sb *image, struct sb *thumb);

#endif
