/*
 * sqlgen - turns the SQL files into C at build time.
 *
 *   sqlgen queries DIR sql/query/DB/NAME.sql ...     DIR/queries.h, queries.c
 *   sqlgen schema DIR sql/schema/DB/NNNN_NAME.sql ...  DIR/schema.c
 *
 * DB is `control` or `tenant`.  A query file holds statements, each after a
 * line `-- name: task_page` and ended by `;`.  Other `--` comments are left
 * out.  Parameters are $1, $2, ... without holes.  Every mistake ends the
 * build with file:line.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PARAMS_MAX 99

enum db { CONTROL, TENANT, DBS };

static const char *const folders[DBS] = {"control", "tenant"};
static const char *const kinds[DBS] = {"DB_CONTROL", "DB_TENANT"};

struct query {
	char *name, *sql; /* owned */
	const char *file;
	unsigned line, params;
	enum db db;
};

/* The place in the file being read. */
struct reader {
	const char *file, *p;
	unsigned line;
};

struct text {
	char *p; /* owned */
	size_t n, cap;
};

static void die(const char *file, unsigned line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4), noreturn));

static void
die(const char *file, unsigned line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void
put(struct text *t, char c)
{
	if (t->n + 2 > t->cap) {
		t->cap = t->cap ? 2 * t->cap : 256;
		t->p = realloc(t->p, t->cap);
		if (!t->p)
			abort();
	}
	t->p[t->n++] = c;
	t->p[t->n] = '\0';
}

/* The whole file, NUL-terminated; the process never frees it. */
static char *
read_file(const char *path)
{
	struct text t = {0};
	FILE *f = fopen(path, "r");
	int c;

	if (!f)
		die(path, 0, "%s", strerror(errno));
	while ((c = getc(f)) != EOF) {
		if (c == 0)
			die(path, 0, "NUL byte");
		put(&t, (char)c);
	}
	fclose(f);
	if (t.n == 0)
		die(path, 1, "empty file");
	return t.p;
}

/* The database a file belongs to: the name of the folder it lies in. */
static enum db
db_of(const char *path)
{
	const char *end = strrchr(path, '/'), *p = end;

	while (p && p > path && p[-1] != '/')
		p--;
	for (unsigned i = 0; p && i < DBS; i++)
		if (strlen(folders[i]) == (size_t)(end - p) &&
		    strncmp(p, folders[i], (size_t)(end - p)) == 0)
			return (enum db)i;
	die(path, 0, "not in a folder `control` or `tenant`");
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Leave the rest of the line; the line end itself stays. */
static void
skip_line(struct reader *r)
{
	while (*r->p && *r->p != '\n')
		r->p++;
}

static bool
at_name(const struct reader *r)
{
	return strncmp(r->p, "-- name:", 8) == 0;
}

/* The name after `-- name:`, at which r stands. */
static char *
read_name(struct reader *r)
{
	struct text t = {0};

	r->p += 8;
	while (*r->p == ' ')
		r->p++;
	if (!islower((unsigned char)*r->p))
		die(r->file, r->line, "a name is [a-z][a-z0-9_]*");
	while (islower((unsigned char)*r->p) || isdigit((unsigned char)*r->p) ||
	       *r->p == '_')
		put(&t, *r->p++);
	while (*r->p == ' ')
		r->p++;
	if (*r->p != '\n')
		die(r->file, r->line, "a name is [a-z][a-z0-9_]*");
	return t.p;
}

/* A quoted text or identifier with its quotes, as it stands. */
static void
read_quoted(struct reader *r, struct text *sql)
{
	char quote = *r->p;
	unsigned line = r->line;

	put(sql, *r->p++);
	for (;;) {
		if (!*r->p)
			die(r->file, line, "quote %c without end", quote);
		r->line += *r->p == '\n';
		put(sql, *r->p);
		if (*r->p++ != quote)
			continue;
		if (*r->p != quote)
			return;
		put(sql, *r->p++);
	}
}

static void
read_param(struct reader *r, struct text *sql, bool seen[PARAMS_MAX + 1])
{
	unsigned n = 0;

	put(sql, *r->p++);
	while (isdigit((unsigned char)*r->p)) {
		n = n * 10 + (unsigned)(*r->p - '0');
		if (n > PARAMS_MAX)
			die(r->file, r->line, "parameter above $%d",
			    PARAMS_MAX);
		put(sql, *r->p++);
	}
	if (n == 0 || isalpha((unsigned char)*r->p) || *r->p == '_' ||
	    *r->p == ':')
		die(r->file, r->line, "parameters are $1, $2, ...");
	seen[n] = true;
}

/* White space becomes one blank, and none at the beginning. */
static void
read_blank(struct reader *r, struct text *sql)
{
	r->line += *r->p++ == '\n';
	if (sql->n > 0 && sql->p[sql->n - 1] != ' ')
		put(sql, ' ');
}

static unsigned
count_params(const struct query *q, const bool seen[PARAMS_MAX + 1])
{
	unsigned n = 0, last = 0;

	for (unsigned i = 1; i <= PARAMS_MAX; i++) {
		n += seen[i];
		if (seen[i])
			last = i;
	}
	for (unsigned i = 1; i <= last; i++)
		if (!seen[i])
			die(q->file, q->line, "%s: no $%u below $%u", q->name,
			    i, last);
	return n;
}

/* Transactions belong to db_begin() and its kin. */
static void
check_verb(const struct query *q)
{
	static const char *const refused[] = {"begin", "commit", "end",
	    "rollback", "savepoint", "release", "attach", "detach", "vacuum"};
	size_t n = strcspn(q->sql, " ;(");

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strlen(refused[i]) == n &&
		    strncasecmp(q->sql, refused[i], n) == 0)
			die(q->file, q->line, "%s: %s is not for a statement",
			    q->name, refused[i]);
}

/* The statement after a name, up to and without its semicolon. */
static void
read_statement(struct reader *r, struct query *q)
{
	struct text sql = {0};
	bool seen[PARAMS_MAX + 1] = {false};

	for (; *r->p != ';';) {
		if (!*r->p || at_name(r))
			die(q->file, q->line, "%s: no ; at the end", q->name);
		if (strncmp(r->p, "--", 2) == 0)
			skip_line(r);
		else if (strncmp(r->p, "/*", 2) == 0)
			die(r->file, r->line, "comments begin with --");
		else if (isspace((unsigned char)*r->p))
			read_blank(r, &sql);
		else if (*r->p == '\'' || *r->p == '"')
			read_quoted(r, &sql);
		else if (*r->p == '$')
			read_param(r, &sql, seen);
		else if (strchr("?@:", *r->p))
			die(r->file, r->line, "parameters are $1, $2, ...");
		else
			put(&sql, *r->p++);
	}
	r->p++;
	if (sql.n == 0)
		die(q->file, q->line, "%s: empty statement", q->name);
	if (sql.p[sql.n - 1] == ' ')
		sql.p[--sql.n] = '\0';
	q->sql = sql.p;
	check_verb(q);
	q->params = count_params(q, seen);
}

static void
check_unique(const struct query *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, v[n].name) == 0)
			die(v[n].file, v[n].line, "%s: already at %s:%u",
			    v[n].name, v[i].file, v[i].line);
}

/* Append the statements of one file to *v. */
static void
read_queries(const char *path, struct query **v, size_t *n)
{
	struct reader r = {path, read_file(path), 1};
	enum db db = db_of(path);

	while (*r.p) {
		if (at_name(&r)) {
			struct query *q;

			*v = realloc(*v, (*n + 1) * sizeof(**v));
			if (!*v)
				abort();
			q = &(*v)[*n];
			*q = (struct query){
			    .file = path, .line = r.line, .db = db};
			q->name = read_name(&r);
			check_unique(*v, *n);
			read_statement(&r, q);
			++*n;
		} else if (strncmp(r.p, "--", 2) == 0) {
			skip_line(&r);
		} else if (isspace((unsigned char)*r.p)) {
			r.line += *r.p++ == '\n';
		} else {
			die(path, r.line, "no `-- name:` before this");
		}
	}
}

static FILE *
create(const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f)
		die(path, 0, "%s", strerror(errno));
	fputs("/* Made by sqlgen; changes are lost. */\n", f);
	return f;
}

static void
finish(FILE *f, const char *name)
{
	if (ferror(f) || fclose(f) != 0)
		die(name, 0, "could not be written");
}

/* s as a C string literal, a new line in the output after each \n. */
static void
write_literal(FILE *f, const char *s)
{
	fputs("\"", f);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\n')
			fputs(s[1] ? "\\n\"\n    \"" : "\\n", f);
		else if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < ' ' || c > '~' || c == '?')
			fprintf(f, "\\%03o", c);
		else
			fputc(c, f);
	}
	fputs("\"", f);
}

static void
write_enum(FILE *f, const struct query *v, size_t n)
{
	unsigned most = 0;

	fputs("#ifndef QUERIES_H\n#define QUERIES_H\n\nenum query {\n", f);
	for (size_t i = 0; i < n; i++) {
		fputs("\tQ_", f);
		for (const char *c = v[i].name; *c; c++)
			fputc(toupper((unsigned char)*c), f);
		fprintf(f, ", /* %s:%u */\n", v[i].file, v[i].line);
		if (v[i].params > most)
			most = v[i].params;
	}
	fprintf(f, "\tQUERY_COUNT\n};\n\n#define QUERY_PARAMS_MAX %u\n\n",
	    most ? most : 1);
	fputs("#endif\n", f);
}

static void
make_queries(const char *dir, char **paths)
{
	struct query *v = NULL;
	size_t n = 0;
	FILE *f;

	for (; *paths; paths++)
		read_queries(*paths, &v, &n);
	if (n == 0)
		die("sqlgen", 0, "no statement found");
	f = create(dir, "queries.h");
	write_enum(f, v, n);
	finish(f, "queries.h");
	f = create(dir, "queries.c");
	fputs("#include \"store/sql.h\"\n\n#pragma GCC diagnostic ignored "
	      "\"-Woverlength-strings\"\n\n"
	      "const struct query_text query_texts[QUERY_COUNT] = {\n",
	    f);
	for (size_t i = 0; i < n; i++) {
		fprintf(f, "    {\"%s\", %s, %u,\n    ", v[i].name,
		    kinds[v[i].db], v[i].params);
		write_literal(f, v[i].sql);
		fputs("},\n", f);
	}
	fputs("};\n", f);
	finish(f, "queries.c");
}

/* The four digits in front of the name of a migration. */
static unsigned
version_of(const char *path)
{
	const char *name = base_name(path);
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		if (!isdigit((unsigned char)name[i]))
			die(path, 0, "not named NNNN_what.sql");
		v = v * 10 + (unsigned)(name[i] - '0');
	}
	if (name[4] != '_')
		die(path, 0, "not named NNNN_what.sql");
	return v;
}

static void
make_schema(const char *dir, char **paths)
{
	unsigned last[DBS] = {0};
	FILE *f = create(dir, "schema.c");

	fputs("#include \"store/sql.h\"\n\n#pragma GCC diagnostic ignored "
	      "\"-Woverlength-strings\"\n\nconst struct migration "
	      "migrations[] = {\n",
	    f);
	for (; *paths; paths++) {
		enum db db = db_of(*paths);

		if (version_of(*paths) != last[db] + 1)
			die(*paths, 0, "the next migration is %04u",
			    last[db] + 1);
		last[db]++;
		fprintf(f, "    {\"%s\", %s, %u,\n    ", base_name(*paths),
		    kinds[db], last[db]);
		write_literal(f, read_file(*paths));
		fputs("},\n", f);
	}
	fputs("};\n\nconst size_t migrations_n = sizeof(migrations) / "
	      "sizeof(migrations[0]);\n",
	    f);
	finish(f, "schema.c");
}

int
main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "queries") == 0) {
		make_queries(argv[2], argv + 3);
	} else if (argc > 3 && strcmp(argv[1], "schema") == 0) {
		make_schema(argv[2], argv + 3);
	} else {
		fputs("usage: sqlgen queries|schema DIR FILE...\n", stderr);
		return 2;
	}
	return 0;
}
