/*
 * sex.h - what the numbers of a person say about the sex; UNKNOWN where the
 * digit means nothing.
 */
#ifndef DOMAIN_SEX_H
#define DOMAIN_SEX_H

enum sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };

#endif
