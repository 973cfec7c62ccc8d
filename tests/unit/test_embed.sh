#!/bin/sh
# The build tool embed: what it leaves of a style sheet, and that other files
# stay as they are.  usage: test_embed.sh PATH-OF-EMBED
set -u
embed=$(cd "$(dirname "$1")" && pwd)/${1##*/}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
cd "$t" || exit 1
tests=0
bad=0

fail()
{
	echo "not ok: $1"
	bad=$((bad + 1))
}

# The bytes of the one file in out.c, as text.
content()
{
	sed -n '/ data_0/,/};/p' out.c | grep '^[0-9]' | tr ',' '\n' |
	    while read -r byte; do
		    # shellcheck disable=SC2059
		    printf "\\$(printf '%03o' "$byte")"
	    done
}

# becomes NAME FILE TEXT: the content of FILE is embedded as TEXT.
becomes()
{
	tests=$((tests + 1))
	"$embed" out.c "$2" && [ "$(content)" = "$3" ] &&
	    grep -qF "data_0, ${#3}, " out.c || fail "$1"
}

# style NAME CSS TEXT
style()
{
	printf '%s' "$2" >a.css
	becomes "$1" a.css "$3"
}

style 'comments go' '/* a */b { c: d } /* e */ f /* g */ h { i: j }' \
    'b{c:d}f h{i:j}'
style 'tabs and lines go' 'a {
	b: c;
	d: e;
}

f { g: h }' 'a{b:c;d:e}f{g:h}'
style 'blanks with a meaning stay' '.a :is(b, i) > c { d: calc(1px + 2px) 0 }' \
    '.a :is(b,i)>c{d:calc(1px + 2px) 0}'
style 'conditions stay' '@media (a: b) and (c) { d { e: f !important } }' \
    '@media (a:b) and (c){d{e:f!important}}'
style 'strings stay' 'a { b: "; }  /* c */"  "\"  ; " }' \
    'a{b:"; }  /* c */" "\"  ; "}'
style 'an open comment ends the sheet' 'a { b: c } /* d' 'a{b:c}'
style 'an empty sheet' '' ''

printf '/* a */ b { c: d; }' >a.js
becomes 'a script stays as it is' a.js '/* a */ b { c: d; }'

tests=$((tests + 1))
: >a.strange
if "$embed" out.c a.strange 2>err || [ -e out.c ] ||
    ! grep -q 'no type is known' err; then
	fail 'an ending without a type is refused'
fi

echo "embed: $tests tests, $bad failed"
[ "$bad" = 0 ]
