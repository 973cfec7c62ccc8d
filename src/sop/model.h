/*
 * model.h - one SOP edition in memory: the table of PermenPAN-RB 35/2012 as
 * an executable definition.  Immutable after sop_parse(); everything lives in
 * the arena it was parsed into.
 *
 * The file's format is docs/format-sop.md.
 */
#ifndef SOP_MODEL_H
#define SOP_MODEL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "sop/kind.h"

/* peran */
enum lane_role {
	LANE_APPLICANT, /* pemohon: the person who filed the case */
	LANE_OFFICIAL,  /* pejabat: a seat of the office */
	LANE_VERIFIER,  /* verifikator: a seat of the office */
	LANE_EXTERNAL   /* luar: outside the office, BSrE */
};

struct lane {
	const char *id;    /* pelaksana[].id: [a-z0-9_], the seat's key */
	const char *title; /* jabatan, as printed */
	enum lane_role role;
	int recorder; /* external: index of the lane that records its acts
	                 (dicatat_oleh); otherwise the lane itself */
	int superior; /* atasan: index of a lane, ROW_NONE: not said */
	int standin;  /* pengganti: the same */
};

enum time_unit { TIME_NONE, TIME_MINUTE, TIME_HOUR, TIME_DAY, TIME_MONTH };
enum time_kind { TIME_WORKING, TIME_CALENDAR }; /* kerja, kalender */
enum time_owner { OWNER_OFFICE, OWNER_APPLICANT, OWNER_BSRE };
#define TIME_OWNERS 3

/* Waktu: "15 menit", "1-2 jam", "24 jam kalender".  unit TIME_NONE: empty. */
struct duration {
	unsigned min, max; /* alike where no range is written */
	enum time_unit unit;
	enum time_kind kind;
};

/* saat: from where the time of a reminder is counted. */
enum remind_from {
	REMIND_BEFORE,   /* sebelum: before it is due */
	REMIND_DUE,      /* tepat waktu */
	REMIND_AFTER,    /* sesudah */
	REMIND_OPENED,   /* sejak dibuka */
	REMIND_ABANDONED /* sebelum ditinggalkan */
};

/* kepada */
enum remind_to {
	REMIND_DOER,    /* pelaksana: who holds the seat, or the applicant */
	REMIND_STANDIN, /* pengganti */
	REMIND_SUPERIOR /* atasan */
};

struct remind_rule {
	enum remind_from from;
	struct duration time; /* no range; unit TIME_NONE: tepat waktu */
	enum remind_to to;
};

#define REMIND_RULES 12 /* of one list */

/* An office has lists by whose time runs, in the order of enum time_owner,
 * and one for rows of office and BSrE without a time. */
#define REMIND_UNTIMED TIME_OWNERS
#define REMIND_LISTS   (TIME_OWNERS + 1)

/* pengingat: rules in the order of the file; none at all: tidak. */
struct reminders {
	const struct remind_rule *v;
	size_t n;
};

enum item_form {
	ITEM_FILE,  /* berkas */
	ITEM_PHOTO, /* foto: an image only */
	ITEM_TEXT,  /* teks */
	ITEM_EMAIL, /* email */
	ITEM_PHONE  /* telepon */
};

/* What an item takes where the SOP does not say. */
#define SOP_ITEM_BYTES (5 * MIB)
#define SOP_ITEM_FILES 10 /* of bentuk berkas; one of bentuk foto */

/* persyaratan: what an applicant must hand in, asked by apply rows. */
struct item {
	const char *id, *title, *help; /* help may be NULL */
	enum item_form form;
	bool required;      /* wajib */
	bool per_holder;    /* per: pemilik */
	uint64_t max_bytes; /* batas: of one file */
	size_t max_files;   /* jumlah */
};

enum keep_unit { KEEP_DAY, KEEP_MONTH, KEEP_YEAR };

/* How long something is kept, see keep.h. */
struct keep {
	unsigned n;
	enum keep_unit unit;
};

/* How a case ends for its papers. */
enum keep_ending { KEEP_ISSUED, KEEP_REJECTED, KEEP_ABANDONED, KEEP_ENDINGS };

/* penyimpanan: a class of papers, who looks after them, and how long. */
struct custody {
	const char *id; /* golongan: [a-z0-9_] */
	int lane;       /* penjaga: a lane of the office, ROW_NONE where an
	                   SOP has none */
	struct keep keep[KEEP_ENDINGS]; /* terbit, ditolak, ditinggalkan */
	const char *const *names; /* berkas: items and photos named here */
	size_t names_n;
};

#define ROW_END  (-1)
#define ROW_NONE (-2)

struct row {
	const char *no;  /* "4a"; "1.1" where implied; unique: the row's key */
	unsigned number; /* 4: the number as printed */
	const char *activity;     /* kegiatan */
	int lane;                 /* index into lanes */
	const char *const *needs; /* kelengkapan, as words */
	size_t needs_n;
	const int *items; /* kelengkapan that are persyaratan: indexes */
	size_t items_n;
	struct duration time;  /* waktu */
	enum time_owner owner; /* pemilik_waktu; default by lane */
	const char *output, *note, *implied; /* each may be NULL; implied
	                            (tersirat): where the paper says it */
	enum step_kind kind;                 /* jenis */
	bool per_holder;                     /* per; default by kind */
	unsigned link_hours; /* tautan_jam: life of the link, default 24 */
	const struct reminders *remind; /* pengingat; NULL: as the office has
	                                   it */
	int next[OUT_COUNT];            /* lanjut: a row's index, ROW_END; else
	                            ROW_NONE where the kind has no such outcome */
	int joins; /* flow_row_joins(): holders wait here for each
	                            other (1), else 0 */
};

struct section {
	const char *title;
	const char *const *lines;
	size_t lines_n;
};

struct sop {
	const char *title, *summary; /* judul, ringkasan; never NULL */
	const char *number;          /* nomor, may be NULL */
	const char *created, *revised, *effective; /* as printed, may be NULL */
	const char *approved_by;  /* disahkan_oleh: a seat, never a name */
	const char *result;       /* hasil: what the applicant gets; never
	                             NULL */
	struct section *sections; /* dasar_hukum, kualifikasi_pelaksana,
	                             keterkaitan, peralatan, peringatan,
	                             pencatatan, then bagian_lain, catatan */
	size_t sections_n;
	struct lane *lanes;
	size_t lanes_n;
	struct item *items;
	size_t items_n;
	struct row *rows;
	size_t rows_n;
	struct custody *custody; /* at least CUSTODY_PHOTO and _PAPER */
	size_t custody_n;
	struct keep abandoned_after; /* ditinggalkan_setelah */
	bool certificate; /* some row registers, examines or delivers one */
};

struct sop_problem {
	unsigned line, column; /* from 1 */
	bool warning;
	const char *text; /* Indonesian, one sentence */
};

struct sop_problems {
	struct sop_problem *v; /* by line and column */
	size_t n;
	size_t errors;
};

/*
 * Parse and check a definition.  Every mistake and warning goes to *p.
 * Returns NULL if there is at least one error (p->errors), else the model.
 * Both live in the arena, which a file within its limits fills with 8 MiB at
 * most.
 */
const struct sop *sop_parse(
    struct arena *a, struct str text, struct sop_problems *p);

/* The index of the row, lane or item with that key, or ROW_NONE. */
int sop_row(const struct sop *s, struct str no);
int sop_lane(const struct sop *s, struct str id);
int sop_item(const struct sop *s, struct str id);

/* The classes of what no class names: photos, those of an activation and
 * items of that form; and all other papers. */
#define CUSTODY_PHOTO "foto"
#define CUSTODY_PAPER "berkas"

/* The class with that id; NULL if there is none. */
const struct custody *sop_custody(const struct sop *s, struct str id);

/* The class of an item, or of what else has a file: "foto_ktp". */
const struct custody *sop_custody_of(const struct sop *s, struct str name);

/* The index of the row a case begins with. */
int sop_first(const struct sop *s);

/* "1–2 jam kalender"; "" where none. */
const char *duration_text(struct arena *a, struct duration d);

#endif
