// preview.mjs - renders the templates with the fixtures, to look at them.
//
//   node tests/ui/preview.mjs check          every template, every name
//   node tests/ui/preview.mjs serve [PORT]   pages on the loopback
//   node tests/ui/preview.mjs shots DIR [FIXTURE...]   PNGs by chromium
//
// No packages: the part of Mustache that the templates use stands below, and
// like the engine in src/view it reports every name that no context has.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '..', '..');
const fixtures = path.join(here, 'fixtures');
const types = {'.css': 'text/css', '.js': 'text/javascript',
	'.svg': 'image/svg+xml'};
const parsed = new Map();
const TAG = /\{\{([#^/<$>!]?)\s*(\*?[^{}]+?)\s*\}\}/g;

function parse(name) {
	const file = path.join(root, 'templates', name + '.html');
	const source = fs.readFileSync(file, 'utf8')
	    .replace(/^[ \t]*(\{\{[#^/<$>!][^{}]*\}\})[ \t]*\n/gm, '$1');
	const top = {kids: []};
	const open = [top];
	let at = 0;

	for (const m of source.matchAll(TAG)) {
		const now = open[open.length - 1];

		if (m.index > at)
			now.kids.push({text: source.slice(at, m.index)});
		at = m.index + m[0].length;
		if (m[1] === '/') {
			if (open.pop().name !== m[2])
				throw new Error(`${name}: {{/${m[2]}}}`);
		} else if (m[1] !== '!') {
			const node = {kind: m[1], name: m[2], kids: [],
				from: name};

			now.kids.push(node);
			if ('#^<$'.includes(m[1]) && m[1] !== '')
				open.push(node);
		}
	}
	if (open.length !== 1)
		throw new Error(`${name}: {{${open.pop().name}}} is open`);
	top.kids.push({text: source.slice(at)});
	return top;
}

function template(name) {
	if (!parsed.has(name))
		parsed.set(name, parse(name));
	return parsed.get(name);
}

function find(node, stack, missing) {
	const parts = node.name.split('.').filter((p) => p !== '');
	let value;

	if (parts.length === 0)
		return stack[stack.length - 1];
	for (let i = stack.length - 1; i >= 0 && value === undefined; i--)
		if (stack[i] !== null && typeof stack[i] === 'object')
			value = stack[i][parts[0]];
	for (const part of parts.slice(1))
		if (value !== null && value !== undefined)
			value = value[part];
	if (value === undefined)
		missing.add(`${node.from}: ${node.name}`);
	return value;
}

const escapes = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;',
	"'": '&#39;'};
const no = (v) => v === undefined || v === null || v === false || v === 0 ||
    v === '' || (Array.isArray(v) && v.length === 0);

function walk(nodes, run) {
	return nodes.map((n) => n.text ?? one(n, run)).join('');
}

function one(node, run) {
	const {stack, blocks, missing} = run;
	const name = node.name.startsWith('*') ?
	    find({...node, name: node.name.slice(1)}, stack, missing) :
	    node.name;

	if (node.kind === '>')
		return walk(template(name).kids, {...run, blocks: {}});
	if (node.kind === '$')
		return walk((blocks[name] ?? node).kids, run);
	if (node.kind === '<') {
		const given = Object.fromEntries(node.kids
		    .filter((k) => k.kind === '$').map((k) => [k.name, k]));

		return walk(template(name).kids,
		    {...run, blocks: {...given, ...blocks}});
	}
	const value = find(node, stack, missing);

	if (node.kind === '^')
		return no(value) ? walk(node.kids, run) : '';
	if (node.kind === '#')
		return no(value) ? '' : [value].flat().map((v) =>
		    walk(node.kids, {...run, stack: [...stack, v]})).join('');
	if (value !== null && typeof value === 'object')
		missing.add(`${node.from}: ${node.name} has no text`);
	return String(value ?? '').replace(/[&<>"']/g, (c) => escapes[c]);
}

export function render(fixture) {
	const file = path.join(fixtures, fixture + '.json');
	const view = JSON.parse(fs.readFileSync(file, 'utf8'));
	const missing = new Set();
	const html = walk(template(view.template ?? view.page).kids,
	    {stack: [view], blocks: {}, missing});

	return {html, missing};
}

const names = () => fs.readdirSync(fixtures)
    .filter((f) => f.endsWith('.json')).map((f) => f.slice(0, -5)).sort();

const colour = `:root{--accent:#0f5f4c;--accent-ink:#fff}
@media (prefers-color-scheme:dark){:root{--accent:#6fd0b4;--accent-ink:#06231b}}`;
const photo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400">
<rect width="300" height="400" fill="#9ab"/>
<circle cx="150" cy="150" r="70" fill="#dcb"/>
<path d="M30 400c10-130 230-130 240 0z" fill="#456"/></svg>`;

function answer(req, res) {
	const url = new URL(req.url, 'http://localhost');
	const type = types[path.extname(url.pathname)];
	let body = '';

	res.setHeader('Content-Security-Policy', "default-src 'self'");
	try {
		if (url.pathname.endsWith('/warna.css'))
			body = colour;
		else if (url.pathname.startsWith('/static/'))
			body = fs.readFileSync(path.join(root, 'static',
			    path.basename(url.pathname)));
		else if (url.pathname.startsWith('/p/'))
			body = render(path.basename(url.pathname)).html;
		else if (url.pathname.includes('/berkas/'))
			body = photo;
		else
			body = names().map((n) =>
			    `<p><a href="/p/${n}">${n}</a>`).join('');
		res.setHeader('Content-Type', body === photo ?
		    types['.svg'] : type ?? 'text/html; charset=utf-8');
	} catch (e) {
		res.statusCode = 404;
		body = String(e);
	}
	res.end(body);
}

function listen(port) {
	const server = http.createServer(answer);

	return new Promise((done) => {
		server.listen(port, '127.0.0.1', () => done(server));
	});
}

function check() {
	let bad = 0;

	for (const name of names()) {
		const {missing} = render(name);

		for (const m of missing)
			console.log(`${name}: ${m}`);
		bad += missing.size;
	}
	process.exitCode = bad > 0 ? 1 : 0;
}

function shot(url, out, width, dark) {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'shot-'));
	const args = ['--headless', '--no-sandbox', '--disable-gpu',
		'--disable-background-networking', '--no-first-run',
		'--hide-scrollbars', '--virtual-time-budget=3000',
		`--user-data-dir=${profile}`,
		`--window-size=${width},${width < 500 ? 2400 : 1400}`,
		`--screenshot=${out}`, url];

	if (dark)
		args.unshift('--blink-settings=preferredColorScheme=0');
	return new Promise((done) => {
		spawn('chromium', args, {stdio: 'ignore'}).on('exit', () => {
			fs.rmSync(profile, {recursive: true, force: true});
			done();
		});
	});
}

async function shots(dir, only) {
	const server = await listen(0);
	const base = `http://127.0.0.1:${server.address().port}/p/`;

	fs.mkdirSync(dir, {recursive: true});
	for (const name of only.length > 0 ? only : names())
		for (const width of [360, 1280])
			for (const dark of [false, true])
				await shot(base + name, path.join(dir,
				    `${name}-${width}${dark ? '-dark' : ''}.png`),
				    width, dark);
	server.close();
}

const [, , verb, ...rest] = process.argv;

if (verb === 'check')
	check();
else if (verb === 'serve')
	await listen(Number(rest[0] ?? 8099));
else if (verb === 'shots')
	await shots(path.resolve(rest[0]), rest.slice(1));
