#include "world.h"

#include "folder.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define START_US 1790000000000000
#define STEP_US 500000
#define DEED_BEGINS_US 100000
#define DEED_TAKES_US 2000000

struct flight {
  guint64 id;
  enum deed_kind deed;
  enum place place;
  enum fate fate;
  guint64 amount; /* of memory, or of vcpus */
  gint64 begins_us, ends_us;
  gboolean has_begun, is_aborted, is_postcopy;
  gboolean is_told; /* the role that made it still lives */
};

struct letter {
  enum message_kind kind;
  GVariant *body;
};

static guint alarm_count;

static GLogWriterOutput count_alarms(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)user;
  if (level & G_LOG_LEVEL_CRITICAL)
    alarm_count++;
  if (g_getenv("TEST_LOG"))
    return g_log_writer_default(level, fields, n, NULL);
  return G_LOG_WRITER_HANDLED;
}

guint alarms(void)
{
  return alarm_count;
}

void silence_log(void)
{
  g_log_set_writer_func(count_alarms, NULL, NULL);
}

static gint64 now(const struct world *world)
{
  return world->clock.monotonic_us;
}

static void note(struct world *world, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note(struct world *world, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_string_append_printf(world->log, "%7.1fs ", (double)now(world) / 1e6);
  g_string_append_vprintf(world->log, format, arguments);
  g_string_append_c(world->log, '\n');
  va_end(arguments);
}

#define demand(world, holds)                                                                             \
  do {                                                                                                   \
    if (!(holds)) {                                                                                      \
      fprintf(stderr, "%s", (world)->log->str);                                                          \
      fail_msg("broken: %s", #holds);                                                                    \
    }                                                                                                    \
  } while (0)

static gboolean runs(const struct copy *copy)
{
  return copy->is_active && copy->state == GUEST_RUNNING;
}

/* A copy comes to life: it must be the only one, and hold the newest memory. */
static void bring_to_life(struct world *world, enum place place, guint epoch)
{
  demand(world, epoch == world->epoch);
  demand(world, !runs(&world->copies[1 - place]));
  demand(world, !world->runs_on_third);
  world->epoch++;
  struct copy *copy = &world->copies[place];
  *copy = (struct copy){copy->is_defined, TRUE,  GUEST_RUNNING, REASON_OTHER,
                        FALSE,            copy->starts_with_host, world->epoch};
  note(world, "  the guest runs on h%d", (int)place + 1);
}

static void stop(struct copy *copy, enum guest_reason reason)
{
  copy->is_active = FALSE;
  copy->reason = reason;
  copy->has_job = FALSE;
}

static void deliver_later(struct world *world, enum message_kind kind, GVariant *body)
{
  struct letter *letter = g_new(struct letter, 1);
  *letter = (struct letter){kind, g_variant_ref_sink(body)};
  g_queue_push_tail(&world->inbox, letter);
}

void world_user_starts(struct world *world, enum place place)
{
  note(world, "*** its user starts the guest");
  bring_to_life(world, place, world->epoch);
}

/* ---- the deeds ---- */

static gboolean is_broken_postcopy(const struct copy *source, const struct copy *target)
{
  return source->is_active && source->reason == REASON_POSTCOPY_FAILED && target->reason == REASON_POSTCOPY_FAILED;
}

static void begin_deed(struct world *world, struct flight *flight)
{
  struct copy *source = &world->copies[ON_SOURCE], *target = &world->copies[ON_DESTINATION];
  flight->has_begun = TRUE;
  if (flight->fate == FATE_LOST_BEFORE)
    return;
  if (flight->deed == DEED_MIGRATE && flight->fate != FATE_REFUSED && runs(source)) {
    source->has_job = TRUE;
    *target = (struct copy){target->is_defined, TRUE, GUEST_PAUSED, REASON_MIGRATION,
                            TRUE,               target->starts_with_host, source->epoch};
  } else if (flight->deed == DEED_SAVE && flight->fate != FATE_REFUSED && runs(source)) {
    source->has_job = TRUE;
    world->has_image = TRUE;
    world->image_is_whole = FALSE;
  } else if (flight->deed == DEED_RESUME_POSTCOPY && flight->fate != FATE_REFUSED && is_broken_postcopy(source, target)) {
    source->has_job = target->has_job = TRUE;
    source->reason = target->reason = REASON_POSTCOPY;
  } else if (flight->deed == DEED_RESTORE && flight->fate != FATE_REFUSED) {
    struct copy *copy = &world->copies[flight->place];
    copy->is_active = TRUE;
    copy->state = GUEST_PAUSED;
    copy->reason = REASON_OTHER;
  }
}

static void break_postcopy(struct copy *source, struct copy *target)
{
  source->state = target->state = GUEST_PAUSED;
  source->reason = target->reason = REASON_POSTCOPY_FAILED;
  source->has_job = target->has_job = FALSE;
}

static void leave_source(struct world *world)
{
  struct copy *source = &world->copies[ON_SOURCE];
  stop(source, REASON_MIGRATED);
  source->is_defined = world->migration_leaves_definition;
  source->starts_with_host = source->is_defined && source->starts_with_host;
}

/* The rest of its memory follows it. */
static gboolean end_resume_postcopy(struct world *world)
{
  struct copy *source = &world->copies[ON_SOURCE], *target = &world->copies[ON_DESTINATION];
  if (!source->is_active || source->reason != REASON_POSTCOPY)
    return FALSE;
  guint epoch = source->epoch;
  leave_source(world);
  target->is_defined = target->is_defined || !world->is_transient;
  bring_to_life(world, ON_DESTINATION, epoch);
  return TRUE;
}

static void go_off(struct world *world)
{
  world->off_us = 0;
  if (!runs(&world->copies[ON_SOURCE]))
    return;
  stop(&world->copies[ON_SOURCE], REASON_ENDED);
  note(world, "  the guest has shut down on h1");
}

static gboolean end_shutdown(struct world *world, struct flight *flight)
{
  if (flight->fate == FATE_HALF || flight->fate == FATE_HALF_LATE) {
    world->off_us = now(world) + (flight->fate == FATE_HALF ? 30 : 2000) * (gint64)G_USEC_PER_SEC;
    return FALSE;
  }
  go_off(world);
  return !world->copies[ON_SOURCE].is_active;
}

/* Nobody starts what its user switched off. */
static gboolean end_start(struct world *world, struct flight *flight)
{
  struct copy *copy = &world->copies[flight->place];
  demand(world, world->was_asked);
  if (!copy->is_defined || copy->is_active)
    return FALSE;
  if (flight->fate == FATE_HALF) {
    copy->is_active = TRUE;
    copy->state = GUEST_PAUSED;
    copy->reason = REASON_OTHER;
    return FALSE;
  }
  world->powered_off = FALSE;
  bring_to_life(world, flight->place, world->epoch);
  return TRUE;
}

static gboolean end_migrate(struct world *world, struct flight *flight)
{
  struct copy *source = &world->copies[ON_SOURCE], *target = &world->copies[ON_DESTINATION];
  if (!source->has_job)
    return FALSE; /* it had stopped before */
  source->has_job = FALSE;
  if (flight->is_postcopy && flight->fate == FATE_HALF && !flight->is_aborted) {
    break_postcopy(source, target);
    return FALSE;
  }
  if (flight->is_aborted || flight->fate == FATE_HALF) {
    stop(target, REASON_OTHER);
    if (flight->fate == FATE_HALF && !flight->is_aborted) {
      source->state = GUEST_PAUSED;
      source->reason = REASON_MIGRATION;
    }
    return FALSE;
  }
  guint epoch = source->epoch;
  if (flight->fate == FATE_HALF_LATE) {
    source->state = GUEST_PAUSED;
    source->reason = REASON_MIGRATION;
  } else {
    leave_source(world);
  }
  if (!world->is_transient)
    target->is_defined = TRUE;
  bring_to_life(world, ON_DESTINATION, epoch);
  return TRUE;
}

static gboolean end_save(struct world *world, struct flight *flight)
{
  struct copy *source = &world->copies[ON_SOURCE];
  if (!source->has_job)
    return FALSE;
  source->has_job = FALSE;
  if (flight->is_aborted) {
    world->has_image = FALSE;
    return FALSE;
  }
  if (flight->fate == FATE_HALF || flight->fate == FATE_HALF_LATE) {
    source->state = GUEST_PAUSED;
    source->reason = REASON_SAVING;
    return FALSE;
  }
  world->image_is_whole = TRUE;
  world->image_epoch = source->epoch;
  stop(source, REASON_SAVED);
  return TRUE;
}

static gboolean end_restore(struct world *world, struct flight *flight)
{
  struct copy *copy = &world->copies[flight->place];
  gboolean is_readable = flight->place == ON_SOURCE || world->destination_reads_image;
  if (!world->has_image || !world->image_is_whole || !is_readable) {
    stop(copy, REASON_OTHER);
    return FALSE;
  }
  demand(world, !world->image_was_restored);
  world->image_was_restored = TRUE;
  bring_to_life(world, flight->place, world->image_epoch);
  return TRUE;
}

static void set_memory(struct world *world, const struct flight *flight)
{
  if (world->balloon_step)
    world->balloon_bytes = flight->fate == FATE_HALF ? (world->memory_bytes + flight->amount) / 2 : flight->amount;
}

/* FALSE where it comes to a part of it only, which libvirt reports as failed. */
static gboolean set_vcpus(struct world *world, const struct flight *flight)
{
  world->vcpus = world->vcpus_stuck ? world->vcpus_stuck : (guint)flight->amount;
  return !world->vcpus_stuck;
}

/* Whether it happened. */
static gboolean end_deed(struct world *world, struct flight *flight)
{
  struct copy *copy = &world->copies[flight->place];
  if (flight->fate == FATE_REFUSED || flight->fate == FATE_LOST_BEFORE)
    return FALSE;
  switch (flight->deed) {
  case DEED_MIGRATE:
    return end_migrate(world, flight);
  case DEED_SAVE:
    return end_save(world, flight);
  case DEED_RESTORE:
    return end_restore(world, flight);
  case DEED_CHECK_IMAGE:
    return world->has_image && world->image_is_whole &&
           (flight->place == ON_SOURCE || world->destination_reads_image);
  case DEED_COPY_DEFINITION:
    if (!world->copies[ON_SOURCE].is_defined)
      return FALSE;
    world->copies[ON_DESTINATION].is_defined = TRUE;
    return TRUE;
  case DEED_UNDEFINE:
    demand(world, !copy->is_active && world->copies[1 - flight->place].is_defined);
    copy->is_defined = copy->starts_with_host = FALSE;
    return TRUE;
  case DEED_REMOVE_IMAGE:
    demand(world, runs(&world->copies[0]) || runs(&world->copies[1]) || world->powered_off);
    world->has_image = FALSE;
    return TRUE;
  case DEED_RESUME_POSTCOPY:
    return end_resume_postcopy(world);
  case DEED_SHUTDOWN:
    return end_shutdown(world, flight);
  case DEED_START:
    return end_start(world, flight);
  case DEED_SET_AUTOSTART:
    copy->starts_with_host = TRUE;
    return TRUE;
  case DEED_RESUME:
    demand(world, copy->reason != REASON_POSTCOPY_FAILED);
    if (copy->is_active && copy->state == GUEST_PAUSED)
      bring_to_life(world, flight->place, copy->epoch);
    return runs(copy);
  case DEED_SET_MEMORY:
    set_memory(world, flight);
    return TRUE;
  case DEED_SET_VCPUS:
    return set_vcpus(world, flight);
  default:
    return FALSE;
  }
}

static void abort_job(struct world *world)
{
  for (GList *link = world->flights.head; link; link = link->next) {
    struct flight *flight = link->data;
    if ((flight->deed == DEED_MIGRATE || flight->deed == DEED_SAVE) && flight->has_begun) {
      flight->is_aborted = TRUE;
      flight->ends_us = now(world);
    }
  }
}

static void tell_end(struct world *world, const struct flight *flight, gboolean happened)
{
  static const char *const fates[FATES] = {"done", "refused", "lost before", "lost after", "half", "half late"};
  note(world, "  %s ended: %s, %s%s", deed_kind_name(flight->deed), fates[flight->fate],
       happened ? "happened" : "did not happen", flight->is_told ? "" : ", nobody is told");
  if (!flight->is_told)
    return;
  gboolean is_unknown = flight->fate >= FATE_LOST_BEFORE && !flight->is_aborted;
  enum deed_result result = is_unknown ? DEED_UNKNOWN : happened ? DEED_DONE : DEED_FAILED;
  GVariantBuilder facts;
  g_variant_builder_init(&facts, G_VARIANT_TYPE_VARDICT);
  if (result == DEED_DONE && flight->deed == DEED_MIGRATE)
    g_variant_builder_add(&facts, "{sv}", "downtime_ms", g_variant_new_uint64(37));
  deliver_later(world, MESSAGE_DEED_ENDED,
                g_variant_new("(tysa{sv})", flight->id, (guchar)result,
                              result == DEED_DONE ? "" : "the world said so", &facts));
}

static void move_flights(struct world *world)
{
  for (GList *link = world->flights.head; link;) {
    GList *next = link->next;
    struct flight *flight = link->data;
    if (!flight->has_begun && !flight->is_told && !world->was_handed_over) {
      g_queue_delete_link(&world->flights, link);
      g_free(flight);
      link = next;
      continue;
    }
    if (!flight->has_begun && now(world) >= flight->begins_us) {
      if (flight->deed == DEED_ABORT && flight->fate != FATE_REFUSED && flight->fate != FATE_LOST_BEFORE)
        abort_job(world);
      begin_deed(world, flight);
    }
    if (flight->has_begun && now(world) >= flight->ends_us) {
      g_queue_delete_link(&world->flights, link);
      tell_end(world, flight, end_deed(world, flight));
      g_free(flight);
    }
    link = next;
  }
}

/* ---- provost-virt ---- */

static guint count_rows(sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement;
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  guint rows = (guint)sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return rows;
}

/* The question comes behind all writes: they are committed when it is answered. */
static void flush_journal(struct world *world)
{
  GPtrArray *intents = journal_load_intents(world->journal, NULL);
  g_clear_pointer(&intents, g_ptr_array_unref);
}

guint world_intents(struct world *world, const char *where)
{
  flush_journal(world);
  g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM intents WHERE %s", where);
  return count_rows(world->witness, sql);
}

static enum place place_of(const char *host)
{
  return strcmp(host, "host:h1") == 0 ? ON_SOURCE : ON_DESTINATION;
}

static gint64 takes_us(const struct world *world, enum deed_kind deed)
{
  if (deed == DEED_MIGRATE)
    return world->migrate_takes_us;
  return world->takes_us[deed] ? world->takes_us[deed] : DEED_TAKES_US;
}

static void take_deed(struct world *world, GVariant *body)
{
  guint64 id;
  guchar deed;
  const char *host, *uuid;
  guint64 amount = 0;
  gboolean is_postcopy = FALSE;
  g_autoptr(GVariant) arguments = NULL;
  g_variant_get(body, "(ty&s&s@a{sv})", &id, &deed, &host, &uuid, &arguments);
  if (deed == DEED_SET_MEMORY)
    demand(world, g_variant_lookup(arguments, "memory_bytes", "t", &amount));
  if (deed == DEED_SET_VCPUS)
    demand(world, g_variant_lookup(arguments, "vcpus", "t", &amount));
  g_variant_lookup(arguments, "postcopy", "b", &is_postcopy);
  world->was_asked = world->was_asked || deed == DEED_SHUTDOWN;
  note(world, "deed %" G_GUINT64_FORMAT ": %s on %s", id, deed_kind_name(deed), host);
  g_autofree char *row = g_strdup_printf("open AND id = %" G_GUINT64_FORMAT " AND deed = '%s'", id,
                                         deed_kind_name(deed));
  g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM intents WHERE %s", row);
  demand(world, count_rows(world->witness, sql) == 1); /* P2: durable before it is sent */
  demand(world, g_hash_table_add(world->made, g_memdup2(&id, sizeof id))); /* P2: at most once */
  world->deeds++;
  struct flight *flight = g_new0(struct flight, 1);
  *flight = (struct flight){.id = id,
                            .deed = deed,
                            .amount = amount,
                            .place = place_of(host),
                            .fate = world->choose(world, deed, place_of(host)),
                            .begins_us = now(world) + DEED_BEGINS_US,
                            .ends_us = now(world) + takes_us(world, deed),
                            .is_postcopy = is_postcopy,
                            .is_told = TRUE};
  g_queue_push_tail(&world->flights, flight);
}

static void answer_inspect(struct world *world, GVariant *body)
{
  guint64 request;
  const char *host;
  g_variant_get(body, "(t&s&s)", &request, &host, NULL);
  enum place place = place_of(host);
  const struct copy *copy = &world->copies[place];
  guchar presence = copy->is_active || copy->is_defined ? PRESENCE_PRESENT : PRESENCE_ABSENT;
  if (world->is_silent[place])
    presence = PRESENCE_UNKNOWN;
  deliver_later(world, MESSAGE_INSPECTED,
                g_variant_new("(tyyybbbsutts)", request, presence,
                              (guchar)(copy->is_active ? copy->state : GUEST_OFF), (guchar)copy->reason, copy->has_job,
                              copy->is_defined, copy->starts_with_host, "g1", world->vcpus, world->memory_bytes,
                              world->hides_cpu || world->is_silent[place] ? 0 : world->is_stuck ? 1 : (guint64)now(world), ""));
}

static void answer_examine(struct world *world, GVariant *body)
{
  guint64 request;
  g_variant_get_child(body, 0, "t", &request);
  if (world->examines_nothing)
    return;
  GVariantBuilder found;
  g_variant_builder_init(&found, G_VARIANT_TYPE("a(ys)"));
  for (guint i = 0; i < 32; i++)
    if (world->obstacles & 1u << i)
      g_variant_builder_add(&found, "(ys)", (guchar)i, i % 2 ? "so it is" : "");
  deliver_later(world, MESSAGE_EXAMINED,
                g_variant_new("(ta(ys)ss)", request, &found, world->owner ? world->owner : "",
                              world->trouble ? world->trouble : ""));
}

static void answer_ping(struct world *world, GVariant *body)
{
  guint64 request;
  g_variant_get_child(body, 0, "t", &request);
  world->pings++;
  if (world->pings_nothing)
    return;
  gboolean is_awake = world->agent_wakes_us && now(world) >= world->agent_wakes_us;
  deliver_later(world, MESSAGE_AGENT_PINGED,
                g_variant_new("(tys)", request, (guchar)(is_awake ? AGENT_ANSWERS : world->agent),
                              world->agent > AGENT_SILENT ? "the world said so" : ""));
}

static void answer_follow(struct world *world, GVariant *body)
{
  guint64 id;
  g_variant_get_child(body, 0, "t", &id);
  world->follows++;
  if (world->copies[ON_SOURCE].has_job)
    deliver_later(world, MESSAGE_DEED_PROGRESS,
                  g_variant_new("(tsytttttt)", id, "copying memory", 42, G_GUINT64_CONSTANT(42), G_GUINT64_CONSTANT(100),
                                G_GUINT64_CONSTANT(1000), G_GUINT64_CONSTANT(58), G_GUINT64_CONSTANT(30),
                                G_GUINT64_CONSTANT(1)));
}

static void happen(struct world *world)
{
  world->events++;
  if (world->until_blow && --world->until_blow == 0)
    world->is_struck = TRUE;
}

static gboolean send_message(enum message_kind kind, GVariant *body, gpointer user)
{
  struct world *world = user;
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  assert_true(g_variant_is_of_type(owned, message_type(kind)->type));
  if (!world->role_is_up)
    return FALSE;
  if (kind == MESSAGE_DEED)
    take_deed(world, owned);
  else if (kind == MESSAGE_EXAMINE)
    answer_examine(world, owned);
  else if (kind == MESSAGE_FOLLOW)
    answer_follow(world, owned);
  else if (kind == MESSAGE_PING_AGENT)
    answer_ping(world, owned);
  else
    answer_inspect(world, owned);
  happen(world);
  return TRUE;
}

static void action_changed(const struct action *action, gpointer user)
{
  struct world *world = user;
  world->changes++;
  note(world, "%s: %s %s", action_state_name(action->state), action->phase, action->error);
}

/* ---- lives of the core ---- */

static char *journal_path(const struct world *world)
{
  return g_strdup_printf("%s/life%u.db", world->folder, world->lives);
}

static void begin_life(struct world *world)
{
  static const struct action_events events = {.send = send_message, .changed = action_changed};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = journal_path(world);
  world->journal = journal_open(path, &world->clock.clock, &error);
  assert_no_error(error);
  assert_int_equal(sqlite3_open_v2(path, &world->witness, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  sqlite3_busy_timeout(world->witness, 2000);
  world->actions = actions_new(&(struct actions_options){world->journal, &world->clock.clock, world->fleet,
                                                         &events, world},
                               &error);
  assert_no_error(error);
  world->role_is_up = TRUE;
  actions_role_is_up(world->actions);
}

static void copy_part(const char *from, const char *to, const char *suffix)
{
  g_autofree char *from_path = g_strconcat(from, suffix, NULL), *to_path = g_strconcat(to, suffix, NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  if (g_file_get_contents(from_path, &bytes, &length, NULL))
    g_file_set_contents(to_path, bytes, (gssize)length, NULL);
}

static void lose_role(struct world *world)
{
  struct letter *letter;
  while ((letter = g_queue_pop_head(&world->inbox))) {
    g_variant_unref(letter->body);
    g_free(letter);
  }
  for (GList *link = world->flights.head; link; link = link->next)
    ((struct flight *)link->data)->is_told = FALSE;
}

/* A torn end is a copy of the files as they lie there now: what still waits in the queue is gone. */
static void kill_core(struct world *world, gboolean is_torn)
{
  g_autofree char *old = journal_path(world);
  world->lives++;
  g_autofree char *new = journal_path(world);
  sqlite3_close(world->witness);
  if (is_torn) {
    copy_part(old, new, "");
    copy_part(old, new, "-wal");
  }
  actions_free(world->actions);
  journal_free(world->journal);
  if (!is_torn)
    copy_part(old, new, "");
  lose_role(world);
  begin_life(world);
}

void world_strike(struct world *world, enum blow blow)
{
  static const char *const names[BLOWS] = {"", "core killed", "core killed, journal torn", "role killed",
                                           "role killed, hosts silent"};
  note(world, "*** %s", names[blow]);
  if (blow == BLOW_CORE || blow == BLOW_CORE_TORN) {
    kill_core(world, blow == BLOW_CORE_TORN);
    return;
  }
  lose_role(world);
  world->role_is_up = FALSE;
  world->role_back_us = now(world) + 2 * G_USEC_PER_SEC;
  for (enum place place = 0; blow == BLOW_ROLE_AND_SILENCE && place < PLACES; place++)
    world->silent_until_us[place] = now(world) + (10 + 20 * (gint64)place) * G_USEC_PER_SEC;
  actions_role_is_down(world->actions);
}

/* ---- time ---- */

/* Never from within a call of the core: it would be freed under itself. */
static void strike_if_due(struct world *world)
{
  if (!world->is_struck)
    return;
  world->is_struck = FALSE;
  world_strike(world, world->blow);
}

void world_deliver(struct world *world)
{
  guint letters = g_queue_get_length(&world->inbox);
  while (letters-- && !g_queue_is_empty(&world->inbox)) {
    struct letter *letter = g_queue_pop_head(&world->inbox);
    actions_take_message(world->actions, letter->kind, letter->body);
    g_variant_unref(letter->body);
    g_free(letter);
    happen(world);
    strike_if_due(world);
  }
}

/* Struck before the answer (the intent may be durable or not) and behind it (the deed is on its way). */
static void wait_for_journal(struct world *world)
{
  while (g_hash_table_size(world->actions->tickets) > 0 && !world->holds_journal) {
    happen(world);
    strike_if_due(world);
    if (g_hash_table_size(world->actions->tickets) > 0)
      g_main_context_iteration(NULL, TRUE);
    strike_if_due(world);
  }
}

static void move_balloon(struct world *world)
{
  if (world->balloon_bytes > world->memory_bytes)
    world->memory_bytes += MIN(world->balloon_step, world->balloon_bytes - world->memory_bytes);
  else
    world->memory_bytes -= MIN(world->balloon_step, world->memory_bytes - world->balloon_bytes);
}

void world_step(struct world *world)
{
  virtual_clock_advance(&world->clock, STEP_US);
  move_balloon(world);
  for (enum place place = 0; place < PLACES; place++)
    world->is_silent[place] = now(world) < world->silent_until_us[place];
  if (!world->role_is_up && now(world) >= world->role_back_us) {
    world->role_is_up = TRUE;
    actions_role_is_up(world->actions);
  }
  if (world->off_us && now(world) >= world->off_us)
    go_off(world);
  move_flights(world);
  world_deliver(world);
  actions_tick(world->actions);
  strike_if_due(world);
  wait_for_journal(world);
}

void world_until(struct world *world, enum deed_kind deed)
{
  for (guint i = 0; i < 2000; i++) {
    for (GList *link = world->flights.head; link; link = link->next)
      if (((struct flight *)link->data)->deed == deed)
        return;
    world_step(world);
  }
  demand(world, !"that deed is never made");
}

const struct action *world_action(struct world *world)
{
  return actions_action(world->actions, world->action_id);
}

void world_hear_agent(struct world *world)
{
  struct guest_agent *agent = g_new(struct guest_agent, 1);
  *agent = (struct guest_agent){g_strdup("g1"), g_strdup(""), g_new0(char *, 1)};
  assert_true(fleet_take_guest_agent(world->fleet, GUEST, agent));
}

void world_run(struct world *world)
{
  for (guint i = 0; i < 8000; i++) {
    const struct action *action = world_action(world);
    if (!action || action_is_finished(action))
      return;
    world_step(world);
  }
  demand(world, !"the action never ends");
}

void world_check_end(struct world *world)
{
  const struct action *action = world_action(world);
  if (!action) /* the order itself was torn out of the journal: then nothing was done */
    demand(world, world->deeds == 0);
  for (guint i = 0; i < 20; i++) /* what is still on its way comes to pass */
    world_step(world);
  action = world_action(world);
  const struct copy *source = &world->copies[ON_SOURCE], *target = &world->copies[ON_DESTINATION];
  demand(world, !(runs(source) && runs(target)));
  gboolean is_ambiguous =
      action && (action->state == ACTION_AMBIGUOUS || g_str_has_prefix(action->error, "released by"));
  demand(world, !is_ambiguous || alarms() > world->alarms_before);
  demand(world, runs(source) || runs(target) || is_ambiguous || world->powered_off); /* never lost silently */
  if (!action || is_ambiguous || world->powered_off)
    return;
  gboolean is_moved = action->state == ACTION_DONE && action->kind == ACTION_MOVE;
  demand(world, runs(is_moved ? target : source));
  if (is_moved && !action->error[0] && !world->is_transient) {
    demand(world, target->is_defined && !source->is_defined);
    demand(world, target->starts_with_host == world->has_autostart);
  }
  demand(world, (action->state == ACTION_DONE) == (action->check[0] != '\0'));
  if (journal_is_healthy(world->journal, NULL))
    demand(world, world_intents(world, "open") == 0);
}

void world_finish(struct world *world, enum action_state state)
{
  world_run(world);
  world_check_end(world);
  if (world_action(world)->state != state) {
    fprintf(stderr, "%s", world->log->str);
    fail_msg("the action is %s", action_state_name(world_action(world)->state));
  }
}

void world_until_phase(struct world *world, const char *phase)
{
  for (guint i = 0; i < 2000 && !strstr(world_action(world)->phase, phase); i++)
    world_step(world);
  demand(world, strstr(world_action(world)->phase, phase));
}

void world_until_followed(struct world *world)
{
  for (guint i = 0; i < 2000 && (world->follows == 0 || world_action(world)->progress_pct == 0); i++)
    world_step(world);
  demand(world, world->follows == 1);
}

void world_says(struct world *world, const char *text)
{
  if (!strstr(world_action(world)->error, text)) {
    fprintf(stderr, "%s", world->log->str);
    fail_msg("\"%s\" does not say \"%s\"", world_action(world)->error, text);
  }
}

static enum fate plain_choice(struct world *world, enum deed_kind deed, enum place place)
{
  (void)place;
  return world->fates[deed];
}

static void fill_fleet(struct world *world, gboolean has_save_dir)
{
  struct cluster *cluster = cluster_new("lab");
  static const enum move_method methods[] = {METHOD_LIVE, METHOD_QUICK, METHOD_POSTCOPY, METHOD_COLD};
  cluster->n_methods = G_N_ELEMENTS(methods);
  memcpy(cluster->methods, methods, sizeof methods);
  cluster->save_dir = has_save_dir ? g_strdup("/srv/saves") : NULL;
  world->fleet = fleet_new(&world->clock.clock, 10000);
  fleet_add_cluster(world->fleet, cluster);
  static const char *const hosts[] = {"h1", "h2", "h3"};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fleet_add_host(world->fleet, hosts[i], "lab", 1 << SOURCE_LIBVIRT);
  fleet_take_link(world->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_link(world->fleet, "h2", SOURCE_LIBVIRT, LINK_UP, "");
  struct sighting sighting = {.uuid = GUEST, .name = "g1", .state = GUEST_RUNNING, .persistent = TRUE,
                              .vcpus = 2, .vcpus_max = 8, .memory_bytes = 256 * MIB, .memory_max_bytes = 1024 * MIB};
  fleet_take_sightings(world->fleet, "h1", &sighting, 1);
}

struct world *world_new(gboolean has_save_dir)
{
  struct world *world = g_new0(struct world, 1);
  virtual_clock_init(&world->clock, START_US);
  /* Memory where there is some: thousands of lives sync for each intent. */
  g_autofree char *template = g_strdup_printf("%s/provost-action-XXXXXX",
                                              g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir());
  world->folder = g_strdup(g_mkdtemp(template));
  assert_non_null(world->folder);
  world->copies[ON_SOURCE] = (struct copy){.is_defined = TRUE, .is_active = TRUE, .state = GUEST_RUNNING};
  world->memory_bytes = world->balloon_bytes = 256 * MIB;
  world->balloon_step = 1024 * MIB;
  world->vcpus = 2;
  world->destination_reads_image = TRUE;
  world->made = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  world->choose = plain_choice;
  world->migrate_takes_us = DEED_TAKES_US;
  world->log = g_string_new(NULL);
  world->alarms_before = alarms();
  g_queue_init(&world->flights);
  g_queue_init(&world->inbox);
  fill_fleet(world, has_save_dir);
  begin_life(world);
  return world;
}

void world_free(struct world *world)
{
  sqlite3_close(world->witness);
  actions_free(world->actions);
  journal_free(world->journal);
  lose_role(world);
  g_queue_clear_full(&world->flights, g_free);
  fleet_free(world->fleet);
  g_hash_table_unref(world->made);
  if (world->random)
    g_rand_free(world->random);
  folder_remove(world->folder);
  g_free(world->folder);
  g_string_free(world->log, TRUE);
  g_free(world);
}

void world_start(struct world *world, enum move_method method)
{
  g_autoptr(GError) error = NULL;
  struct move move = {.guest_uuid = GUEST, .guest_name = "g1", .from = "h1", .to = "h2", .method = method};
  world->action_id = actions_start(world->actions, &move, 0, "operator test", &error);
  assert_no_error(error);
}

void world_resize(struct world *world, guint64 memory_bytes, guint vcpus)
{
  g_autoptr(GError) error = NULL;
  world->action_id = actions_resize(world->actions, &(struct resize){GUEST, memory_bytes, vcpus}, 0, "operator test", &error);
  assert_no_error(error);
}
