#include "past.h"

#include "folder.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

struct past *past_new(gint64 begin_sec)
{
  struct past *past = g_new0(struct past, 1);
  past->folder = g_dir_make_tmp("provost-replay-XXXXXX", NULL);
  past->directory = g_build_filename(past->folder, "rrd", NULL);
  past->pack = g_build_filename(past->folder, "trial", NULL);
  past->program = g_build_filename(TEST_BUILDDIR, "provost-policy", NULL);
  g_mkdir(past->pack, 0700);
  past_write(past, "pack.yaml", "name: trial\nversion: '1.0'\nvendor: us\ndescription: a test's\n"
                                "capabilities: {remedies: [migrate, notify]}\n");
  virtual_clock_init(&past->clock, begin_sec * G_USEC_PER_SEC);
  const struct store_options options = {past->directory, PAST_STEP, 400 * 86400, NULL};
  past->store = store_new(&past->clock.clock, &options);
  past->builder = samples_builder_new();
  past->subjects = g_ptr_array_new_with_free_func(scene_subject_free);
  past->moves = g_ptr_array_new_with_free_func(scene_move_free);
  past->settings = g_ptr_array_new_with_free_func(judge_setting_free);
  return past;
}

void past_free(struct past *past)
{
  store_free(past->store);
  samples_builder_free(past->builder);
  folder_remove(past->folder);
  g_ptr_array_unref(past->subjects);
  g_ptr_array_unref(past->moves);
  g_ptr_array_unref(past->settings);
  g_free(past->folder);
  g_free(past->directory);
  g_free(past->pack);
  g_free(past->program);
  g_free(past);
}

void past_write(const struct past *past, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename(past->pack, file, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

void past_add(struct past *past, const char *object, enum metric_id metric, double value)
{
  struct reading reading = isnan(value) ? reading_unknown(metric, READING_NO_ANSWER) : reading_known(metric, value);
  samples_builder_add(past->builder, object, &reading, 1);
}

GVariant *past_settle(struct past *past, gint64 stamp_sec)
{
  GVariant *samples = g_variant_ref_sink(samples_builder_end(past->builder, stamp_sec, SOURCE_LIBVIRT));
  virtual_clock_advance(&past->clock, stamp_sec * G_USEC_PER_SEC - past->clock.wall_us);
  struct stored stored = {0};
  g_autoptr(GVariant) store = g_variant_ref_sink(samples_to_store(samples, ++past->sequence));
  store_batch(past->store, store, &stored);
  if (stored.failed > 0)
    fail_msg("not stored: %s", stored.failure);
  return samples;
}

void past_flush(struct past *past)
{
  store_flush_all(past->store, 0);
}

struct replay *past_replay(const struct past *past, gint64 from_sec, gint64 to_sec)
{
  const struct replay_order order = {.pack = past->pack,
                                     .settings = past->settings,
                                     .directory = past->directory,
                                     .program = past->program,
                                     .from_sec = from_sec,
                                     .to_sec = to_sec,
                                     .subjects = past->subjects,
                                     .moves = past->moves};
  g_autoptr(GError) error = NULL;
  struct replay *replay = replay_run(&order, &error);
  assert_no_error(error);
  return replay;
}

static int by_text(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

char *past_tips(const struct tally *tally)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  const GPtrArray *tips = tally_tips(tally);
  for (guint i = 0; i < tips->len; i++) {
    const struct tally_tip *tip = tips->pdata[i];
    GString *line = g_string_new(NULL);
    g_string_printf(line, "%s %s", tip->policy, tip->subject);
    for (guint k = 0; k < tip->changes->len; k++) {
      const struct tally_change *change = &g_array_index(tip->changes, struct tally_change, k);
      g_string_append_printf(line, " %s %" G_GINT64_FORMAT, severity_name(change->severity), change->at_sec - PAST_END);
    }
    if (tip->cleared_sec)
      g_string_append_printf(line, " cleared %" G_GINT64_FORMAT, tip->cleared_sec - PAST_END);
    g_ptr_array_add(lines, g_string_free(line, FALSE));
  }
  g_ptr_array_sort(lines, by_text);
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("\n", (char **)lines->pdata);
}
