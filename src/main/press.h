/*
 * press.h - the zygote whose children set a PDF each (paper/press.h).  The
 * fonts are read once, before it is locked.
 */
#ifndef MAIN_PRESS_H
#define MAIN_PRESS_H

#include "main/zygote.h"

extern const struct zygote_kind zygote_press;

#endif
