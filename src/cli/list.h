#pragma once
/*
 * A list that the API gives, shown as a table and what is worth lines of its own: all that the commands
 * which list something have in common.
 */
#include "cli/cli.h"
#include "cli/table.h"

struct list {
  const char *noun;    /* what it is called in the answer and, below /v1/, in the path */
  const char *titles;  /* of the table */
  const char *nothing; /* printed in the place of an empty table */
  void (*add)(struct table *table, const json_t *each);
  void (*explain)(const json_t *each); /* prints lines below the table; may be NULL */
};

/* Asks for the list, `query` being "" or "?state=open", shows it and returns the exit status. */
int list_show(struct cli *cli, const struct list *what, const char *query);

/* The same of entries that are shown otherwise than they come: `arrange` makes the array of them; new reference. */
int list_show_arranged(struct cli *cli, const struct list *what, const char *query, json_t *(*arrange)(const json_t *list));
