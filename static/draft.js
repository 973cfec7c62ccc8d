// draft.js - keeps what was typed on this device until the form is sent.
// Never passwords, passphrases, hidden values or files.
const form = document.querySelector('form[data-draft]');
const key = form && 'paraf draft ' + form.dataset.draft;
const wanted = (el) => el.name && el.type !== 'password' &&
    el.type !== 'hidden' && el.type !== 'file' && el.type !== 'submit' &&
    el.autocomplete !== 'off';

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
		fill(JSON.parse(draft));
		say('Isian terakhir di perangkat ini dimuat kembali; ' +
		    'belum dikirim.');
	}
	form.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			localStorage.setItem(key, JSON.stringify(read()));
			say('Isian disimpan di perangkat ini; belum dikirim.');
		}, 600);
	});
	form.addEventListener('submit', () => {
		clearTimeout(timer);
		localStorage.removeItem(key);
	});
}

if (form && form.method === 'post')
	start();
