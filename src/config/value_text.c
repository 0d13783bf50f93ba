#include "config/value_text.h"

#include "base/quantity.h"
#include "base/text.h"
#include "model/access.h"
#include "model/fleet.h"
#include "model/program.h"
#include "model/tip.h"

#include <stdlib.h>
#include <string.h>

/* What an entry of a list may hold to stand there without quotes. */
#define PLAIN G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-:"

static char *write_duration(gconstpointer field)
{
  return duration_format(*(const guint *)field / 1000);
}

static char *write_span(gconstpointer field)
{
  return duration_format(*(const guint *)field);
}

static char *write_size(gconstpointer field)
{
  static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  guint64 size = *(const guint64 *)field;
  guint unit = 0;
  while (size > 0 && size % 1024 == 0 && unit + 1 < G_N_ELEMENTS(units)) {
    size /= 1024;
    unit++;
  }
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s", size, size > 0 ? units[unit] : "");
}

static char *write_speed(gconstpointer field)
{
  guint64 speed = *(const guint64 *)field;
  return speed > 0 ? speed_format(speed) : NULL;
}

static char *write_count(gconstpointer field)
{
  return g_strdup_printf("%u", *(const guint *)field);
}

static char *write_percent(gconstpointer field)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(number, sizeof number, "%.15g", *(const double *)field);
  return g_strconcat(number, "%", NULL);
}

static char *write_switch(gconstpointer field)
{
  return g_strdup(*(const gboolean *)field ? "yes" : "no");
}

static char *write_text(gconstpointer field)
{
  return g_strdup(*(char *const *)field);
}

static char *write_socket(gconstpointer field)
{
  const char *path = *(char *const *)field;
  return path ? g_strconcat("unix:", path, NULL) : NULL;
}

static void add_entry(GString *list, const char *entry)
{
  g_string_append(list, list->len > 1 ? ", " : "");
  if (entry[0] && strspn(entry, PLAIN) == strlen(entry)) {
    g_string_append(list, entry);
    return;
  }
  g_string_append_c(list, '\'');
  for (const char *p = entry; *p; p++)
    g_string_append_printf(list, *p == '\'' ? "''" : "%c", *p);
  g_string_append_c(list, '\'');
}

/* Caller frees. */
static char *list_text(const GPtrArray *entries)
{
  GString *list = g_string_new("[");
  for (guint i = 0; i < entries->len; i++)
    add_entry(list, entries->pdata[i]);
  return g_string_free(g_string_append_c(list, ']'), FALSE);
}

static char *write_list(gconstpointer field)
{
  const GPtrArray *entries = *(GPtrArray *const *)field;
  return entries ? list_text(entries) : NULL;
}

/* Only to be compared. */
static char *write_tokens(gconstpointer field)
{
  const GPtrArray *tokens = *(GPtrArray *const *)field;
  GString *text = tokens ? g_string_new("") : NULL;
  for (guint i = 0; tokens && i < tokens->len; i++) {
    const struct access_token *token = tokens->pdata[i];
    g_autofree char *digest = text_hexadecimal(token->digest, ACCESS_DIGEST);
    g_string_append_printf(text, "%s %s %s\n", token->name, access_name(token->access), digest);
  }
  return text ? g_string_free(text, FALSE) : NULL;
}

static char *write_programs(gconstpointer field)
{
  const GPtrArray *programs = *(GPtrArray *const *)field;
  if (programs->len == 0)
    return NULL;
  GString *map = g_string_new("{");
  for (guint i = 0; i < programs->len; i++) {
    const struct program *program = programs->pdata[i];
    g_autofree char *words = list_text(program->words);
    g_string_append_printf(map, "%s%s: %s", i > 0 ? ", " : "", program->name, words);
  }
  return g_string_free(g_string_append_c(map, '}'), FALSE);
}

/* Two fields of the struct, so that the row has no offset: this is the struct. */
static char *write_methods(gconstpointer owner)
{
  const struct cluster *cluster = owner;
  GString *list = g_string_new("[");
  for (guint i = 0; i < cluster->n_methods; i++)
    add_entry(list, move_method_name(cluster->methods[i]));
  return g_string_free(g_string_append_c(list, ']'), FALSE);
}

static char *write_settings(gconstpointer field)
{
  GHashTable *settings = *(GHashTable *const *)field;
  guint n;
  if (g_hash_table_size(settings) == 0)
    return NULL;
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array(settings, &n);
  GString *map = g_string_new("{");
  qsort(keys, n, sizeof *keys, text_order);
  for (guint i = 0; i < n; i++) {
    g_autoptr(GString) value = g_string_new("");
    add_entry(value, g_hash_table_lookup(settings, keys[i]));
    g_string_append_printf(map, "%s%s: %s", i > 0 ? ", " : "", (const char *)keys[i], value->str);
  }
  return g_string_free(g_string_append_c(map, '}'), FALSE);
}

static char *(*const writers[OPTION_TYPES])(gconstpointer field) = {
    [OPTION_DURATION] = write_duration,
    [OPTION_SPAN] = write_span,
    [OPTION_SIZE] = write_size,
    [OPTION_SPEED] = write_speed,
    [OPTION_COUNT] = write_count,
    [OPTION_PERCENT] = write_percent,
    [OPTION_SWITCH] = write_switch,
    [OPTION_NAME] = write_text,
    [OPTION_PATH] = write_text,
    [OPTION_PATHS] = write_list,
    [OPTION_NAMES] = write_list,
    [OPTION_INSTANCES] = write_list,
    [OPTION_SELECTORS] = write_list,
    [OPTION_URI] = write_text,
    [OPTION_ADDRESS] = write_text,
    [OPTION_RECEIVER] = write_text,
    [OPTION_SOCKET] = write_socket,
    [OPTION_WORD] = write_text,
    [OPTION_TEXT] = write_text,
    [OPTION_SECRET] = write_text,
    [OPTION_SECRET_FILE] = write_text,
    [OPTION_ZONE] = write_text,
    [OPTION_WINDOWS] = write_list,
    [OPTION_TOKENS] = write_tokens,
    [OPTION_LISTEN] = write_text,
    [OPTION_METHODS] = write_methods,
    [OPTION_SETTINGS] = write_settings,
    [OPTION_PROGRAMS] = write_programs,
};

gboolean option_is_secret(const struct option *option)
{
  return option->type == OPTION_SECRET || option->type == OPTION_SECRET_FILE || option->type == OPTION_TOKENS;
}

/* A secret is compared where it is, and not copied. */
static gboolean is_text(const struct option *option)
{
  return writers[option->type] == write_text;
}

char *value_text(const struct option *option, gconstpointer owner)
{
  g_assert(writers[option->type] && !option_is_secret(option));
  return writers[option->type]((const char *)owner + option->offset);
}

gboolean values_equal(const struct option *option, gconstpointer a, gconstpointer b)
{
  if (is_text(option))
    return g_strcmp0(G_STRUCT_MEMBER(char *, a, option->offset), G_STRUCT_MEMBER(char *, b, option->offset)) == 0;
  char *(*write)(gconstpointer) = writers[option->type];
  g_autofree char *left = write((const char *)a + option->offset), *right = write((const char *)b + option->offset);
  return g_strcmp0(left, right) == 0;
}

gboolean value_is_given(const struct option *option, gconstpointer owner)
{
  if (option_is_secret(option))
    return G_STRUCT_MEMBER(char *, owner, option->offset) != NULL;
  g_autofree char *text = value_text(option, owner);
  return text && g_strcmp0(text, option->fallback) != 0;
}
