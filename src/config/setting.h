#pragma once
/*
 * A setting of a policy: a number, or a duration in seconds, with bounds. Plain values, no Lua.
 */
#include <glib.h>

#define SETTINGS_MAX 32 /* of one policy */

struct setting {
  char *name;
  gboolean is_duration;
  double value, min, max; /* seconds for a duration */
  double standard;        /* the value that its policy gives it */
  char *unit;             /* of a number; "" */
};

struct setting *setting_new(const char *name);
struct setting *setting_copy(const struct setting *setting);
void setting_free(struct setting *setting);

/* Reads a value as a person writes it: "75", "5m". FALSE (untouched) with a sentence that names the bounds
 * if it is none or out of them. */
gboolean setting_parse(struct setting *setting, const char *text, GError **error);

/* The value in force: "75", "5m". Caller frees. */
char *setting_text(const struct setting *setting);

/* The setting of that name in an array of struct setting, or NULL. */
struct setting *setting_find(const GPtrArray *settings, const char *name);
