#!/bin/sh
# Make the certificates of this folder anew, by openssl: sh make.sh
# Authorities that do not exist, persons who cannot exist; no key is kept.
set -eu
cd "$(dirname "$0")"
out=$PWD
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

cat >ca.cnf <<'CNF'
[req]
distinguished_name = dn
prompt = no
string_mask = ${ENV::MASK}
utf8 = yes
[dn]
CN = x
[ca]
default_ca = it
[it]
dir = ${ENV::DIR}
database = $dir/index
new_certs_dir = $dir
certificate = $dir/ca.pem
private_key = $dir/ca.key
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
serial = $dir/serial
[any]
countryName = optional
organizationName = optional
serialNumber = optional
UID = optional
commonName = optional
emailAddress = optional
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = CA:false
keyUsage = critical,digitalSignature,nonRepudiation
subjectAltName = email:Citra.Lestari@contoh.example
[bare]
keyUsage = critical,digitalSignature,nonRepudiation
[usage]
keyUsage = critical,keyEncipherment
[purpose]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[purposes]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,emailProtection
[policy]
keyUsage = critical,digitalSignature,nonRepudiation
certificatePolicies = critical,1.3.6.1.4.1.99999.1
[unknown]
1.3.6.1.4.1.99999.2 = critical,ASN1:UTF8String:contoh
[mails]
subjectAltName = email:a@contoh.example,email:b@contoh.example,DNS:contoh.example,email:c@contoh.example,email:d@contoh.example,email:e@contoh.example
CNF

export MASK=utf8only DIR=.
citra='/C=ID/O=Pemerintah Kabupaten Contoh/CN=Citra Contoh Lestari'

# authority NAME SUBJECT SIGNER FROM UNTIL: SIGNER "" signs itself
authority() {
	export DIR=$1
	mkdir "$1"
	: >"$1/index"
	echo "${6:-4A1F009C21}" >"$1/serial"
	openssl req -new -config ca.cnf -newkey rsa:2048 -nodes -utf8 \
	    -subj "$2" -keyout "$1/ca.key" -out "$1/csr" 2>/dev/null
	if [ "$3" ]; then
		export DIR=$3
		openssl ca -batch -config ca.cnf -extensions authority \
		    -startdate "$4" -enddate "$5" -in "$1/csr" -notext \
		    -preserveDN -out "$1/ca.pem" 2>/dev/null
	else
		openssl ca -batch -config ca.cnf -extensions authority \
		    -selfsign -startdate "$4" -enddate "$5" -in "$1/csr" \
		    -preserveDN -notext -out "$1/ca.pem" 2>/dev/null
	fi
	cp "$1/ca.pem" "$out/$1.pem"
}

# person FILE SIGNER SUBJECT EXTENSIONS [MD [KEY...]]
person() {
	file=$1 signer=$2 subject=$3 ext=$4 md=${5:-sha256}
	shift 4
	[ $# -gt 0 ] && shift
	[ $# -gt 0 ] || set -- -newkey rsa:2048
	openssl req -new -config ca.cnf "$@" -nodes -utf8 -subj "$subject" \
	    -keyout key -out csr 2>/dev/null
	export DIR=$signer
	openssl ca -batch -config ca.cnf -extensions "$ext" -md "$md" \
	    -startdate "${FROM:-20261120000000Z}" \
	    -enddate "${UNTIL:-20281119235959Z}" -in csr -preserveDN \
	    -notext -out "$out/$file.pem" 2>/dev/null
}

long='20200101000000Z 20450101000000Z'
authority root '/C=ID/O=Penerbit Contoh/CN=Root Contoh' '' $long
authority issuing '/C=ID/O=Penerbit Contoh/CN=CA Contoh' root $long \
    5D0C6A1B9E8F77665544332211AABBCC
authority old '/C=ID/O=Penerbit Contoh/CN=CA Lama' root \
    20200101000000Z 20261101000000Z
authority other '/C=ID/O=Penerbit Lain/CN=Root Lain' '' $long
# The name of an authority, and another key.
authority forged '/C=ID/O=Penerbit Contoh/CN=CA Contoh' '' $long

person good issuing "$citra" person
person nik issuing "/serialNumber=NIK-3399990411870001$citra" bare
person uid issuing "/UID=3399990411870001$citra" bare
person nip issuing "/serialNumber=999999999999999999$citra" bare
person number issuing "/serialNumber=9999999999999999$citra" bare
person mail issuing "$citra/emailAddress=citra.lestari@contoh.example" bare
person mails issuing "$citra" mails
person bare issuing "$citra" bare
person someone issuing '/C=ID/CN=Seruni Contoh Baru' person
person nobody issuing '/C=ID/O=Pemerintah Kabupaten Contoh' bare
person curve issuing "$citra" person sha256 \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256
person policy issuing "$citra" policy
person unknown issuing "$citra" unknown
person usage issuing "$citra" usage
person purpose issuing "$citra" purpose
person purposes issuing "$citra" purposes
person sha1 issuing "$citra" person sha1
person short issuing "$citra" person sha256 -newkey rsa:1024
person revoked issuing "$citra" person
person stranger other "$citra" person
person forgery forged "$citra" person
person late old "$citra" person
person direct root "$citra" person
FROM=20200601000000Z UNTIL=20210601000000Z person past issuing "$citra" bare
FROM=20400601000000Z UNTIL=20410601000000Z person future issuing "$citra" bare
MASK=MASK:0x800 person bmp issuing '/C=ID/CN=Zoë Contoh' bare

# list FILE SIGNER FROM UNTIL
list() {
	export DIR=$2
	openssl ca -gencrl -config ca.cnf -crl_lastupdate "$3" \
	    -crl_nextupdate "$4" -out "$out/$1.crl" 2>/dev/null
}

export DIR=issuing
openssl ca -config ca.cnf -revoke "$out/revoked.pem" 2>/dev/null
list issuing issuing 20261101000000Z 20270101000000Z
list outdated issuing 20261001000000Z 20261101000000Z
list other other 20261101000000Z 20270101000000Z
cp issuing/index forged/index
list forged forged 20261101000000Z 20270101000000Z
export DIR=root
openssl ca -config ca.cnf -revoke "$out/issuing.pem" 2>/dev/null
list root root 20261101000000Z 20270101000000Z
