#pragma once
/*
 * The path of a question about history: a subject, a time, and what else it has. Pure.
 */
#include "cli/cli.h"

/* "/v1/NOUN?subject=..."; caller frees. */
GString *history_path_begin(const char *noun, const char *subject);

/* "/v1/NOUN?from=...", a time as with --from; caller frees. */
char *history_path_from(const char *noun, const char *from);

/* "&name=value"; nothing where `value` is NULL. */
void history_path_append(GString *path, const char *name, const char *value);

/* --from (an hour ago by default) and --to; local times as the API understands them. */
/* The same of a time, which is local where it says no zone. */
void history_path_append_time(GString *path, const char *name, const char *time);

void history_path_append_times(GString *path, const struct cli_options *options);
