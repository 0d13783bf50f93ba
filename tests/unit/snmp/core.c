#include "core.h"

#include "folder.h"
#include "model/fleet.h"
#include "program.h"
#include "wire/samples.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct host_link {
  guint state;
  char *reason;
};

struct rounds {
  gint64 stamp_sec;
  guint count, gaps;
};

struct core {
  struct channel *channel;
  GSubprocess *program;
  char *log_path, *folder;
  gboolean closed;
  core_ear ear; /* or NULL */
  gpointer hearer;
  guint interval_sec, skipped;
  GVariantBuilder agents;
  const char *const *software; /* of the next agent */
  GHashTable *readings, *rounds, *links, *counters, *facts;
};

static void link_free(gpointer data)
{
  struct host_link *link = data;
  g_free(link->reason);
  g_free(link);
}

static char *reading_key(const char *object, guint metric)
{
  return g_strdup_printf("%s %u", object, metric);
}

static void take_object(const struct samples_head *head, const char *object, const struct reading *readings,
                        gsize n, gpointer user)
{
  struct core *core = user;
  for (gsize i = 0; i < n; i++)
    g_hash_table_replace(core->readings, reading_key(object, readings[i].metric),
                         g_memdup2(&readings[i], sizeof readings[i]));
  for (gsize i = 0; core->ear && i < n; i++)
    core->ear(head->stamp_sec, object, &readings[i], core->hearer);
  if (strchr(object, '{'))
    return;
  struct rounds *rounds = g_hash_table_lookup(core->rounds, object);
  if (!rounds) {
    rounds = g_new0(struct rounds, 1);
    g_hash_table_insert(core->rounds, g_strdup(object), rounds);
  } else if (head->stamp_sec != rounds->stamp_sec + core->interval_sec) {
    rounds->gaps++;
  }
  rounds->stamp_sec = head->stamp_sec;
  rounds->count++;
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct core *core = user;
  if (kind == MESSAGE_SAMPLES) {
    core->skipped += samples_each(kind, body, take_object, core);
  } else if (kind == MESSAGE_LINK) {
    struct host_link *link = g_new0(struct host_link, 1);
    char *subject;
    guchar source, state;
    g_variant_get(body, "(syys)", &subject, &source, &state, &link->reason);
    link->state = state;
    g_hash_table_replace(core->links, subject, link);
  } else if (kind == MESSAGE_AGENT_FACTS) {
    char *subject;
    g_variant_get_child(body, 0, "s", &subject);
    g_hash_table_replace(core->facts, subject, g_variant_print(body, FALSE));
  } else if (kind == MESSAGE_COUNTERS) {
    GVariantIter iter;
    char *name;
    guint64 value;
    g_variant_iter_init(&iter, body);
    while (g_variant_iter_next(&iter, "{st}", &name, &value))
      g_hash_table_replace(core->counters, name, g_memdup2(&value, sizeof value));
  }
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  g_printerr("the program's socket closed: %s\n", reason);
  ((struct core *)user)->closed = TRUE;
}

static void builder_init(GVariantBuilder *builder)
{
  g_variant_builder_init(builder, G_VARIANT_TYPE("a(sssa{ss}as)"));
}

static void core_spawn(struct core *core)
{
  static const struct channel_events events = {on_message, on_closed};
  int fd;
  core->program = program_start("provost-snmp", NULL, core->log_path, &fd);
  core->channel = channel_new(ROLE_CORE, ROLE_SNMP, &events, core);
  channel_open(core->channel, fd);
}

static void core_end_program(struct core *core)
{
  channel_free(core->channel);
  g_subprocess_wait(core->program, NULL, NULL);
  g_object_unref(core->program);
}

struct core *core_start(void)
{
  struct core *core = g_new0(struct core, 1);
  core->readings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  core->rounds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  core->links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, link_free);
  core->counters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  core->facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  builder_init(&core->agents);
  core->folder = g_dir_make_tmp("provost-snmp-XXXXXX", NULL);
  core->log_path = g_strdup("/tmp/provost-snmp-log-XXXXXX");
  close(g_mkstemp(core->log_path));
  core_spawn(core);
  return core;
}

void core_restart(struct core *core)
{
  core_end_program(core);
  g_hash_table_remove_all(core->readings);
  g_hash_table_remove_all(core->rounds);
  g_hash_table_remove_all(core->links);
  g_hash_table_remove_all(core->counters);
  g_hash_table_remove_all(core->facts);
  core_spawn(core);
}

void core_stop(struct core *core)
{
  core_end_program(core);
  g_autofree char *log = core_log(core);
  g_printerr("%s", log);
  g_unlink(core->log_path);
  g_free(core->log_path);
  folder_remove(core->folder);
  g_free(core->folder);
  g_variant_builder_clear(&core->agents);
  g_hash_table_unref(core->readings);
  g_hash_table_unref(core->rounds);
  g_hash_table_unref(core->links);
  g_hash_table_unref(core->counters);
  g_hash_table_unref(core->facts);
  g_free(core);
}

void core_add_agent(struct core *core, const char *subject, const char *address, const char *community)
{
  core_add_agent_with(core, subject, address, "2c", "community", community, NULL);
}

void core_name_software(struct core *core, const char *const *names)
{
  core->software = names;
}

void core_add_agent_with(struct core *core, const char *subject, const char *address, const char *version, ...)
{
  GVariantBuilder credentials;
  va_list all;
  const char *name;
  g_variant_builder_init(&credentials, G_VARIANT_TYPE("a{ss}"));
  va_start(all, version);
  while ((name = va_arg(all, const char *)))
    g_variant_builder_add(&credentials, "{ss}", name, va_arg(all, const char *));
  va_end(all);
  g_variant_builder_add(&core->agents, "(sss@a{ss}@as)", subject, address, version,
                        g_variant_builder_end(&credentials),
                        g_variant_new_strv(core->software, core->software ? -1 : 0));
  core->software = NULL;
}

void core_say(struct core *core, enum message_kind kind, GVariant *body)
{
  channel_send(core->channel, kind, body);
}

void core_configure(struct core *core, guint interval_ms)
{
  core->interval_sec = interval_ms / 1000;
  channel_send(core->channel, MESSAGE_SNMP_CONFIGURE,
               g_variant_new("(usa(sssa{ss}as))", interval_ms, core->folder, &core->agents));
  builder_init(&core->agents);
}

void core_hear(struct core *core, core_ear ear, gpointer user)
{
  core->ear = ear;
  core->hearer = user;
}

static gboolean on_timeout(gpointer user)
{
  *(gboolean *)user = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean core_wait(struct core *core, gboolean (*is_so)(struct core *core, gpointer user), gpointer user)
{
  gboolean over = FALSE, so;
  guint timer = g_timeout_add_seconds(CORE_WAIT_SEC, on_timeout, &over);
  while (!(so = is_so(core, user)) && !over && !core->closed)
    g_main_context_iteration(NULL, TRUE);
  if (!over)
    g_source_remove(timer);
  return so;
}

const struct reading *core_reading(struct core *core, const char *object, enum metric_id metric)
{
  g_autofree char *key = reading_key(object, metric);
  return g_hash_table_lookup(core->readings, key);
}

guint core_rounds(struct core *core, const char *subject)
{
  const struct rounds *rounds = g_hash_table_lookup(core->rounds, subject);
  return rounds ? rounds->count : 0;
}

guint core_gaps(struct core *core, const char *subject)
{
  const struct rounds *rounds = g_hash_table_lookup(core->rounds, subject);
  return rounds ? rounds->gaps : 0;
}

guint core_link(struct core *core, const char *subject)
{
  const struct host_link *link = g_hash_table_lookup(core->links, subject);
  return link ? link->state : LINK_NONE;
}

const char *core_link_reason(struct core *core, const char *subject)
{
  const struct host_link *link = g_hash_table_lookup(core->links, subject);
  return link ? link->reason : "";
}

const char *core_facts(struct core *core, const char *subject)
{
  const char *facts = g_hash_table_lookup(core->facts, subject);
  return facts ? facts : "";
}

guint64 core_counter(struct core *core, const char *name)
{
  const guint64 *value = g_hash_table_lookup(core->counters, name);
  return value ? *value : 0;
}

guint core_skipped(struct core *core)
{
  return core->skipped;
}

gint core_pid(struct core *core)
{
  return atoi(g_subprocess_get_identifier(core->program));
}

char *core_log(struct core *core)
{
  char *log = NULL;
  g_file_get_contents(core->log_path, &log, NULL, NULL);
  return log;
}
