/*
 * paraf-bsre-sim - BSrE's documented interface for tests and for trying out.
 * Loopback only; nothing that it issues is a certificate of anybody.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "simulator/server.h"

#define PASSWORD_LEN 24 /* of one that is made */

static const char usage[] =
    "Pemakaian: paraf-bsre-sim --listen 127.0.0.1:8443 --control\n"
    "    127.0.0.1:8444 --state FOLDER --user NAMA --password-file BERKAS\n"
    "    [--with-parent]\n"
    "\n"
    "Simulator antarmuka BSrE (eSign Client Service) lewat HTTPS dengan\n"
    "otoritas sertifikat sendiri; root.pem ada di FOLDER.  Hanya loopback.\n";

struct options {
	const char *listen, *control, *state, *user, *password_file;
	bool with_parent;
};

static int
read_options(struct options *o, int argc, char **argv)
{
	static const struct option v[] = {
	    {"listen", required_argument, NULL, 'l'},
	    {"control", required_argument, NULL, 'c'},
	    {"state", required_argument, NULL, 's'},
	    {"user", required_argument, NULL, 'u'},
	    {"password-file", required_argument, NULL, 'p'},
	    {"with-parent", no_argument, NULL, 'w'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", v, NULL)) != -1) {
		switch (c) {
		case 'l':
			o->listen = optarg;
			break;
		case 'c':
			o->control = optarg;
			break;
		case 's':
			o->state = optarg;
			break;
		case 'u':
			o->user = optarg;
			break;
		case 'p':
			o->password_file = optarg;
			break;
		case 'w':
			o->with_parent = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			return -1;
		}
	}
	return optind == argc && o->listen && o->control && o->state &&
		       o->user && o->password_file
		   ? 0
		   : -1;
}

/* A file with a random one, for its owner alone. */
static FILE *
make_password(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r+");
	char code[PASSWORD_LEN + 1];

	if (!f)
		return NULL;
	random_code(code, PASSWORD_LEN);
	fprintf(f, "%s\n", code);
	rewind(f);
	return f;
}

/* The first line of a file, which is made if there is none. */
static int
read_password(char *out, size_t size, const char *path)
{
	FILE *f = fopen(path, "re");
	bool ok;

	if (!f && errno == ENOENT)
		f = make_password(path);
	ok = f && fgets(out, (int)size, f);

	if (f)
		fclose(f);
	if (!ok)
		return -1;
	out[strcspn(out, "\r\n")] = '\0';
	return out[0] ? 0 : -1;
}

int
main(int argc, char **argv)
{
	static struct server server;
	struct options o = {0};
	struct world world;
	struct err e = {0};
	char password[256];
	sigset_t set;
	int rc;

	if (read_options(&o, argc, argv) < 0) {
		fputs(usage, stderr);
		return 2;
	}
	log_set_role("bsre-sim");
	if (mkdir(o.state, 0700) < 0 && errno != EEXIST) {
		log_error("%s: %d", o.state, errno);
		return 1;
	}
	if (read_password(password, sizeof(password), o.password_file) < 0) {
		log_error("%s: %d", o.password_file, errno);
		return 1;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (o.with_parent)
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	rc = world_open(&world, o.state, &e);
	if (rc == 0) {
		world.user = o.user;
		world.password = password;
		rc = server_open(&server, &world, o.listen, o.control, &e);
		if (rc == 0) {
			log_info("ready: https://%s", o.listen);
			rc = server_run(&server, &e);
		}
		server_close(&server);
		world_close(&world);
	}
	if (rc < 0)
		log_error("%s (%s)", e.msg, e.detail);
	return rc < 0;
}
