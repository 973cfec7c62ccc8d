// sign.js - the fields of a signature: shown while that is asked for, masked
// again and sent once, and empty for whoever comes back.
import { button, el } from './page.js';

const form = document.querySelector('.form');
const fields = [...form.querySelectorAll('input[type=password]')];
const says = el('p', {role: 'status', className: 'help'});
const show = button('Tampilkan', toggle);

function toggle() {
	const hidden = fields[0].type === 'password';

	for (const field of fields)
		field.type = hidden ? 'text' : 'password';
	show.textContent = hidden ? 'Sembunyikan' : 'Tampilkan';
	show.setAttribute('aria-pressed', String(hidden));
}

function send(ev) {
	if (form.dataset.sent) {
		ev.preventDefault();
		return;
	}
	if (fields[0].type === 'text')
		toggle();
	form.dataset.sent = '1';
	says.textContent = 'Dikirim ke BSrE. Tunggu, paling lama 20 detik.';
}

show.setAttribute('aria-pressed', 'false');
form.querySelector('.actions').before(show, says);
form.addEventListener('submit', send);
addEventListener('pageshow', (ev) => {
	if (ev.persisted) {
		form.reset();
		delete form.dataset.sent;
	}
});
