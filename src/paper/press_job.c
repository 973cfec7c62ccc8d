#include "paper/press_job.h"

#include <math.h>
#include <string.h>

#include "paper/wire.h"

#define SIDE_MAX 2000.0 /* of a page, points */

/* --- letters ------------------------------------------------------------ */

static void
put_z(struct sb *b, const char *s)
{
	wire_put_str(b, str_of(s));
}

static void
put_length(struct sb *b, double points)
{
	wire_put_u32(b, (uint32_t)lround(points * 100));
}

void
press_job_put_letter(
    struct sb *b, const struct typeset_job *job, struct str text)
{
	size_t n = 0;

	put_length(b, job->conf.w);
	put_length(b, job->conf.h);
	put_z(b, job->conf.title);
	put_z(b, job->conf.author);
	put_z(b, job->conf.created);
	put_z(b, job->qr);
	put_z(b, job->foot);
	while (job->head && n < TYPESET_HEAD && job->head->lines[n])
		n++;
	wire_put_u32(b, job->head ? 1 : 0);
	wire_put_u32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		put_z(b, job->head->lines[i]);
	wire_put_str(b, job->head ? job->head->logo : (struct str){NULL, 0});
	wire_put_str(b, text);
}

/* "" where there is none: text that is not UTF-8 is none that could be. */
static const char *
read_z(struct wire_in *in, struct arena *a)
{
	struct str s = wire_str(in);

	if (!str_utf8(s))
		in->bad = true;
	return in->bad ? "" : str_z(a, s);
}

static const char *
read_optional(struct wire_in *in, struct arena *a)
{
	const char *s = read_z(in, a);

	return *s ? s : NULL;
}

static double
read_length(struct wire_in *in)
{
	double v = wire_u32(in) / 100.0;

	if (v < 1 || v > SIDE_MAX)
		in->bad = true;
	return v;
}

static void
read_letter(struct press_job *job, struct arena *a, struct wire_in *in)
{
	uint32_t has_head, n;

	job->letter.conf.w = read_length(in);
	job->letter.conf.h = read_length(in);
	job->letter.conf.title = read_z(in, a);
	job->letter.conf.author = read_z(in, a);
	job->letter.conf.created = read_z(in, a);
	job->letter.qr = read_optional(in, a);
	job->letter.foot = read_optional(in, a);
	has_head = wire_u32(in);
	n = wire_u32(in);
	if (has_head > 1 || n > TYPESET_HEAD)
		in->bad = true;
	for (uint32_t i = 0; i < n && !in->bad; i++)
		job->head.lines[i] = read_z(in, a);
	job->head.logo = wire_str(in);
	job->text = wire_str(in);
	if (job->head.logo.n > LIMIT_LOGO || job->text.n > LIMIT_MISSIVE_TEXT)
		in->bad = true;
	job->letter.head = has_head == 1 ? &job->head : NULL;
}

/* --- SOPs --------------------------------------------------------------- */

void
press_job_put_sop(struct sb *b, const struct press_sop *job)
{
	wire_put_str(b, job->profile);
	wire_put_str(b, job->sop);
	put_z(b, job->created);
	put_z(b, job->title);
	wire_put_u32(b, (uint32_t)job->facts_n);
	for (size_t i = 0; i < job->facts_n; i++) {
		put_z(b, job->facts[i].label);
		put_z(b, job->facts[i].value);
	}
	wire_put_u32(b, (uint32_t)job->steps_n);
	for (size_t i = 0; i < job->steps_n; i++) {
		const struct press_step *s = &job->steps[i];

		put_z(b, s->row);
		put_z(b, s->outcome);
		put_z(b, s->times);
		put_z(b, s->took);
		put_z(b, s->result);
		put_z(b, s->who);
	}
}

/* 0 if there are more than could be. */
static uint32_t
read_count(struct wire_in *in, uint32_t max)
{
	uint32_t n = wire_u32(in);

	if (n > max)
		in->bad = true;
	return in->bad ? 0 : n;
}

static void
read_sop(struct press_job *job, struct arena *a, struct wire_in *in)
{
	struct press_sop *s = &job->sop;
	struct press_fact *facts;
	struct press_step *steps;

	s->profile = wire_str(in);
	s->sop = wire_str(in);
	s->created = read_z(in, a);
	s->title = read_optional(in, a);
	s->facts_n = read_count(in, PRESS_FACTS);
	s->facts = facts = ARENA_ARRAY(a, s->facts_n, struct press_fact);
	for (size_t i = 0; i < s->facts_n; i++) {
		facts[i].label = read_z(in, a);
		facts[i].value = read_z(in, a);
	}
	s->steps_n = read_count(in, PRESS_STEPS);
	s->steps = steps = ARENA_ARRAY(a, s->steps_n, struct press_step);
	for (size_t i = 0; i < s->steps_n; i++) {
		steps[i].row = read_z(in, a);
		steps[i].outcome = read_z(in, a);
		steps[i].times = read_z(in, a);
		steps[i].took = read_z(in, a);
		steps[i].result = read_z(in, a);
		steps[i].who = read_z(in, a);
	}
}

/* --- both --------------------------------------------------------------- */

int
press_job_read(struct press_job *job, struct arena *a, enum press_kind kind,
    struct str fields)
{
	struct wire_in in = {
	    .p = (const unsigned char *)fields.p, .n = fields.n};

	*job = (struct press_job){.kind = kind};
	if (kind == PRESS_LETTER)
		read_letter(job, a, &in);
	else if (kind == PRESS_SOP)
		read_sop(job, a, &in);
	else
		return -1;
	return wire_end(&in);
}

int
press_job_take(struct press_job *job, struct arena *a, int fd)
{
	unsigned char head[WIRE_HEAD];
	char *fields;
	int kind;
	size_t n;

	if (wire_read(fd, head, sizeof(head)) < 0)
		return -1;
	kind = wire_head_any(head, &n);
	if (n > PRESS_JOB_MAX)
		return -1;
	fields = arena_alloc(a, n + 1);
	if (wire_read(fd, fields, n) < 0)
		return -1;
	return press_job_read(
	    job, a, (enum press_kind)kind, (struct str){fields, n});
}

int
press_job_answer(int fd, struct str pdf, const struct err *e)
{
	unsigned char head[WIRE_HEAD];
	bool ok = e->kind == ERR_NONE;
	unsigned char kind = (unsigned char)e->kind;
	struct str s = ok ? pdf : str_of(e->detail);

	wire_head(head, ok ? PRESS_PDF : PRESS_FAILED, s.n + (ok ? 0 : 1));
	if (wire_write(fd, head, sizeof(head)) < 0 ||
	    (!ok && wire_write(fd, &kind, 1) < 0))
		return -1;
	return wire_write(fd, s.p, s.n);
}
