// The table of an SOP file as somebody would read it off the file: its own
// few lines of YAML, none of the program's.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

// 'a: "b"' and the like without their quotes.
function plain(text) {
	const s = text.trim();
	if (/^'.*'$/s.test(s))
		return s.slice(1, -1).replaceAll("''", "'");
	return /^".*"$/s.test(s) ? JSON.parse(s) : s;
}

// '[a, "b, c"]'
const flow = (text) => [...text.slice(1, -1)
    .matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]+)\s*(?:,|$)/g)].map((m) => plain(m[1]));

// The items of a list of maps under a key of the top: [{key: text or list}].
function items(lines, key) {
	const all = [];
	let name, at = lines.indexOf(`${key}:`);
	while (++at < lines.length && !/^\S/.test(lines[at])) {
		const line = lines[at].replace(/^ {2}- /, '    ');
		if (/^ *(#.*)?$/.test(line))
			continue;
		if (line !== lines[at])
			all.push({});
		const o = all[all.length - 1];
		const field = line.match(/^ {4}([a-z_]+):(?: (.*))?$/);
		const entry = line.match(/^ {6}- (.*)$/);
		if (field) {
			name = field[1];
			o[name] = field[2] ?? '';
		} else if (entry) {
			o[name] = Array.isArray(o[name]) ? o[name] : [];
			o[name].push(entry[1]);
		} else if (Array.isArray(o[name])) {
			o[name].push(`${o[name].pop()} ${line.trim()}`);
		} else {
			o[name] += ` ${line.trim()}`;
		}
	}
	for (const o of all)
		for (const [k, v] of Object.entries(o))
			if (Array.isArray(v))
				o[k] = v.map(plain);
			else
				o[k] = /^\s*\[/.test(v) ? flow(v.trim()) : plain(v);
	return all;
}

// [{no, kegiatan, kelengkapan: [..], waktu, output, keterangan}] of an
// office's only service, as the paper has it.
export function sopRows(folder) {
	const name = readdirSync(folder).find((f) => f.endsWith('.sop.yaml'));
	const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
	const names = new Map(items(lines, 'persyaratan')
	    .map((one) => [one.id, one.nama]));
	return items(lines, 'langkah').map((row) => ({
		no: row.no,
		kegiatan: row.kegiatan,
		kelengkapan: (row.kelengkapan_tertulis ?? row.kelengkapan ?? [])
		    .map((s) => names.get(s) ?? s),
		waktu: (row.waktu ?? '').replace('-', '–'),
		output: row.output ?? '',
		keterangan: row.keterangan ?? '',
		tersirat: row.tersirat ?? '',
	}));
}
