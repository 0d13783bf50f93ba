#include "cli/commands.h"

#include "cli/plan.h"

#include "base/quantity.h"
#include "model/plan_question.h"

#include <string.h>

/* ---- what options mean; NULL: nothing ---- */

static json_t *read_memory(const char *text)
{
  guint64 bytes = 0;
  return size_parse(text, &bytes) && bytes > 0 && bytes <= PROFILE_MEMORY_MAX ? json_integer((json_int_t)bytes) : NULL;
}

static json_t *read_count(const char *text)
{
  guint64 n = 0;
  return g_ascii_string_to_unsigned(text, 10, 1, PROFILE_VCPUS_MAX, &n, NULL) ? json_integer((json_int_t)n) : NULL;
}

static json_t *read_percent(const char *text)
{
  char *end = NULL;
  double percent = g_ascii_strtod(text, &end);
  return end != text && (*end == '\0' || g_str_equal(end, "%")) && percent >= 0 && percent <= 100 ? json_real(percent) : NULL;
}

static json_t *read_rate(const char *text)
{
  guint64 bytes_per_sec = 0;
  return rate_parse(text, &bytes_per_sec) ? json_integer((json_int_t)bytes_per_sec) : NULL;
}

/* ---- a guest that is not there yet ---- */

static const struct field {
  const char *key;
  gsize option; /* offset in struct cli_options */
  json_t *(*read)(const char *text);
  const char *wrong; /* where it means nothing */
} fields[] = {
    {"like", G_STRUCT_OFFSET(struct cli_options, like), json_string, "--like takes the name of a guest in UTF-8"},
    {"name", G_STRUCT_OFFSET(struct cli_options, name), json_string, "--name takes a name in UTF-8"},
    {"memory_bytes", G_STRUCT_OFFSET(struct cli_options, memory), read_memory, "--memory is a size, as in 512MiB or 2GiB"},
    {"vcpus", G_STRUCT_OFFSET(struct cli_options, vcpus), read_count, "--vcpus is a number from 1 on"},
    {"cpu_pct", G_STRUCT_OFFSET(struct cli_options, cpu), read_percent,
     "--cpu is how busy the guest's processors will be, 0 to 100 percent"},
    {"disk_bytes_per_sec", G_STRUCT_OFFSET(struct cli_options, disk), read_rate,
     "--disk is what the guest will read and write, as in 20MiB/s"},
    {"network_bytes_per_sec", G_STRUCT_OFFSET(struct cli_options, network), read_rate,
     "--network is what the guest will send and receive, as in 100Mbit/s or 10MiB/s"},
};

static const struct list {
  const char *key;
  gsize option;
} lists[] = {
    {"networks", G_STRUCT_OFFSET(struct cli_options, needs_network)},
    {"storage", G_STRUCT_OFFSET(struct cli_options, needs_storage)},
    {"licences", G_STRUCT_OFFSET(struct cli_options, licence)},
};

static gboolean add_labels(json_t *guest, char **labels)
{
  json_t *map = labels ? json_object() : NULL;
  for (gsize i = 0; labels && labels[i]; i++) {
    g_auto(GStrv) parts = g_strsplit(labels[i], "=", 2);
    if (!parts[0] || !*parts[0] || !parts[1] || !*parts[1] ||
        json_object_set_new(map, parts[0], json_string(parts[1])) < 0) {
      json_decref(map);
      cli_usage("--label %s: a label is NAME=VALUE, as in tier=db", labels[i]);
      return FALSE;
    }
  }
  return !map || json_object_set_new(guest, "labels", map) == 0;
}

static gboolean add_field(json_t *guest, const struct cli_options *options, const struct field *field)
{
  const char *text = G_STRUCT_MEMBER(char *, options, field->option);
  json_t *value = text ? field->read(text) : NULL;
  if (text && !value)
    cli_usage("%s", field->wrong);
  if (value)
    json_object_set_new(guest, field->key, value);
  return !text || value;
}

/* NULL, with the usage told, where the options do not describe one. */
static json_t *new_guest(const struct cli_options *options)
{
  json_t *guest = json_object();
  gboolean is_good = TRUE;
  for (gsize i = 0; is_good && i < G_N_ELEMENTS(fields); i++)
    is_good = add_field(guest, options, &fields[i]);
  for (gsize i = 0; is_good && i < G_N_ELEMENTS(lists); i++)
    is_good = cli_add_names(guest, lists[i].key, G_STRUCT_MEMBER(char **, options, lists[i].option));
  is_good = is_good && add_labels(guest, options->label);
  if (is_good && !options->like && !(options->memory && options->vcpus)) {
    cli_usage("name a guest, or describe a new one by --memory and --vcpus, or by --like GUEST");
    is_good = FALSE;
  }
  if (!is_good)
    g_clear_pointer(&guest, json_decref);
  return guest;
}

static gboolean describes_guest(const struct cli_options *options)
{
  gboolean is_described = options->label != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
    is_described |= G_STRUCT_MEMBER(char *, options, fields[i].option) != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
    is_described |= G_STRUCT_MEMBER(char **, options, lists[i].option) != NULL;
  return is_described;
}

/* ---- the question ---- */

static gboolean add_weights(json_t *body, char **weights)
{
  json_t *map = weights ? json_object() : NULL;
  for (gsize i = 0; weights && weights[i]; i++) {
    g_auto(GStrv) parts = g_strsplit(weights[i], "=", 2);
    enum resource resource;
    guint64 weight;
    if (!parts[0] || !parts[1] || !resource_parse(parts[0], &resource) ||
        !g_ascii_string_to_unsigned(parts[1], 10, 0, WEIGHT_MAX, &weight, NULL)) {
      json_decref(map);
      cli_usage("--weight %s: a weight is cpu, memory, disk or network, '=' and a number from 0 to %d, as in cpu=5", weights[i],
                WEIGHT_MAX);
      return FALSE;
    }
    json_object_set_new(map, resource_name(resource), json_integer((json_int_t)weight));
  }
  return !map || json_object_set_new(body, "weights", map) == 0;
}

static gboolean add_subject(json_t *body, const struct cli_options *options, const char *guest)
{
  if (guest && describes_guest(options)) {
    cli_usage("name a guest that is there, or describe a new one: not both");
    return FALSE;
  }
  if (guest && json_object_set_new(body, "guest", json_string(guest)) < 0) {
    cli_usage("the name is not UTF-8");
    return FALSE;
  }
  json_t *described = guest ? NULL : new_guest(options);
  return guest || (described && json_object_set_new(body, "new", described) == 0);
}

int command_place(struct cli *cli, char **words)
{
  const struct cli_options *options = &cli->options;
  json_t *body = json_object();
  if (!add_subject(body, options, words[0]) || !add_weights(body, options->weight) ||
      !cli_add_names(body, "exclude", options->exclude)) {
    json_decref(body);
    return CLI_USAGE;
  }
  if (options->goal)
    json_object_set_new(body, "goal", json_string(options->goal));
  json_auto_t *reply = cli_post(cli, "/v1/placements", body);
  if (!reply)
    return cli->status;
  plan_print(json_object_get(reply, "plan"), FALSE);
  return CLI_DONE;
}
