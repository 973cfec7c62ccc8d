// The line between a browser and the program, which can be cut.
import net from 'node:net';

export async function startWire(program) {
	const target = new URL(program.url);
	const sockets = new Set();
	let whole = true;
	const server = net.createServer((from) => {
		const to = net.connect(target.port, target.hostname);

		for (const [a, b] of [[from, to], [to, from]]) {
			sockets.add(a);
			a.on('error', () => b.destroy());
			a.on('close', () => {
				sockets.delete(a);
				b.destroy();
			});
			a.pipe(b);
		}
		if (!whole)
			from.destroy();
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const cut = () => {
		whole = false;
		for (const s of sockets)
			s.destroy();
	};

	return {
		url: `http://127.0.0.1:${server.address().port}`,
		cut,
		mend: () => {
			whole = true;
		},
		stop: () => {
			cut();
			server.close();
		},
	};
}
