// Mail servers: real aiosmtpd with STARTTLS that keeps a Maildir, and one that
// behaves as badly as it is told; and reading what arrived.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync,
	renameSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { freePort, listening, start } from './base.mjs';

// --- reading mails -------------------------------------------------------

const word = /=\?utf-8\?([qb])\?([^?]*)\?=/gi;

function bytes(text) {
	return Buffer.from(text, 'latin1').toString('utf8');
}

function unquote(text) {
	return bytes(text.replace(/[ \t]+(?=\r?\n)/g, '').replace(/=\r?\n/g, '')
	    .replace(/\r\n/g, '\n').replace(/=([0-9A-F]{2})/gi,
	    (m, h) => String.fromCharCode(parseInt(h, 16))));
}

// A header's value as a person sees it.
export function decodeHeader(value) {
	return value.replace(/\r?\n(?=[ \t])/g, '')
	    .replace(/(\?=)\s+(?==\?)/g, '$1')
	    .replace(word, (m, how, text) => how.toLowerCase() === 'b' ?
		Buffer.from(text, 'base64').toString('latin1') :
		text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi,
		    (x, h) => String.fromCharCode(parseInt(h, 16))))
	    .trim();
}

function split(text) {
	const at = text.search(/\r?\n\r?\n/);
	const head = at < 0 ? text : text.slice(0, at);
	const headers = {};

	for (const line of head.split(/\r?\n(?![ \t])/)) {
		const colon = line.indexOf(':');
		const name = line.slice(0, colon).toLowerCase();
		const value = bytes(decodeHeader(line.slice(colon + 1)));
		headers[name] = name in headers ?
		    `${headers[name]}\n${value}` : value;
	}
	return { headers, body: at < 0 ? '' :
	    text.slice(at).replace(/^\r?\n\r?\n/, '') };
}

function decodeBody({ headers, body }) {
	const how = headers['content-transfer-encoding'] || '7bit';
	if (/quoted-printable/i.test(how))
		return unquote(body);
	return /base64/i.test(how) ?
	    Buffer.from(body, 'base64').toString('utf8') : bytes(body);
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/*
 * A mail: {raw, headers (small names, decoded), from, to, subject, id, thread,
 * rcpt (the envelope's recipient, of aiosmtpd), text, html, links}.  links are
 * the addresses of its HTML part, else those of its text.
 */
export function parseMail(raw) {
	const text = raw.toString('latin1');
	const top = split(text);
	const h = top.headers;
	const mail = { raw: text, headers: h, from: h.from, to: h.to,
	    subject: h.subject, id: h['message-id'], thread: h.references,
	    rcpt: h['x-rcptto'], text: '', html: '' };
	const boundary = /boundary="?([^";]+)/i.exec(h['content-type'] || '');
	const parts = boundary ? top.body.split(
	    new RegExp(`(?:^|\r?\n)--${boundary[1].replace(/[^\w]/g,
		'\\$&')}(?:--)?[ \t]*\r?\n?`)).slice(1).map(split) : [top];

	for (const part of parts) {
		const type = part.headers['content-type'] || 'text/plain';
		if (/^text\/html/i.test(type))
			mail.html ||= decodeBody(part);
		else if (/^text\/plain/i.test(type))
			mail.text ||= decodeBody(part);
	}
	const found = [...mail.html.matchAll(/href="([^"]*)"/g)].map((m) =>
	    m[1].replace(/&([a-z]+|#39);/g, (x, n) => entities[n] || x));
	mail.links = mail.html ? found : mail.text.match(/https?:\/\/\S+/g) || [];
	return mail;
}

// All mails of a Maildir, in no order; [] if there is none.
export function readMaildir(dir) {
	return ['new', 'cur'].flatMap((d) => {
		const folder = path.join(dir, d);
		return existsSync(folder) ? readdirSync(folder).map((f) =>
		    parseMail(readFileSync(path.join(folder, f)))) : [];
	});
}

// --- servers -------------------------------------------------------------

// A certificate for the loopback, its own issuer: {ca, cert, key}, paths.
export function makeCertificate(dir, name = 'mail') {
	const cert = path.join(dir, `${name}.pem`);
	const key = path.join(dir, `${name}.key`);

	mkdirSync(dir, { recursive: true });
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
		'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
		'-subj', '/CN=localhost', '-addext',
		'subjectAltName=DNS:localhost,IP:127.0.0.1',
		'-keyout', key, '-out', cert], { stdio: 'ignore' });
	return { ca: cert, cert, key };
}

/*
 * Real aiosmtpd below dir.  tls: false offers no STARTTLS.  Gives {port, ca,
 * url, maildir, mails(), clear(), stop()}.
 */
export async function startMailServer(dir, { tls: withTls = true } = {}) {
	const files = withTls ? makeCertificate(dir) : {};
	const maildir = path.join(dir, 'maildir');
	const port = await freePort();
	const p = start('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l',
		`127.0.0.1:${port}`, ...(withTls ? ['--tlscert', files.cert,
			'--tlskey', files.key] : []),
		'-c', 'aiosmtpd.handlers.Mailbox', maildir]);

	mkdirSync(dir, { recursive: true });
	await listening(p, { host: '127.0.0.1', port });
	return {
		port, maildir, ca: files.ca, url: `smtp://127.0.0.1:${port}`,
		mails: () => readMaildir(maildir),
		clear: () => ['new', 'cur'].forEach((d) => {
			for (const f of readdirSync(path.join(maildir, d)))
				rmSync(path.join(maildir, d, f));
		}),
		stop: () => p.stop(),
	};
}

// One SMTP talk on a socket; f tells how to behave.
function talk(f, socket) {
	let got = '', inBody = false, secure = false, s = socket;
	let from = '', to = [], login = 0;

	const end = (line) => {
		if (f.mode !== 'drip') {
			s.write(`${line}\r\n`, 'latin1');
			return;
		}
		const rest = [...`${line}\r\n`];
		const t = setInterval(() => {
			if (rest.length === 0 || s.destroyed)
				clearInterval(t);
			else
				s.write(rest.shift());
		}, f.dripMs);
	};
	const offers = () => ['fake.example', 'SIZE 1000000',
		...(f.tls && !secure ? ['STARTTLS'] : []),
		...(f.auth && (secure || !f.tls) ? ['AUTH PLAIN LOGIN'] : []),
		'8BITMIME'];
	const check = (user, password) => {
		f.logins.push(user);
		login = user === f.auth.user && password === f.auth.password ?
		    2 : 0;
		end(login === 2 ? '235 2.7.0 masuk' :
		    '535 5.7.8 Authentication credentials invalid');
	};
	const plain = (text) => check(...Buffer.from(text, 'base64')
	    .toString().split('\0').slice(1));
	const startTls = () => {
		s.write('220 2.0.0 go ahead\r\n');
		s.removeAllListeners('data');
		s = new tls.TLSSocket(s, { isServer: true,
		    cert: readFileSync(f.tls.cert), key: readFileSync(f.tls.key) });
		secure = true;
		got = '';
		s.on('error', () => {});
		s.on('data', hear);
	};
	const recipient = (address) => {
		if (f.auth && login !== 2)
			return '530 5.7.0 Authentication required';
		if (f.refused.has(address))
			return `550 5.1.1 <${address}>: no such user`;
		if (f.mode === 'later' || f.deferred.has(address))
			return '450 4.2.1 try again later';
		to.push(address);
		return '250 2.1.5 ok';
	};
	const take = (body) => {
		const raw = body.replace(/^\.\./gm, '.');
		const mail = { from, to: to.join(','), at: Date.now(),
		    ...parseMail(Buffer.from(raw, 'latin1')), rcpt: to.join(',') };

		from = '';
		to = [];
		f.bodies++;
		if (f.mode === 'cut-before' || f.cutsBefore-- > 0) {
			s.destroy();
			return;
		}
		f.cutsBefore = Math.max(0, f.cutsBefore);
		if (f.mode === 'mute')
			return;
		if (f.mode === 'spam') {
			end('554 5.7.1 this looks like spam');
			return;
		}
		f.accepted.push(mail);
		if (f.mode === 'cut-after' || f.cutsAfter-- > 0) {
			s.destroy();
			return;
		}
		f.cutsAfter = Math.max(0, f.cutsAfter);
		end('250 2.0.0 taken');
	};
	const command = (line) => {
		const verb = line.slice(0, 4).toUpperCase();
		const address = /<([^>]*)>/.exec(line)?.[1];

		f.lines.push(line);
		if (login === 1 || login.user !== undefined) {
			const text = Buffer.from(line, 'base64').toString();
			if (login === 1) {
				login = { user: text };
				end('334 UGFzc3dvcmQ6');
			} else {
				check(login.user, text);
			}
		} else if (login.plain) {
			plain(line);
		} else if (verb === 'EHLO') {
			const v = offers();
			end(v.map((o, i) =>
			    `250${i + 1 < v.length ? '-' : ' '}${o}`).join('\r\n'));
		} else if (verb === 'STAR' && f.tls) {
			startTls();
		} else if (verb === 'AUTH' && f.auth) {
			const [, how, first] = line.split(' ');
			if (how === 'LOGIN') {
				login = 1;
				end('334 VXNlcm5hbWU6');
			} else if (first) {
				plain(first);
			} else {
				login = { plain: true };
				end('334 ');
			}
		} else if (verb === 'MAIL') {
			from = address;
			end(f.mode === 'bad-sender' ?
			    '553 5.7.1 sender not allowed' : '250 2.1.0 ok');
		} else if (verb === 'RCPT') {
			end(recipient(address));
		} else if (verb === 'DATA' && to.length > 0) {
			inBody = true;
			end('354 go on');
		} else if (verb === 'RSET' || verb === 'NOOP') {
			end('250 2.0.0 ok');
		} else if (verb === 'QUIT' && f.mode === 'mute') {
			f.quits++;
		} else if (verb === 'QUIT') {
			end('221 2.0.0 bye');
			s.end();
		} else {
			end('503 5.5.1 not now');
		}
	};
	const hear = (d) => {
		if (f.mode === 'hang')
			return;
		for (got += d.toString('latin1'); ;) {
			const mark = inBody ? '\r\n.\r\n' : '\r\n';
			const at = got.indexOf(mark);
			if (at < 0)
				return;
			const piece = got.slice(0, at);
			got = got.slice(at + mark.length);
			if (inBody) {
				inBody = false;
				take(`${piece}\r\n`);
			} else {
				command(piece);
			}
		}
	};
	socket.on('error', () => {});
	socket.on('data', hear);
	if (f.mode === 'busy') {
		end('421 4.3.2 come back later');
		socket.end();
	} else if (f.mode !== 'hang') {
		end('220 fake.example ESMTP');
	}
}

/*
 * A mail server on the loopback that does what f.mode says:
 *   ok          takes everything
 *   hang        says nothing, ever
 *   drip        one byte every dripMs
 *   busy        421 instead of a greeting
 *   bad-sender  553 for the sender
 *   later       450 for every recipient
 *   spam        554 for every mail
 *   mute        says nothing after the mail, which it forgets, nor to a QUIT
 *   cut-before  cuts the line after the mail, which it forgets
 *   cut-after   cuts the line after it has taken the mail, without a word
 * f.refused and f.deferred (Sets of addresses) get 550 and 450 in any mode;
 * f.cutsBefore and f.cutsAfter do so that many times in any mode.
 * f.accepted: all mails it took, as parseMail() has them, with from and rcpt
 * of the envelope; so one id twice there means delivered twice.  f.talks:
 * connections so far; f.open: now; f.lines: all that was said to it.
 * f.down(): nobody listens any more; f.up(): again, on the same port.
 * tls: {cert, key} for STARTTLS, auth: {user, password} to demand a login.
 */
export async function fakeSmtp({ mode = 'ok', tls: files, auth, port,
    dripMs = 1000 } = {}) {
	const f = { mode, tls: files, auth, dripMs, port: port || await freePort(),
	    accepted: [], lines: [], logins: [], refused: new Set(),
	    deferred: new Set(), cutsBefore: 0, cutsAfter: 0, talks: 0, open: 0,
	    most: 0, bodies: 0, quits: 0 };
	const sockets = new Set();
	let server;

	f.url = `smtp://127.0.0.1:${f.port}`;
	f.up = () => new Promise((resolve, reject) => {
		server = net.createServer((s) => {
			f.talks++;
			f.most = Math.max(f.most, ++f.open);
			sockets.add(s);
			s.on('close', () => {
				f.open--;
				sockets.delete(s);
			});
			talk(f, s);
		});
		server.on('error', reject);
		server.listen(f.port, '127.0.0.1', resolve);
	});
	f.down = () => new Promise((resolve) => {
		server.close(resolve);
		sockets.forEach((s) => s.destroy());
	});
	f.stop = () => (server.listening ? f.down() : undefined);
	// Every id it took, and how often.
	f.ids = () => f.accepted.reduce((n, m) =>
	    n.set(m.id, (n.get(m.id) || 0) + 1), new Map());
	await f.up();
	return f;
}

// --- what Paraf is told --------------------------------------------------

/*
 * Write a file of the outside folder, closed to others.  what: {surel: {...},
 * webhook: {...}}, office: null is the one for all.  A certificate (ca) is
 * copied there: the agent sees no other place.
 */
export function writeOutside(dir, office, what) {
	const file = path.join(dir, `${office || 'semua'}.yaml`);
	const value = (n, s) => {
		if (!['ca', 'penerbit', 'crl'].includes(n))
			return typeof s === 'object' ? s : String(s);
		const name = `${office || 'semua'}-${path.basename(s)}`;
		copyFileSync(s, path.join(dir, name));
		return name;
	};

	mkdirSync(dir, { recursive: true, mode: 0o700 });
	const text = Object.entries(what).map(([k, v]) => `${k}:\n` +
	    Object.entries(v).map(([n, s]) => `  ${n}: ` +
		`${JSON.stringify(value(n, s))}\n`).join('')).join('');
	// Beside and renamed: the agent never sees half of it.
	rmSync(`${file}.baru`, { force: true });
	writeFileSync(`${file}.baru`, text, { mode: 0o600 });
	renameSync(`${file}.baru`, file);
	return file;
}
