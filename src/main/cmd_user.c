#include <stdio.h>
#include <string.h>

#include "app/people.h"
#include "domain/date.h"
#include "main/command.h"
#include "view/format.h"

/* The office of the first argument. */
static int
open_office(
    struct cmd *c, const struct office **o, struct db **db, struct err *e)
{
	return cmd_app(c, e) < 0 ? -1
				 : app_office(c->app, c->args[0], o, db, e);
}

/* The beginning of a day in the office's time; or_else if not given. */
static int
read_day(const struct cmd *c, const char *option, const struct office *o,
    int64_t or_else, int64_t *ms, struct err *e)
{
	const char *s = cmd_option(c, option);
	struct civil day;

	*ms = or_else;
	if (!s)
		return 0;
	if (date_parse(&day, str_of(s), e) < 0)
		return -1;
	*ms = civil_ms(day, o->zone);
	return 0;
}

/* The appointment that the options describe; --until is the last day. */
static int
read_appointment(const struct cmd *c, const struct office *o,
    struct appointment *ap, struct err *e)
{
	const char *kind = cmd_option(c, "kind");
	const char *decree = cmd_option(c, "decree");

	ap->kind = kind ? kind : "definitif";
	ap->decree = decree ? decree : "";
	if (read_day(c, "from", o, c->now, &ap->from, e) < 0 ||
	    read_day(c, "until", o, 0, &ap->until, e) < 0)
		return -1;
	if (ap->until)
		ap->until += MS_DAY;
	return 0;
}

static int
run_add(struct cmd *c)
{
	struct appointment ap = {
	    .email = c->args[1], .lane = cmd_option(c, "seat")};
	const struct office *o;
	struct err e = {0};
	struct db *db;
	char *password = NULL;
	struct seat seat;
	int rc = CMD_FAILED, found;

	if (!ap.lane && (cmd_option(c, "kind") || cmd_option(c, "decree") ||
			    cmd_option(c, "from") || cmd_option(c, "until")))
		err_set(&e, ERR_INPUT,
		    "Status, surat, dan tanggal hanya berlaku bersama --seat.",
		    "appointment without a seat");
	if (e.kind != ERR_NONE || open_office(c, &o, &db, &e) < 0 ||
	    read_appointment(c, o, &ap, &e) < 0)
		goto out;
	found = ap.lane ? seat_find(db, &c->arena, &seat, ap.lane, &e) : 1;
	if (found == 0)
		err_set(&e, ERR_MISSING,
		    "Kantor ini tidak mempunyai kursi itu.", "%s", ap.lane);
	if (found != 1 || cmd_password(c, &password, &e) < 0 ||
	    people_add(
		db, &c->arena, ap.email, c->args[2], password, c->now, &e) < 0)
		goto out;
	printf("%s: akun dibuat\n", ap.email);
	if (ap.lane && people_seat(db, &c->arena, &ap, c->now, &e) < 0)
		goto out;
	if (ap.lane)
		printf(
		    "%s: memegang kursi %s (%s)\n", ap.email, ap.lane, ap.kind);
	rc = CMD_OK;
out:
	if (password)
		explicit_bzero(password, strlen(password));
	return rc == CMD_OK ? rc : cmd_fail(c, &e);
}

#define OPTIONS_SEAT                                                    \
	{"kind", "STATUS", "definitif (bawaan), plt atau plh"},         \
	    {"decree", "TEKS", "nomor dan tanggal surat perintah"},     \
	    {"from", "TANGGAL", "mulai YYYY-MM-DD (bawaan: sekarang)"}, \
	{                                                               \
		"until", "TANGGAL", "hari terakhir YYYY-MM-DD"          \
	}

const struct command command_user_add = {
    .name = "user add",
    .args = "KANTOR EMAIL NAMA",
    .brief = "membuat akun",
    .help = "Membuat akun, dan bila diminta mendudukkannya di sebuah kursi.\n"
	    "Kata sandi ditanyakan tanpa gema, atau dibaca dari satu baris\n"
	    "masukan standar; tidak pernah dari argumen.\n",
    .min = 3,
    .max = 3,
    .options = {OPTION_DATA,
	{"seat", "KURSI", "id pelaksana di SOP, misalnya verifikator"},
	OPTIONS_SEAT},
    .run = run_add,
};

static int
run_seat(struct cmd *c)
{
	struct appointment ap = {.email = c->args[1],
	    .lane = c->args[2],
	    .verified = cmd_option(c, "verified")};
	const struct office *o;
	struct err e = {0};
	struct db *db;

	if (open_office(c, &o, &db, &e) < 0 ||
	    read_appointment(c, o, &ap, &e) < 0 ||
	    people_seat(db, &c->arena, &ap, c->now, &e) < 0)
		return cmd_fail(c, &e);
	printf("%s: memegang kursi %s (%s)\n", ap.email, ap.lane, ap.kind);
	return CMD_OK;
}

const struct command command_user_seat = {
    .name = "user seat",
    .args = "KANTOR EMAIL KURSI",
    .brief = "mendudukkan akun di sebuah kursi",
    .help = "Mendudukkan akun di sebuah kursi, definitif atau sebagai Plt.\n"
	    "atau Plh.  Selama ada Plh., pejabat definitif tidak bertindak.\n",
    .min = 3,
    .max = 3,
    .options = {OPTION_DATA,
	{"verified", NULL,
	    "pemilik akun yang mendaftar sendiri sudah dipastikan"},
	OPTIONS_SEAT},
    .run = run_seat,
};

static int
run_unseat(struct cmd *c)
{
	struct appointment ap = {.email = c->args[1], .lane = c->args[2]};
	const struct office *o;
	struct err e = {0};
	struct db *db;

	if (open_office(c, &o, &db, &e) < 0 ||
	    read_appointment(c, o, &ap, &e) < 0)
		return cmd_fail(c, &e);
	if (!ap.until)
		ap.until = c->now;
	if (people_unseat(db, &c->arena, &ap, c->now, &e) < 0)
		return cmd_fail(c, &e);
	printf("%s: tidak lagi memegang kursi %s\n", ap.email, ap.lane);
	return CMD_OK;
}

const struct command command_user_unseat = {
    .name = "user unseat",
    .args = "KANTOR EMAIL KURSI",
    .brief = "mengakhiri masa di sebuah kursi",
    .help = "Mengakhiri masa akun di sebuah kursi.  Akun dan catatannya\n"
	    "tetap ada.\n",
    .min = 3,
    .max = 3,
    .options = {OPTION_DATA,
	{"decree", "TEKS", "nomor dan tanggal surat perintah"},
	{"until", "TANGGAL", "hari terakhir YYYY-MM-DD (bawaan: sekarang)"}},
    .run = run_unseat,
};

static int
run_password(struct cmd *c)
{
	const struct office *o;
	struct err e = {0};
	struct db *db;
	char *password = NULL;
	int rc = CMD_FAILED;

	if (open_office(c, &o, &db, &e) < 0 ||
	    cmd_password(c, &password, &e) < 0 ||
	    people_set_password(
		db, &c->arena, c->args[1], password, c->now, &e) < 0)
		goto out;
	printf("%s: kata sandi diganti\n", c->args[1]);
	rc = CMD_OK;
out:
	if (password)
		explicit_bzero(password, strlen(password));
	return rc == CMD_OK ? rc : cmd_fail(c, &e);
}

const struct command command_user_password = {
    .name = "user password",
    .args = "KANTOR EMAIL",
    .brief = "mengganti kata sandi akun",
    .help = "Mengganti kata sandi dan mengakhiri semua sesi akun itu.  Kata\n"
	    "sandi ditanyakan tanpa gema, atau dibaca dari satu baris masukan\n"
	    "standar; tidak pernah dari argumen.\n",
    .min = 2,
    .max = 2,
    .options = {OPTION_DATA},
    .run = run_password,
};

static int
run_admin(struct cmd *c)
{
	bool admin = !cmd_option(c, "remove");
	const struct office *o;
	struct err e = {0};
	struct db *db;

	if (open_office(c, &o, &db, &e) < 0 ||
	    people_admin(db, &c->arena, c->args[1], admin,
		cmd_option(c, "verified"), c->now, &e) < 0)
		return cmd_fail(c, &e);
	printf("%s: %s pengelola\n", c->args[1],
	    admin ? "menjadi" : "tidak lagi menjadi");
	return CMD_OK;
}

const struct command command_user_admin = {
    .name = "user admin",
    .args = "KANTOR EMAIL",
    .brief = "menjadikan akun pengelola kantor",
    .help = "Menjadikan akun pengelola: membuka halaman /kelola kantor itu,\n"
	    "misalnya pesan yang tertunda.  Pengelola tidak memegang kursi\n"
	    "dan tidak membaca permohonan karenanya.\n",
    .min = 2,
    .max = 2,
    .options = {OPTION_DATA,
	{"verified", NULL,
	    "pemilik akun yang mendaftar sendiri sudah dipastikan"},
	{"remove", NULL, "tidak lagi menjadi pengelola"}},
    .run = run_admin,
};

static int
run_rank(struct cmd *c)
{
	const char *nip = cmd_option(c, "nip"), *rank = cmd_option(c, "rank");
	const struct office *o;
	struct err e = {0};
	struct db *db;

	if (open_office(c, &o, &db, &e) < 0 ||
	    people_set_rank(db, &c->arena, c->args[1], nip ? nip : "",
		rank ? rank : "", &e) < 0)
		return cmd_fail(c, &e);
	printf("%s: NIP dan pangkat disimpan\n", c->args[1]);
	return CMD_OK;
}

const struct command command_user_rank = {
    .name = "user rank",
    .args = "KANTOR EMAIL",
    .brief = "mencatat NIP dan pangkat untuk naskah",
    .help = "Mencatat apa yang tercetak di bawah nama penanda tangan pada\n"
	    "naskah dinas.  Yang tidak disebut dikosongkan.\n",
    .min = 2,
    .max = 2,
    .options = {OPTION_DATA, {"nip", "NIP", "18 angka"},
	{"rank", "TEKS", "pangkat dan golongan, misalnya \"Pembina (IV/a)\""}},
    .run = run_rank,
};

static void
print_holding(
    struct arena *a, const struct holding *h, struct zone z, int64_t now)
{
	if (h->person_id == 0) {
		printf("  (kosong)\n");
		return;
	}
	printf("  %s <%s>, %s, sejak %s", h->name, h->email, h->kind,
	    format_date(a, h->from, z));
	if (h->until)
		printf(" sampai %s", format_date(a, h->until - 1, z));
	if (*h->decree)
		printf(", %s", h->decree);
	if (h->from > now)
		printf(" (belum mulai)");
	else if (h->until && h->until <= now)
		printf(" (sudah berakhir)");
	printf("\n");
}

static int
list_seats(struct cmd *c, const struct office *o, struct db *db, struct err *e)
{
	struct holding *v;
	size_t n;

	if (holding_list(db, &c->arena, &v, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(v[i].lane, v[i - 1].lane) != 0)
			printf(
			    "%s: %s (%s)\n", v[i].lane, v[i].title, v[i].role);
		print_holding(&c->arena, &v[i], o->zone, c->now);
	}
	return 0;
}

static int
list_admins(struct cmd *c, struct db *db, struct err *e)
{
	struct person *v;
	size_t n;

	if (person_admins(db, &c->arena, &v, &n, e) < 0)
		return -1;
	printf("Pengelola:\n");
	for (size_t i = 0; i < n; i++)
		printf("  %s <%s>\n", v[i].name, v[i].email);
	if (n == 0)
		printf("  (belum ada)\n");
	return 0;
}

static int
list_accounts(struct cmd *c, struct db *db, struct err *e)
{
	struct arena a;
	struct person *v;
	int64_t after = 0;
	size_t n;
	int rc;

	arena_init(&a, c->arena.limit);
	do {
		arena_reset(&a);
		rc = person_page(db, &a, &v, &n, after, e);
		for (size_t i = 0; rc == 0 && i < n; i++) {
			printf("%s\t%s\n", v[i].email, v[i].name);
			after = v[i].id;
		}
	} while (rc == 0 && n == PERSON_PAGE);
	arena_clear(&a);
	return rc;
}

static int
run_list(struct cmd *c)
{
	const struct office *o;
	struct err e = {0};
	struct db *db;
	int rc;

	if (open_office(c, &o, &db, &e) < 0)
		return cmd_fail(c, &e);
	if (cmd_option(c, "all"))
		rc = list_accounts(c, db, &e);
	else if ((rc = list_seats(c, o, db, &e)) == 0)
		rc = list_admins(c, db, &e);
	return rc < 0 ? cmd_fail(c, &e) : CMD_OK;
}

const struct command command_user_list = {
    .name = "user list",
    .args = "KANTOR",
    .brief = "menulis kursi dan pemegangnya",
    .help = "Menulis setiap kursi kantor dan siapa yang memegangnya, dulu,\n"
	    "sekarang dan nanti; di akhir, pengelolanya.\n",
    .min = 1,
    .max = 1,
    .options = {OPTION_DATA,
	{"all", NULL, "semua akun: email dan nama, satu tiap baris"}},
    .run = run_list,
};
