// Every SOP as BPMN 2.0: BPMN's own schema, reader and rules accept it, its
// public viewer draws it, and the drawing says what the table says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../regress/lib/base.mjs';
import { DESK, shots, startBrowser } from './lib/chromium.mjs';
import { startProgram } from './lib/program.mjs';

const require = createRequire(import.meta.url);
const { BpmnModdle } = await import('bpmn-moddle')
	.then((m) => ({ BpmnModdle: m.BpmnModdle ?? m.default }));
const Linter = require('bpmnlint/lib/linter');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');
const schema = path.join(path.dirname(require.resolve('bpmn-moddle/package.json')),
	'resources/bpmn/xsd/BPMN20.xsd');
const viewer = require.resolve('bpmn-js/dist/bpmn-viewer.development.js');

const services = [['tapin', 'penerbitan'], ['trenggalek', 'penerbitan'],
	['maluku-utara', 'penerbitan'], ['kudus', 'penerbitan'],
	['undiksha', 'pengajuan-sistem']];
const xml = new Map();
let browser, program, home;

before(async () => {
	home = tempDir();
	program = await startProgram();
	for (const [office, service] of services) {
		const rs = await fetch(
			`${program.url}/${office}/layanan/${service}/bpmn`);

		assert.equal(rs.status, 200);
		assert.match(rs.headers.get('content-type'), /^application\/xml/);
		assert.equal(rs.headers.get('content-disposition'),
			`attachment; filename="${office}-${service}.bpmn"`);
		xml.set(office, await rs.text());
	}
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await program?.stop();
	home?.remove();
});

// The table as its page has it: [{no, lane, next}].
async function table(office, service) {
	const rs = await fetch(`${program.url}/${office}/layanan/${service}`,
		{ headers: { accept: 'application/json' } });
	// Pages have places where a long word may break.
	return JSON.parse((await rs.text()).replaceAll('\u200b', '')).sop;
}

for (const [office, service] of services) {
	test(`${office}: the schema of BPMN 2.0 accepts it`, () => {
		const file = path.join(home.dir, `${office}.bpmn`);

		writeFileSync(file, xml.get(office));
		execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema,
			file], { stdio: 'pipe' });
	});

	test(`${office}: it is read without a warning and keeps the rules`, async () => {
		const { rootElement, warnings } =
			await new BpmnModdle().fromXML(xml.get(office));
		const linter = new Linter({
			config: { extends: 'bpmnlint:recommended' },
			resolver: new NodeResolver({ require }),
		});
		const found = await linter.lint(rootElement);

		assert.deepEqual(warnings, []);
		// Several lines into one task are as the table has them.
		delete found['fake-join'];
		assert.deepEqual(found, {});
	});

	test(`${office}: it says what the table says`, async () => {
		const { rootElement } = await new BpmnModdle().fromXML(xml.get(office));
		const process = rootElement.rootElements
			.find((e) => e.$type === 'bpmn:Process');
		const tasks = process.flowElements
			.filter((e) => e.$type.endsWith('Task'));
		const lanes = process.laneSets[0].lanes;
		const sop = await table(office, service);

		assert.deepEqual(lanes.map((l) => l.name),
			sop.lanes.map((l) => l.title));
		assert.deepEqual(tasks.map((t) => t.name),
			sop.rows.map((r) => r.kegiatan));
		for (const t of tasks) {
			const no = t.id.replace('langkah_', '');
			const row = sop.rows.find((r) => r.no === no);

			assert.ok(row, t.id);
			assert.equal(lanes.filter((l) =>
				l.flowNodeRef.includes(t)).length, 1, t.id);
			assert.ok(t.documentation[0].text.includes(`Nomor: ${no}`));
			assert.ok(t.incoming?.length > 0, `${t.id} is reached`);
			assert.ok(t.outgoing?.length === 1, `${t.id} goes on`);
		}
	});

	test(`${office}: the viewer draws it, and no line lies on a symbol`, async () => {
		const page = await (await browser.newContext({ viewport: DESK })).newPage();

		await page.setContent('<div id="c" style="height:900px"></div>');
		await page.addScriptTag({ path: viewer });
		const drawn = await page.evaluate(async (text) => {
			const v = new window.BpmnJS({ container: '#c' });
			const { warnings } = await v.importXML(text);
			const all = v.get('elementRegistry').getAll();

			window.drawn = v;
			return {
				warnings: warnings.map((w) => w.message),
				shapes: all.filter((e) => !e.waypoints && e.width &&
					e.type !== 'label').map((e) => ({ id: e.id,
					type: e.type, x: e.x, y: e.y, w: e.width,
					h: e.height })),
				lines: all.filter((e) => e.waypoints).map((e) => ({
					id: e.id, from: e.source.id, to: e.target.id,
					points: e.waypoints.map((p) => [p.x, p.y]) })),
			};
		}, xml.get(office));
		const { svg } = await page.evaluate(() => window.drawn.saveSVG());
		await page.setViewportSize({ width: 5000, height: 1700 });
		await page.setContent(svg);
		await page.locator('svg').screenshot(
			{ path: path.join(shots, `bpmn-${office}.png`) });
		await page.context().close();
		assert.deepEqual(drawn.warnings, []);
		check(drawn);
	});
}

// Symbols stand apart and in their lanes; lines are straight or bent at right
// angles, end at their symbols, meet no other, and share no stretch with a
// line to another symbol.
function check({ shapes, lines }) {
	const lanes = shapes.filter((s) => s.type === 'bpmn:Lane');
	const nodes = shapes.filter((s) =>
		!['bpmn:Lane', 'bpmn:Participant'].includes(s.type));
	const inside = (s, b) => s.x >= b.x && s.y >= b.y &&
		s.x + s.w <= b.x + b.w && s.y + s.h <= b.y + b.h;
	const cut = ([x1, y1], [x2, y2], s) =>
		Math.max(x1, x2) > s.x && Math.min(x1, x2) < s.x + s.w &&
		Math.max(y1, y2) > s.y && Math.min(y1, y2) < s.y + s.h;
	const edge = ([x, y], s) => x >= s.x && x <= s.x + s.w && y >= s.y &&
		y <= s.y + s.h && (x === s.x || y === s.y || x === s.x + s.w ||
		y === s.y + s.h);

	assert.ok(nodes.length > 0 && lines.length > 0);
	for (const s of nodes) {
		assert.equal(lanes.filter((l) => inside(s, l)).length, 1, s.id);
		for (const o of nodes)
			assert.ok(o === s || !cut([s.x, s.y],
				[s.x + s.w, s.y + s.h], o), `${s.id} on ${o.id}`);
	}
	const parts = [];
	for (const l of lines) {
		const at = (id) => nodes.find((s) => s.id === id);

		assert.ok(edge(l.points[0], at(l.from)), `${l.id} begins`);
		assert.ok(edge(l.points.at(-1), at(l.to)), `${l.id} ends`);
		for (let i = 1; i < l.points.length; i++) {
			const a = l.points[i - 1], b = l.points[i];

			assert.ok(a[0] === b[0] || a[1] === b[1], `${l.id} slants`);
			for (const s of nodes)
				assert.ok(!cut(a, b, s), `${l.id} lies on ${s.id}`);
			parts.push({ l, a, b });
		}
	}
	for (const p of parts)
		for (const q of parts)
			assert.ok(p.l.to === q.l.to || p.l.from === q.l.from ||
				!together(p, q), `${p.l.id} lies on ${q.l.id}`);
}

// Whether two stretches run along each other.
function together(p, q) {
	for (const k of [0, 1]) {
		const o = 1 - k;

		if (p.a[k] === p.b[k] && q.a[k] === q.b[k] && p.a[k] === q.a[k])
			return Math.min(Math.max(p.a[o], p.b[o]),
				Math.max(q.a[o], q.b[o])) >
				Math.max(Math.min(p.a[o], p.b[o]),
					Math.min(q.a[o], q.b[o]));
	}
	return false;
}

test('a service that is not there has none', async () => {
	const rs = await fetch(`${program.url}/tapin/layanan/tidak-ada/bpmn`);
	assert.equal(rs.status, 404);
});

test('the page of a service offers it', async () => {
	const page = await (await browser.newContext({ viewport: DESK })).newPage();

	await page.goto(`${program.url}/tapin/layanan/penerbitan`);
	const wait = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Unduh sebagai BPMN 2.0' }).click();
	assert.equal(readFileSync(await (await wait).path(), 'utf8'),
		xml.get('tapin'));
	await page.context().close();
});
