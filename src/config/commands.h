#pragma once
/*
 * Whether a word may stand in the command of a program of the administrator (model/program.h), and whether that program
 * is there. Both look at the file system: blocking. Any thread.
 */
#include "model/program.h"

/* What forbids it, as a sentence without full stop; NULL: nothing. `is_program`: it is the first word, the program's path.
 * Caller frees. */
char *command_word_problem(const char *word, gboolean is_program);

/* Why it could not be run now, as a clause; NULL: it could. Caller frees. */
char *command_trouble(const struct program *program);
