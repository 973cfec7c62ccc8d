#!/bin/sh
# Paraf with made-up persons, and beside it what stands for BSrE.
#	try.sh PARAF FOLDER PORT
# PARAF-bsre-sim must lie beside it.  The simulator takes the next two ports,
# keeps what it knows in FOLDER.bsre, and ends with the server.
set -eu
paraf=$1 data=$2 port=$3
state=$data.bsre
bsre=127.0.0.1:$((port + 1)) control=127.0.0.1:$((port + 2))

mkdir -p -m 700 "$state"
"$paraf-bsre-sim" --with-parent --listen "$bsre" \
    --control "$control" --state "$state" \
    --user aplikasi-contoh --password-file "$state/kata-sandi" \
    2>"$state/log" &
simulator=$!
until grep -q ready: "$state/log"; do
	if ! kill -0 $simulator 2>/dev/null; then
		cat "$state/log" >&2
		exit 1
	fi
	sleep 0.1
done
"$paraf" demo --data "$data" --bsre "https://$bsre" --bsre-folder "$state" \
    --bsre-control "http://$control"
echo "Buka http://127.0.0.1:$port/  (akun contoh: $data/accounts.tsv;" \
    "menandatangani: $data/pejabat.tsv;" \
    "BSrE: simulator di https://$bsre/; Ctrl-C mengakhiri)"
exec "$paraf" serve --data "$data" --demo --http "127.0.0.1:$port"
