#include "main/helpers.h"

#include "main/inspector.h"
#include "main/press.h"

typedef int begin_fn(
    struct zygote *z, const struct zygote_kind *kind, struct err *e);

static int
begin(struct helpers *h, begin_fn *how, struct app_conf *conf, struct err *e)
{
	*h = (struct helpers){0};
	if (how(&h->inspector, &zygote_inspector, e) < 0 ||
	    how(&h->press, &zygote_press, e) < 0) {
		helpers_close(h);
		return -1;
	}
	conf->inspector = h->inspector.fd;
	conf->press = h->press.fd;
	return 0;
}

int
helpers_open(struct helpers *h, struct app_conf *conf, struct err *e)
{
	return begin(h, zygote_open, conf, e);
}

int
helpers_start(struct helpers *h, struct app_conf *conf, struct err *e)
{
	return begin(h, zygote_start, conf, e);
}

void
helpers_close(struct helpers *h)
{
	zygote_close(&h->inspector);
	zygote_close(&h->press);
}
