#pragma once
/*
 * SUBJECTS as rows for subjects_replace. The rows borrow from the message and from themselves.
 */
#include "policy/subjects.h"

struct subject_rows {
  struct subject_row *rows;
  gsize n;
  GPtrArray *owned;
};

/* `body` must outlive the rows. */
void subject_rows_init(struct subject_rows *rows, GVariant *body);
void subject_rows_done(struct subject_rows *rows);
