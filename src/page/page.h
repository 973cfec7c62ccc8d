/*
 * page.h - every page that is no step: each function answers one request.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "app/ctx.h"
#include "app/missive.h"

/* office.c: without signing in */
void page_offices(struct ctx *cx);
void page_home(struct ctx *cx);
void page_service(struct ctx *cx);
void page_service_sop(struct ctx *cx);  /* as paper; paper.c */
void page_service_bpmn(struct ctx *cx); /* its SOP, sop/bpmn.h */
void page_colour(struct ctx *cx);       /* warna.css: the office's accent */

/* asset.c: outside offices */
void page_static(struct ctx *cx);
void page_health(struct ctx *cx);

/* account.c */
void page_login(struct ctx *cx);
void page_login_act(struct ctx *cx);
void page_logout_act(struct ctx *cx);
void page_register(struct ctx *cx);
void page_register_act(struct ctx *cx);
void page_account(struct ctx *cx);
void page_account_act(struct ctx *cx);
void page_account_readings(struct ctx *cx); /* of all own papers */

/* notify.c: how new tasks are told, "notify" of the page of the account, null
 * for those without a seat. */
void page_notify_act(struct ctx *cx);
int notify_model(struct ctx *cx, json_t *m, struct err *e) MUST_CHECK;

/* rank.c: NIP and rank of who holds a seat, likewise "rank". */
void page_rank_act(struct ctx *cx);
int rank_model(struct ctx *cx, json_t *m, struct err *e) MUST_CHECK;

/* A new password and its repetition, and what is wrong with them. */
struct fields;
void password_new(struct fields *fs);
void password_check_new(struct fields *fs);

/* ticket.c: by links that come by mail */
void page_forgot(struct ctx *cx);
void page_forgot_act(struct ctx *cx);
void page_password(struct ctx *cx);
void page_password_act(struct ctx *cx);
void page_proof(struct ctx *cx);
void page_proof_act(struct ctx *cx);
void page_proof_again_act(struct ctx *cx);
/* Send the proof of an address that was just registered. */
void proof_send(struct ctx *cx, const char *email);
/* "proof" of the page of the account, null if there is nothing to prove, and
 * "fault_text". */
int proof_model(struct ctx *cx, json_t *m, struct err *e) MUST_CHECK;

/* inbox.c */
void page_inbox(struct ctx *cx);

/* board.c: for heads and admins */
void page_reports(struct ctx *cx); /* leads to the board */
void page_board(struct ctx *cx);
void page_board_row(struct ctx *cx); /* the open tasks of one row */

/* case.c */
void page_case(struct ctx *cx);
void page_case_trace(struct ctx *cx);    /* as paper; paper.c */
void page_case_readings(struct ctx *cx); /* who opened its papers */
void page_receipt(struct ctx *cx);
void page_thanks(struct ctx *cx);
void page_credential_act(struct ctx *cx); /* shown once */
void page_mute_act(struct ctx *cx);       /* no reminders, for who asks */
void page_unmute_act(struct ctx *cx);

/* Load the case of the address if the actor may see it; the caller clears. */
struct dossier;
int case_find(struct ctx *cx, struct dossier *d, struct err *e) MUST_CHECK;

/* sign.c: a letter, with the own certificate */
void page_sign(struct ctx *cx);
void page_sign_act(struct ctx *cx);

/* preview.c: a letter before it is made */
void page_preview(struct ctx *cx);

/* scanned.c: the scan of a letter that was signed with ink */
void page_scanned(struct ctx *cx);
void page_scanned_act(struct ctx *cx);

/* certificate.c */
void page_certificate(struct ctx *cx);
void page_certificate_link(struct ctx *cx); /* its holder's, from the mail */
void page_certificate_file(struct ctx *cx);

/* file.c */
void page_file(struct ctx *cx);
void page_thumb(struct ctx *cx);

/* Record that a file of the case is opened, then answer with it. */
struct file;
int file_open(struct ctx *cx, const struct dossier *d, const struct file *f,
    struct err *e) MUST_CHECK;
void file_answer(struct ctx *cx, const struct file *f, struct err *e);

/* missive.c: official letters of a case */
struct missive_page {
	struct dossier d;
	struct missive_of of;
	size_t place;        /* of the holder from 1; 0: none */
	struct missive *all; /* of the case, newest first */
	size_t all_n;
	bool there; /* m is there */
	struct missive m;
	bool may_make;
	bool choose; /* of which person is not said yet */
};
/* The one of the address; the caller clears p->d in any case. */
int missive_find(
    struct ctx *cx, struct missive_page *p, struct err *e) MUST_CHECK;
void page_missive(struct ctx *cx);
void page_missive_act(struct ctx *cx); /* make it */
void page_missive_file(struct ctx *cx);

/* manage.c: for administrators of the office */
void page_admin(struct ctx *cx);
/* Else the answer is given. */
bool admin_only(struct ctx *cx) MUST_CHECK;
/* "sections" of such a page, the one with this path marked. */
void admin_model(struct ctx *cx, json_t *m, const char *path);

/* admin.c: its messages */
void page_messages(struct ctx *cx);
void page_message(struct ctx *cx);
void page_message_again(struct ctx *cx);

/* rolls.c: statuses of many people at BSrE, for admins and verifiers */
void page_rolls(struct ctx *cx);
void page_rolls_act(struct ctx *cx); /* a new list */
/* Whether it is one of them; the answer says so if not. */
bool roll_only(struct ctx *cx);
/* What a page says of a list. */
struct roll;
void roll_model(struct ctx *cx, const struct roll *r, json_t *o);

/* roll.c: one of the lists */
void page_roll(struct ctx *cx);
void page_roll_stop_act(struct ctx *cx);
void page_roll_csv(struct ctx *cx);

/* bsre.c: how it reaches BSrE */
void page_bsre(struct ctx *cx);
void page_bsre_try(struct ctx *cx);

/* mailbox.c: outside offices, of the demonstration */
void page_mailbox(struct ctx *cx);
void page_mail(struct ctx *cx);
void page_mail_body(struct ctx *cx);

/* verify.c: outside offices, whether a letter is genuine */
void page_verify_code(struct ctx *cx); /* by a code that is typed */
void page_verify(struct ctx *cx);
void page_verify_act(struct ctx *cx); /* a file is held against it */

/* The form in which a code is typed, part/code; error may be NULL. */
void code_model(json_t *m, const char *action, const char *typed,
    const char *office, const char *error);

/* withdraw.c: a letter holds no more */
void page_withdraw(struct ctx *cx);
void page_withdraw_act(struct ctx *cx);
void page_withdraw_code(struct ctx *cx); /* for admins, by its code */

/* track.c */
void page_track(struct ctx *cx);
void page_track_act(struct ctx *cx);

#endif
