#include "json/json.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/fields.h"
#include "unit.h"

#include <math.h>

static struct evidence *evidence(void)
{
  struct evidence *evidence = evidence_new();
  double values[] = {0.1, NAN, 99.5, 1.0 / 3.0};
  evidence->object = g_strdup("host:h1{if=eth0}");
  evidence->metric = METRIC_COUNT - 1;
  evidence->from_sec = 1790000000;
  evidence->to_sec = 1790000300;
  evidence->min = 0.1;
  evidence->avg = 1.0 / 3.0;
  evidence->max = 99.5;
  evidence->last = NAN;
  evidence->count = 3;
  evidence->expected = 30;
  g_array_append_vals(evidence->values, values, G_N_ELEMENTS(values));
  return evidence;
}

static struct plan *plan(void)
{
  struct plan *plan = plan_new();
  struct move *move = move_new();
  *move = (struct move){.guest_uuid = g_strdup("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"), .guest_name = g_strdup("g1"),
                        .from = g_strdup("h1"), .to = g_strdup("h2"), .method = METHOD_QUICK,
                        .wave = 2, .is_parking = TRUE, .duration_sec = 12.5, .downtime_sec = 0.25, .bytes = NAN};
  g_ptr_array_add(plan->moves, move);
  struct candidate *candidate = candidate_new();
  *candidate = (struct candidate){.host = g_strdup("h2"), .stars = 4.5, .reason = g_strdup("least loaded"),
                                  .terms = {{0.5, 0.75}, {0.25, 0.25}}};
  g_ptr_array_add(plan->candidates, candidate);
  candidate = candidate_new();
  *candidate = (struct candidate){.host = g_strdup("h3"), .excluded = g_strdup("down")};
  g_ptr_array_add(plan->candidates, candidate);
  g_ptr_array_add(plan->predictions, prediction_new("host:h1", 0, 97.25, NAN));
  g_free(plan->why);
  plan->why = g_strdup("it is the \"largest\"");
  plan->kind = PLAN_EVACUATE;
  plan->imbalance_before = 0.5;
  g_ptr_array_add(plan->refused, g_strdup("g2 finds no room"));
  return plan;
}

static struct tip *full_tip(void)
{
  struct tip *tip = tip_new();
  tip->id = 12;
  tip->policy = g_strdup("host-cpu");
  tip->pack = g_strdup("core");
  tip->pack_version = g_strdup("1.0");
  tip->title = g_strdup("Host processors are saturated");
  tip->subject = g_strdup("host:h1");
  tip->subject_name = g_strdup("h1");
  tip->severity = SEVERITY_CRITICAL;
  tip->state = TIP_FAILED;
  tip->text = g_strdup("busy 97 % for 5m: \xc3\xbc");
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("80"));
  g_hash_table_insert(tip->settings, g_strdup("sustained"), g_strdup("5m"));
  g_ptr_array_add(tip->evidence, evidence());
  struct tip_alert *alert = tip_alert_new("service:http-0123456789abcdef01234567");
  alert->id = 7;
  text_replace(&alert->name, "http on web1");
  text_replace(&alert->source, "nagios");
  alert->state = ALERT_CRITICAL;
  alert->ended_us = G_GINT64_CONSTANT(1790000250000000);
  g_ptr_array_add(tip->alerts, alert);
  struct remedy *remedy = remedy_new(REMEDY_MIGRATE);
  g_hash_table_insert(remedy->parameters, g_strdup("from"), g_strdup("host:h1"));
  g_ptr_array_add(tip->remedies, remedy);
  g_ptr_array_add(tip->remedies, remedy_new(REMEDY_NOTIFY));
  tip->raised_us = G_GINT64_CONSTANT(1790000000123456);
  tip->updated_us = G_GINT64_CONSTANT(1790000300000000);
  g_free(tip->accepted_by);
  tip->accepted_by = g_strdup("operator bob");
  tip->accepted_us = G_GINT64_CONSTANT(1790000200000000);
  tip->since_us = G_GINT64_CONSTANT(1789999000000000);
  tip->state_us = G_GINT64_CONSTANT(1790000310000000);
  tip->refreshed = 7;
  tip->attempts = 2;
  tip->retry_us = G_GINT64_CONSTANT(1790000420000001);
  tip->snoozed_until_us = G_GINT64_CONSTANT(1790009999999999);
  g_free(tip->state_reason);
  tip->state_reason = g_strdup("no host fits");
  g_free(tip->state_by);
  tip->state_by = g_strdup("provostd");
  tip->plan = plan();
  tip->action_id = 3;
  tip->cause = 2;
  tip->verdict = VERDICT_NEUTRAL;
  g_free(tip->outcome);
  tip->outcome = g_strdup("97 % before, 96 % after");
  return tip;
}

/* Through text, as the journal does it. */
static json_t *through_text(json_t *json)
{
  g_autofree char *text = json_dumps(json, JSON_COMPACT);
  json_t *back = json_loads(text, 0, NULL);
  assert_non_null(back);
  json_decref(json);
  return back;
}

static void a_tip_read_back_has_lost_nothing(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct tip *tip = full_tip();
  json_t *json = through_text(tip_to_json(tip));
  struct tip *back = tip_from_json(json, &error);
  assert_no_error(error);
  json_t *again = tip_to_json(back);
  assert_true(json_equal(json, again));

  assert_int_equal(back->raised_us, tip->raised_us);
  assert_int_equal(back->retry_us, tip->retry_us);
  assert_int_equal(back->snoozed_until_us, tip->snoozed_until_us);
  assert_string_equal(back->subject, "host:h1");
  const struct evidence *evidence = back->evidence->pdata[0];
  assert_int_equal(evidence->from_sec, 1790000000);
  assert_int_equal(evidence->metric, METRIC_COUNT - 1);
  assert_true(isnan(evidence->last));
  assert_true(isnan(g_array_index(evidence->values, double, 1)));
  assert_true(g_array_index(evidence->values, double, 3) == 1.0 / 3.0);
  assert_int_equal(back->remedies->len, 2);
  assert_int_equal(((struct remedy *)back->remedies->pdata[1])->kind, REMEDY_NOTIFY);
  assert_null(((struct candidate *)back->plan->candidates->pdata[0])->excluded);
  json_decref(json);
  json_decref(again);
  tip_free(tip);
  tip_free(back);
}

/* A pack may go, with its metrics; its tips stay in the journal. */
static void a_tip_is_read_without_evidence_of_a_metric_that_is_gone(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct tip *tip = full_tip();
  g_ptr_array_add(tip->evidence, evidence());
  json_t *json = through_text(tip_to_json(tip));
  json_object_set_new(json_array_get(json_object_get(json, "evidence"), 0), "metric", json_string("host.acme.gone"));
  struct tip *back = tip_from_json(json, &error);
  assert_no_error(error);
  assert_int_equal(back->evidence->len, 1);
  json_decref(json);
  tip_free(tip);
  tip_free(back);
}

static void the_shapes_are_those_of_the_design(void **state)
{
  (void)state;
  struct tip *tip = full_tip();
  json_t *json = tip_to_json(tip);
  assert_string_equal(json_string_value(json_object_get(json, "state")), "failed");
  assert_string_equal(json_string_value(json_object_get(json_object_get(json, "subject"), "kind")), "host");
  assert_true(json_is_null(json_object_get(json_object_get(json, "subject"), "uuid")));
  assert_string_equal(json_string_value(json_object_get(json_object_get(json, "remedy"), "kind")), "migrate");
  assert_string_equal(json_string_value(json_object_get(json, "updated")), "2026-09-21T14:18:20.000Z");
  json_decref(json);
  g_free(tip->subject);
  tip->subject = g_strdup("guest:6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  json = tip_to_json(tip);
  assert_string_equal(json_string_value(json_object_get(json_object_get(json, "subject"), "uuid")),
                      "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  json_decref(json);
  tip_free(tip);
}

static struct action *full_action(void)
{
  struct action *action = action_new();
  struct plan *moves = plan();
  action->id = 9;
  action->tip_id = 12;
  action->move = move_copy(moves->moves->pdata[0]);
  plan_free(moves);
  action->state = ACTION_AMBIGUOUS;
  action->progress_pct = 42;
  action->bytes_done = 1;
  action->bytes_total = G_GUINT64_CONSTANT(1) << 40;
  action->downtime_ms = 0;
  action->started_us = G_GINT64_CONSTANT(1790000000999999);
  g_free(action->error);
  action->error = g_strdup("who knows");
  return action;
}

static void an_action_read_back_has_lost_nothing(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct action *action = full_action();
  json_t *json = through_text(action_to_json(action));
  struct action *back = action_from_json(json, &error);
  assert_no_error(error);
  json_t *again = action_to_json(back);
  assert_true(json_equal(json, again));
  assert_int_equal(back->downtime_ms, 0); /* none is not unknown */
  assert_int_equal(back->started_us, action->started_us);
  assert_int_equal(back->ended_us, 0);
  assert_int_equal(back->move->method, METHOD_QUICK);
  json_decref(json);
  json_decref(again);
  action_free(back);
  action->downtime_ms = -1;
  json = action_to_json(action);
  assert_true(json_is_null(json_object_get(json, "downtime_ms")));
  back = action_from_json(json, &error);
  assert_int_equal(back->downtime_ms, -1);
  json_decref(json);
  action_free(back);
  action_free(action);
}

static void refuse(json_t *json, const char *says)
{
  g_autoptr(GError) error = NULL;
  assert_null(tip_from_json(json, &error));
  assert_int_equal(error->code, PROVOST_ERROR_INVALID);
  assert_error_says(error, says);
}

/* What tips of former versions do not have. */
static void accept_without(json_t *json)
{
  g_autoptr(GError) error = NULL;
  struct tip *tip = tip_from_json(json, &error);
  assert_no_error(error);
  tip_free(tip);
}

/* Each field in turn is taken away and given another type. */
static void what_is_not_a_tip_is_refused_by_the_name_of_its_field(void **state)
{
  (void)state;
  static const char *const later[] = {"accepted", "accepted_by", "since", "state_since", "test", "cause", "approvals", "returns", "clears", "alerts", NULL};
  struct tip *tip = full_tip();
  json_t *good = tip_to_json(tip);
  const char *name;
  json_t *value;
  json_object_foreach(good, name, value)
  {
    g_autofree char *quoted = g_strdup_printf("\"%s\"", name);
    json_t *json = json_deep_copy(good);
    json_object_del(json, name);
    if (g_strv_contains(later, name))
      accept_without(json);
    else
      refuse(json, quoted);
    json_object_set_new(json, name, g_str_equal(name, "test") ? json_integer(7) : json_true());
    refuse(json, quoted);
    json_decref(json);
  }
  refuse(json_null(), "\"id\"");
  json_decref(good);
  tip_free(tip);
}

static void there_is_a_limit_to_evidence(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct tip *tip = full_tip();
  while (tip->evidence->len < LIMIT_EVIDENCE)
    g_ptr_array_add(tip->evidence, evidence());
  struct evidence *first = tip->evidence->pdata[0];
  g_array_set_size(first->values, LIMIT_EVIDENCE_VALUES);
  json_t *json = tip_to_json(tip);
  struct tip *back = tip_from_json(json, &error);
  assert_no_error(error);
  tip_free(back);
  json_decref(json);
  g_array_set_size(first->values, LIMIT_EVIDENCE_VALUES + 1);
  json = tip_to_json(tip);
  refuse(json, "\"values\"");
  json_decref(json);
  g_array_set_size(first->values, 1);
  g_ptr_array_add(tip->evidence, evidence());
  json = tip_to_json(tip);
  refuse(json, "\"evidence\"");
  json_decref(json);
  tip_free(tip);
}

static void times_keep_their_microseconds_and_no_time_is_null(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  assert_true(json_is_null(time_to_json(0)));
  for (guint i = 0; i < 2000; i++) {
    GError *error = NULL;
    gint64 us = (gint64)g_rand_int(random) * 1000003 + g_rand_int_range(random, 1, 1000000);
    json_t *json = json_pack("{so}", "at", time_to_json(us));
    assert_int_equal(field_time(json, "at", &error), us);
    json_decref(json);
  }
  static const char *const wrong[] = {"yesterday", "2026-11-23", "2026-11-23T03:09:51Z", "2026-13-23T03:09:51.250Z",
                                      "2026-11-23T03:09:51.2x0Z", "2026-11-23T03:09:51.250+01:00"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) error = NULL;
    json_t *json = json_pack("{ss}", "at", wrong[i]);
    field_time(json, "at", &error);
    assert_error_says(error, "\"at\"");
    json_decref(json);
  }
}

static void numbers_that_are_none_are_null(void **state)
{
  (void)state;
  assert_true(json_is_null(number_to_json(NAN)));
  assert_true(json_is_null(number_to_json(INFINITY)));
  json_t *json = number_to_json(0);
  assert_true(json_is_real(json));
  json_decref(json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tip_read_back_has_lost_nothing),
      cmocka_unit_test(a_tip_is_read_without_evidence_of_a_metric_that_is_gone),
      cmocka_unit_test(the_shapes_are_those_of_the_design),
      cmocka_unit_test(an_action_read_back_has_lost_nothing),
      cmocka_unit_test(what_is_not_a_tip_is_refused_by_the_name_of_its_field),
      cmocka_unit_test(there_is_a_limit_to_evidence),
      cmocka_unit_test(times_keep_their_microseconds_and_no_time_is_null),
      cmocka_unit_test(numbers_that_are_none_are_null),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
