# Reads `grep -Hn '^#include "'` over src/ and refuses an include that goes
# to a sibling on the same level or to a higher one (docs/architecture.md).
BEGIN {
	split("base:0 domain:1 net:1 sop:2 http:2 view:2 vault:2 paper:2 bsre:2 " \
	    "mail:2 store:3 app:4 step:5 page:5 main:6 simulator:6", pairs, " ")
	for (i in pairs) {
		split(pairs[i], p, ":")
		level[p[1]] = p[2]
	}
}
{
	n = split($0, f, ":")
	split(f[1], path, "/")
	from = path[2]
	match($0, /"[^"]+"/)
	inc = substr($0, RSTART + 1, RLENGTH - 2)
	if (split(inc, to, "/") < 2)
		next # a generated header of the own folder
	files++
	if (from == "build" || to[1] == from)
		next
	if (!(to[1] in level) || level[to[1]] >= level[from]) {
		printf "%s:%s: %s may not include %s\n", f[1], f[2], from, inc
		bad++
	}
}
END {
	if (files == 0) {
		print "layers: no include seen"
		exit 1
	}
	exit bad > 0
}
