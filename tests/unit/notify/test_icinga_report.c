/* What Icinga 2 says, as alert reports. */
#include "notify/icinga_report.h"

#include "unit.h"

static const struct {
  const char *event, *report; /* NULL: it is left out */
} events[] = {
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"service\": \"http\", \"state\": 2, \"state_type\": 0, \"timestamp\": 1700000000.7, "
     "\"downtime_depth\": 0, \"acknowledgement\": false, \"check_result\": {\"output\": \"no answer\"}}",
     "{\"source\": \"icinga\", \"kind\": \"state\", \"host\": \"web1\", \"name\": \"http\", \"state\": \"critical\", \"state_type\": \"soft\", "
     "\"text\": \"no answer\", \"downtime\": false, \"acknowledged\": false, \"at\": 1700000000}"},
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"state\": 1, \"state_type\": 1, \"timestamp\": 5, \"downtime_depth\": 2}",
     "{\"source\": \"icinga\", \"kind\": \"state\", \"host\": \"web1\", \"state\": \"down\", \"state_type\": \"hard\", \"downtime\": true, "
     "\"at\": 5}"},
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"service\": \"x\", \"state\": 77, \"state_type\": 1}",
     "{\"source\": \"icinga\", \"kind\": \"state\", \"host\": \"web1\", \"name\": \"x\", \"state\": \"unknown\", \"state_type\": \"hard\"}"},
    /* What we said ourselves. */
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"service\": \"provost\", \"state\": 2, \"state_type\": 1}", NULL},
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"service\": \"provost host-cpu\", \"state\": 2, \"state_type\": 1}", NULL},
    {"{\"type\": \"Flapping\", \"host\": \"web1\", \"service\": \"provost\", \"is_flapping\": true}", NULL},
    {"{\"type\": \"StateChange\", \"host\": \"web1\", \"service\": \"provosts\", \"state\": 0, \"state_type\": 1}",
     "{\"source\": \"icinga\", \"kind\": \"state\", \"host\": \"web1\", \"name\": \"provosts\", \"state\": \"ok\", \"state_type\": \"hard\"}"},
    {"{\"type\": \"AcknowledgementSet\", \"host\": \"web1\", \"service\": \"provost\", \"author\": \"carol\", \"comment\": \"I look\", "
     "\"state\": 2, \"state_type\": 1, \"expiry\": 9, \"timestamp\": 8}",
     "{\"source\": \"icinga\", \"kind\": \"acknowledged\", \"host\": \"web1\", \"name\": \"provost\", \"state\": \"critical\", "
     "\"state_type\": \"hard\", \"author\": \"carol\", \"comment\": \"I look\", \"until\": 9, \"at\": 8}"},
    {"{\"type\": \"AcknowledgementCleared\", \"host\": \"web1\", \"service\": \"http\", \"timestamp\": 8}",
     "{\"source\": \"icinga\", \"kind\": \"unacknowledged\", \"host\": \"web1\", \"name\": \"http\", \"at\": 8}"},
    {"{\"type\": \"DowntimeTriggered\", \"downtime\": {\"host_name\": \"web1\", \"service_name\": \"\", \"author\": \"dave\", "
     "\"comment\": \"works\", \"end_time\": 99.9}, \"timestamp\": 8}",
     "{\"source\": \"icinga\", \"kind\": \"downtime_began\", \"host\": \"web1\", \"author\": \"dave\", \"comment\": \"works\", \"until\": 99, "
     "\"at\": 8}"},
    {"{\"type\": \"DowntimeTriggered\", \"downtime\": {\"host_name\": \"web1\", \"service_name\": \"http\", \"author\": \"provost\", "
     "\"end_time\": 99}}", /* the core tells it from somebody's by its author */
     "{\"source\": \"icinga\", \"kind\": \"downtime_began\", \"host\": \"web1\", \"name\": \"http\", \"author\": \"provost\", \"until\": 99}"},
    {"{\"type\": \"DowntimeTriggered\", \"downtime\": {\"host_name\": \"web1\", \"service_name\": \"provost\", \"author\": \"dave\", "
     "\"end_time\": 99}}", NULL},
    {"{\"type\": \"DowntimeRemoved\", \"downtime\": {\"host_name\": \"web1\", \"service_name\": \"http\", \"author\": \"dave\", "
     "\"end_time\": 99}}",
     "{\"source\": \"icinga\", \"kind\": \"downtime_ended\", \"host\": \"web1\", \"name\": \"http\", \"author\": \"dave\", \"until\": 99}"},
    {"{\"type\": \"Flapping\", \"host\": \"web1\", \"service\": \"http\", \"is_flapping\": false}",
     "{\"source\": \"icinga\", \"kind\": \"flapping_ended\", \"host\": \"web1\", \"name\": \"http\"}"},
    /* What is none. */
    {"{\"type\": \"StateChange\"}", NULL},
    {"{\"type\": \"CheckResult\", \"host\": \"web1\"}", NULL},
    {"{\"type\": 5, \"host\": \"web1\"}", NULL},
    {"{\"type\": \"DowntimeTriggered\", \"downtime\": {}}", NULL},
    {"[]", NULL},
};

static void events_are_reports_but_our_own(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(events); i++) {
    json_auto_t *event = json_loads(events[i].event, 0, NULL), *report = icinga_report_of_event(event);
    json_auto_t *wanted = events[i].report ? json_loads(events[i].report, 0, NULL) : NULL;
    g_autofree char *said = report ? json_dumps(report, 0) : g_strdup("nothing");
    assert_non_null(event);
    assert_int_equal(events[i].report != NULL, wanted != NULL);
    if (wanted ? !json_equal(report, wanted) : report != NULL)
      fail_msg("%s is %s", events[i].event, said);
  }
}

static void objects_that_were_checked_are_reports(void **state)
{
  (void)state;
  static const char service[] =
      "{\"type\": \"Service\", \"attrs\": {\"name\": \"http\", \"host_name\": \"web1\", \"state\": 1, \"state_type\": 1, \"check_attempt\": 3, "
      "\"downtime_depth\": 1, \"acknowledgement\": 2, \"flapping\": false, \"last_check_result\": {\"output\": \"slow\"}, "
      "\"last_state_change\": 7.5}}";
  json_auto_t *object = json_loads(service, 0, NULL), *report = icinga_report_of_object(object);
  json_auto_t *wanted = json_loads("{\"source\": \"icinga\", \"kind\": \"state\", \"host\": \"web1\", \"name\": \"http\", \"state\": \"warning\", "
                                   "\"state_type\": \"hard\", \"attempt\": 3, \"text\": \"slow\", \"downtime\": true, \"acknowledged\": true, "
                                   "\"flapping\": false, \"at\": 7}", 0, NULL);
  assert_true(json_equal(report, wanted));
  json_object_set_new(json_object_get(object, "attrs"), "last_check_result", json_null());
  assert_null(icinga_report_of_object(object));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(events_are_reports_but_our_own),
      cmocka_unit_test(objects_that_were_checked_are_reports),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
