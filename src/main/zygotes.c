#include "main/zygotes.h"

#include "main/inspector.h"
#include "main/press.h"

static int
begin(struct zygotes *z,
    int (*how)(struct zygote *, const struct zygote_kind *, struct err *),
    struct app_conf *conf, struct err *e)
{
	*z = (struct zygotes){0};
	if (how(&z->inspector, &zygote_inspector, e) < 0 ||
	    how(&z->press, &zygote_press, e) < 0) {
		zygotes_close(z);
		return -1;
	}
	conf->inspector = z->inspector.fd;
	conf->press = z->press.fd;
	return 0;
}

int
zygotes_open(struct zygotes *z, struct app_conf *conf, struct err *e)
{
	return begin(z, zygote_open, conf, e);
}

int
zygotes_start(struct zygotes *z, struct app_conf *conf, struct err *e)
{
	return begin(z, zygote_start, conf, e);
}

void
zygotes_close(struct zygotes *z)
{
	zygote_close(&z->inspector);
	zygote_close(&z->press);
}
