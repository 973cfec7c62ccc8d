/*
 * agent.h - the process beside the workers that does what nobody asks for:
 * rounds of app/sweep.h.  It serves nothing and uses no network.
 */
#ifndef MAIN_AGENT_H
#define MAIN_AGENT_H

/*
 * Rounds, one each minute, until SIGTERM (blocked by the caller).  ctx: a
 * struct app_conf.  Returns the exit status.
 */
int agent_run(void *ctx);

#endif
