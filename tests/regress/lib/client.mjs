// A browser that knows only the JSON face of a page: cookies, and forms
// filled by what the page says about them.
import { request } from './http.mjs';
import { jpeg, pdf, png } from './papers.mjs';

// One part of a form: [name, text] or [name, {data, name, type}].
export const file = (data, name = 'berkas.pdf', type = 'application/pdf') =>
    ({ data, name, type });

export function multipart(parts, boundary = 'batas-Contoh-7d1f') {
	const out = [];
	for (const [name, value] of parts) {
		const f = typeof value === 'object' && !Buffer.isBuffer(value);
		out.push(Buffer.from(`--${boundary}\r\n` +
		    `Content-Disposition: form-data; name="${name}"` +
		    (f ? `; filename="${value.name}"\r\n` +
			`Content-Type: ${value.type}` : '') + '\r\n\r\n'),
		    f ? value.data : Buffer.from(value), Buffer.from('\r\n'));
	}
	out.push(Buffer.from(`--${boundary}--\r\n`));
	return { body: Buffer.concat(out),
	    type: `multipart/form-data; boundary=${boundary}` };
}

export function urlencoded(parts) {
	return { body: Buffer.from(parts.map((p) =>
	    p.map(encodeURIComponent).join('=')).join('&')),
	    type: 'application/x-www-form-urlencoded' };
}

const isPhoto = (f) => f.accept && !f.accept.includes('pdf');

// What a field gets where the test does not say: what stands there already,
// or its example.
function exampleOf(f) {
	if (f.type === 'file')
		return isPhoto(f) ? f.name.includes('selfie') ?
		    file(jpeg(), 'foto.jpg', 'image/jpeg') :
		    file(png(), 'foto.png', 'image/png') : file(pdf());
	if (f.type === 'checkbox')
		return '1';
	if (f.value)
		return f.value;
	if (f.example != null && f.example !== '')
		return f.example;
	return f.options.length ? f.options[0].value : undefined;
}

// The parts of a filled form.  values: by name; undefined leaves it out.
export function fill(page, outcome, values = {}) {
	const parts = [['csrf', page.csrf]];
	if (outcome)
		parts.push(['outcome', outcome]);
	for (const f of page.fields) {
		const v = f.name in values ? values[f.name] : exampleOf(f);
		if (v !== undefined)
			parts.push([f.name, v]);
	}
	for (const name of Object.keys(values))
		if (!page.fields.some((f) => f.name === name))
			parts.push([name, values[name]]);
	return parts;
}

export class Browser {
	constructor(base) {
		this.base = base;
		this.jar = new Map();
	}

	// status, headers, text, json (if it is), location
	async go(path, { headers = {}, ...options } = {}) {
		const cookie = [...this.jar].map((c) => c.join('=')).join('; ');
		const r = await request(new URL(path, this.base), { ...options,
			headers: { Accept: 'application/json',
				...(cookie ? { Cookie: cookie } : {}),
				...headers } });
		for (const line of r.headers['set-cookie'] ?? []) {
			const [pair] = line.split(';');
			const at = pair.indexOf('=');
			this.jar.set(pair.slice(0, at), pair.slice(at + 1));
		}
		r.location = r.headers.location;
		if (r.headers['content-type']?.startsWith('application/json'))
			r.json = JSON.parse(r.text);
		return r;
	}

	// The view model of a page that has to be there.
	async page(path) {
		const r = await this.go(path);
		if (r.status !== 200)
			throw new Error(`GET ${path}: ${r.status} ${r.text}`);
		return r.json;
	}

	// A page whose form has no draft any more.
	async blank(path) {
		const page = await this.page(path);
		const files = page.fields.some((f) => f.files?.length > 0);
		if (!page.draft?.saved_text && !files)
			return page;
		await this.post(page.action, [['csrf', page.csrf],
			['draf', 'buang']]);
		return this.page(path);
	}

	post(path, parts, { form = multipart, ...options } = {}) {
		const { body, type } = form(parts);
		return this.go(path, { ...options, method: 'POST', body,
		    headers: { 'Content-Type': type, ...options.headers } });
	}

	send(page, outcome, values, options) {
		return this.post(page.action, fill(page, outcome, values),
		    options);
	}

	static async signedIn(base, tenant, email, password) {
		const b = new Browser(base);
		const page = await b.page(`/${tenant}/masuk`);
		const r = await b.send(page, null, { email, sandi: password },
		    { form: urlencoded });
		if (r.status !== 303)
			throw new Error(`${email}: ${r.status} ${r.text}`);
		return b;
	}

	// All open tasks of this person, page by page.
	async tasks(tenant, queue) {
		const all = [];
		let next = `/${tenant}/tugas${queue ?
		    `?antrean=${queue}` : ''}`;
		while (next) {
			const page = await this.page(next);
			all.push(...page.tasks);
			next = page.next;
		}
		return all;
	}
}
