/*
 * limits.h - every limit on what comes from outside, in one list.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* Requests. */
#define LIMIT_URL        ((size_t)2048)
#define LIMIT_HEADER     (8 * KIB)      /* one header value that we read */
#define LIMIT_BODY       (64 * MIB)     /* any body */
#define LIMIT_BODY_FORM  (256 * KIB)    /* a form without files */
#define LIMIT_FIELDS     ((size_t)1000) /* fields in one form */
#define LIMIT_FIELD_NAME ((size_t)64)
#define LIMIT_FIELD      (16 * KIB)    /* one text value */
#define LIMIT_FORM_TEXT  (512 * KIB)   /* all text values together */
#define LIMIT_PART_HEAD  (4 * KIB)     /* the head of one multipart part */
#define LIMIT_FILES      ((size_t)100) /* files in one form */
#define LIMIT_FILE       (50 * MIB)    /* one file, whatever an SOP allows */

/* What an inspected file may be, and what may come back of it. */
#define LIMIT_PIXELS     ((size_t)60000000)
#define LIMIT_SIDE       65500 /* of an image, pixels */
#define LIMIT_IMAGE      (16 * MIB)
#define LIMIT_THUMB      (256 * KIB)
#define LIMIT_ASKED      (5 * MIB)  /* about signatures */
#define LIMIT_SAID       (64 * KIB)
#define LIMIT_SWELL      (128 * MIB) /* one stream of a PDF, unpacked */
#define LIMIT_SWELLS     (512 * MIB) /* all streams of a PDF, unpacked */
#define LIMIT_PDF_PIXELS ((size_t)300000000) /* of one picture in a PDF */

/* A letter that is set as a PDF (paper/press.h). */
#define LIMIT_MISSIVE      (4 * MIB)   /* the PDF */
#define LIMIT_MISSIVE_TEXT (512 * KIB) /* what it is set from */
#define LIMIT_LOGO         (512 * KIB) /* the PNG in a letterhead */

/* Memory. */
#define LIMIT_REQUEST_ARENA (16 * MIB)
#define LIMIT_PAGE          (8 * MIB) /* one rendered page */

/* SOP files. */
#define LIMIT_SOP_FILE  (512 * KIB)
#define LIMIT_SOP_NODES ((size_t)20000)
#define LIMIT_SOP_ROWS  60
#define LIMIT_SOP_LANES 16

/* Cases. */
#define LIMIT_HOLDERS 100 /* persons on one letter */

#endif
