#include "store/board.h"

#include "queries.h"
#include "store/service.h"

int
board_services(struct db *db, struct arena *a, struct board_service **v,
    size_t *n, struct err *e)
{
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, SERVICES_MAX, struct board_service);
	*n = 0;
	if (db_rows(db, &r, Q_BOARD_SERVICES, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < SERVICES_MAX)
		(*v)[(*n)++] = (struct board_service){
		    .id = rows_text(&r, a, 0),
		    .withdrawn = rows_int(&r, 1),
		    .edition_id = rows_int(&r, 2),
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
board_rows(struct db *db, struct arena *a, struct board_row **v, size_t *n,
    const char *service, int64_t now, struct err *e)
{
	size_t cap = 32;
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct board_row);
	*n = 0;
	if (db_rows(db, &r, Q_BOARD_ROWS,
		VALUES(v_text(service), v_int(now), v_int(BOARD_MOST + 1)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct board_row){
		    .row_no = rows_text(&r, a, 0),
		    .n = rows_int(&r, 1),
		    .oldest = rows_int(&r, 2),
		    .late = rows_int(&r, 3),
		};
	}
	rows_done(&r);
	return rc;
}

static struct board_line
read_line(const struct rows *r, struct arena *a)
{
	return (struct board_line){
	    .line =
		{
		    .task =
			{
			    .id = rows_int(r, 0),
			    .row_no = rows_text(r, a, 1),
			    .lane = rows_text(r, a, 2),
			    .person_id = rows_int(r, 3),
			    .opened_at = rows_int(r, 4),
			    .due_at = rows_int(r, 5),
			    .case_id = rows_int(r, 12),
			    .lease_person = rows_int(r, 13),
			    .lease_until = rows_int(r, 14),
			    .lease_name = rows_text(r, a, 15),
			},
		    .sort_at = rows_int(r, 6),
		    .number = rows_text(r, a, 7),
		    .edition_id = rows_int(r, 8),
		    .applicant_id = rows_int(r, 9),
		    .applicant = rows_text(r, a, 10),
		    .holder = rows_text(r, a, 11),
		},
	    .seen = rows_int(r, 16),
	};
}

int
board_page(struct db *db, struct arena *a, struct board_line *v, size_t *n,
    const struct board_at *at, struct err *e)
{
	const char *lanes = lanes_json(a, at->lanes, at->lanes_n);
	struct rows r;
	int rc;

	*n = 0;
	if (db_rows(db, &r, Q_BOARD_PAGE,
		VALUES(v_text(at->service), v_text(at->row_no),
		    v_int(at->sort_at), v_int(at->opened_at), v_int(at->id),
		    v_int(TASK_PAGE + 1), v_text(lanes), v_int(at->person)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n <= TASK_PAGE)
		v[(*n)++] = read_line(&r, a);
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}
