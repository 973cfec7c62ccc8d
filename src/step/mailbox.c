/*
 * mailbox - the official mailbox of who has none yet (Tapin row 5).  Only the
 * address is recorded, never a password.
 */
#include <string.h>

#include "domain/mailbox.h"
#include "step/step.h"

static const char *
field_name(struct step *s, size_t holder)
{
	return arena_printf(s->cx->arena, "email_%zu", holder + 1);
}

/* The domain that an example for this office may show. */
static const char *
example(struct step *s, size_t holder)
{
	const char *domain = s->cx->office->mail_domains[0];

	return arena_printf(s->cx->arena, "pemilik.contoh%zu@%s%s", holder + 1,
	    domain[0] == '.' ? "contoh" : "", domain);
}

static void
fields(struct step *s)
{
	size_t from, to;

	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];
		struct field *f = fields_need(&s->fields, FIELD_EMAIL,
		    field_name(s, i),
		    arena_printf(s->cx->arena, "Email dinas untuk %s", h->name),
		    example(s, i));

		f->help = "Hanya alamatnya. Kata sandi kotak surat "
			  "disampaikan langsung kepada pemiliknya.";
		if (office_has_mail(s->cx->office, str_of(h->email)))
			f->value = h->email;
	}
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	size_t from, to;

	(void)o;
	(void)e;
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const char *name = field_name(s, i);

		if (!office_has_mail(
			s->cx->office, str_of(fields_value(&s->fields, name))))
			fields_error(&s->fields, name,
			    "Alamat ini bukan email dinas kantor ini.");
	}
	return 0;
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	size_t from, to;

	(void)o;
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		struct holder *h = ARENA_NEW(s->cx->arena, struct holder);
		struct change c = {.kind = CHANGE_EMAIL, .holder = h};

		h->id = s->d->holders[i].id;
		h->email = fields_value(&s->fields, field_name(s, i));
		changes_add(&act->changes, s->cx->arena, &c);
	}
	step_note_fields(s, act);
}

const struct step_kind_code step_mailbox = {
    .fields = fields, .check = check, .record = record};
