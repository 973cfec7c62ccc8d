/*
 * names.h - made-up names of persons.
 */
#ifndef TESTS_BENCH_NAMES_H
#define TESTS_BENCH_NAMES_H

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static const char *const first_names[] = {"Sekar", "Bagas", "Laras", "Wira",
    "Melati", "Damar", "Kirana", "Banyu", "Intan", "Surya", "Ratih", "Jaka",
    "Puspa", "Angkasa", "Cempaka", "Guntur", "Embun", "Rimba", "Mutiara",
    "Samudra"};
static const char *const last_names[] = {"Wening", "Lestari", "Prasaja",
    "Utama", "Sentosa", "Mulia", "Jatmika", "Rahayu", "Pertiwi", "Makmur",
    "Kencana", "Waskita", "Anggara", "Nirmala", "Buana", "Cendekia", "Harapan",
    "Purnama", "Saraswara", "Tirta", "Cakrawala", "Dirgantara", "Sanjaya"};

#endif
