/*
 * Lengths are measured in units of 1/tw of a pixel across and 1/th of one
 * down: a pixel that comes in is tw x th units, one that goes out w x h.
 */
#include "paper/shrink.h"

#include <stdlib.h>
#include <string.h>

static int
scale(int n, int side, int longest)
{
	int64_t v = ((int64_t)n * side + longest / 2) / longest;

	return v < 1 ? 1 : (int)v;
}

int
shrink_init(struct shrink *s, int w, int h, int channels, int side)
{
	int longest = w > h ? w : h;
	size_t n;

	*s = (struct shrink){
	    .w = w, .h = h, .tw = w, .th = h, .channels = channels};
	if (longest <= side)
		return 0;
	s->tw = scale(w, side, longest);
	s->th = scale(h, side, longest);
	n = (size_t)s->tw * (size_t)channels;
	s->line = malloc(n * sizeof(*s->line));
	s->sum = calloc(n, sizeof(*s->sum));
	s->row = malloc(n);
	return s->line && s->sum && s->row ? 0 : -1;
}

void
shrink_clear(struct shrink *s)
{
	free(s->line);
	free(s->sum);
	free(s->row);
	*s = (struct shrink){0};
}

/* Sum the row across; at most 255 * w a place, and w < 2^16. */
static void
sum_across(struct shrink *s, const unsigned char *in)
{
	const uint32_t across = (uint32_t)s->tw, all = (uint32_t)s->w;
	const int channels = s->channels;
	uint32_t *to = s->line, room = all;

	memset(s->line, 0, (size_t)s->tw * (size_t)channels * sizeof(*s->line));
	for (int x = 0; x < s->w; x++, in += channels) {
		uint32_t here = across < room ? across : room;

		for (int c = 0; c < channels; c++)
			to[c] += here * in[c];
		room -= here;
		if (room > 0)
			continue;
		to += channels;
		room = all;
		here = across - here;
		for (int c = 0; here > 0 && c < channels; c++)
			to[c] += here * in[c];
		room -= here;
	}
}

const unsigned char *
shrink_row(struct shrink *s, const unsigned char *in)
{
	const size_t n = (size_t)s->tw * (size_t)s->channels;
	const double part = 1.0 / ((double)s->w * (double)s->h);
	int64_t start = (int64_t)s->y * s->th, end = start + s->th;
	int64_t edge = (int64_t)(s->ty + 1) * s->h;
	uint64_t here = (uint64_t)((end < edge ? end : edge) - start);
	uint64_t over = (uint64_t)s->th - here;

	s->y++;
	if (!s->row)
		return in;
	sum_across(s, in);
	for (size_t i = 0; i < n; i++)
		s->sum[i] += here * s->line[i];
	if (end < edge)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		s->row[i] = (unsigned char)((double)s->sum[i] * part + 0.5);
		s->sum[i] = over * s->line[i];
	}
	s->ty++;
	return s->row;
}
