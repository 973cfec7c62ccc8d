// draft.js - keeps what was typed on this device until the form is sent, for
// the person who is signed in and for one day.  Never passwords, passphrases,
// hidden values or files; and nothing on pages without a signed-in person.
const DAY = 24 * 3600 * 1000;
const person = document.body.dataset.person;
const form = document.querySelector('form[data-draft]');
const mine = `paraf draft ${person} `;
const key = form && mine + form.dataset.draft;
const wanted = (el) => el.name && el.type !== 'password' &&
    el.type !== 'hidden' && el.type !== 'file' && el.type !== 'submit' &&
    el.autocomplete !== 'off' &&
    el.autocomplete !== 'one-time-code';

// Drafts of others, who shared this device, and old ones.
function tidy() {
	for (const k of Object.keys(localStorage)) {
		if (!k.startsWith('paraf draft '))
			continue;
		const draft = JSON.parse(localStorage.getItem(k));

		if (!k.startsWith(mine) || Date.now() - draft.at > DAY)
			localStorage.removeItem(k);
	}
}

function read() {
	const out = [];

	for (const el of form.elements)
		if (wanted(el))
			out.push([el.name, el.value,
			    el.checked === true]);
	return out;
}

function fill(draft) {
	for (const el of form.elements) {
		if (!wanted(el))
			continue;
		const choice = el.type === 'radio' || el.type === 'checkbox';
		const was = draft.find(([name, value]) => name === el.name &&
		    (!choice || value === el.value));

		if (was && choice)
			el.checked = was[2];
		else if (was && (el.value === '' || el.matches('select')))
			el.value = was[1];
	}
}

function say(text) {
	let p = form.querySelector('.saved');

	if (!p) {
		p = document.createElement('p');
		p.className = 'saved';
		p.setAttribute('role', 'status');
		form.querySelector('.actions').before(p);
	}
	p.textContent = text;
}

// A page that comes back with errors holds what was typed already.
function start() {
	const draft = localStorage.getItem(key);
	let timer = 0;

	if (draft && !document.getElementById('galat')) {
		fill(JSON.parse(draft).values);
		say('Isian terakhir di perangkat ini dimuat kembali; ' +
		    'belum dikirim.');
	}
	form.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			localStorage.setItem(key, JSON.stringify(
			    {at: Date.now(), values: read()}));
			say('Isian disimpan di perangkat ini; belum dikirim.');
		}, 600);
	});
	form.addEventListener('submit', () => {
		clearTimeout(timer);
		localStorage.removeItem(key);
	});
}

tidy();
if (person && form && form.method === 'post')
	start();
