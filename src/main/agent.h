/*
 * agent.h - the process beside the workers that does what nobody asks for:
 * rounds through the offices (app/rounds.h).  It serves nothing, and is the
 * only one that talks to other machines.
 */
#ifndef MAIN_AGENT_H
#define MAIN_AGENT_H

/*
 * Until SIGTERM (blocked by the caller).  ctx: a struct app_conf.  Returns
 * the exit status.
 */
int agent_run(void *ctx);

#endif
