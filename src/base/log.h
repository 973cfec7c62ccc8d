/*
 * log.h - one line a message on standard error, where systemd adds time and
 * unit.  Never a NIK, name, passphrase, token or body.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Messages above this level are dropped; LOG_LEVEL_INFO at start. */
void log_set_level(enum log_level level);

/* The word in front of every line: "master", "worker 3", "paraf". */
void log_set_role(const char *role);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Say it and end the process: for states from which nothing sane follows. */
void log_fatal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), noreturn));

#endif
