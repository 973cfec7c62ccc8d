// passphrase.js - tells while a passphrase is typed what it still lacks, how
// hard it is to guess and whether both fields say the same.  It judges as
// src/domain/passphrase.c does; nothing of what is typed leaves the form.
import { button, el, svg } from './page.js';

const list = document.querySelector('[data-rule]');
const form = document.querySelector('.form');
const [first, second] = ['passphrase', 'passphrase_ulang']
	.map((name) => form.elements[name]);
const least = Number(list.dataset.least), most = Number(list.dataset.most);
const own = list.dataset.words.split('\n').filter(Boolean);
const common = ['password', 'passphrase', 'passw0rd', 'p@ssw0rd', 'p@ssword',
	'rahasia', 'indonesia', 'bismillah', 'merdeka', 'jakarta', 'qwerty',
	'asdfgh', 'zxcvbn', '1q2w3e', 'admin', 'sandi', 'sayang', 'cinta',
	'welcome', 'letmein', 'bsre', 'bssn'];
const words = ['mudah ditebak', 'lemah', 'sedang', 'kuat', 'sangat kuat'];
const colours = ['stop', 'late', 'wait', 'ok', 'ok'];
const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[ -/:-@[-`{-~]/];
// Tenths of a bit for each character, by the kinds that are in it.
const tenths = [0, 47, 47, 57, 33, 52, 52, 60, 50, 59, 59, 64, 54, 61, 61, 66];
const reach = [360, 480, 600, 720];

// Letters of A to Z alone become small, as there.
const lower = (s) => s.replace(/[A-Z]/g, (c) => c.toLowerCase());
const bytes = (s) => new TextEncoder().encode(s);

function isRun(b, i) {
	const step = i > 1 ? b[i] - b[i - 1] : 9;

	return Math.abs(step) <= 1 && b[i - 1] - b[i - 2] === step;
}

function isAgain(b, i) {
	if (i < 3 || i + 3 > b.length)
		return false;
	for (let k = 0; k + 3 <= i; k++)
		if (b[k] === b[i] && b[k + 1] === b[i + 1] &&
		    b[k + 2] === b[i + 2])
			return true;
	return false;
}

export function strength(s) {
	const b = bytes(s), small = bytes(lower(s));
	// A byte is one character, so that places are the same.
	const text = String.fromCharCode(...small);
	let count = 0;

	for (let i = 0; i < b.length;) {
		const word = common.find((w) => text.startsWith(w, i));

		if (word) {
			count += 2;
			i += word.length;
		} else if (isAgain(b, i)) {
			i += 3;
		} else {
			count += isRun(small, i) ? 0 : 1;
			i++;
		}
	}
	const bits = count * tenths[kinds.reduce((set, kind, i) =>
		set | (kind.test(s) ? 1 << i : 0), 0)];
	return reach.filter((r) => bits >= r).length;
}

// The parts that the text breaks, of those that are on the page.
export function broken(s) {
	const n = bytes(s).length, small = lower(s);
	const breaks = {
		panjang: n < least || n > most,
		besar: !kinds[1].test(s),
		kecil: !kinds[0].test(s),
		angka: !kinds[2].test(s),
		tanda: !kinds[3].test(s),
		ketikan: !/^[ -~]*$/.test(s) || /^ | $/.test(s),
		data_sendiri: own.some((w) => small.includes(w)),
		tebakan: strength(s) === 0,
	};

	return [...list.children].map((li) => li.dataset.part)
		.filter((part) => breaks[part]);
}

/* --- the page ------------------------------------------------------------ */

const meter = svg('svg', {viewBox: '0 0 43 3', preserveAspectRatio: 'none',
	'aria-hidden': 'true'}, ...[0, 1, 2, 3].map((i) =>
	svg('rect', {x: i * 11, width: 10, height: 3})));
const says = el('span', {role: 'status'});
const same = el('p', {role: 'status'});

function judge() {
	const bad = broken(first.value), typed = first.value !== '';
	const level = strength(first.value);

	for (const li of list.children) {
		const isBad = bad.includes(li.dataset.part);

		li.classList.toggle('kept', typed && !isBad);
		li.classList.toggle('broken', typed && isBad);
	}
	says.textContent = typed ? `Kekuatan: ${words[level]}` +
	    (bad.length > 0 ? `; ${bad.length} aturan belum terpenuhi` :
		'; semua aturan terpenuhi') : '';
	says.parentElement.className = `strength ${colours[level]}`;
	[...meter.children].forEach((r, i) =>
		r.classList.toggle('on', typed && i < Math.max(level, 1)));
	compare();
}

// A difference is one only where the second is as long as the first.
function compare() {
	const [a, b] = [first.value, second.value];
	const differs = b !== '' && b !== a && !a.startsWith(b);

	same.textContent = b === '' || (!differs && b !== a) ? '' : differs ?
	    'Berbeda dengan yang di atas.' : 'Sama dengan yang di atas.';
	same.className = differs ? 'err' : 'kept';
}

function toggle() {
	const hidden = first.type === 'password';

	for (const field of [first, second])
		field.type = hidden ? 'text' : 'password';
	show.textContent = hidden ? 'Sembunyikan' : 'Tampilkan';
	show.setAttribute('aria-pressed', String(hidden));
}

const show = button('Tampilkan', toggle);

// Once, and masked again before a browser might remember it.
function send(ev) {
	if (form.dataset.sent) {
		ev.preventDefault();
		return;
	}
	if (first.type === 'text')
		toggle();
	form.dataset.sent = '1';
	says.textContent = 'Dikirim ke BSrE. Tunggu, paling lama 20 detik.';
}

show.setAttribute('aria-pressed', 'false');
first.closest('.field').append(
    el('div', {className: 'strength'}, meter, says), show);
second.closest('.field').classList.add('again');
second.closest('.field').append(same);
first.addEventListener('input', judge);
second.addEventListener('input', compare);
form.addEventListener('submit', send);
// Whoever comes back by the browser finds nothing.
addEventListener('pageshow', (ev) => {
	if (ev.persisted)
		form.reset();
});
