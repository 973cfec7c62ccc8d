/*
 * settings.h - what an office's way to BSrE must not be.  Each gives a
 * sentence for the administrator, a literal in Indonesian, or NULL: no fault.
 */
#ifndef BSRE_SETTINGS_H
#define BSRE_SETTINGS_H

#include <stdbool.h>

/* An account of the API that stands in guides and public code, or that
 * anybody would try first. */
const char *bsre_credentials_fault(const char *user, const char *password);

/* The address of the server: https, or http where plain is set. */
const char *bsre_url_fault(const char *url, bool plain);

/* A path under it, "/api/...". */
const char *bsre_path_fault(const char *path);

#endif
