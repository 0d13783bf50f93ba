#include "cli/by_hand.h"

#include "cli/text.h"

#include "base/text.h"

#include <string.h>

char *by_hand_move(const json_t *move)
{
  const char *method = reply_text(move, "method");
  gboolean is_chosen = *method && strcmp(method, "auto") != 0;
  g_autofree char *guest = text_shell_word(reply_text(move, "guest"));
  return g_strdup_printf("provost move %s %s%s%s", guest, reply_text(move, "to"), is_chosen ? " --method " : "",
                         is_chosen ? method : "");
}

static const char *parameter(const json_t *remedy, const char *name)
{
  return reply_text(json_object_get(remedy, "parameters"), name);
}

/* What a command calls the object: the tip's subject by its name, else by its key. */
static const char *word_of(const json_t *tip, const char *object)
{
  const json_t *subject = json_object_get(tip, "subject");
  const char *key = strchr(object, ':');
  gboolean is_subject = !*object || strcmp(object, reply_text(subject, "object")) == 0;
  return is_subject ? reply_text(subject, "name") : key ? key + 1 : object;
}

/* "2GiB": exactly so many, in the largest unit that has no fraction; libvirt knows whole KiB only. */
static char *size_word(guint64 bytes)
{
  static const char *const units[] = {"KiB", "MiB", "GiB"};
  guint64 count = bytes / 1024;
  guint unit = 0;
  for (; unit + 1 < G_N_ELEMENTS(units) && count > 0 && count % 1024 == 0; unit++)
    count /= 1024;
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s", count, units[unit]);
}

static char *resize(const json_t *tip, const json_t *remedy)
{
  const char *bytes = parameter(remedy, "bytes"), *vcpus = parameter(remedy, "vcpus");
  g_autofree char *guest = text_shell_word(word_of(tip, parameter(remedy, "guest")));
  g_autofree char *size = size_word(g_ascii_strtoull(bytes, NULL, 10));
  return *bytes ? g_strdup_printf("provost resize %s --memory %s", guest, size) : g_strdup_printf("provost resize %s --vcpus %s", guest, vcpus);
}

static char *of_host(const json_t *tip, const json_t *remedy)
{
  return g_strdup_printf("provost %s %s", reply_text(remedy, "kind"), word_of(tip, parameter(remedy, "host")));
}

char *by_hand_remedy(const json_t *tip, const json_t *remedy)
{
  static const struct {
    const char *kind;
    char *(*line)(const json_t *tip, const json_t *remedy);
  } rows[] = {{"resize_memory", resize}, {"resize_vcpus", resize}, {"restrict", of_host}, {"evacuate", of_host}};
  for (gsize i = 0; remedy && i < G_N_ELEMENTS(rows); i++)
    if (strcmp(rows[i].kind, reply_text(remedy, "kind")) == 0)
      return rows[i].line(tip, remedy);
  return NULL;
}
