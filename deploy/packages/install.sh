#!/bin/sh
# Install the Debian packages of the lists beside this file that are missing.
# usage: install.sh LIST...    e.g. install.sh build test
set -eu
here=$(dirname "$0")
PATH=$PATH:/usr/sbin:/sbin
policy=/usr/sbin/policy-rc.d

missing=
for list; do
	while read -r package command; do
		case $package in '' | '#'*) continue ;; esac
		if [ -n "$command" ] && command -v "$command" >/dev/null; then
			continue
		fi
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
		    2>/dev/null) || status=
		[ "$status" = installed ] || missing="$missing $package"
	done <"$here/$list.txt"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
	root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
	root=sudo
else
	echo "Paket Debian ini belum ada. Pasang dulu sebagai root:" >&2
	echo "  apt-get install --no-install-recommends$missing" >&2
	exit 1
fi

echo "Memasang paket Debian:$missing"
# Packages that bring a service must not start it here.
if [ ! -e $policy ]; then
	trap '$root rm -f $policy' EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
	$root chmod 755 $policy
fi
$root apt-get update -q
# shellcheck disable=SC2086
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
    --no-install-recommends $missing
