// sending.js - the form of a page is sent once, and only when nothing else is
// under way: uploads, what was typed and is not yet saved, a photo that waits
// for a decision.
const AGAIN = 10000; // ms until a form whose sending was stopped goes again
const form = document.querySelector('form[data-draft]');
const guards = [];
let sent = false;
let held = false;

// guard: {ready(), finish()}; finish() brings it about and gives false where
// the person has to act first.
export function guard(one) {
	guards.push(one);
}

// The line above the buttons that says what is saved.
export function say(text) {
	const line = form.querySelector('.saved');

	if (line.textContent !== text)
		line.textContent = text;
}

export const isSent = () => sent;

// What a draft keeps: never passwords, passphrases, codes, hidden values.
export const wanted = (el) => el.name && !['password', 'hidden', 'file',
	'submit', 'button'].includes(el.type) && el.autocomplete !== 'off' &&
    el.autocomplete !== 'one-time-code';

// Puts what is typed into the FormData of a draft.
export function addTyped(data) {
	for (const el of [...form.elements].filter(wanted))
		if (el.checked || (el.type !== 'radio' && el.type !== 'checkbox'))
			data.append(el.name, el.value);
}

async function finish(button) {
	for (const g of guards)
		if (!await g.finish())
			return false;
	held = false;
	form.requestSubmit(button);
	return true;
}

async function submit(ev) {
	if (!sent && !held && navigator.onLine &&
	    guards.every((g) => g.ready())) {
		/* A letter of it, in another tab: the form stays. */
		if (ev.submitter?.formTarget === '_blank')
			return;
		sent = true;
		setTimeout(() => {
			sent = false;
		}, AGAIN);
		return;
	}
	ev.preventDefault();
	if (sent || held)
		return;
	if (!navigator.onLine) {
		say('Belum terkirim: tidak ada sambungan. Tekan lagi setelah ' +
		    'tersambung.');
		return;
	}
	held = true;
	await finish(ev.submitter);
	held = false;
}

if (form)
	form.addEventListener('submit', submit);
