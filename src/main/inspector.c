#include "main/inspector.h"

#include "paper/inspect.h"
#include "vault/pdfsig.h"

static int
inspect(int fd)
{
	static const struct inspect_reader reader = {pdfsig_answer};

	return inspect_serve(fd, &reader);
}

const struct zygote_kind zygote_inspector = {
    .role = "inspector",
    .serve = inspect,
};
