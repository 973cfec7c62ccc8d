/*
 * pass.h - a file descriptor handed to another process, in a packet of one
 * byte over a unix socket.
 */
#ifndef BASE_PASS_H
#define BASE_PASS_H

/* The descriptor stays the caller's, too.  Does not wait: -1 with errno. */
int pass_put(int socket, int fd);

/*
 * The next packet; flags are of recvmsg(2).  1: *fd is the caller's, closed on
 * exec; 0: a packet without one; -1: errno, 0 if nobody can send any more.
 */
int pass_take(int socket, int flags, int *fd);

#endif
