// inbox.js - j and k walk through the tasks, Enter opens (the focus is on a
// link), / goes to the search field, n takes the next one.
const links = [...document.querySelectorAll('[data-tasks] .go')];
const next = document.querySelector('[data-next]');
const search = document.getElementById('f-cari');

function walk(step) {
	const at = links.indexOf(document.activeElement);
	const to = at < 0 ? 0 : at + step;

	if (links[to])
		links[to].focus();
}

document.addEventListener('keydown', (ev) => {
	if (ev.ctrlKey || ev.metaKey || ev.altKey ||
	    ev.target.matches('input, textarea, select'))
		return;
	if (ev.key === 'j')
		walk(1);
	else if (ev.key === 'k')
		walk(-1);
	else if (ev.key === '/')
		search.focus();
	else if (ev.key === 'n' && next && !ev.repeat)
		next.requestSubmit();
	else
		return;
	ev.preventDefault();
});
