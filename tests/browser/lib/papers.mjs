// Papers to upload: real PDF and PNG files, made here.
import { deflateSync } from 'node:zlib';

const table = new Uint32Array(256).map((_, n) => {
	for (let k = 0; k < 8; k++)
		n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n;
});

function crc(bytes) {
	let c = 0xffffffff;

	for (const b of bytes)
		c = table[(c ^ b) & 255] ^ (c >>> 8);
	return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
	const head = Buffer.alloc(4);
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const sum = Buffer.alloc(4);

	head.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc(body));
	return Buffer.concat([head, body, sum]);
}

// colour(x, y) gives [r, g, b].
export function png(width, height, colour) {
	const head = Buffer.alloc(13);
	const rows = Buffer.alloc(height * (1 + width * 3));
	let at = 0;

	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	for (let y = 0; y < height; y++) {
		at++;
		for (let x = 0; x < width; x++)
			for (const v of colour(x, y))
				rows[at++] = v;
	}
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

// index: a byte a pixel; palette: [r, g, b] of each.
export function indexedPng(width, height, index, palette) {
	const head = Buffer.alloc(13);
	const rows = Buffer.alloc(height * (1 + width));

	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 3, 0, 0, 0], 8);
	for (let y = 0; y < height; y++)
		index.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('PLTE', Buffer.from(palette.flat())),
		chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

// padding: bytes of comments in it, to make it as heavy as wanted.
export function pdf(lines, padding = 0) {
	const comment = '% padding of a paper that is to be heavy\n';
	const text = lines.map((l, i) => `${i ? '0 -24 Td ' : ''}(${l}) Tj`)
		.join('\n');
	const body = `BT /F1 14 Tf 72 760 Td\n${text}\nET\n${
		comment.repeat(padding / comment.length)}`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ' +
		    '/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${body.length} >>\nstream\n${body}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	const at = [];
	let out = '%PDF-1.4\n';

	objects.forEach((o, i) => {
		at.push(out.length);
		out += `${i + 1} 0 obj\n${o}\nendobj\n`;
	});
	const table = at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`);

	return Buffer.from(`${out}xref\n0 ${objects.length + 1}\n` +
	    `0000000000 65535 f \n${table.join('')}trailer\n` +
	    `<< /Size ${objects.length + 1} /Root 1 0 R >>\n` +
	    `startxref\n${out.length}\n%%EOF\n`, 'latin1');
}

const inside = (x, y, cx, cy, rx, ry) =>
	((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

// A head and shoulders on a wall; nobody.
export function face(x, y, wall) {
	if (inside(x, y, 0.5, 0.4, 0.2, 0.24))
		return y < 0.28 ? [54, 40, 34] : [214, 172, 140];
	if (inside(x, y, 0.5, 1.05, 0.42, 0.4))
		return [70, 92, 128];
	return wall;
}

export function card(x, y) {
	const line = Math.floor(y * 12);

	if (y < 0.14)
		return [120, 164, 196];
	if (x > 0.68 && x < 0.95 && y > 0.25 && y < 0.8)
		return face((x - 0.68) / 0.27, (y - 0.25) / 0.55, [196, 60, 50]);
	if (x > 0.05 && x < 0.2 + (line % 4) * 0.11 && line > 2 && line < 10 &&
	    y * 12 - line < 0.45)
		return [60, 84, 110];
	return [206, 224, 236];
}

const photo = (name, w, h, draw) => ({ name, mimeType: 'image/png',
	buffer: png(w, h, (x, y) => draw(x / w, y / h)) });
const paper = (name, ...lines) => ({ name, mimeType: 'application/pdf',
	buffer: pdf(lines) });

export const papers = {
	letter: paper('surat-permohonan.pdf', 'SURAT PERMOHONAN',
		'Nomor 800/123/UMUM/2026', 'Contoh untuk pengujian'),
	decree: paper('sk-terakhir.pdf', 'SURAT KEPUTUSAN',
		'Contoh untuk pengujian'),
	report: paper('laporan.pdf', 'LAPORAN', 'Contoh untuk pengujian'),
	ktp: photo('ktp.png', 1010, 638, card),
	selfie: photo('selfie.png', 600, 800,
		(x, y) => face(x, y, [222, 214, 196])),
};
