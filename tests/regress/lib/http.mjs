// A small HTTP client on node:http, so that every header and byte is ours,
// and a FastCGI client that can stop in the middle of a record.
import http from 'node:http';
import net from 'node:net';

// {status, headers, body (Buffer), text}.  body: Buffer, or an array of
// Buffers that are sent chunked.
export function request(url, { method, headers = {}, body, agent = false,
    timeout = 30000 } = {}) {
	return new Promise((resolve, reject) => {
		const chunked = Array.isArray(body);
		const rq = http.request(url, {
			agent, timeout,
			method: method || (body ? 'POST' : 'GET'),
			headers: {
				...(body && !chunked ?
				    { 'Content-Length': body.length } : {}),
				...headers,
			},
		}, (rs) => {
			const parts = [];
			rs.on('data', (d) => parts.push(d));
			rs.on('error', reject);
			rs.on('end', () => {
				const all = Buffer.concat(parts);
				resolve({ status: rs.statusCode,
				    headers: rs.headers, body: all,
				    text: all.toString() });
			});
		});
		rq.on('timeout', () => rq.destroy(new Error('timeout')));
		rq.on('error', reject);
		for (const part of chunked ? body : [])
			rq.write(part);
		rq.end(chunked ? undefined : body);
	});
}

// Send raw bytes; all that comes back until the peer closes or ms have gone.
export function raw(where, bytes, ms = 5000) {
	return new Promise((resolve, reject) => {
		const s = net.connect(where, () => s.write(bytes));
		let got = '';
		const done = () => { s.destroy(); resolve(got); };
		setTimeout(done, ms).unref();
		s.on('data', (d) => { got += d; });
		s.on('end', done);
		s.on('error', (e) => (got ? done() : reject(e)));
	});
}

// One FastCGI record.
export function record(type, content = Buffer.alloc(0)) {
	const head = Buffer.from([1, type, 0, 1, content.length >> 8,
		content.length & 255, 0, 0]);
	return Buffer.concat([head, content]);
}
