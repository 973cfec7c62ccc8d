// questions.js - a form asks one question after another.
import { button, el as make } from './page.js';

const all = [...document.querySelectorAll('[data-question]')];
const actions = document.querySelector('.form > .actions');
const intro = document.querySelectorAll('[data-intro]');
const own = [...actions.querySelectorAll('button')];
const where = make('p', {className: 'over', role: 'status'});
const next = button('Lanjut', forward, true);
const back = button('Kembali', () => show(at - 1, true));
let at = 0;

function show(i, move) {
	at = i;
	all.forEach((q, k) => {
		q.hidden = k !== i;
	});
	where.textContent = `Pertanyaan ${i + 1} dari ${all.length}`;
	back.hidden = i === 0;
	for (const el of intro)
		el.hidden = i > 0;
	next.hidden = i === all.length - 1;
	for (const b of own)
		b.hidden = !next.hidden;
	if (!move)
		return;
	all[i].focus({preventScroll: true});
	where.scrollIntoView({block: 'nearest'});
}

const controls = (q) => [...q.querySelectorAll('input, textarea, select')];
const open = (q) => q.querySelector('.bad') ||
    controls(q).some((c) => !c.validity.valid);

function forward() {
	if (controls(all[at]).every((c) => c.reportValidity()))
		show(at + 1, true);
}

// The first that is not answered; errors of the others are a click away.
function start() {
	const first = all.findIndex(open);

	all[0].before(where);
	for (const q of all)
		q.tabIndex = -1;
	actions.prepend(back, next);
	show(first < 0 ? all.length - 1 : first, false);
	document.addEventListener('click', (ev) => {
		// What the Enter key presses.
		if (ev.target.matches('.first') && !next.hidden) {
			ev.preventDefault();
			forward();
		}
		const hash = ev.target.closest('#galat a')?.hash;
		const q = hash && document.getElementById(hash.slice(1))
			.closest('[data-question]');

		if (q)
			show(all.indexOf(q), false);
	}, true);
}

if (all.length > 1)
	start();
