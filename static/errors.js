// errors.js - takes the reader to the error summary, and from there into the
// first control of a group of choices.
const box = document.getElementById('galat');

if (box) {
	box.focus();
	box.addEventListener('click', (ev) => {
		const a = ev.target.closest('a');
		const at = a && document.getElementById(a.hash.slice(1));
		const control = at && at.matches('fieldset') ?
		    at.querySelector('input') : at;

		if (!control)
			return;
		ev.preventDefault();
		control.focus();
		at.scrollIntoView({block: 'center'});
	});
}
