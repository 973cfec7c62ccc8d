// verify.js - compares a file with the kept letter in the browser: its bytes
// go nowhere.  Every verdict stands in the page already, hidden.
import { el, size } from './page.js';

const form = document.querySelector('form[data-match]');
const input = form.querySelector('input[type=file]');
const chosen = form.querySelector('[data-chosen]');
const verdicts = [...form.querySelectorAll('[data-sha256]')];
const unreadable = form.querySelector('[data-unreadable]');
const result = document.getElementById('hasil');
let last = 0;

async function sumOf(file) {
	const sum = await crypto.subtle.digest('SHA-256',
	    await file.arrayBuffer());

	return [...new Uint8Array(sum)].map((b) =>
		b.toString(16).padStart(2, '0')).join('');
}

function show(one) {
	for (const p of [...verdicts, unreadable])
		p.hidden = p !== one;
}

async function compare() {
	const turn = ++last;
	const file = input.files[0];

	if (result)
		result.hidden = true;
	show(null);
	chosen.hidden = !file;
	if (!file)
		return;
	chosen.textContent = `${file.name} (${size(file.size)})`;
	let one = unreadable;
	try {
		const sum = await sumOf(file);

		one = verdicts.find((p) => p.dataset.sha256 === sum) ??
		    verdicts.find((p) => p.dataset.sha256 === '');
	} catch {
		// Moved or changed since it was chosen.
	}
	if (turn === last)
		show(one);
}

function drag(ev) {
	const zone = ev.currentTarget;

	ev.preventDefault();
	zone.classList.toggle('over', ev.type === 'dragover');
	if (ev.type === 'drop' && ev.dataTransfer.files.length > 0) {
		input.files = ev.dataTransfer.files;
		compare();
	}
}

// Without TLS a browser computes nothing; then the server compares.
if (crypto.subtle) {
	const zone = el('div', {className: 'zone'});

	input.before(zone);
	zone.append(el('span', {}, el('u', {}, 'Pilih berkas'), el('span',
	    {className: 'drag'}, ' atau tarik ke sini')), input);
	for (const type of ['dragover', 'dragleave', 'drop'])
		zone.addEventListener(type, drag);
	form.querySelector('[data-local]').hidden = false;
	input.addEventListener('change', compare);
	// Chosen before this script was there.
	if (input.files.length > 0)
		compare();
}
