#include "pipeline/pausing.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <glib/gstdio.h>

#define GROUP "paused"

struct pausing {
  char *file;
  struct fleet *fleet;
};

static struct pause *read_pause(GKeyFile *file)
{
  g_autofree char *by = g_key_file_get_string(file, GROUP, "by", NULL);
  g_autofree char *reason = g_key_file_get_string(file, GROUP, "reason", NULL);
  gint64 since_us = g_key_file_get_int64(file, GROUP, "since_us", NULL);
  g_autofree char *clean_by = text_clean(by ? by : "somebody", LIMIT_TEXT);
  g_autofree char *clean_reason = text_clean(reason ? reason : "", LIMIT_TEXT);
  return pause_new(clean_by, clean_reason, since_us);
}

static void load(struct pausing *pausing)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) error = NULL;
  if (g_key_file_load_from_file(file, pausing->file, G_KEY_FILE_NONE, &error)) {
    fleet_pause(pausing->fleet, read_pause(file));
  } else if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_autofree char *why = g_strdup_printf("%s cannot be read: %s", pausing->file, error->message);
    g_warning("automation stays paused: %s", why);
    fleet_pause(pausing->fleet, pause_new("somebody", why, 0));
  }
}

struct pausing *pausing_new(const char *file, struct fleet *fleet)
{
  struct pausing *pausing = g_new(struct pausing, 1);
  *pausing = (struct pausing){g_strdup(file), fleet};
  if (file)
    load(pausing);
  return pausing;
}

void pausing_free(struct pausing *pausing)
{
  if (!pausing)
    return;
  g_free(pausing->file);
  g_free(pausing);
}

static gboolean save(const struct pausing *pausing, const struct pause *pause, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) cause = NULL;
  g_key_file_set_string(file, GROUP, "by", pause->by);
  g_key_file_set_string(file, GROUP, "reason", pause->reason);
  g_key_file_set_int64(file, GROUP, "since_us", pause->since_us);
  gsize length;
  g_autofree char *text = g_key_file_to_data(file, &length, NULL);
  return !pausing->file ||
         g_file_set_contents_full(pausing->file, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0640, &cause) ||
         error_refuse(error, PROVOST_ERROR_STORAGE,
                      "automation is paused, but only until provostd ends, since it cannot be remembered: %s", cause->message);
}

gboolean pausing_begin(struct pausing *pausing, const char *by, const char *reason, gint64 now_us, GError **error)
{
  const struct pause *former = fleet_paused(pausing->fleet);
  gboolean is_kept = !pausing->file || g_file_test(pausing->file, G_FILE_TEST_EXISTS);
  if (former && !is_kept)
    return save(pausing, former, error);
  if (former) {
    g_autofree char *text = pause_text(former);
    return error_refuse(error, PROVOST_ERROR_REFUSED, "%s", text);
  }
  struct pause *pause = pause_new(by, reason, now_us);
  fleet_pause(pausing->fleet, pause);
  return save(pausing, pause, error);
}

gboolean pausing_end(struct pausing *pausing, GError **error)
{
  if (!fleet_paused(pausing->fleet))
    return error_refuse(error, PROVOST_ERROR_REFUSED, "automation is not paused");
  if (pausing->file && g_unlink(pausing->file) != 0 && errno != ENOENT)
    return error_refuse(error, PROVOST_ERROR_STORAGE, "automation stays paused, since %s cannot be removed: %s", pausing->file,
                        g_strerror(errno));
  fleet_pause(pausing->fleet, NULL);
  return TRUE;
}
