#include "agentx/engine.h"

#include <stdio.h>
#include <string.h>

#define BOOTS_MAX 2147483647u /* RFC 3414, 2.2.2 */

/* Of Net-SNMP's number, whose playpen PROVOST-MIB stands in; 5: octets of our own choice. */
static const guint8 prefix[] = {0x80, 0x00, 0x1f, 0x88, 0x05};

static gboolean read_id(const char *hex, guint8 id[ENGINE_ID_BYTES])
{
  if (strlen(hex) != 2 * ENGINE_ID_BYTES || strspn(hex, "0123456789abcdef") != 2 * ENGINE_ID_BYTES)
    return FALSE;
  for (gsize i = 0; i < ENGINE_ID_BYTES; i++)
    id[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
  return memcmp(id, prefix, sizeof prefix) == 0;
}

/* "ID BOOTS" in `path`; FALSE: none, or it makes no sense. */
static gboolean read_kept(struct engine *engine, const char *path)
{
  g_autofree char *text = NULL;
  guint64 boots;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return FALSE;
  g_auto(GStrv) words = g_strsplit(g_strstrip(text), " ", 3);
  if (g_strv_length(words) != 2 || !read_id(words[0], engine->id) ||
      !g_ascii_string_to_unsigned(words[1], 10, 1, BOOTS_MAX - 1, &boots, NULL))
    return FALSE;
  engine->boots = (guint32)boots;
  return TRUE;
}

static void make_new(struct engine *engine)
{
  memcpy(engine->id, prefix, sizeof prefix);
  for (gsize i = sizeof prefix; i < ENGINE_ID_BYTES; i++)
    engine->id[i] = (guint8)g_random_int_range(0, 256);
  engine->boots = 0;
}

void engine_begin(struct engine *engine, const char *folder)
{
  g_autofree char *path = g_build_filename(folder, "snmp-engine", NULL);
  g_autoptr(GError) error = NULL;
  if (!read_kept(engine, path))
    make_new(engine);
  engine->boots++;
  engine->started_us = g_get_monotonic_time();
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < ENGINE_ID_BYTES; i++)
    g_string_append_printf(text, "%02x", engine->id[i]);
  g_string_append_printf(text, " %u\n", engine->boots);
  if (!g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0640,
                                &error))
    g_warning("the SNMP engine cannot be kept, so that receivers may refuse version 3 traps after a restart: %s", error->message);
  g_string_free(text, TRUE);
}
