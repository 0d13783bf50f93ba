#include "pipeline/traps.h"

#include "base/text.h"
#include "pipeline/trap_checks.h"

#include <string.h>

struct traps {
  struct traps_options options;
  struct trap_book *book;
  struct trap_checks *checks;
  GVariant *listening;
  guint life;      /* of provost-snmp, whose ids begin anew with each */
  gboolean *alive; /* shared with writes under way, which may outlive us */
};

/* A trap on its way to the journal. */
struct storing {
  struct traps *traps;
  gboolean *alive;
  guint64 id;              /* ours */
  guint64 wire_id;         /* provost-snmp's; 0: somebody passed it on */
  guint life;
  pipeline_trap_done done; /* or NULL */
  gpointer user;
};

/* ---- what it means ---- */

static void on_check_ended(const struct trap_check *check, gpointer user)
{
  struct traps *traps = user;
  struct alert_report *report = alert_report_new();
  text_replace(&report->source, "trap");
  text_replace(&report->subject, check->subject);
  text_replace(&report->name, check->name);
  text_replace(&report->text, check->text);
  report->has_state = TRUE;
  report->state = check->state;
  report->at_us = clock_wall_us(traps->options.clock);
  traps->options.take_alert(report, NULL, NULL, traps->options.user);
}

/* Whom the trap is about: whose agent sent it, or as whoever passed it on calls it; a row may name somebody else. */
static void name_subject(struct alert_report *report, const struct trap_record *trap, const struct pack_trap *row)
{
  g_autofree char *other = row->subject ? pack_trap_fill(row, row->subject, trap) : NULL;
  if (other) {
    text_replace(&report->host, other);
    text_replace(&report->address, other);
    return;
  }
  if (trap->subject[0])
    text_replace(&report->subject, trap->subject);
  text_replace(&report->host, trap->host[0] ? trap->host : trap->from);
  text_replace(&report->address, trap->agent[0] ? trap->agent : trap->from);
}

static struct alert_report *report_of(const struct trap_record *trap, const struct trap_meaning *meaning)
{
  struct alert_report *report = alert_report_new();
  text_replace(&report->source, "trap");
  name_subject(report, trap, meaning->row);
  g_free(report->name);
  g_free(report->text);
  report->name = pack_trap_fill(meaning->row, meaning->row->name, trap);
  report->text = pack_trap_fill(meaning->row, meaning->row->text, trap);
  report->has_state = TRUE;
  report->state = meaning->clears ? ALERT_OK : pack_trap_state(meaning->row, trap);
  report->is_unconfirmed = report->state != ALERT_OK;
  report->at_us = trap->at_us;
  return report;
}

/* What is needed when the alert is kept; the pack may be another one by then. */
struct meant {
  struct traps *traps;
  gboolean *alive;
  guint64 id;
};

static void check_alert(struct traps *traps, const struct alert *alert, const struct trap_record *trap)
{
  struct trap_meaning meaning;
  traps->options.order(MESSAGE_POLL_NOW, g_variant_new_string(alert->subject), traps->options.user);
  if (alert->state == ALERT_OK) {
    trap_checks_end(traps->checks, alert->subject, alert->name);
  } else if (traps->options.meaning(trap->oid, &meaning, traps->options.user)) {
    const struct alert_report said = {.subject = (char *)alert->subject, .name = (char *)alert->name,
                                      .text = (char *)alert->text, .state = alert->state};
    trap_checks_begin(traps->checks, meaning.row, trap, &said);
  }
}

static void on_alert(const struct alert *alert, const GError *error, gpointer user)
{
  struct meant *meant = user;
  const struct trap_record *trap = *meant->alive ? trap_book_of_id(meant->traps->book, meant->id) : NULL;
  if (error)
    g_debug("a trap made no alert: %s", error->message);
  else if (trap && alert && alert->subject)
    check_alert(meant->traps, alert, trap);
  g_rc_box_release(meant->alive);
  g_free(meant);
}

static void judge(struct traps *traps, const struct trap_record *trap)
{
  struct trap_meaning meaning;
  g_autoptr(GError) error = NULL;
  if (!traps->options.meaning(trap->oid, &meaning, traps->options.user))
    return;
  struct alert_report *report = report_of(trap, &meaning);
  if (!alert_report_clean(report, &error)) {
    g_debug("trap %" G_GUINT64_FORMAT " made no alert: %s", trap->id, error->message);
    alert_report_free(report);
    return;
  }
  struct meant *meant = g_new(struct meant, 1);
  *meant = (struct meant){traps, g_rc_box_acquire(traps->alive), trap->id};
  traps->options.take_alert(report, on_alert, meant, traps->options.user);
}

/* ---- storing ---- */

static void answer(const struct storing *storing, const GError *error)
{
  struct traps *traps = storing->traps;
  if (storing->wire_id > 0 && storing->life == traps->life)
    traps->options.order(MESSAGE_TRAP_TAKEN, g_variant_new("(tb)", storing->wire_id, error == NULL), traps->options.user);
}

static void on_stored(const GError *error, gpointer user)
{
  struct storing *storing = user;
  gboolean is_alive = *storing->alive;
  struct trap_record *trap = is_alive ? trap_book_of_id(storing->traps->book, storing->id) : NULL;
  if (is_alive)
    answer(storing, error);
  if (trap)
    trap->is_stored = error == NULL;
  if (trap)
    judge(storing->traps, trap);
  if (storing->done)
    storing->done(error ? NULL : trap, error, storing->user);
  /* Its sender says it again, and is then to be stored. */
  if (trap && error)
    trap_book_drop(storing->traps->book, storing->id);
  g_rc_box_release(storing->alive);
  g_free(storing);
}

/* Takes the trap. */
static void store(struct traps *traps, struct trap_record *trap, const struct storing *how)
{
  struct trap_meaning meaning;
  struct storing *storing = g_memdup2(how, sizeof *how);
  trap->id = storing->id = journal_next_trap_id(traps->options.journal);
  trap->at_us = clock_wall_us(traps->options.clock);
  if (traps->options.meaning(trap->oid, &meaning, traps->options.user)) {
    g_autofree char *name = pack_trap_fill(meaning.row, meaning.row->name, trap);
    text_replace(&trap->pack, meaning.pack);
    g_free(trap->name);
    trap->name = text_clean(name, LIMIT_NAME);
  }
  storing->traps = traps;
  storing->alive = g_rc_box_acquire(traps->alive);
  storing->life = traps->life;
  trap_book_add(traps->book, trap);
  journal_put_trap(traps->options.journal, trap, on_stored, storing);
}

void traps_pass(struct traps *traps, struct trap_record *trap, pipeline_trap_done done, gpointer user)
{
  store(traps, trap, &(struct storing){.done = done, .user = user});
}

/* ---- what comes ---- */

static void take_clean(char **text, const char *said)
{
  g_free(*text);
  *text = text_clean(said, LIMIT_URI);
}

static struct trap_record *record_of(GVariant *body, guint64 *wire_id)
{
  struct trap_record *trap = trap_record_new();
  const char *from, *subject, *version, *oid, *agent, *key, *name, *type, *text;
  g_autoptr(GVariantIter) variables = NULL;
  g_variant_get(body, "(t&s&s&s&s&sua(sss)b&s)", wire_id, &from, &subject, &version, &oid, &agent, &trap->uptime_ticks,
                &variables, &trap->is_inform, &key);
  take_clean(&trap->from, from);
  take_clean(&trap->subject, subject);
  take_clean(&trap->version, version);
  take_clean(&trap->oid, oid);
  take_clean(&trap->agent, agent);
  take_clean(&trap->key, key);
  while (g_variant_iter_next(variables, "(&s&s&s)", &name, &type, &text))
    trap_record_add(trap, name, type, text);
  return trap;
}

/* One that makes no sense is not taken; an inform that is there is acknowledged again when it is stored, and else comes again. */
static gboolean take_trap(struct traps *traps, GVariant *body)
{
  guint64 wire_id;
  struct trap_record *trap = record_of(body, &wire_id);
  gboolean is_sound = oid_text_is_valid(trap->oid) && (!trap->subject[0] || fleet_has_subject(traps->options.fleet, trap->subject));
  const struct trap_record *before = trap_book_find(traps->book, trap->key);
  if (is_sound && !before) {
    store(traps, trap, &(struct storing){.wire_id = wire_id});
    return TRUE;
  }
  gboolean is_taken = is_sound && before->is_stored;
  traps->options.order(MESSAGE_TRAP_TAKEN, g_variant_new("(tb)", wire_id, is_taken), traps->options.user);
  trap_record_free(trap);
  return is_sound;
}

gboolean traps_take_message(struct traps *traps, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_TRAP)
    return take_trap(traps, body);
  g_clear_pointer(&traps->listening, g_variant_unref);
  traps->listening = g_variant_ref(body);
  return TRUE;
}

void traps_role_is_down(struct traps *traps)
{
  traps->life++;
  g_clear_pointer(&traps->listening, g_variant_unref);
}

void traps_tick(struct traps *traps)
{
  trap_checks_tick(traps->checks);
}

/* ---- its life ---- */

struct traps *traps_new(const struct traps_options *options, GError **error)
{
  g_autoptr(GPtrArray) stored = journal_load_traps(options->journal, TRAPS_KEPT, error);
  if (!stored)
    return NULL;
  struct traps *traps = g_new0(struct traps, 1);
  traps->options = *options;
  traps->book = trap_book_new();
  traps->checks = trap_checks_new(options->clock, options->fleet, on_check_ended, traps);
  traps->alive = g_rc_box_new0(gboolean);
  *traps->alive = TRUE;
  g_ptr_array_set_free_func(stored, NULL);
  for (guint i = 0; i < stored->len; i++)
    trap_book_add(traps->book, stored->pdata[i]);
  return traps;
}

void traps_free(struct traps *traps)
{
  if (!traps)
    return;
  *traps->alive = FALSE;
  g_rc_box_release(traps->alive);
  trap_checks_free(traps->checks);
  trap_book_free(traps->book);
  g_clear_pointer(&traps->listening, g_variant_unref);
  g_free(traps);
}

const struct trap_book *traps_book(const struct traps *traps)
{
  return traps->book;
}

GVariant *traps_listening(const struct traps *traps)
{
  return traps->listening;
}
