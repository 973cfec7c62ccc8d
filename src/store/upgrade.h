/*
 * upgrade.h - what an office kept before it had keys is sealed: NIK,
 * credentials, files.
 */
#ifndef STORE_UPGRADE_H
#define STORE_UPGRADE_H

#include "store/officekey.h"

struct upgrade {
	int64_t files, niks, credentials; /* sealed now */
	int64_t missing; /* files that are not on the disk: left alone */
};

/*
 * In batches, each a transaction that leaves nothing half; may be interrupted
 * anywhere and called again.  secret: of the installation, which sealed
 * credentials before.  Costs three short look-ups if there is nothing to do.
 */
int upgrade_office(struct db *db, const unsigned char secret[KEY_SIZE],
    struct upgrade *up, struct err *e) MUST_CHECK;

#endif
