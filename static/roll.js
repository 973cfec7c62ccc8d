// roll.js - statuses of many people: a list that is under way shows how far
// it has come, by itself.
const PAUSE = 3000; // ms between two looks
const FAILED = 15000;
const live = () => document.querySelector('[data-live]');

async function look() {
	const now = live();
	let pause = FAILED;

	if (!now)
		return;
	try {
		const rs = await fetch(location.href,
		    {headers: {Accept: 'text/html'}});
		const page = new DOMParser().parseFromString(
		    await rs.text(), 'text/html');
		const next = page.getElementById('hasil');

		if (rs.ok && next) {
			// Who has the focus in it keeps what is there.
			if (!now.contains(document.activeElement))
				now.replaceWith(next);
			pause = PAUSE;
		}
	} catch {
		// The network is away: the next look tells.
	}
	setTimeout(look, pause);
}

if (live())
	setTimeout(look, PAUSE);
