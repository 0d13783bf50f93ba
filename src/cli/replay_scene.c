#include "cli/replay_scene.h"

#include "cli/text.h"

#include <string.h>

/* "host:h1", or "" where there is no name. Caller frees. */
static char *subject_or_empty(enum subject_kind kind, const char *key)
{
  return *key ? subject_format(kind, key) : g_strdup("");
}

static GVariant *labels_body(const json_t *labels)
{
  GVariantBuilder body;
  const char *name;
  json_t *value;
  g_variant_builder_init(&body, G_VARIANT_TYPE("a{ss}"));
  json_object_foreach ((json_t *)labels, name, value)
    if (json_is_string(value))
      g_variant_builder_add(&body, "{ss}", name, json_string_value(value));
  return g_variant_builder_end(&body);
}

static GVariant *hosts_body(const json_t *names)
{
  GVariantBuilder body;
  gsize i;
  const json_t *name;
  g_variant_builder_init(&body, G_VARIANT_TYPE("as"));
  json_array_foreach (names, i, name)
    if (json_is_string(name)) {
      g_autofree char *host = subject_format(SUBJECT_HOST, json_string_value(name));
      g_variant_builder_add(&body, "s", host);
    }
  return g_variant_builder_end(&body);
}

static void add_subject(struct replay_source *source, enum subject_kind kind, const char *key, const json_t *row,
                        enum subject_kind parent_kind, const char *parent_key)
{
  g_autofree char *subject = subject_format(kind, key), *parent = subject_or_empty(parent_kind, parent_key);
  const char *state = reply_text(row, "state");
  struct scene_subject *known = scene_subject_new(subject, reply_text(row, "name"), parent, *state ? state : "up");
  known->said = g_variant_ref_sink(g_variant_new(SCENE_SAID, json_is_true(json_object_get(row, "ha")),
                                                 labels_body(json_object_get(row, "labels")),
                                                 hosts_body(json_object_get(row, "serves"))));
  g_ptr_array_add(source->subjects, known);
}

static void take_cluster(struct replay_source *source, const json_t *row)
{
  add_subject(source, SUBJECT_CLUSTER, reply_text(row, "name"), row, SUBJECT_CLUSTER, "");
}

static void take_host(struct replay_source *source, const json_t *row)
{
  add_subject(source, SUBJECT_HOST, reply_text(row, "name"), row, SUBJECT_CLUSTER, reply_text(row, "cluster"));
}

static void take_guest(struct replay_source *source, const json_t *row)
{
  add_subject(source, SUBJECT_GUEST, reply_text(row, "uuid"), row, SUBJECT_HOST, reply_text(row, "host"));
}

static void take_device(struct replay_source *source, const json_t *row)
{
  add_subject(source, SUBJECT_DEVICE, reply_text(row, "name"), row, SUBJECT_CLUSTER, "");
}

/* Only a move that has come to its end has changed anything. */
static void take_action(struct replay_source *source, const json_t *row)
{
  g_autoptr(GDateTime) ended = g_date_time_new_from_iso8601(reply_text(row, "ended"), NULL);
  if (strcmp(reply_text(row, "state"), "done") != 0 || !ended)
    return;
  struct scene_move *move = g_new(struct scene_move, 1);
  *move = (struct scene_move){subject_format(SUBJECT_GUEST, reply_text(row, "guest_uuid")),
                              subject_or_empty(SUBJECT_HOST, reply_text(row, "from")),
                              subject_or_empty(SUBJECT_HOST, reply_text(row, "to")), g_date_time_to_unix(ended)};
  g_ptr_array_add(source->moves, move);
}

static int by_time(gconstpointer a, gconstpointer b)
{
  const struct scene_move *const *first = a, *const *second = b;
  return (*first)->at_sec < (*second)->at_sec ? -1 : (*first)->at_sec > (*second)->at_sec;
}

static gboolean take_list(struct cli *cli, struct replay_source *source, const char *path, const char *noun,
                          void (*take)(struct replay_source *source, const json_t *row))
{
  g_autoptr(GError) error = NULL;
  json_auto_t *reply = client_get_list(cli->client, path, noun, &error);
  if (!reply) {
    cli_fail(cli, error);
    return FALSE;
  }
  gsize i;
  const json_t *row;
  json_array_foreach (json_object_get(reply, noun), i, row)
    take(source, row);
  return TRUE;
}

static gboolean ask_daemon(struct cli *cli, struct replay_source *source)
{
  g_autoptr(GError) error = NULL;
  json_auto_t *reply = client_post(cli->client, "/v1/history/flush", NULL, &error);
  if (!reply) {
    g_prefix_error(&error, "history is asked of provostd, unless --history names its folder: ");
    cli_fail(cli, error);
    return FALSE;
  }
  source->directory = g_strdup(reply_text(reply, "directory"));
  source->knows_fleet = TRUE;
  gboolean is_told = take_list(cli, source, "/v1/clusters", "clusters", take_cluster) &&
                     take_list(cli, source, "/v1/hosts", "hosts", take_host) &&
                     take_list(cli, source, "/v1/guests", "guests", take_guest) &&
                     take_list(cli, source, "/v1/devices", "devices", take_device) &&
                     take_list(cli, source, "/v1/actions", "actions", take_action);
  g_ptr_array_sort(source->moves, by_time);
  return is_told;
}

gboolean replay_source_find(struct cli *cli, struct replay_source *source)
{
  source->subjects = g_ptr_array_new_with_free_func(scene_subject_free);
  source->moves = g_ptr_array_new_with_free_func(scene_move_free);
  source->directory = g_strdup(cli->options.history);
  return source->directory || ask_daemon(cli, source);
}

void replay_source_clear(struct replay_source *source)
{
  g_free(source->directory);
  g_clear_pointer(&source->subjects, g_ptr_array_unref);
  g_clear_pointer(&source->moves, g_ptr_array_unref);
}
