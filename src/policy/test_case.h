#pragma once
/*
 * One test of a policy: an engine of its own that holds nothing but the policy's file, the scene it looks
 * at, and a virtual clock. No Lua: lua_test.c gives it to scripts. Plain verbs; single thread.
 */
#include "model/alert_book.h"
#include "policy/engine.h"
#include "policy/test_scene.h"
#include "policy/heard.h"

#define TEST_INTERVAL_SEC 10
#define TEST_RUN_MAX_SEC (7 * 86400)
#define TEST_STEPS_MAX 256 /* of one series */

/* `value` for `seconds`; the last step of a series lasts for ever. */
struct step {
  guint64 seconds;
  enum reading_state why; /* KNOWN, or why the value is unknown */
  double value;
};

struct test_case;

/* `policy_file` is the name of a file of the pack. `deadline` must outlive it. */
struct test_case *test_case_new(struct deadline *deadline, const struct pack_text *pack, const char *policy_file);
void test_case_free(struct test_case *test);

/* The policy under test, NULL where there is no such file; refused if it does not load. */
const struct policy *test_case_policy(const struct test_case *test);

/* A setting as the configuration would give it; FALSE once time has passed. */
gboolean test_case_set(struct test_case *test, const char *setting, const char *text);

/* The subject of that key (written), new where there was none, to be changed at once: the next t:run shows it. */
struct test_subject *test_case_take_subject(struct test_case *test, const char *subject, const char *name);

/* Somebody says this, now, of a subject that is there. The key of the service that it is, NULL: there is no room. */
const char *test_case_take_alert(struct test_case *test, const struct alert *alert);

/* The subject is gone with its services; FALSE: it was not there. */
gboolean test_case_remove_subject(struct test_case *test, const char *subject);

/* From now on this is usual of the object's metric in every hour of the week: the values of so many weeks. */
void test_case_put_baseline(struct test_case *test, const char *object, enum metric_id metric, const double *values,
                            gsize n);

/* From now on the series is this; takes the array of struct step. */
void test_case_put_series(struct test_case *test, const char *object, enum metric_id metric, GArray *steps);

/* Time passes: samples and rounds, one each interval. Only with a policy that is not refused. */
void test_case_run(struct test_case *test, guint64 span_sec);

/* How much time has passed. */
guint64 test_case_elapsed_sec(const struct test_case *test);

/* What was said last of the subject; NULL nothing yet. */
const struct heard *test_case_heard(const struct test_case *test, const char *subject);

/* The written form of the one subject of that kind, or of the one named; NULL where it is none or several. */
const char *test_case_subject(const struct test_case *test, enum subject_kind kind, const char *named);
