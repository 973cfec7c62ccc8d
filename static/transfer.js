// transfer.js - brings files to the server, one after another.  What a lost
// signal or a busy server stopped is tried again until it arrives or is
// cancelled.
const STALL = 60000; // ms without a byte: the signal is lost
const PAUSES = [2000, 5000, 10000, 30000]; // ms until it is tried again
let last = Promise.resolve();

class Lost extends Error {}

// One try: {status, model}.  Lost where no answer came.
function attempt(url, data, progress, signal) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		let watch = 0;
		const end = (act, value) => {
			clearTimeout(watch);
			signal.removeEventListener('abort', cancel);
			act(value);
		};
		const lost = () => end(reject, new Lost());
		const cancel = () => {
			request.abort();
			end(reject, signal.reason);
		};
		const alive = () => {
			clearTimeout(watch);
			watch = setTimeout(() => {
				request.abort();
				lost();
			}, STALL);
		};

		request.open('POST', url);
		request.responseType = 'json';
		request.setRequestHeader('Accept', 'application/json');
		request.upload.addEventListener('progress', (ev) => {
			alive();
			progress(ev.loaded / ev.total);
		});
		request.addEventListener('load', () => end(resolve,
		    {status: request.status, model: request.response}));
		request.addEventListener('error', lost);
		signal.addEventListener('abort', cancel);
		alive();
		request.send(data);
	});
}

// Until the time is over or the signal is back.
function pause(ms, signal) {
	return new Promise((resolve, reject) => {
		const end = () => {
			clearTimeout(timer);
			removeEventListener('online', end);
			signal.removeEventListener('abort', end);
			if (signal.aborted)
				reject(signal.reason);
			else
				resolve();
		};
		const timer = setTimeout(end, ms);

		addEventListener('online', end);
		signal.addEventListener('abort', end);
	});
}

async function persist(job, signal) {
	for (let n = 0; ; n++) {
		signal.throwIfAborted();
		try {
			const answer = await job.attempt(signal);

			if (answer.status < 500)
				return answer;
			job.waiting(answer.model?.errors?.[0]?.message ??
			    'Server sedang sibuk.');
		} catch (e) {
			if (!(e instanceof Lost))
				throw e;
			job.waiting('Tidak ada sambungan.');
		}
		await pause(PAUSES[Math.min(n, PAUSES.length - 1)], signal);
		const there = await job.arrived();

		if (there)
			return there;
	}
}

/*
 * Sends data to url when those before it are done.  on: progress(share),
 * waiting(why), arrived(): the answer if the lost one was heard after all,
 * cancelled(): what is to be done before the next one.  Gives {status, model};
 * rejects where the signal says so.
 */
export function deliver(url, data, on, signal) {
	const job = {...on, attempt: (s) => attempt(url, data, on.progress, s)};
	const mine = last.then(() => persist(job, signal));

	last = mine.catch(() => on.cancelled()).catch(() => {});
	return mine;
}
