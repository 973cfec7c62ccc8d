// draft.js - saves what is typed to the server while it is typed, so that it
// is there after a lost signal and on another device.  Only what the server
// has not yet acknowledged stays on this device, for the person who is signed
// in and for one day.
import { addTyped, guard, isSent, say, wanted } from './sending.js';

const DAY = 24 * 3600 * 1000;
const PAUSE = 2000;  // ms without a key until it is saved
const RETRY = 15000; // ms until it is tried again
const person = document.body.dataset.person;
const form = document.querySelector('form[data-draft]');
const mine = `paraf draft ${person} `;
const key = form && mine + form.dataset.draft;
let base = form?.dataset.saved; // when the server last saved, in ms
let changes = 0;
let timer = 0;
let under = null;
let over = false; // the server takes no more of this form

// Copies of others, who shared this device, and old ones.
function tidy() {
	for (const k of Object.keys(localStorage)) {
		if (!k.startsWith('paraf draft '))
			continue;
		const copy = JSON.parse(localStorage.getItem(k));

		if (!k.startsWith(mine) || Date.now() - copy.at > DAY)
			localStorage.removeItem(k);
	}
}

function read() {
	return [...form.elements].filter(wanted)
		.map((el) => [el.name, el.value, el.checked === true]);
}

function fill(values) {
	for (const el of [...form.elements].filter(wanted)) {
		const choice = el.type === 'radio' || el.type === 'checkbox';
		const was = values.find(([name, value]) => name === el.name &&
		    (!choice || value === el.value));

		if (was && choice)
			el.checked = was[2];
		else if (was)
			el.value = was[1];
	}
}

function keep() {
	if (person)
		localStorage.setItem(key, JSON.stringify(
		    {at: Date.now(), base, values: read()}));
}

function later(ms) {
	clearTimeout(timer);
	timer = setTimeout(save, ms);
}

function body() {
	const data = new FormData();

	data.append('csrf', form.elements.csrf.value);
	data.append('draf', 'simpan');
	addTyped(data);
	return data;
}

function send() {
	return fetch(form.action, {method: 'POST', body: body(),
		redirect: 'manual', keepalive: document.hidden,
		headers: {Accept: 'application/json'}});
}

function failed() {
	say(navigator.onLine ? 'Belum tersimpan: server tidak menjawab. ' +
	    'Dicoba lagi sebentar lagi.' :
	    'Belum tersimpan: tidak ada sambungan. Disimpan setelah tersambung.');
	later(RETRY);
	return false;
}

// Nothing that time mends; the answer to the form itself says more.
function refused(response, model) {
	over = response.type !== 'opaqueredirect';
	say('Belum tersimpan: ' + (response.type === 'opaqueredirect' ?
	    'Anda sudah keluar. Masuk lagi di tab lain; isian ini tetap ada.' :
	    model.errors[0].message));
	return over;
}

// False: try again.
async function attempt() {
	const upTo = changes;
	let response, model;

	try {
		response = await send();
		if (response.type !== 'opaqueredirect')
			model = await response.json();
	} catch {
		return failed();
	}
	if (response.status >= 500)
		return failed();
	if (!response.ok)
		return refused(response, model);
	base = String(model.draft.saved_at);
	if (changes !== upTo) {
		keep();
		return false;
	}
	changes = 0;
	localStorage.removeItem(key);
	say(model.draft.saved_text);
	return true;
}

function save() {
	clearTimeout(timer);
	if (isSent() || over || changes === 0)
		return Promise.resolve(true);
	under ??= attempt().finally(() => {
		under = null;
	});
	return under;
}

// The newer one wins: the copy of this device where the server has heard
// nothing since, or something older.
function restore() {
	const text = person && localStorage.getItem(key);
	const copy = text && JSON.parse(text);

	if (!copy || document.getElementById('galat'))
		return;
	if (copy.base !== base && copy.at < Number(base)) {
		localStorage.removeItem(key);
		return;
	}
	fill(copy.values);
	changes = 1;
	save();
}

function start() {
	restore();
	const typed = (ev) => {
		if (!wanted(ev.target))
			return;
		changes++;
		keep();
		later(PAUSE);
	};

	form.addEventListener('input', typed);
	form.addEventListener('change', typed); // by other scripts
	addEventListener('online', save);
	document.addEventListener('visibilitychange', () => {
		if (document.hidden)
			save();
	});
	guard({
		ready: () => over || (changes === 0 && !under),
		finish: async () => await save() || save(),
	});
}

tidy();
if (form)
	start();
