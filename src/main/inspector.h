/*
 * inspector.h - the zygote whose children inspect a paper each
 * (paper/inspect.h).
 */
#ifndef MAIN_INSPECTOR_H
#define MAIN_INSPECTOR_H

#include "main/zygote.h"

extern const struct zygote_kind zygote_inspector;

#endif
