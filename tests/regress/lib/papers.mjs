// Papers to hand in: small, but real to whoever opens them.
import zlib from 'node:zlib';

// Node 18 has none.
function crc32(b) {
	let c = ~0;
	for (const x of b) {
		c ^= x;
		for (let i = 0; i < 8; i++)
			c = c & 1 ? c >>> 1 ^ 0xedb88320 : c >>> 1;
	}
	return ~c >>> 0;
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type), data]);
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
}

// Grey stripes, or one grey: large, and yet few bytes.
export function png(width = 60, height = 80, plain = false) {
	const head = Buffer.alloc(13);
	const rows = Buffer.alloc((width + 1) * height);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head[8] = 8;
	for (let y = 0; y < height && !plain; y++)
		for (let x = 0; x < width; x++)
			rows[y * (width + 1) + 1 + x] = x * y % 251;
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
		chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

// One page with one line; text has no brackets.  size: bytes in all, by a
// comment on the page.
export function pdf(text = 'Surat permohonan', size = 0) {
	let out = page(text, 0);
	for (let pad = 0; out.length < size;) {
		pad += size - out.length;
		out = page(text, pad);
		while (out.length > size)
			out = page(text, pad -= out.length - size);
	}
	return out;
}

function page(text, pad) {
	const page = `BT /F1 18 Tf 72 720 Td (${text}) Tj ET` +
	    (pad ? `\n%${' '.repeat(pad)}` : '');
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ' +
		    '/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	let out = '%PDF-1.4\n', table = '0000000000 65535 f \n';
	objects.forEach((o, i) => {
		table += `${String(out.length).padStart(10, '0')} 00000 n \n`;
		out += `${i + 1} 0 obj\n${o}\nendobj\n`;
	});
	return Buffer.from(`${out}xref\n0 ${objects.length + 1}\n${table}` +
	    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n` +
	    `startxref\n${out.length}\n%%EOF\n`);
}

// Grey all over: every block is "as before" and "no more", two bits.
export function jpeg(width = 64, height = 64) {
	const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
	const bits = Buffer.alloc(Math.ceil(blocks / 4));
	const hex = (n) => n.toString(16).padStart(4, '0');
	const one = `01${'00'.repeat(16)}`; // a code of one bit, for 0
	if (blocks % 4)
		bits[bits.length - 1] = 0xff >> blocks % 4 * 2;
	return Buffer.concat([Buffer.from('ffd8' +
	    'ffe000104a46494600010100000100010000' +
	    `ffdb004300${'01'.repeat(64)}` +
	    `ffc0000b08${hex(height)}${hex(width)}01011100` +
	    `ffc4001400${one}ffc4001410${one}ffda0008010100003f00`, 'hex'),
	    bits, Buffer.from('ffd9', 'hex')]);
}
