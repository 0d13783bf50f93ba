#pragma once
/*
 * A program of the administrator, which a remedy may have run: its command as words, in which macros as in "%{tip.id}"
 * stand for what is known of the tip that is carried out. A macro fills its part of exactly one word: no shell reads
 * the command, and no value becomes a word or a program of its own. Values come from policies and guests, so they are
 * made harmless when they are filled in. Plain values; any thread.
 */
#include <glib.h>

#define PROGRAM_WORDS_MAX 64     /* of one command */
#define PROGRAM_VALUE_MAX 255    /* bytes of a macro's value; what is longer is cut */
#define PROGRAM_OUTPUT_MAX 8192  /* bytes of its output that are kept */
#define PROGRAMS_AT_ONCE 4       /* that run at the same time */
#define PROGRAM_GRACE_SEC 2      /* from being asked to end to being killed */

enum program_macro {
  MACRO_TIP_ID,
  MACRO_TIP_POLICY,
  MACRO_TIP_SEVERITY,
  MACRO_TIP_SUBJECT, /* its name, as a person calls it */
  MACRO_TIP_TEXT,
  MACRO_GUEST_NAME, /* of the guest that the tip is about; "" where it is about something else, as the next */
  MACRO_GUEST_UUID,
  MACRO_HOST_NAME, /* the host that it is about, or on which its guest is */
  MACRO_ACTION_ID,
  PROGRAM_MACROS
};

/* Words as written: words[0] is the absolute path of the program, in which no macro stands. */
struct program {
  char *name;
  GPtrArray *words; /* char * */
};

struct program *program_new(const char *name);
void program_free(struct program *program);

/* "tip.id", without its brackets. */
const char *program_macro_name(enum program_macro macro);

/* Whether all macros of a word are known. If not, `unknown` is what stands between the first one's brackets (caller
 * frees). "%" without a bracket behind it stands for itself. */
gboolean program_word_is_sound(const char *word, char **unknown);

/* `value` as it is filled in: valid UTF-8 without control characters, at most PROGRAM_VALUE_MAX bytes. Caller frees. */
char *program_value(const char *value);

/* The words with their macros filled in, NULL-terminated; `values` are PROGRAM_MACROS of them. Caller frees. */
char **program_arguments(const struct program *program, const char *const *values);

/* The whole environment of the program: PATH, LANG, and the values as PROVOST_TIP_ID and the like; nothing that
 * provost itself was started with. NULL-terminated. Caller frees. */
char **program_environment(const char *const *values);
