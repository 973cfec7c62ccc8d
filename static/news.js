// news.js - a page about what BSrE still has to say looks now and then whether
// there is news, and shows it.  What somebody has begun to type stays, and
// whoever is in the form stays there.
const box = document.querySelector('[data-mark]');
const form = document.querySelector('form.form');
const line = box?.querySelector('[data-news]');
let typed = false;

function tell() {
	const again = document.createElement('a');

	again.href = location.pathname;
	again.textContent = 'Muat ulang halaman';
	line.replaceChildren('Keadaannya sudah berubah. ', again, '.');
}

async function look() {
	let answer;

	try {
		answer = await fetch(location.pathname, {redirect: 'manual',
			headers: {Accept: 'application/json'}});
	} catch {
		return true; // no connection: the next time
	}
	if (answer.type === 'opaqueredirect' || answer.status === 409) {
		location.assign(box.dataset.done);
		return false;
	}
	if (!answer.ok)
		return true;
	const page = await answer.json();

	if (page.bsre?.mark === box.dataset.mark)
		return true;
	if (typed || form?.contains(document.activeElement))
		tell();
	else
		location.reload();
	return false;
}

async function watch() {
	if (document.hidden || await look())
		setTimeout(watch, box.dataset.every * 1000);
}

if (box) {
	form?.addEventListener('input', () => {
		typed = true;
	});
	form?.addEventListener('submit', () => {
		typed = true;
	});
	setTimeout(watch, box.dataset.every * 1000);
}
