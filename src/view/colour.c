#include "view/colour.h"

#include <stdio.h>
#include <stdlib.h>

static double
channel(unsigned v)
{
	double c = v / 255.0;

	/* sRGB to linear; the cubic fits the standard's curve to 1 %. */
	return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

static double
luminance(const unsigned rgb[3])
{
	return 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) +
	       0.0722 * channel(rgb[2]);
}

static double
contrast(const unsigned a[3], const unsigned b[3])
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static void
readable(char text[COLOUR_SIZE], const char *colour, const unsigned paper[3],
    unsigned towards)
{
	unsigned long v = strtoul(colour + 1, NULL, 16);
	const unsigned rgb[3] = {(unsigned)(v >> 16) & 255,
	    (unsigned)(v >> 8) & 255, (unsigned)v & 255};
	unsigned out[3] = {0};

	for (unsigned step = 0; step <= 20; step++) {
		for (int i = 0; i < 3; i++)
			out[i] = (rgb[i] * (20 - step) + towards * step) / 20;
		if (contrast(out, paper) >= 4.8)
			break;
	}
	snprintf(text, COLOUR_SIZE, "#%02x%02x%02x", out[0] & 255, out[1] & 255,
	    out[2] & 255);
}

void
colour_on_light(char out[COLOUR_SIZE], const char *colour)
{
	static const unsigned paper[3] = {245, 245, 245};

	readable(out, colour, paper, 0);
}

void
colour_on_dark(char out[COLOUR_SIZE], const char *colour)
{
	static const unsigned paper[3] = {38, 40, 44};

	readable(out, colour, paper, 255);
}
