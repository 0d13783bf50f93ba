#pragma once
/*
 * What the plugins that tell provostd something have in common: their options, how long they may take, how they end.
 */
#include "plugin/deadline.h"
#include "plugin/reach.h"

/* As those of provost(1). */
enum teller_exit { TELLER_DONE, TELLER_REFUSED, TELLER_USAGE, TELLER_NO_DAEMON };

#define TELLER_TIMEOUT_SEC 5

struct teller {
  const char *name; /* of the plugin */
  struct reach reach;
  int timeout_sec;
  gboolean version, help, dry_run;
};

/* Rows of a table of options, over `teller`; those of its reach are the table's own. */
#define TELLER_OPTIONS(teller)                                                                                                 \
  {"timeout", 't', 0, G_OPTION_ARG_INT, &(teller)->timeout_sec, "end within so many seconds (default: 5)", "SECONDS"},           \
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &(teller)->dry_run, "only print what would be told", NULL},                         \
      {"version", 'V', 0, G_OPTION_ARG_NONE, &(teller)->version, "print the version", NULL},                                     \
      {"help", 'h', 0, G_OPTION_ARG_NONE, &(teller)->help, "explain", NULL}

/* Reads the words by the tables (NULL-terminated), in the order of their help, which is printed where it is asked for. */
gboolean teller_parse(const struct teller *teller, const GOptionEntry *const *tables, char ***words, GError **error);

/* It was asked for its help or its version, which is printed, and for nothing else. */
gboolean teller_only_explains(const struct teller *teller);

/* Whether it may take so long. */
gboolean teller_check(const struct teller *teller, GError **error);

/* Says a sentence to whoever looks; returns the status. */
int teller_fail(const struct teller *teller, int status, const char *sentence);

/* From here on it ends in time; and is heard before. NULL with a sentence as reach_client. */
struct deadline *teller_deadline(const struct teller *teller);
struct client *teller_client(const struct teller *teller, GError **error);

/* Of what came of telling: provostd is not there, or not in time. */
gboolean teller_is_unheard(const GError *error);
