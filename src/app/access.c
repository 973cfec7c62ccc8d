#include "app/access.h"

enum access
access_task(const struct actor *a, const struct task *t, int64_t applicant)
{
	bool open = t->closed_at == 0;

	if (a->link_task && a->link_task == t->id)
		return open ? ACCESS_ACT : ACCESS_SEE;
	if (a->person == 0)
		return ACCESS_NONE;
	if (t->person_id) {
		if (t->person_id == a->person)
			return open ? ACCESS_ACT : ACCESS_SEE;
		/* Done on someone's behalf. */
		return !open && t->closed_by == a->person && a->seats_n > 0
			   ? ACCESS_SEE
			   : ACCESS_NONE;
	}
	if (!actor_seat(a, t->lane))
		return ACCESS_NONE;
	if (!open)
		return ACCESS_SEE;
	return applicant == a->person ? ACCESS_OWN_CASE : ACCESS_ACT;
}

enum access
access_case(const struct actor *a, int64_t applicant, const struct task *tasks,
    size_t n)
{
	if (a->person && a->person == applicant)
		return ACCESS_SEE;
	for (size_t i = 0; i < n; i++)
		if (access_task(a, &tasks[i], applicant) != ACCESS_NONE)
			return ACCESS_SEE;
	return ACCESS_NONE;
}
