#pragma once
/*
 * A real provostd on a configuration, folders and a socket of its own, and the real provost that asks it.
 */
#include "unit.h"

#include <sys/types.h>

struct place {
  char *folder, *config, *lock, *socket, *log;
};

/* Fit for cmocka's setup and teardown. */
int place_set_up(void **state);
int place_tear_down(void **state);

/* Writes the configuration: the place's folders, and `text`. */
void place_write(const struct place *place, const char *text);

/* Writes the pack packs/NAME below the place's folder: `head` follows "name: NAME\nversion: ", and `file` is its policy. */
struct trial_pack {
  const char *name, *head, *file, *policy;
};
void place_write_pack(const struct place *place, const struct trial_pack *pack);

/* Its log so far. Caller frees. */
char *place_log(const struct place *place);

/* Starts provostd and waits for its socket. It ends with the test. */
pid_t place_start(const struct place *place);
void place_stop(pid_t pid); /* asks it to end, and it must end well */

/* What `provost COMMAND` prints, errors too where `with_errors`; its exit status. `command` may hold several words. */
int place_ask(const struct place *place, const char *command, gboolean with_errors, char **out);

/* Asks until the answer holds the text; the last exit status. */
int place_ask_until(const struct place *place, const char *command, const char *text);
