// Real Chromium, and pages that tell of every error they report.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const shots = path.resolve('build/test-output/browser');

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

export function startBrowser(more = []) {
	mkdirSync(shots, { recursive: true });
	return chromium.launch({ executablePath: '/usr/bin/chromium',
		args: [...args, ...more] });
}

// A browser context whose pages must stay quiet: what the console or the
// content security policy complains of is collected in faults.  That a page
// itself answers with an error status is not a fault.
export async function openContext(browser, options) {
	const context = await browser.newContext({ locale: 'id-ID',
		timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce', ...options });
	const faults = [];

	context.setDefaultTimeout(60000);
	context.on('console', (m) => {
		const own = m.page() && m.location().url === m.page().url();

		if (['error', 'warning'].includes(m.type()) &&
		    !(own && m.text().startsWith('Failed to load resource')))
			faults.push(`${m.location().url}: ${m.text()}`);
	});
	context.on('weberror', (e) => faults.push(String(e.error())));
	context.on('response', (r) => {
		if (r.status() >= 400 && !r.request().isNavigationRequest())
			faults.push(`${r.status()} ${r.url()}`);
	});
	return { context, faults };
}

// A window over the page is taken as it is seen: fullPage false.
export function shot(page, name, fullPage = true) {
	return page.screenshot({ path: path.join(shots, `${name}.png`),
		fullPage, animations: 'disabled' });
}
