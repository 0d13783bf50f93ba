/* From a report to what is known, stored and told: alerts.c and alerts_mapping.c, over a journal. */
#include "pipeline/alerts.h"

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "unit.h"

#include <stdio.h>

#define UUID "aaaaaaaa-0000-0000-0000-000000000001"

struct site {
  char *folder;
  struct virtual_clock clock;
  struct fleet *fleet;
  struct journal *journal;
  struct event_book *events;
  struct alerts *alerts;
  GString *changed; /* "SUBJECT/NAME " of each */
  guint settled, refused;
  struct alert *last; /* that was stored */
  char *why;          /* the last was refused */
};

static void changed(const char *subject, const char *name, gpointer user)
{
  struct site *site = user;
  g_string_append_printf(site->changed, "%s/%s ", subject, name);
}

static void begin(struct site *site)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(site->folder, "provost.db", NULL);
  virtual_clock_init(&site->clock, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC);
  site->fleet = fleet_new(&site->clock.clock, 10000);
  fleet_begin_configuration(site->fleet, 10000);
  fleet_add_cluster(site->fleet, cluster_new("lab"));
  fleet_add_host(site->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_end_configuration(site->fleet);
  site->journal = journal_open(path, &site->clock.clock, &error);
  assert_no_error(error);
  site->events = event_book_new("life");
  site->alerts = alerts_new(&(struct alerts_options){&site->clock.clock, site->fleet, site->journal, site->events, changed, site, NULL}, &error);
  assert_no_error(error);
}

static void end(struct site *site)
{
  alerts_free(site->alerts);
  journal_free(site->journal);
  event_book_free(site->events);
  fleet_free(site->fleet);
}

static int set_up(void **state)
{
  struct site *site = g_new0(struct site, 1);
  site->folder = g_dir_make_tmp("provost-alerts-XXXXXX", NULL);
  site->changed = g_string_new(NULL);
  begin(site);
  *state = site;
  return 0;
}

static int tear_down(void **state)
{
  struct site *site = *state;
  end(site);
  folder_remove(site->folder);
  g_clear_pointer(&site->last, alert_free);
  g_string_free(site->changed, TRUE);
  g_free(site->folder);
  g_free(site->why);
  g_free(site);
  return 0;
}

static void done(const struct alert *alert, const GError *error, gpointer user)
{
  struct site *site = user;
  site->settled++;
  site->refused += error != NULL;
  g_clear_pointer(&site->last, alert_free);
  site->last = alert ? alert_copy(alert) : NULL;
  text_replace(&site->why, error ? error->message : NULL);
}

/* Waits until it is stored or refused. */
static const struct alert *say(struct site *site, const char *host, const char *name, enum alert_state state)
{
  struct alert_report *report = alert_report_new();
  guint before = site->settled;
  text_replace(&report->source, "nagios");
  text_replace(&report->host, host);
  text_replace(&report->name, name);
  report->has_state = TRUE;
  report->state = state;
  alerts_take(site->alerts, report, done, site);
  while (site->settled == before)
    g_main_context_iteration(NULL, TRUE);
  return site->last;
}

static void sight(struct site *site, const char *name)
{
  struct sighting sighting = {.state = GUEST_RUNNING};
  g_strlcpy(sighting.uuid, UUID, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  assert_true(fleet_take_sightings(site->fleet, "h1", &sighting, 1));
}

static void follow(struct site *site)
{
  while (!alerts_follow(site->alerts))
    g_main_context_iteration(NULL, FALSE);
}

static const struct alert *known(struct site *site, const char *subject, const char *name)
{
  return alert_book_find(fleet_alerts(site->fleet), subject, name);
}

static void what_is_said_is_known_told_and_an_event_when_it_is_another(void **state)
{
  struct site *site = *state;
  assert_int_equal(say(site, "h1", "disk", ALERT_OK)->id, 0);
  assert_int_equal(event_book_last(site->events), 0); /* nobody ever said otherwise */
  assert_int_equal(say(site, "h1", "disk", ALERT_CRITICAL)->id, 1);
  assert_int_equal(say(site, "h1", "disk", ALERT_CRITICAL)->id, 1);
  assert_string_equal(site->changed->str, "host:h1/disk host:h1/disk ");
  assert_int_equal(event_book_last(site->events), 1);
  assert_int_equal(say(site, "h1", "disk", ALERT_OK)->id, 1);
  assert_int_equal(event_book_last(site->events), 2);
  const struct event *event = event_book_next(site->events, 1);
  assert_string_equal(event->kind, "alert");
  assert_non_null(strstr(event->data, "\"alert\":{\"id\":1"));
}

static void what_was_stored_is_known_after_a_restart_and_ids_go_on(void **state)
{
  struct site *site = *state;
  say(site, "h1", "disk", ALERT_CRITICAL);
  say(site, "h1", "load", ALERT_WARNING);
  say(site, "h1", "load", ALERT_OK);
  say(site, "web1", "http", ALERT_CRITICAL);
  end(site);
  begin(site);
  follow(site);
  assert_int_equal(known(site, "host:h1", "disk")->id, 1);
  assert_int_equal(known(site, "host:h1", "load")->state, ALERT_OK);
  assert_null(known(site, "guest:" UUID, "http"));
  sight(site, "web1"); /* it is seen again, and its alerts are its own */
  follow(site);
  assert_int_equal(known(site, "guest:" UUID, "http")->id, 3);
  assert_int_equal(say(site, "h1", "fan", ALERT_CRITICAL)->id, 4);
}

static void what_is_of_nobody_is_kept_and_found_when_somebody_comes(void **state)
{
  struct site *site = *state;
  const struct alert *alert = say(site, "web1", "http", ALERT_CRITICAL);
  assert_null(alert->subject);
  assert_string_equal(alert->why, "it is of web1, and nobody of the fleet is");
  assert_string_equal(site->changed->str, "");
  sight(site, "WEB1");
  follow(site);
  assert_int_equal(known(site, "guest:" UUID, "http")->id, alert->id);
  assert_string_equal(site->changed->str, "guest:" UUID "/http ");
  assert_true(fleet_take_sightings(site->fleet, "h1", NULL, 0)); /* and goes again */
  follow(site);
  assert_int_equal(alert_book_unmapped(fleet_alerts(site->fleet)), 1);
  assert_string_equal(site->changed->str, "guest:" UUID "/http guest:" UUID "/http ");
}

static void more_than_a_slice_of_them_is_found_in_several_turns(void **state)
{
  struct site *site = *state;
  struct alert_report *report;
  for (guint i = 0; i < 1300; i++) {
    report = alert_report_new();
    text_replace(&report->host, "web1");
    g_free(report->name);
    report->name = g_strdup_printf("%u", i);
    report->has_state = TRUE;
    alerts_take(site->alerts, report, done, site);
  }
  while (site->settled < 1300)
    g_main_context_iteration(NULL, TRUE);
  sight(site, "web1");
  assert_false(alerts_follow(site->alerts));
  follow(site);
  assert_int_equal(alert_book_mapped(fleet_alerts(site->fleet)), 1300);
}

static void by_other_rules_it_is_of_somebody_else(void **state)
{
  struct site *site = *state;
  say(site, "h1", "http", ALERT_CRITICAL);
  sight(site, "web1");
  alert_map_begin(alerts_map(site->alerts));
  alert_map_add_rule(alerts_map(site->alerts), &(struct alert_rule){.host = "h1", .subject = "guest:web1"});
  alerts_are_mapped_anew(site->alerts);
  follow(site);
  assert_null(known(site, "host:h1", "http"));
  assert_int_equal(known(site, "guest:" UUID, "http")->id, 1);
}

static void two_names_of_one_subject_are_one_alert_of_which_one_row_is_stored(void **state)
{
  struct site *site = *state;
  say(site, "h1", "disk", ALERT_CRITICAL);
  assert_int_equal(say(site, "H1.example.org", "disk", ALERT_WARNING)->id, 1);
  guint64 last_id;
  g_autoptr(GPtrArray) rows = journal_load_alerts(site->journal, &last_id, NULL);
  assert_int_equal(rows->len, 1);
  assert_string_equal(((const struct alert *)rows->pdata[0])->host, "H1.example.org");
}

static void what_provost_said_itself_and_what_can_be_no_subject_is_refused(void **state)
{
  struct site *site = *state;
  assert_null(say(site, "h1", "provost host-cpu", ALERT_CRITICAL));
  assert_non_null(strstr(site->why, "is what provost itself says to nagios"));
  struct alert_report *report = alert_report_new();
  report->subject = g_strdup("service:x");
  report->has_state = TRUE;
  alerts_take(site->alerts, report, done, site);
  assert_non_null(strstr(site->why, "is no host, guest, device or cluster"));
  assert_int_equal(site->refused, 2);
}

static void no_log(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
  (void)domain, (void)level, (void)message, (void)user;
}

static void what_cannot_be_stored_is_refused(void **state)
{
  struct site *site = *state;
  say(site, "h1", "disk", ALERT_OK);
  g_autofree char *path = g_build_filename(site->folder, "provost.db", NULL);
  GLogFunc before = g_log_set_default_handler(no_log, NULL); /* that it fails is meant */
  assert_int_equal(remove(path), 0);
  assert_null(say(site, "h1", "disk", ALERT_CRITICAL));
  assert_non_null(strstr(site->why, "the alert is not stored: "));
  assert_null(say(site, "h1", "disk", ALERT_OK));
  assert_non_null(strstr(site->why, "no alert is taken, since none can be stored: "));
  g_log_set_default_handler(before, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(what_is_said_is_known_told_and_an_event_when_it_is_another),
      TEST(what_was_stored_is_known_after_a_restart_and_ids_go_on),
      TEST(what_is_of_nobody_is_kept_and_found_when_somebody_comes),
      TEST(more_than_a_slice_of_them_is_found_in_several_turns),
      TEST(by_other_rules_it_is_of_somebody_else),
      TEST(two_names_of_one_subject_are_one_alert_of_which_one_row_is_stored),
      TEST(what_provost_said_itself_and_what_can_be_no_subject_is_refused),
      TEST(what_cannot_be_stored_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
