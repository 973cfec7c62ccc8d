/*
 * sql.h - the tables that the build makes of the SQL files: the named
 * statements of sql/query and the migrations of sql/schema.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <stddef.h>

#include "queries.h"

/* One control database an installation, one tenant database an office. */
enum db_kind { DB_CONTROL, DB_TENANT };

struct query_text {
	const char *name; /* as after `-- name:` */
	enum db_kind db;
	unsigned params; /* $1 to $params */
	const char *sql;
};

extern const struct query_text query_texts[QUERY_COUNT];

struct migration {
	const char *name; /* the file's */
	enum db_kind db;
	int version; /* 1, 2, ... of its kind of database */
	const char *sql;
};

/* By kind, then by version. */
extern const struct migration migrations[];
extern const size_t migrations_n;

#endif
