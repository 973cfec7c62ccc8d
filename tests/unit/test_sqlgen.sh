#!/bin/sh
# The build tool sqlgen: what it makes of good files, and that it refuses
# each mistake with its place.  usage: test_sqlgen.sh PATH-OF-SQLGEN
set -u
gen=$1
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
mkdir -p "$t/query/control" "$t/query/tenant" "$t/schema/tenant" \
    "$t/schema/other" "$t/out"
tests=0
bad=0

fail()
{
	echo "not ok: $1"
	sed 's/^/    /' "$t/err"
	bad=$((bad + 1))
}

# good NAME PATTERN: the file q.sql is taken, the output has the pattern.
good()
{
	tests=$((tests + 1))
	"$gen" queries "$t/out" "$t/query/tenant/q.sql" 2>"$t/err" &&
	    cat "$t/out/queries.h" "$t/out/queries.c" | grep -qF -- "$2" ||
	    fail "$1"
}

# refused NAME LINE WORDS: not taken; the message names the line.
refused()
{
	tests=$((tests + 1))
	if "$gen" queries "$t/out" "$t/query/tenant/q.sql" 2>"$t/err" ||
	    ! grep -qF -- "q.sql:$2: " "$t/err" ||
	    ! grep -qF -- "$3" "$t/err"; then
		fail "$1"
	fi
}

# schema NAME WORDS FILE...: refused with these words; - means taken.
schema()
{
	name=$1
	words=$2
	shift 2
	tests=$((tests + 1))
	if "$gen" schema "$t/out" "$@" 2>"$t/err"; then
		[ "$words" = - ] || fail "$name"
	else
		[ "$words" != - ] && grep -qF -- "$words" "$t/err" ||
		    fail "$name"
	fi
}

q()
{
	printf '%b' "$1" >"$t/query/tenant/q.sql"
}

q '-- All tasks.\n-- name: task_page\nSELECT a, -- the first\n\tb\n'
printf "FROM task -- it's all\nWHERE c = \$2 AND d = \$1 AND e = \$2;\n" \
    >>"$t/query/tenant/q.sql"
good 'enum' 'Q_TASK_PAGE,'
good 'most parameters' '#define QUERY_PARAMS_MAX 2'
good 'row' '{"task_page", DB_TENANT, 2,'
good 'text on one line' \
    '"SELECT a, b FROM task WHERE c = $2 AND d = $1 AND e = $2"'
q "-- name: a\nSELECT ';--\$9', 'it''s  ?', \"x\";\n"
good 'quotes stay' "';--\$9', 'it''s  \\077', \\\"x\\\""
q '-- name: a\nSELECT 1;\n-- name: b\nSELECT 2;\n'
good 'two statements' '{"b", DB_TENANT, 0,'

q 'SELECT 1;\n'
refused 'no name' 1 'no `-- name:`'
q '-- name: a\nSELECT 1;\nSELECT 2;\n'
refused 'two statements under a name' 3 'no `-- name:`'
q '\n-- name: A\nSELECT 1;\n'
refused 'capital in a name' 2 'a name is'
q '-- name: a b\nSELECT 1;\n'
refused 'blank in a name' 1 'a name is'
q '-- name:\nSELECT 1;\n'
refused 'empty name' 1 'a name is'
q '-- name: a\nSELECT 1\n'
refused 'no semicolon at the end' 1 'no ;'
q '-- name: a\nSELECT 1\n-- name: b\nSELECT 2;\n'
refused 'no semicolon before the next' 1 'no ;'
q '-- name: a\n-- only a comment\n;\n'
refused 'empty statement' 1 'empty'
q '-- name: a\nSELECT 1;\n\n-- name: a\nSELECT 2;\n'
refused 'name twice' 4 'already at'
q "-- name: a\nSELECT 'x;\n"
refused 'quote without end' 2 'without end'
q '-- name: a\nSELECT $1, $3;\n'
refused 'hole' 1 'no $2'
q '-- name: a\nSELECT $0;\n'
refused '$0' 2 'parameters are'
q '-- name: a\nSELECT $x;\n'
refused '$x' 2 'parameters are'
q '-- name: a\nSELECT $1x;\n'
refused '$1x' 2 'parameters are'
q '-- name: a\nSELECT $1::text;\n'
refused 'cast' 2 'parameters are'
q '-- name: a\nSELECT $100;\n'
refused '$100' 2 'above'
q '-- name: a\nSELECT\n?;\n'
refused 'question mark' 3 'parameters are'
q '-- name: a\nSELECT :x;\n'
refused ':x' 2 'parameters are'
q '-- name: a\nSELECT /* x */ 1;\n'
refused 'other comment' 2 'comments'
q '-- name: a\nCommit;\n'
refused 'COMMIT' 1 'commit'
q '-- name: a\nBEGIN IMMEDIATE;\n'
refused 'BEGIN' 1 'begin'
q ''
refused 'empty file' 1 'empty'

tests=$((tests + 1))
printf -- '-- name: a\nSELECT 1;\n' | tee "$t/query/tenant/q.sql" \
    >"$t/query/control/q.sql"
"$gen" queries "$t/out" "$t/query/control/q.sql" "$t/query/tenant/q.sql" \
    2>"$t/err" && fail 'name in both databases'

s=$t/schema/tenant
for f in 0001_first 0002_then 0004_hole; do
	echo 'CREATE TABLE t (a);' >"$s/$f.sql"
done
cp "$s/0001_first.sql" "$s/1_short.sql"
cp "$s/0001_first.sql" "$s/0002_again.sql"
cp "$s/0001_first.sql" "$t/schema/other/"
schema 'in order' - "$s/0001_first.sql" "$s/0002_then.sql"
schema 'hole' 'next migration is 0003' \
    "$s/0001_first.sql" "$s/0002_then.sql" "$s/0004_hole.sql"
schema 'number twice' 'next migration is 0003' \
    "$s/0001_first.sql" "$s/0002_again.sql" "$s/0002_then.sql"
schema 'not from 1' 'next migration is 0001' "$s/0002_then.sql"
schema 'no four digits' 'not named' "$s/1_short.sql"
schema 'unknown database' 'not in a folder' \
    "$t/schema/other/0001_first.sql"
schema 'no such file' 'No such file' "$s/0001_none.sql"

echo "sqlgen: $tests tests, $bad failed"
[ "$bad" -eq 0 ]
