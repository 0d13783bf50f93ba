#pragma once
/*
 * provost(1): one const table of commands, each a function from its words to an exit status, over one
 * table of options. A command asks the daemon (client.h) and shows the answer (text.h, table.h); it holds
 * no knowledge of its own. Blocks; one thread.
 */
#include "client/client.h"
#include "cli/format.h"

enum cli_exit {
  CLI_DONE,
  CLI_REFUSED,   /* refused, failed, or an answer that is none */
  CLI_USAGE,
  CLI_NO_DAEMON, /* provostd does not answer */
};

/* What the command line may say, for all commands; which of them a command takes stands in its row. */
struct cli_options {
  gboolean json, help, version, all, wait, dry_run, apply, active, coverage, mutate, report_only, follow, verify, soft, downtime, acknowledged, flapping,
      problems, unmapped;
  char *socket, *timeout, *format, *state, *policy, *subject, *severity, *by, *reason, *snooze, *source, *text, *method, *from, *to, *step, *output, *size, *theme, *config,
       *seconds, *junit, *against, *history, *goal, *memory, *vcpus, *cpu, *resource, *like,
       *name, *disk, *network, *facts, *tip, *per, *ttl, *command_file, *host, *address, *kind, *attempt, *until, *author, *comment;
  char **settings, **against_settings, **weight, **exclude, **needs_network, **needs_storage, **label, **licence;
};

struct cli {
  struct cli_options options;
  struct client *client;
  struct format *format; /* of --format; NULL */
  int status; /* exit status so far */
};

struct command {
  const char *name; /* one word or two: "tips", "policy list" */
  const char *words, *summary; /* of a command for programs "": help does not list it */
  const char *takes; /* names of its options, joined with ',' */
  guint min_words, max_words;
  int (*run)(struct cli *cli, char **words); /* words after the name, NULL-terminated */
};

int cli_main(int argc, char **argv);

/* The table of commands; the one that the words begin with, or NULL, and with how many of them; and the options that it takes,
 * "--wait" ..., in a new array that owns them. */
const struct command *cli_commands(gsize *n);
const struct command *cli_find_command(char **words, guint *used);
GPtrArray *cli_options_of(const struct command *command);

/* Asks and returns what is to be shown to a person. NULL where nothing is left to show: the answer was
 * printed as JSON or by --format, or the failure was; `status` says which. New reference. */
json_t *cli_get(struct cli *cli, const char *path);
/* The same of a list that comes in pages, put together: the array `noun`. */
json_t *cli_get_list(struct cli *cli, const char *path, const char *noun);
json_t *cli_post(struct cli *cli, const char *path, json_t *body); /* takes the body, which may be NULL */

/* Prints the sentence (and with --json the API's form of it) and returns the exit status it deserves. */
int cli_fail(struct cli *cli, const GError *error);

/* Prints "provost: sentence" and returns CLI_USAGE. */
int cli_usage(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Adds the words under `key` as an array, where there are any. FALSE, with the usage told: one is not UTF-8. */
gboolean cli_add_names(json_t *body, const char *key, char **names);

/* "/v1/tips/" and the word, made fit for a URL. Caller frees. */
char *cli_path(const char *noun, const char *word, const char *verb);

/* Prints the object, or each of the array, as --format says, and returns the exit status; NULL is an answer that was refused. */
int cli_print_format(struct cli *cli, const json_t *objects);

void cli_print_json(const json_t *json);
void cli_print_json_line(const json_t *json); /* without a line break within */
