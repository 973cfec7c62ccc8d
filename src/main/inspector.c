#include "main/inspector.h"

#include "paper/inspect.h"

const struct zygote_kind zygote_inspector = {
    .role = "inspector",
    .serve = inspect_serve,
};
