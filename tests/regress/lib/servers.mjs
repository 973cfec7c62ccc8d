// The web servers in front: nginx and lighttpd, each with a configuration
// and a folder of its own, as an ordinary process on a loopback port.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, listening, start, tempDir } from './base.mjs';

async function up(dir, port, command, args) {
	const p = start(command, args);
	await listening(p, { port, host: '127.0.0.1' });
	const stop = p.stop;
	p.port = port;
	p.url = `http://127.0.0.1:${port}`;
	p.dir = dir.dir;
	p.stop = async () => {
		const end = await stop();
		dir.remove();
		return end;
	};
	return p;
}

// socket: the FastCGI socket; root: a folder of static files under /statis/;
// server, location:
// lines of configuration in place of ours.
export async function startNginx({ socket, port, root, server = '',
    location = '', maxBody = '0' }) {
	const dir = tempDir();
	const conf = path.join(dir.dir, 'nginx.conf');
	port ??= await freePort();
	writeFileSync(conf, `
daemon off;
${process.getuid() === 0 ? 'user root root;' : ''}
master_process on;
worker_processes 1;
pid ${dir.dir}/pid;
error_log stderr warn;
events { worker_connections 512; }
http {
	access_log off;
	client_body_temp_path ${dir.dir}/body;
	fastcgi_temp_path ${dir.dir}/fastcgi;
	proxy_temp_path ${dir.dir}/proxy;
	uwsgi_temp_path ${dir.dir}/uwsgi;
	scgi_temp_path ${dir.dir}/scgi;
	server {
		listen 127.0.0.1:${port};
		client_max_body_size ${maxBody};
		${server}
		${root ? `location /statis/ { alias ${root}/; }` : ''}
		location / {
			fastcgi_pass unix:${socket};
			fastcgi_param REQUEST_METHOD $request_method;
			fastcgi_param REQUEST_URI $request_uri;
			fastcgi_param QUERY_STRING $query_string;
			fastcgi_param CONTENT_TYPE $content_type;
			fastcgi_param CONTENT_LENGTH $content_length;
			fastcgi_param REMOTE_ADDR $remote_addr;
			fastcgi_param HTTPS $https if_not_empty;
			${location}
		}
	}
}
`);
	return up(dir, port, 'nginx', ['-c', conf, '-p', dir.dir,
		'-e', 'stderr']);
}

// socket: FastCGI over this socket; cgi: a program started per request.
export async function startLighttpd({ socket, cgi, port, extra = '' }) {
	const dir = tempDir();
	const conf = path.join(dir.dir, 'lighttpd.conf');
	const docs = path.join(dir.dir, 'docs');
	port ??= await freePort();
	mkdirSync(docs);
	writeFileSync(conf, `
server.modules = ("mod_rewrite", "mod_alias", "${
    cgi ? 'mod_cgi' : 'mod_fastcgi'}")
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${docs}"
server.upload-dirs = ("${dir.dir}")
server.max-request-size = 0
server.stream-request-body = 0
${cgi ? `
alias.url = ("/paraf.cgi" => "${cgi}")
url.rewrite-once = ("^(/.*)$" => "/paraf.cgi$1")
$HTTP["url"] =~ "^/paraf.cgi" { cgi.assign = ("" => "") }
` : `
fastcgi.server = ("/" => ((
	"socket" => "${socket}", "check-local" => "disable",
	"fix-root-scriptname" => "enable"
)))
`}
${extra}
`);
	return up(dir, port, 'lighttpd', ['-D', '-f', conf]);
}
