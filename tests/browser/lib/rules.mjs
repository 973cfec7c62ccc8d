// What every page must hold, in both schemes and at both widths.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import { DESK, PHONE, shot } from './chromium.mjs';

const axe = readFileSync(createRequire(import.meta.url)
	.resolve('axe-core/axe.min.js'), 'utf8');

const html = new HtmlValidate({
	root: true,
	extends: ['html-validate:recommended'],
	rules: {
		// Whitespace is the template engine's business; subresources come
		// from this server alone; rows have numbers like 5.1.
		'no-trailing-whitespace': 'off',
		'require-sri': 'off',
		'valid-id': ['error', { relaxed: true }],
		'long-title': 'off',
		// The table stays a table when the style makes it a timeline.
		'no-redundant-role': 'off',
	},
});

async function valid(source) {
	const report = await html.validateString(source);

	return report.results.flatMap((r) => r.messages).map((m) =>
		`${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
}

// Runs in the page.
function structure() {
	const bad = [];
	const need = (ok, text) => ok || bad.push(text);
	const root = document.documentElement;

	need(root.lang === 'id', `lang is ${root.lang}`);
	need(document.querySelectorAll('h1').length === 1, 'one h1');
	need(document.title.trim() !== '', 'a title');
	need(root.scrollWidth <= innerWidth,
		`scrolls sideways: ${root.scrollWidth} > ${innerWidth}`);
	for (const el of document.querySelectorAll('input:not([type=hidden]), ' +
	    'select, textarea'))
		need(el.labels?.length > 0, `label of ${el.name}`);
	for (const table of document.querySelectorAll('table')) {
		need(table.caption?.textContent.trim(), 'caption of a table');
		need(table.querySelector('th[scope=col]'), 'column headers');
		need([...table.tBodies].every((b) => [...b.rows].every((r) =>
			r.querySelector('th[scope=row]'))), 'row headers');
	}
	return bad;
}

// Runs in the page: which parts stick out, to find the cause quickly.
function outside() {
	return [...document.querySelectorAll('main *')]
		.filter((el) => el.getBoundingClientRect().right > innerWidth + 1 &&
			!el.closest('.sop-box, .tabs, .frame, .vh'))
		.slice(0, 5).map((el) => `${el.tagName}.${el.className}`);
}

// What axe finds, in words.
export async function accessible(page) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() =>
		window.axe.run(document, { resultTypes: ['violations'] }));

	return violations.flatMap((v) => v.nodes.map((n) =>
		`${v.id}: ${n.target} ${n.failureSummary.split('\n')[1] ?? ''}`));
}

// By the Tab key from the top of the page to the main action; every stop on
// the way must be seen.
async function keyboard(page) {
	const bad = [];
	let before = '';

	await page.evaluate(() => {
		document.activeElement?.blur();
		window.getSelection().removeAllRanges();
	});
	for (let i = 0; i < 150; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate((before) => {
			const el = document.activeElement;
			const look = (pseudo) => getComputedStyle(el, pseudo);
			const what = `${el.tagName} ${el.className} ${el.id}`;
			const drawn = (s) => s.outlineStyle !== 'none' &&
			    parseFloat(s.outlineWidth) >= 2;

			return { main: el.matches('main .primary'),
				end: el === document.body,
				seen: drawn(look()) || drawn(look('::after')),
				// The parts of a date are stops of their own.
				part: /^date/.test(el.type) && before === what,
				what };
		}, before);

		if (at.end)
			return [...bad, 'the main action is out of reach'];
		if (!at.seen && !at.part)
			bad.push(`focus not seen: ${at.what}`);
		before = at.what;
		if (at.main)
			return bad;
	}
	return [...bad, 'the main action is too far'];
}

// open(page): goes to the page and gives its last response.
export async function inspect({ page, faults }, name, open, status = 200) {
	const bad = [];

	for (const viewport of [PHONE, DESK]) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme: 'light' });
		const response = await open(page);
		const note = (list) => bad.push(...list.map((text) =>
			`${viewport.width}: ${text}`));

		await page.locator('footer').waitFor();
		if (response) {
			assert.equal(response.status(), status, `${name}: status`);
			note(viewport === PHONE ? await valid(await response.text()) :
				[]);
		}
		note(await page.evaluate(structure));
		note(await page.evaluate(outside));
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme });
			note((await accessible(page)).map((t) =>
				`${colorScheme}: ${t}`));
			await shot(page, `hal-${name}-${viewport.width}` +
				(colorScheme === 'dark' ? '-gelap' : ''));
		}
		if (viewport === DESK && await page.locator('main .primary').count())
			note(await keyboard(page));
	}
	bad.push(...faults.splice(0));
	assert.ok(bad.length === 0, `${name}:\n${bad.join('\n')}`);
}
