// The virus scanner: real clamd with a database of two signatures, and one
// that behaves as it is told.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { listening, start } from './base.mjs';
import { pdf } from './papers.mjs';

// The test file of all scanners, in parts: whole, it would be found in here.
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-',
	'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

// A whole PDF with these characters in the stream of its page.
export function pdfWith(text) {
	const dots = '.'.repeat(text.length);
	return Buffer.from(pdf(dots).toString('latin1')
	    .replace(dots, () => text), 'latin1');
}
export const infected = () => pdfWith(eicar);

// Real clamd; its socket is at `socket`, limit in bytes for one file.
export async function startClamd(socket, { limit = 1024 * 1024 } = {}) {
	const dir = `${socket}.d`;
	const conf = path.join(dir, 'clamd.conf');
	const hex = Buffer.from(eicar).toString('hex');

	mkdirSync(path.join(dir, 'db'), { recursive: true });
	rmSync(socket, { force: true });
	writeFileSync(path.join(dir, 'db/uji.ndb'), `Uji.Eicar:0:*:${hex}\n`);
	writeFileSync(conf, `Foreground yes
LocalSocket ${socket}
LocalSocketMode 666
DatabaseDirectory ${dir}/db
PidFile ${dir}/pid
TemporaryDirectory ${dir}
StreamMaxLength ${limit}
MaxThreads 2
ConcurrentDatabaseReload no
`);
	const p = start('clamd', ['--config-file', conf]);
	await listening(p, { path: socket });
	return p;
}

/*
 * One that reads everything and then says answer(); or does what talk(stream)
 * wants with each connection.  seen: bytes of the files it was sent.
 */
export function fakeClamd(socket, { answer, talk }) {
	const f = { seen: 0, asked: 0 }, open = new Set();
	const server = net.createServer((s) => {
		let got = Buffer.alloc(0);
		f.asked++;
		open.add(s);
		s.on('close', () => open.delete(s));
		s.on('error', () => {});
		if (talk) {
			talk(s);
			return;
		}
		s.on('data', (d) => {
			got = Buffer.concat([got, d]);
			for (let at = 10; at + 4 <= got.length;) {
				const n = got.readUInt32BE(at);
				if (n === 0) {
					f.seen += got.length - 14;
					s.end(answer());
					return;
				}
				at += 4 + n;
			}
		});
	});
	rmSync(socket, { force: true });
	return new Promise((resolve, reject) => {
		server.on('error', reject);
		server.listen(socket, () => {
			f.stop = () => new Promise((r) => {
				server.close(r);
				open.forEach((s) => s.destroy());
			});
			resolve(f);
		});
	});
}
