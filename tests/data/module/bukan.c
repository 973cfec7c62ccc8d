/*
 * bukan.c - a shared object that is no module.
 */
extern const int answer;
const int answer = 42;
