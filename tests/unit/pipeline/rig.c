#include "rig.h"

#include "wire/samples.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

#define START_US (G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC)
#define GIB(n) ((double)((guint64)(n) << 30))

static GLogWriterOutput drop_line(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)user;
  return g_getenv("TEST_LOG") ? g_log_writer_default(level, fields, n, NULL) : G_LOG_WRITER_HANDLED;
}

void rig_silence_log(void)
{
  g_log_set_writer_func(drop_line, NULL, NULL);
}

/* ---- provost-virt ---- */

static gboolean runs_on(const struct rig *rig, const char *host, const char *uuid)
{
  gboolean is_moved = rig->is_moved[strcmp(uuid, OTHER) == 0];
  return rig->runs_twice || (strcmp(host, "host:h2") == 0) == is_moved;
}

static void answer_inspect(struct rig *rig, GVariant *body)
{
  guint64 request;
  const char *host, *uuid;
  g_variant_get(body, "(t&s&s)", &request, &host, &uuid);
  guchar presence = runs_on(rig, host, uuid) ? PRESENCE_PRESENT : PRESENCE_ABSENT;
  if (rig->is_silent)
    presence = PRESENCE_UNKNOWN;
  channel_send(rig->roles[ROLE_VIRT], MESSAGE_INSPECTED,
               g_variant_new("(tyyybbbsutts)", request, presence, (guchar)GUEST_RUNNING, (guchar)REASON_OTHER, FALSE, TRUE,
                             FALSE, "g1", rig->vcpus, rig->memory_bytes, (guint64)rig->clock.monotonic_us, ""));
}

/* Nothing stands in the way. */
static void answer_examine(struct rig *rig, GVariant *body)
{
  guint64 request;
  g_variant_get_child(body, 0, "t", &request);
  channel_send(rig->roles[ROLE_VIRT], MESSAGE_EXAMINED, g_variant_new("(ta(ys)ss)", request, NULL, "", ""));
}

static void make_deed(struct rig *rig, GVariant *body)
{
  guint64 id;
  const char *uuid;
  g_autoptr(GVariant) arguments = NULL;
  g_variant_get(body, "(ty&s&s@a{sv})", &id, NULL, NULL, &uuid, &arguments);
  rig->held_deed = id;
  if (rig->holds_deeds)
    return;
  guint64 memory, vcpus;
  gboolean sets_memory = g_variant_lookup(arguments, "memory_bytes", "t", &memory);
  gboolean sets_vcpus = g_variant_lookup(arguments, "vcpus", "t", &vcpus);
  if (rig->deed_result == DEED_DONE && sets_memory)
    rig->memory_bytes = memory;
  else if (rig->deed_result == DEED_DONE && sets_vcpus)
    rig->vcpus = (guint)vcpus;
  else if (rig->deed_result == DEED_DONE)
    rig->is_moved[strcmp(uuid, OTHER) == 0] = TRUE;
  GVariantBuilder facts;
  g_variant_builder_init(&facts, G_VARIANT_TYPE_VARDICT);
  channel_send(rig->roles[ROLE_VIRT], MESSAGE_DEED_ENDED,
               g_variant_new("(tysa{sv})", id, (guchar)rig->deed_result,
                             rig->deed_result == DEED_DONE ? "" : "the world said so", &facts));
}

/* It holds nothing. */
static void answer_flush(struct rig *rig, GVariant *body)
{
  guint64 request;
  g_variant_get_child(body, 0, "t", &request);
  channel_send(rig->roles[ROLE_RRD_WRITER], MESSAGE_FLUSHED, g_variant_new("(t)", request));
}

static void role_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct rig *rig = user;
  rig->heard[kind]++;
  g_clear_pointer(&rig->last[kind], g_variant_unref);
  rig->last[kind] = g_variant_ref(body);
  if (kind == MESSAGE_INSPECT)
    answer_inspect(rig, body);
  else if (kind == MESSAGE_EXAMINE)
    answer_examine(rig, body);
  else if (kind == MESSAGE_DEED)
    make_deed(rig, body);
  else if (kind == MESSAGE_FLUSH)
    answer_flush(rig, body);
}

/* ---- the core ---- */

static void core_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  struct rig *rig = user;
  enum role role = ROLE_CORE;
  while (role < ROLES && rig->core[role] != channel)
    role++;
  pipeline_take_message(rig->pipeline, role, kind, body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  (void)user;
}

static void kill_role(enum role role, const char *why, gpointer user)
{
  (void)role;
  (void)why;
  struct rig *rig = user;
  rig->kills++;
}

/* Of a product that may run anywhere. */
static void license_g1(struct rig *rig)
{
  struct licence *licence = licence_new("db", LICENCE_PER_HOST);
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(products, g_strdup("db"));
  fleet_add_licence(rig->fleet, licence);
  fleet_add_traits(rig->fleet, "guest:g1", "lab", &(struct traits){.licences = products});
  licence_free(licence);
}

static void fill_fleet(struct rig *rig)
{
  struct cluster *cluster = cluster_new("lab");
  cluster->methods[0] = METHOD_LIVE;
  cluster->n_methods = 1;
  rig->fleet = fleet_new(&rig->clock.clock, 10000);
  fleet_add_cluster(rig->fleet, cluster);
  fleet_add_host(rig->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_host(rig->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  license_g1(rig);
}

struct rig *rig_new(void)
{
  static const struct channel_events core_events = {core_hears, on_closed};
  static const struct channel_events role_events = {role_hears, on_closed};
  struct rig *rig = g_new0(struct rig, 1);
  virtual_clock_init(&rig->clock, START_US);
  g_autofree char *template = g_strdup_printf("%s/provost-pipeline-XXXXXX",
                                              g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir());
  rig->folder = g_strdup(g_mkdtemp(template));
  assert_non_null(rig->folder);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    rig->core[role] = channel_new(ROLE_CORE, role, &core_events, rig);
    rig->roles[role] = channel_new(role, ROLE_CORE, &role_events, rig);
  }
  rig->automation = AUTOMATION_ADVISE;
  rig->undo_per_hour = 1;
  rig->h1_busy_pct = 90;
  rig->memory_bytes = (guint64)1 << 30;
  rig->vcpus = 2;
  rig->capabilities = capabilities_new();
  rig->capabilities->remedies = (1u << REMEDY_KINDS) - 1;
  rig->h2_available_bytes = GIB(12);
  return rig;
}

static void remove_folder(const char *folder)
{
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_dir_close(dir);
  g_rmdir(folder);
}

void rig_free(struct rig *rig)
{
  if (rig->pipeline)
    rig_stop(rig);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    channel_free(rig->core[role]);
    channel_free(rig->roles[role]);
  }
  for (enum message_kind kind = 0; kind < MESSAGE_KINDS; kind++)
    g_clear_pointer(&rig->last[kind], g_variant_unref);
  capabilities_unref(rig->capabilities);
  remove_folder(rig->folder);
  g_free(rig->folder);
  g_free(rig);
}

void rig_role_up(struct rig *rig, enum role role)
{
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  channel_open(rig->core[role], pair[0]);
  channel_open(rig->roles[role], pair[1]);
  pipeline_role_is_up(rig->pipeline, role);
}

void rig_role_down(struct rig *rig, enum role role)
{
  channel_close(rig->roles[role]);
  channel_close(rig->core[role]);
  pipeline_role_is_down(rig->pipeline, role);
}

static void add_guest(GVariantBuilder *rows, const char *uuid, const char *name)
{
  g_variant_builder_add(rows, "(ssyyuuttbb)", uuid, name, (guchar)GUEST_RUNNING, (guchar)REASON_OTHER, 2u, 8u,
                        (guint64)1 << 30, (guint64)4 << 30, TRUE, FALSE);
}

static void tell_host(struct rig *rig, guint number)
{
  g_autofree char *host = g_strdup_printf("host:h%u", number);
  rig_say(rig, ROLE_VIRT, MESSAGE_LINK,
          g_variant_new("(syys)", host, (guchar)SOURCE_LIBVIRT, (guchar)LINK_UP, ""));
  rig_say(rig, ROLE_VIRT, MESSAGE_HOST_FACTS,
          g_variant_new_parsed("(%s, 'node', %s, '9.0.0', uint32 8, uint64 17179869184, @as [], uint32 1, uint32 4, uint64 0, '')", host, GUEST));
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  if ((number == 2) == rig->is_moved[0])
    add_guest(&rows, GUEST, "g1");
  if ((number == 2) == rig->is_moved[1])
    add_guest(&rows, OTHER, "g2");
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS, g_variant_new("(sa(ssyyuuttbb))", host, &rows));
}

void rig_say_policy(struct rig *rig, enum policy_state policy)
{
  rig_say(rig, ROLE_POLICY, MESSAGE_POLICIES,
          g_variant_new_parsed("[('host-cpu', 'core', '1.0', 'busy', '', byte 0, %y, '', uint32 30, @a(qu) [], "
                               "@a(sss) [], @as [], @as [])]",
                               (guchar)policy));
}

static const struct capabilities *capabilities_of_pack(const char *pack, gpointer user)
{
  const struct rig *rig = user;
  return strcmp(pack, "core") == 0 ? rig->capabilities : NULL;
}

static gboolean trap_meaning(const char *oid, struct trap_meaning *meaning, gpointer user)
{
  const struct rig *rig = user;
  meaning->pack = "core";
  return rig->traps && pack_traps_find(rig->traps, oid, meaning);
}

void rig_start(struct rig *rig)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(rig->folder, "provost.db", NULL);
  g_autofree char *pause_file = g_build_filename(rig->folder, "paused", NULL);
  fill_fleet(rig);
  struct automation_rules *rules = automation_rules_new("UTC");
  rules->terms.level = g_strdup(automation_level_name(rig->automation));
  fleet_set_automation(rig->fleet, rules);
  rig->events = event_book_new("life");
  rig->has_samples = FALSE;
  if (!rig->journal)
    rig->journal = journal_open(path, &rig->clock.clock, &error);
  assert_no_error(error);
  rig->pipeline = pipeline_new(
      &(struct pipeline_options){
          .clock = &rig->clock.clock,
          .fleet = rig->fleet,
          .journal = rig->journal,
          .events = rig->events,
          .channels = rig->core,
          .pause_file = pause_file,
          .capabilities = capabilities_of_pack,
          .trap_meaning = trap_meaning,
          .kill_role = kill_role,
          .user = rig,
      },
      &error);
  assert_no_error(error);
  pipeline_set_terms(rig->pipeline, rig->undo_per_hour, &(struct tipbook_terms){0});
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    rig_role_up(rig, role);
  tell_host(rig, 1);
  tell_host(rig, 2);
  rig_say_policy(rig, POLICY_ACTIVE);
  rig_interval(rig, rig->h1_busy_pct);
}

void rig_stop(struct rig *rig)
{
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    channel_close(rig->core[role]);
    channel_close(rig->roles[role]);
  }
  g_clear_pointer(&rig->pipeline, pipeline_free);
  g_clear_pointer(&rig->fleet, fleet_free);
  g_clear_pointer(&rig->events, event_book_free);
  g_clear_pointer(&rig->journal, journal_free);
}

/* ---- what happens ---- */

void rig_say(struct rig *rig, enum role role, enum message_kind kind, GVariant *body)
{
  assert_true(channel_send(rig->roles[role], kind, body));
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

void rig_find_remedies(struct rig *rig, enum finding_kind kind, const char *subject, GVariant *remedies)
{
  gint64 now_sec = rig->clock.wall_us / G_USEC_PER_SEC;
  static const char *const no_services[] = {NULL};
  const char *evidence_of = g_str_has_prefix(subject, "host:") ? subject : "host:h1";
  g_autoptr(GVariant) evidence = g_variant_ref_sink(
      g_variant_new("(sqxxdddduuad)", evidence_of, (guint16)METRIC_HOST_CPU_BUSY_PCT, now_sec - 300, now_sec,
                    rig->h1_busy_pct - 5, rig->h1_busy_pct, rig->h1_busy_pct + 5, rig->h1_busy_pct, 30u, 30u, NULL));
  rig_say(rig, ROLE_POLICY, MESSAGE_FINDING,
          g_variant_new("(xyssssssy@a{ss}@a(sqxxdddduuad)^as@a(ya{ss}))", now_sec, (guchar)kind,
                        rig->policy ? rig->policy : "host-cpu", "core", "1.0", "busy", subject, "it is busy",
                        (guchar)(kind == FINDING_TIP ? SEVERITY_WARNING : SEVERITY_NONE),
                        g_variant_new_parsed("@a{ss} {}"), g_variant_new_array(NULL, &evidence, 1),
                        rig->services ? rig->services : no_services, remedies));
}

void rig_find(struct rig *rig, enum finding_kind kind, const char *subject, enum remedy_kind remedy,
              const char *from)
{
  GVariantBuilder parameters;
  g_variant_builder_init(&parameters, G_VARIANT_TYPE("a{ss}"));
  if (from)
    g_variant_builder_add(&parameters, "{ss}", "from", from);
  rig_find_remedies(rig, kind, subject,
                    g_variant_new_parsed("[(%y, %@a{ss})]", (guchar)remedy, g_variant_builder_end(&parameters)));
}

const struct tip *rig_tip(const struct rig *rig)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_true(tips->len > 0);
  return tips->pdata[0];
}

void rig_accept(struct rig *rig, guint64 tip_id)
{
  g_autoptr(GError) error = NULL;
  tipbook_move(pipeline_tips(rig->pipeline), tip_id, TIP_EVENT_ACCEPT,
               &(struct tip_change){.by = "operator test"}, &error);
  assert_no_error(error);
}

/* The journal's answer to a question comes behind all that was written. */
/* A worker computes whether a move is still allowed; no time passes meanwhile. */
static gboolean looks_for_room(const struct rig *rig)
{
  g_autoptr(GPtrArray) actions = rig->pipeline ? actions_list(pipeline_actions(rig->pipeline)) : NULL;
  for (guint i = 0; actions && i < actions->len; i++) {
    const struct action *action = actions->pdata[i];
    if (action->state == ACTION_PREPARING && g_str_has_prefix(action->phase, "looking for room"))
      return TRUE;
  }
  return FALSE;
}

void rig_settle(struct rig *rig)
{
  guint turns;
  do {
    while (looks_for_room(rig))
      g_main_context_iteration(NULL, TRUE);
    GPtrArray *intents = journal_load_intents(rig->journal, NULL);
    g_clear_pointer(&intents, g_ptr_array_unref);
    for (turns = 0; g_main_context_iteration(NULL, FALSE); turns++)
      ;
  } while (turns);
}

static void say_samples(struct rig *rig, double h1_busy_pct, gint64 stamp_sec)
{
  struct samples_builder *builder = samples_builder_new();
  struct reading hosts[][3] = {
      {{METRIC_HOST_CPU_BUSY_PCT, READING_KNOWN, 0, h1_busy_pct},
       {METRIC_HOST_MEM_TOTAL_BYTES, READING_KNOWN, 0, GIB(16)},
       {METRIC_HOST_MEM_AVAILABLE_BYTES, READING_KNOWN, 0, GIB(4)}},
      {{METRIC_HOST_CPU_BUSY_PCT, READING_KNOWN, 0, 10},
       {METRIC_HOST_MEM_TOTAL_BYTES, READING_KNOWN, 0, GIB(16)},
       {METRIC_HOST_MEM_AVAILABLE_BYTES, READING_KNOWN, 0, rig->h2_available_bytes}},
  };
  struct reading guest = {METRIC_GUEST_CPU_HOST_PCT, READING_KNOWN, 0, 40};
  if (!rig->has_samples) { /* one sample alone is no load to decide upon */
    fleet_take_readings(rig->fleet, SOURCE_LIBVIRT, stamp_sec - 10, "host:h1", hosts[0], 3);
    fleet_take_readings(rig->fleet, SOURCE_LIBVIRT, stamp_sec - 10, "host:h2", hosts[1], 3);
    fleet_take_readings(rig->fleet, SOURCE_LIBVIRT, stamp_sec - 10, "guest:" GUEST, &guest, 1);
    fleet_take_readings(rig->fleet, SOURCE_LIBVIRT, stamp_sec - 10, "guest:" OTHER, &guest, 1);
  }
  rig->has_samples = TRUE;
  samples_builder_add(builder, "host:h1", hosts[0], 3);
  samples_builder_add(builder, "host:h2", hosts[1], 3);
  samples_builder_add(builder, "guest:" GUEST, &guest, 1);
  guest.value = 30;
  samples_builder_add(builder, "guest:" OTHER, &guest, 1);
  rig_say(rig, ROLE_VIRT, MESSAGE_SAMPLES, samples_builder_end(builder, stamp_sec, SOURCE_LIBVIRT));
  samples_builder_free(builder);
}

void rig_interval(struct rig *rig, double h1_busy_pct)
{
  virtual_clock_advance(&rig->clock, 10 * G_USEC_PER_SEC);
  gint64 stamp_sec = clock_grid_sec(rig->clock.wall_us, 10000);
  tell_host(rig, 1);
  tell_host(rig, 2);
  say_samples(rig, h1_busy_pct, stamp_sec);
  pipeline_take_interval(rig->pipeline, stamp_sec);
  pipeline_take_second(rig->pipeline);
  rig_say(rig, ROLE_POLICY, MESSAGE_EVALUATED, g_variant_new("(xuuu)", stamp_sec, 0u, 0u, 0u));
  rig_settle(rig);
}

void rig_run_until(struct rig *rig, guint64 tip_id, enum tip_state state)
{
  for (guint i = 0; i < 1000; i++) {
    rig_settle(rig);
    const struct tip *tip = tipbook_tip(pipeline_tips(rig->pipeline), tip_id);
    if (tip->state == state)
      return;
    if (tip->state == TIP_ACCEPTED) { /* a plan is being made in its thread */
      g_main_context_iteration(NULL, TRUE);
      continue;
    }
    virtual_clock_advance(&rig->clock, G_USEC_PER_SEC / 2);
    pipeline_take_second(rig->pipeline);
  }
  fail_msg("tip %" G_GUINT64_FORMAT " stays %s", tip_id,
           tip_state_name(tipbook_tip(pipeline_tips(rig->pipeline), tip_id)->state));
}

void rig_run_out(struct rig *rig, guint64 tip_id, double h1_busy_pct)
{
  for (guint i = 0; i < 200; i++) {
    const struct tip *tip = tipbook_tip(pipeline_tips(rig->pipeline), tip_id);
    if (tip->state == TIP_OPEN || tip->state == TIP_FAILED || tip_is_finished(tip))
      return;
    if (tip->state == TIP_ACCEPTED)
      g_main_context_iteration(NULL, TRUE);
    rig_interval(rig, h1_busy_pct);
  }
  fail_msg("tip %" G_GUINT64_FORMAT " hangs, %s", tip_id,
           tip_state_name(tipbook_tip(pipeline_tips(rig->pipeline), tip_id)->state));
}

int rig_up(void **state)
{
  struct rig *rig = rig_new();
  rig_start(rig);
  *state = rig;
  return 0;
}

int rig_down(void **state)
{
  rig_free(*state);
  return 0;
}
