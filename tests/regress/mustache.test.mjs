// Our Mustache engine against Debian's node-mustache (3.0.1) on 10,000
// templates with data from a seeded generator: the outputs must be equal.
//
// The generator keeps away from what node-mustache does otherwise than the
// specification, each shown by a case of the specification or, where that is
// silent, by a rule of ours:
//
// - It does not indent partials ("Standalone Indentation").  Partials alone
//   on a line are generated at its beginning only.
// - It looks a dotted name up again in outer contexts when a chain breaks
//   ("Dotted Names - Context Precedence").  The first part of a dotted name
//   is found in the outermost context only, and inside lists no key has it.
// - It does not take a last line without line end for a standalone one
//   ("Standalone Without Newline").  Blanks never begin the last line.
// - It takes a line of several tags for standalone.  The specification
//   speaks of one tag; a line with several tags gets a letter.
// - It does not push `true` as a context, so {{.}} there is what is outside
//   ("each element must be pushed").  {{.}} is generated in lists of texts
//   and numbers only.
// - It writes lists and objects as JavaScript does; with us they have no
//   text.  Values are texts, numbers, booleans and null.
// - It asks texts for their JavaScript properties ("length", "at"), objects
//   for inherited ones, and fails on null in a list.  Keys are the letters
//   a to h, k0 to k3, l0 and l1, and lists hold no null.
// - It escapes / ` and = as well.  Its escape function is public and made to
//   be replaced, so that is what is done here: & < > " and ' by the same
//   entities as ours; that they are the right ones is tested in C.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const COUNT = 10000;
// Where Debian puts its modules; Node itself does not look there.
const mustache = createRequire('/usr/share/nodejs/')('./mustache');
const program = `${process.env.B ?? 'build/debug'}/tests/regress/render`;
const entities = {
	'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;',
};
mustache.escape = (s) => String(s).replace(/[&<>"']/g, (c) => entities[c]);

// mulberry32: the same sequence everywhere for one seed.
function generator(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const texts = ['', 'x', 'Surat Masuk', '<b>"tebal"</b>', "O'Hara & <co>",
	'é€😀', '{{a}}', 'a\nb\r\n', '  ', '&amp;', '\t|', '/=`', '0'];
const words = ['x', 'kata ', '<p class="c">', '</p>', 'é😀', '{ ', '} ', ' ',
	'& ', '|', '"', '\t', '{ { ', '=', '#a', '@ ', ') )'];

class Maker {
	constructor(seed) {
		this.next = generator(seed);
		this.open = '{{';
		this.close = '}}';
	}
	int(n) { return Math.floor(this.next() * n); }
	one(list) { return list[this.int(list.length)]; }
	chance(p) { return this.next() < p; }

	// JSON writes whole numbers from 2^63 to 10^21 as digits only, which
	// the reader of the program refuses.
	number() {
		const n = this.any_number();
		return Math.abs(n) >= 2 ** 63 && Math.abs(n) < 1e21 ? 0.5 : n;
	}
	any_number() {
		switch (this.int(6)) {
		case 0: return 0;
		case 1: return this.int(2000) - 1000;
		case 2: return this.next() * 10 ** (this.int(60) - 30);
		case 3: return -(this.int(1000) / 100);
		case 4: return this.int(2 ** 53);
		default: return 10 ** (this.int(50) - 25) + 0.5;
		}
	}
	scalar() {
		switch (this.int(8)) {
		case 0: return null;
		case 1: return this.chance(0.5);
		case 2: case 3: return this.number();
		default: return this.one(texts);
		}
	}
	// a to d are never lists or objects, so that value tags have names.
	object(depth) {
		const o = {};
		for (const key of 'abcdefgh') {
			if (this.chance(0.4))
				continue;
			o[key] = key < 'e' ? this.scalar() : this.value(depth);
		}
		return o;
	}
	value(depth) {
		const n = this.int(depth > 0 ? 7 : 3);
		if (n < 3)
			return this.scalar();
		if (n === 3)
			return this.object(depth - 1);
		const list = [];
		for (let i = this.int(4); i > 0; i--)
			list.push(n < 6 ? this.object(depth - 1)
				: this.one(texts));
		return list;
	}
	data() {
		const o = this.object(3);
		for (const key of 'abcdefgh')
			o[key] ??= key < 'e' ? this.scalar() : this.value(2);
		for (const key of ['k0', 'k1', 'k2', 'k3'])
			if (this.chance(0.8))
				o[key] = { a: this.scalar(), b: { c: this.scalar() },
					d: [this.scalar() ?? 'x', 7] };
		o.l0 = [this.one(texts), this.number(), this.one(texts)];
		o.l1 = [];
		return o;
	}

	tag(body) {
		const pad = () => (this.chance(0.2) ? ' ' : '');
		return `${this.open}${pad()}${body}${pad()}${this.close}`;
	}
	dotted() { return `k${this.int(5)}.${this.one(['a', 'b.c', 'z', 'b.z'])}`; }
	name() { return this.chance(0.15) ? this.dotted() : this.one('abcdefgh'); }
	value_tag(scalars) {
		const name = this.chance(0.2) ? this.dotted()
			: this.one(scalars);
		if (name === undefined)
			return 'x';
		switch (this.int(5)) {
		case 0: return this.tag(`&${this.chance(0.3) ? ' ' : ''}${name}`);
		case 1: return `${this.open}{${name}}${this.close}`;
		default: return this.tag(name);
		}
	}
}

// Which names a value tag may use: those that are a list or an object in no
// context of the data, whatever the stack looks like.
function scalarNames(data) {
	const bad = new Set();
	const look = (v) => {
		if (Array.isArray(v)) {
			v.forEach(look);
		} else if (v && typeof v === 'object') {
			for (const [key, x] of Object.entries(v)) {
				if (x && typeof x === 'object')
					bad.add(key);
				look(x);
			}
		}
	};
	look(data);
	return [...'abcdefgh'].filter((c) => !bad.has(c));
}

class Template {
	constructor(maker, data, partials) {
		this.m = maker;
		this.partials = partials;
		this.scalars = scalarNames(data);
	}
	end() { return this.m.chance(0.2) ? '\r\n' : '\n'; }
	blanks() { return this.m.one(['', '', '  ', '\t', ' \t ']); }
	// A tag alone on its line.
	alone(body) {
		return this.blanks() + this.m.tag(body) + this.m.one(['', ' ', '\t']) +
			this.end();
	}
	piece(depth) {
		const m = this.m;
		switch (m.int(8)) {
		case 0: case 1: return m.one(words);
		case 2: case 3: case 4: return m.value_tag(this.scalars);
		case 5: {
			if (depth === 0)
				return m.tag('! catatan');
			const name = m.name();
			return m.tag(m.one('#^') + name) + this.pieces(depth - 1) +
				m.tag(`/${name}`);
		}
		case 6:
			return this.partials.length > 0
				? m.tag(`>${m.one(this.partials)}`) : '.';
		default: return m.one(words);
		}
	}
	pieces(depth) {
		let s = '';
		for (let i = this.m.int(4); i > 0; i--)
			s += this.piece(depth);
		return s;
	}
	// A line of pieces, with a letter, so that tags never fill it alone.
	line(depth) {
		return this.blanks() + this.pieces(depth) +
			this.m.one(['x', 'é', '<']) + this.pieces(depth) + this.end();
	}
	dots() {
		const m = this.m;
		const name = m.one(['l0', 'l1', 'l2']);
		return `x${m.tag(`#${name}`)}[${m.tag('.')}]${m.tag(`/${name}`)}` +
			`${m.tag(`^${name}`)}kosong${m.tag(`/${name}`)}${this.end()}`;
	}
	block(depth) {
		const m = this.m;
		switch (m.int(9)) {
		case 0: case 1: {
			if (depth === 0)
				return this.line(0);
			const name = m.name();
			return this.alone(m.one('##^') + name) + this.blocks(depth - 1) +
				this.alone(`/${name}`);
		}
		case 2:
			return this.partials.length > 0
				? m.tag(`>${m.one(this.partials)}`) + this.end() : '\n';
		case 3:
			return this.alone(m.one(['! satu baris', '!\n  dua\n baris\n']));
		case 4: return this.delimiters();
		case 5: return this.end();
		case 6: return this.dots();
		default: return this.line(depth);
		}
	}
	delimiters() {
		const m = this.m;
		const [open, close] = m.one([['{{', '}}'], ['<%', '%>'], ['@@', '@@'],
			['((', '))'], ['{{', '}}']]);
		const s = this.blanks() +
			`${m.open}=${open} ${close}=${m.close}` + this.end();
		m.open = open;
		m.close = close;
		return s;
	}
	blocks(depth, count = 1 + this.m.int(3)) {
		let s = '';
		for (let i = count; i > 0; i--)
			s += this.block(depth);
		return s;
	}
	make(depth) {
		this.m.open = '{{';
		this.m.close = '}}';
		return this.blocks(depth, 4 + this.m.int(8)) + this.m.one(['', 'akhir', 'é']);
	}
}

// A partial calls only those made before it, so that none calls itself.
function job(seed) {
	const m = new Maker(seed);
	const data = m.data();
	const partials = {};
	for (const name of ['p', 'folder/q', 'r'].slice(0, m.int(4)))
		partials[name] =
			new Template(m, data, Object.keys(partials)).make(2);
	const names = [...Object.keys(partials), 'nobody'];
	return { template: new Template(m, data, names).make(4), data, partials };
}

test(`${COUNT} templates as node-mustache renders them`, () => {
	const jobs = [];
	for (let seed = 1; seed <= COUNT; seed++)
		jobs.push(job(seed));
	const run = spawnSync(program, [], {
		input: jobs.map((j) => `${JSON.stringify(j)}\n`).join(''),
		maxBuffer: 1 << 30, encoding: 'utf8',
	});
	assert.equal(run.error, undefined);
	assert.equal(run.stderr, '');
	assert.equal(run.status, 0);
	const lines = run.stdout.split('\n');
	assert.equal(lines.pop(), '');
	assert.equal(lines.length, COUNT);

	let bytes = 0;
	jobs.forEach((j, i) => {
		const want = mustache.render(j.template, j.data, j.partials);
		const got = JSON.parse(lines[i]);
		bytes += want.length;
		assert.equal(got.error, undefined, `seed ${i + 1}`);
		assert.deepEqual({ text: got.text, job: j, seed: i + 1 },
			{ text: want, job: j, seed: i + 1 });
	});
	// The generator makes something, not ten thousand empty pages.
	assert.ok(bytes > COUNT * 100, `${bytes} characters`);
});
