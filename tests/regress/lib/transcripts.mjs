// Golden transcripts of BSrE's documented calls: each request as it goes over
// the wire, byte for byte, and every answer that the documents or what others
// saw of real servers tell of, with what it means.
//
// endpoint                                 answers
// v1 POST /api/sign/pdf                    PDF, both errors, id alone, 0 bytes
//    GET  /api/sign/download/{id}          not called: uncalled.test.mjs
//    POST /api/sign/verify                 5 summaries, changed, unsigned
//    GET  /api/user/status/{nik}           9 statuses, 1110, 1111
//    GET  /api/user/profile/{nik}          one, several, none, no data, 404
//    GET  /api/user/certificate/chain/{e}  as of version 2
// v2 POST /api/v2/sign/pdf                 file, errors, 500 with and without
//    POST /api/v2/sign/get/totp            not called, as the one above
//    POST /api/v2/user/check/status        9 statuses, code as text and number
//    POST /api/v2/user/registration        inferred shape, 4014, 4015, 4024
//    GET  /api/v2/user/certificate/chain/  three elements, text as JSON
//    POST /api/v2/verify/pdf               VALID, NO_SIGNATURE, INVALID, 500
//    POST /api/v2/seal/... (four)          not called, as these
// and what a server or a proxy may answer to any: `always`; what is right with
// another type of content, or with numbers as texts: `retyped`, `flipped`.

export const nik = '3399990411870001';
export const email = 'citra.contoh@kotacontoh.example';
export const boundary = 'paraf-0123456789abcdef';
export const letter = Buffer.from('%PDF-1.4\nuji\n');
const letter64 = 'JVBERi0xLjQKdWppCg==';

// The account is aplikasi:Contoh-Rahasia-Api-1.
const head = (line, accept) => [line, 'Host: esign.kotacontoh.example',
	'User-Agent: Paraf',
	'Authorization: Basic YXBsaWthc2k6Q29udG9oLVJhaGFzaWEtQXBpLTE=',
	`Accept: ${accept}`];
const get = (path) => [...head(`GET ${path} HTTP/1.1`, 'application/json'),
	'', ''].join('\r\n');
const json = (path, body) => [...head(`POST ${path} HTTP/1.1`,
	'application/json'), 'Content-Type: application/json',
`Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
const form = (path, accept, length, ...lines) => [...head(
	`POST ${path} HTTP/1.1`, accept),
'Content-Type: multipart/form-data; boundary=paraf-0123456789abcdef',
`Content-Length: ${length}`, '', ...lines,
'--paraf-0123456789abcdef--', ''].join('\r\n');
const field = (name, value) => ['--paraf-0123456789abcdef',
	`Content-Disposition: form-data; name="${name}"`, '', value];
const file = (name) => ['--paraf-0123456789abcdef',
	`Content-Disposition: form-data; name="${name}"; ` +
	'filename="dokumen.pdf"', 'Content-Type: application/pdf', '',
	letter.toString()];

// An answer as a server sends it.
const words = { 200: 'OK', 302: 'Found', 400: 'Bad Request',
	401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 429: 'Too Many Requests',
	500: 'Internal Server Error', 503: 'Service Unavailable',
	504: 'Gateway Timeout' };
export const answer = (status, body, type = 'application/json', more = []) =>
    [`HTTP/1.1 ${status} ${words[status]}`,
	    'Set-Cookie: JSESSIONID=0123456789ABCDEF; Path=/; HttpOnly',
	    ...type ? [`Content-Type: ${type}`] : [], ...more,
	    `Content-Length: ${Buffer.byteLength(body)}`,
	    'Connection: close', '', body].join('\r\n');
const spring = (status, path) => JSON.stringify({
	timestamp: '2026-09-17T03:15:30.000+00:00', status,
	error: words[status], path });
const pdf = (...more) => answer(200, letter.toString(), 'application/pdf',
    more);

// --- statuses -------------------------------------------------------------

// In the order of enum bsre_known.
const statuses = ['NEW', 'WAITING_FOR_VERIFICATION', 'ISSUE', 'RENEW',
	'EXPIRED', 'REVOKE', 'SUSPEND', 'NO_CERTIFICATE', 'NOT_REGISTERED'];
const nine = statuses.map((word, i) => [word, answer(200, JSON.stringify(
    { status: word, message: 'Contoh' })),
{ kind: 'ok', word, known: i + 1, code: 0, message: 'Contoh' }]);
const status1 = [
	['registered', answer(200, '{"status_code":1111,"status":"ISSUE",' +
	    '"message":"User sudah terdaftar dan memiliki sertifikat dengan ' +
	    'status ISSUE"}'), { kind: 'ok', code: 1111, word: 'ISSUE',
		known: 3, message: 'User sudah terdaftar dan memiliki ' +
		    'sertifikat dengan status ISSUE' }],
	['not registered', answer(200, '{"status_code":1110,"status":' +
	    '"NOT_REGISTERED","message":"User belum terdaftar"}'),
	{ kind: 'ok', code: 1110, word: 'NOT_REGISTERED', known: 9 }],
];
const status2 = [
	['the code as text', answer(200, '{"status_code":"1111","status":' +
	    '"ISSUE","message":"..."}'), { kind: 'ok', code: 1111, known: 3 }],
	['the code as number', answer(200, '{"status_code":1111,"message":' +
	    '"...","status":"ISSUE"}'), { kind: 'ok', code: 1111, known: 3 }],
	['any 16 digits', answer(200, '{"status_code":2021,"message":"...",' +
	    '"status":"NO_CERTIFICATE"}'), { kind: 'ok', code: 2021, known: 8 }],
	['no identity', answer(200, '{"status_code":2011,"message":"...",' +
	    '"status":"NOT_REGISTERED"}'), { kind: 'ok', code: 2011, known: 9 }],
	['a tenth status', answer(200, '{"status_code":"9","message":"...",' +
	    '"status":"DITUNDA"}'), { kind: 'ok', word: 'DITUNDA', known: 0 }],
];

// --- signatures -----------------------------------------------------------

const errors = [
	['2031, the first shape', answer(400,
	    '{"error":"Passphrase anda salah","status_code":2031}'),
	{ kind: 'refused', code: 2031, message: 'Passphrase anda salah' }],
	['2031, older text', answer(400,
	    '{"error":"Passphrase anda salah !!!","status_code":2031}'),
	{ kind: 'refused', code: 2031 }],
	['2011, the second shape', answer(400, '{"error":"Proses signing gagal' +
	    ' : User tidak terdaftar 2011","status_code":400}'),
	{ kind: 'refused', code: 2011 }],
	['2041, whatever it is', answer(400,
	    '{"error":"Contoh","status_code":2041}'),
	{ kind: 'refused', code: 2041, message: 'Contoh' }],
];
const sign1 = [
	['signed', pdf('id_dokumen: 0123abcd'), { kind: 'ok',
		document: '0123abcd', pdf: letter }],
	['its id in other letters', pdf('Id-Dokumen: 0123abcd'), { kind: 'ok',
		document: '0123abcd', pdf: letter }],
	...errors,
	['an id and no file', answer(200,
	    '{"id":["00112233445566778899aabbccddeeff"]}'),
	{ kind: 'unknown', document: '00112233445566778899aabbccddeeff' }],
	['0 bytes', answer(200, '', 'application/pdf'), { kind: 'unknown' }],
];
const sign2 = [
	['signed', answer(200, `{"time":862,"file":["${letter64}"]}`),
		{ kind: 'ok', pdf: letter }],
	...errors,
	['500 and yet a file', answer(500,
	    `{"time":862,"file":["${letter64}"]}`), { kind: 'ok', pdf: letter }],
	['500', answer(500, spring(500, '/api/v2/sign/pdf')),
		{ kind: 'unknown' }],
	['0 bytes', answer(200, ''), { kind: 'unknown' }],
	['an empty file', answer(200, '{"time":862,"file":[""]}'),
		{ kind: 'unknown' }],
];

function judged1(summary, more = {}, key = 'summary') {
	const { integrity = true, count = 1 } = more;

	return answer(200, JSON.stringify({ nama_dokumen: 'surat.pdf',
		jumlah_signature: count, notes: 'Catatan',
		details: count === 0 ? [] : [{ info_tsa: { name: 'Timestamp ' +
		    'Authority Badan Siber dan Sandi Negara',
		tsa_cert_validity: null }, signature_field: 'sig_1700000000000',
		info_signer: { issuer_dn: 'C=ID,O=Badan Siber dan Sandi Negara,' +
		    'CN=BSRE CA DS G1', signer_name: 'CONTOH PEGAWAI',
		signer_cert_validity: '2025-01-10 09:00:00.00 to ' +
		    '2027-01-10 08:59:59.00', signer_dn: 'CONTOH PEGAWAI',
		cert_user_certified: true }, signature_document: {
			signed_using_tsa: true, reason: 'Disetujui',
			document_integrity: integrity, signature_value: null,
			signed_in: '2025-02-01 10:15:30.00',
			location: 'Kota Contoh', hash_value: null } }],
		[key]: summary }));
}
const verify1 = [
	['newer', judged1('VALID'), { kind: 'ok', verdict: 'valid',
		signer: 'CONTOH PEGAWAI' }],
	['older', judged1('DOCUMENT VALID !!!'), { verdict: 'valid' }],
	['oldest', judged1('VALID', {}, 'SUMMARY'), { verdict: 'valid' }],
	['older, not valid', judged1('DOCUMENT NOT VALID !!!',
	    { integrity: false }), { verdict: 'invalid' }],
	['changed', judged1('INVALID', { integrity: false }),
		{ verdict: 'invalid' }],
	['valid, and yet changed', judged1('VALID', { integrity: false }),
		{ verdict: 'unclear' }],
	['unsigned', answer(200, '{"nama_dokumen":"x.pdf","jumlah_signature":' +
	    '0,"notes":null,"details":[],"summary":null}'),
	{ kind: 'ok', verdict: 'unsigned', message: '' }],
];

function judged2(conclusion, more = {}) {
	const { integrity = true, count = 1 } = more;
	const one = (commonName) => ({ id: `C-${'0'.repeat(64)}`, commonName,
		issuerName: 'CN=BSRE CA DS G1,O=Badan Siber dan Sandi Negara,C=ID',
		serialNumber: '123456789012345678901234567890',
		notBeforeDate: '2025-01-10T02:00:00.000+00:00',
		notAfterDate: '2027-01-10T01:59:59.000+00:00',
		signatureAlgoritm: 'RSA with SHA256',
		keyUsages: ['digitalSignature', 'nonRepudiation'] });

	return answer(200, JSON.stringify({ conclusion, description: 'Catatan',
		signatureCount: count, signatureInformations: count === 0 ? [] :
		    [{ id: `S-${'0'.repeat(64)}`,
			    signatureFormat: 'PAdES-BASELINE-T',
			    signerName: 'CONTOH PEGAWAI',
			    signatureDate: '2025-02-01T03:15:30.000+00:00',
			    fieldName: 'sig_1700000000000', reason: 'Uji coba',
			    location: null, certLevelCode: 0,
			    signatureAlgorithm: null, digestAlgorithm: null,
			    timestampInfomation: { id: `T-${'0'.repeat(64)}`,
				    signerName: 'Timestamp Authority Badan ' +
					'Siber dan Sandi Negara',
				    timestampDate:
					'2025-02-01T03:15:31.000+00:00' },
			    certificateDetails: [one('CONTOH PEGAWAI'),
				    one('BSRE CA DS G1'),
				    one('Root CA Indonesia DS G1')],
			    integrityValid: integrity, certificateTrusted: true,
			    ltv: false, lastSignature: false }] }));
}
const verify2 = [
	['valid', judged2('VALID'), { kind: 'ok', verdict: 'valid',
		signer: 'CONTOH PEGAWAI', message: 'Catatan' }],
	['unsigned', judged2('NO_SIGNATURE', { count: 0 }),
		{ kind: 'ok', verdict: 'unsigned' }],
	['not valid', judged2('INVALID', { integrity: false }),
		{ verdict: 'invalid' }],
	['another word', judged2('INDETERMINATE'), { verdict: 'unclear' }],
	['what is no PDF', answer(500, spring(500, '/api/v2/verify/pdf')),
		{ kind: 'broken' }],
];

// --- the rest -------------------------------------------------------------

const registered = [
	['done', answer(200,
	    '{"success":true,"message":"Berhasil","data":null}'),
	{ kind: 'ok', message: 'Berhasil' }],
	['not done', answer(200,
	    '{"success":false,"message":"Gagal","data":null}'),
	{ kind: 'refused', message: 'Gagal' }],
	['neither', answer(200, '{"message":"Pendaftaran berhasil"}'),
		{ kind: 'unknown', message: 'Pendaftaran berhasil' }],
	...[[4014, 'NIK harus diisi'], [4015, 'Format tidak sesuai'],
		[4024, 'NIK telah terdaftar']].map(([code, error]) => [
		String(code), answer(400, JSON.stringify(
		    { status_code: code, error })),
		{ kind: 'refused', code, message: error }]),
	['500', answer(500, spring(500, '/api/v2/user/registration')),
		{ kind: 'unknown' }],
];
const chain = [
	['three elements', answer(200, '{"success":true,"data":["MAMCAQE=",' +
	    '"MAMCAQI=","MAMCAQM="]}'), { kind: 'ok', chain: [
		{ der: 'MAMCAQE=' }, { der: 'MAMCAQI=' }, { der: 'MAMCAQM=' }] }],
	['none yet', answer(200, '{"success":true,"data":[]}'),
		{ kind: 'ok', chain: [] }],
	['a bad id: text under the type of JSON', answer(400,
	    'User tidak ditemukan'), { kind: 'refused',
		message: 'User tidak ditemukan' }],
];
const profile = [
	['one certificate', answer(200, '{"success":true,"data":{"sertifikat":' +
	    '[{"berlaku_sampai":"12-08-2028"}]}}'),
	{ kind: 'ok', expires: '2028-08-12' }],
	['several', answer(200, '{"success":true,"data":{"sertifikat":[' +
	    '{"berlaku_sampai":"12-08-2026"},{"berlaku_sampai":"01-02-2028"}]}}'),
	{ kind: 'ok', expires: '2028-02-01' }],
	['none', answer(200, '{"success":true,"data":{"sertifikat":[]}}'),
		{ kind: 'ok', expires: '' }],
	['no data', answer(200, '{"success":false}'), { kind: 'refused' }],
	['unknown', answer(404, spring(404, `/api/user/profile/${nik}`)),
		{ kind: 'refused', status: 404 }],
];

const pass = { passphrase: 'Contoh-Rahasia-1' };
const signing2 = (who, what, reason, location) => json('/api/v2/sign/pdf',
    `{${who},${what},"signatureProperties":[{"tampilan":"INVISIBLE",` +
    `"location":${location},"reason":${reason}}],"file":["${letter64}"]}`);

// {name, version, call, more, request, answers}
export const transcripts = [
	{ name: 'v1 GET /api/user/status/{nik}', version: 1, call: 'status',
		more: {}, answers: [...status1, ...nine],
		request: get(`/api/user/status/${nik}`) },
	{ name: 'v1 GET /api/user/profile/{nik}', version: 1, call: 'profile',
		more: {}, answers: profile,
		request: get(`/api/user/profile/${nik}`) },
	{ name: 'v1 GET /api/user/certificate/chain/{email}', version: 1,
		call: 'chain', more: {}, answers: chain,
		request: get(`/api/user/certificate/chain/${email}`) },
	{ name: 'v1 POST /api/sign/pdf', version: 1, call: 'sign',
		more: { ...pass, pdf: letter, reason: 'Uji coba',
			location: 'Kota Contoh' }, answers: sign1,
		request: form('/api/sign/pdf',
		    'application/pdf, application/json', 621,
		    ...file('file'), ...field('nik', nik),
		    ...field('passphrase', 'Contoh-Rahasia-1'),
		    ...field('tampilan', 'invisible'),
		    ...field('reason', 'Uji coba'),
		    ...field('location', 'Kota Contoh')) },
	{ name: 'v1 POST /api/sign/verify', version: 1, call: 'verify',
		more: { pdf: letter }, answers: verify1,
		request: form('/api/sign/verify', 'application/json', 178,
		    ...file('signed_file')) },
	{ name: 'v2 POST /api/v2/user/check/status', version: 2,
		call: 'status', more: {}, answers: [...status2, ...nine],
		request: json('/api/v2/user/check/status',
		    `{"nik":"${nik}"}`) },
	{ name: 'v2 POST /api/v2/user/check/status, by address', version: 2,
		call: 'status', more: { nik: null }, answers: [],
		request: json('/api/v2/user/check/status',
		    `{"email":"${email}"}`) },
	{ name: 'v2 POST /api/v2/user/registration', version: 2,
		call: 'register', more: {}, answers: registered,
		request: json('/api/v2/user/registration',
		    `{"nama":"Citra Contoh Lestari","email":"${email}"}`) },
	{ name: 'v2 GET /api/v2/user/certificate/chain/{nik}', version: 2,
		call: 'chain', more: {}, answers: chain,
		request: get(`/api/v2/user/certificate/chain/${nik}`) },
	{ name: 'v2 GET /api/user/certificate/chain/{email}', version: 2,
		call: 'chain', more: { nik: null }, answers: [],
		request: get(`/api/user/certificate/chain/${email}`) },
	{ name: 'v2 POST /api/v2/sign/pdf', version: 2, call: 'sign',
		more: { ...pass, pdf: letter, reason: 'Uji coba' },
		answers: sign2,
		request: signing2(`"nik":"${nik}"`,
		    '"passphrase":"Contoh-Rahasia-1"', '"Uji coba"', 'null') },
	{ name: 'v2 POST /api/v2/sign/pdf, by a code', version: 2,
		call: 'sign', more: { nik: null, passphrase: null,
			totp: '123456', pdf: letter, location: 'Kota Contoh' },
		answers: [],
		request: signing2(`"email":"${email}"`, '"totp":"123456"',
		    'null', '"Kota Contoh"') },
	{ name: 'v2 POST /api/v2/verify/pdf', version: 2, call: 'verify',
		more: { pdf: letter }, answers: verify2,
		request: json('/api/v2/verify/pdf',
		    `{"file":"${letter64}"}`) },
];

// What a server, or a proxy before it, may answer to any call: what it means
// to what may be repeated, and to what is sent once.
export const always = [
	['401', answer(401, spring(401, '/api/x')), 'auth', 'auth'],
	['401 of a proxy', answer(401, '<html>', 'text/html'), 'auth', 'auth'],
	['403', answer(403, spring(403, '/api/x')), 'auth', 'auth'],
	['429', answer(429, '', '', ['Retry-After: 7']), 'busy', 'busy'],
	['500', answer(500, spring(500, '/api/x')), 'broken', 'unknown'],
	['500 of a proxy', answer(500, '<html>', 'text/html'), 'broken',
		'unknown'],
	['500 with 0 bytes', answer(500, '', ''), 'broken', 'unknown'],
	['503', answer(503, '<html>', 'text/html'), 'busy', 'busy'],
	['503 with 0 bytes', answer(503, '', ''), 'busy', 'busy'],
	['504', answer(504, '', ''), 'busy', 'unknown'],
	['elsewhere', answer(302, '', '', ['Location: /login']), 'broken',
		'unknown'],
	['the first shape of errors', answer(400,
	    '{"error":"Contoh penolakan","status_code":2041}'), 'refused',
	'refused', 2041],
	['the first shape, the code as text', answer(400,
	    '{"error":"Contoh penolakan","status_code":"2041"}'), 'refused',
	'refused', 2041],
	['the second shape of errors', answer(400,
	    '{"error":"Contoh penolakan 2041","status_code":400}'), 'refused',
	'refused', 2041],
	['an error under 200', answer(200,
	    '{"error":"Contoh penolakan","status_code":2041}'), 'refused',
	'refused', 2041],
	['an error that is text', answer(400, 'Contoh penolakan',
	    'text/plain'), 'refused', 'refused'],
	['an error of 0 bytes', answer(400, '', ''), 'refused', 'refused'],
	['a page', answer(200, '<!doctype html><p>Masuk', 'text/html'),
		'broken', 'unknown'],
	['a page as JSON', answer(200, '<!doctype html><p>Masuk'), 'broken',
		'unknown'],
	['half of an answer', answer(200, '{"status":"ISS'), 'broken',
		'unknown'],
	['0 bytes', answer(200, ''), 'broken', 'unknown'],
	['nothing but spaces', answer(200, ' \r\n'), 'broken', 'unknown'],
	...['[]', 'null', '7', '"ISSUE"', '{}', '{"status":7,"success":[],' +
	    '"data":{},"file":7,"summary":{},"conclusion":null}'].map((body) =>
	    [`of another kind: ${body.slice(0, 12)}`, answer(200, body),
		    'broken', 'unknown']),
	['a path that is not there', answer(404, spring(404, '/api/x')),
		'broken', 'broken'],
];

// The same answer by a server that says another type of it, or none.
export const retyped = ['text/plain', 'text/html', 'application/octet-stream',
	''].map((type) => [type || 'no type', (bytes) => bytes.replace(
	/^Content-Type: .*\r\n/m, type ? `Content-Type: ${type}\r\n` : '')]);

// The same, with numbers and truths as texts, and digits as numbers.
function flip(v) {
	if (Array.isArray(v))
		return v.map(flip);
	if (v && typeof v === 'object')
		return Object.fromEntries(Object.entries(v).map(
		    ([k, x]) => [k, flip(x)]));
	if (typeof v === 'number' || typeof v === 'boolean')
		return String(v);
	return /^\d{1,9}$/.test(v ?? '') ? Number(v) : v;
}
export function flipped(bytes) {
	const at = bytes.indexOf('\r\n\r\n') + 4;
	const body = JSON.stringify(flip(JSON.parse(bytes.slice(at))));

	return bytes.slice(0, at).replace(/^Content-Length: \d+/m,
	    `Content-Length: ${Buffer.byteLength(body)}`) + body;
}
