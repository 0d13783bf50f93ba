#include "wire/finding.h"

#include "base/limits.h"
#include "wire/messages.h"

#include "unit.h"

#include <math.h>

#define AT G_GINT64_CONSTANT(1790000000)

/* One FINDING, every field at hand. */
struct saying {
  gint64 stamp_sec;
  guint kind, severity, metric, remedy_kind;
  const char *policy, *pack, *title, *subject, *text, *object, *key, *value;
  gint64 from_sec, to_sec;
  double min, avg, max, last, point;
  guint n_evidence, n_values, n_remedies, n_settings;
  const char *services[LIMIT_EVIDENCE + 2];
};

static const struct saying sound = {
    .stamp_sec = AT,
    .kind = FINDING_TIP,
    .severity = SEVERITY_WARNING,
    .metric = METRIC_HOST_CPU_BUSY_PCT,
    .remedy_kind = REMEDY_MIGRATE,
    .policy = "host-cpu",
    .pack = "core",
    .title = "Host processors are saturated",
    .subject = "host:h1",
    .text = "processors of h1 busy 91 %",
    .object = "host:h1",
    .key = "from",
    .value = "host:h1",
    .from_sec = AT - 300,
    .to_sec = AT,
    .min = 85,
    .avg = 91,
    .max = 97,
    .last = 92,
    .point = 91,
    .n_evidence = 1,
    .n_values = 3,
    .n_remedies = 2,
    .n_settings = 1,
};

static GVariant *evidence_rows(const struct saying *saying)
{
  GVariantBuilder rows, values;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(sqxxdddduuad)"));
  for (guint i = 0; i < saying->n_evidence; i++) {
    g_variant_builder_init(&values, G_VARIANT_TYPE("ad"));
    for (guint j = 0; j < saying->n_values; j++)
      g_variant_builder_add(&values, "d", saying->point);
    g_variant_builder_add(&rows, "(sqxxdddduuad)", saying->object, (guint16)saying->metric, saying->from_sec,
                          saying->to_sec, saying->min, saying->avg, saying->max, saying->last,
                          saying->n_values, 30u, &values);
  }
  return g_variant_builder_end(&rows);
}

static GVariant *string_map(const struct saying *saying, guint count)
{
  GVariantBuilder pairs;
  g_variant_builder_init(&pairs, G_VARIANT_TYPE("a{ss}"));
  for (guint i = 0; i < count; i++) {
    g_autofree char *key = i ? g_strdup_printf("%s%u", saying->key, i) : g_strdup(saying->key);
    g_variant_builder_add(&pairs, "{ss}", key, saying->value);
  }
  return g_variant_builder_end(&pairs);
}

static struct finding *said(const struct saying *saying)
{
  GVariantBuilder remedies;
  g_variant_builder_init(&remedies, G_VARIANT_TYPE("a(ya{ss})"));
  for (guint i = 0; i < saying->n_remedies; i++)
    g_variant_builder_add(&remedies, "(y@a{ss})", (guchar)saying->remedy_kind, string_map(saying, 1));
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new(
      "(xyssssssy@a{ss}@a(sqxxdddduuad)^asa(ya{ss}))", saying->stamp_sec, (guchar)saying->kind, saying->policy,
      saying->pack, "1.0", saying->title, saying->subject, saying->text, (guchar)saying->severity,
      string_map(saying, saying->n_settings), evidence_rows(saying),
      saying->services, &remedies));
  assert_true(g_variant_is_of_type(body, message_type(MESSAGE_FINDING)->type));
  return finding_read(body);
}

static void refused(const struct saying *saying)
{
  struct finding *finding = said(saying);
  if (finding)
    fail_msg("taken: %s about %s", finding->policy, finding->subject);
}

static struct finding *taken(const struct saying *saying)
{
  struct finding *finding = said(saying);
  assert_non_null(finding);
  return finding;
}

/* The sound finding with something changed in `it`. */
#define REFUSED(...)                                                                                     \
  do {                                                                                                   \
    struct saying it = sound;                                                                            \
    __VA_ARGS__;                                                                                         \
    refused(&it);                                                                                        \
  } while (0)

#define TAKEN(...)                                                                                       \
  ({                                                                                                     \
    struct saying it = sound;                                                                            \
    __VA_ARGS__;                                                                                         \
    taken(&it);                                                                                          \
  })

static void a_sound_finding_is_read_as_it_was_said(void **state)
{
  (void)state;
  struct finding *finding = taken(&sound);
  assert_int_equal(finding->kind, FINDING_TIP);
  assert_int_equal(finding->severity, SEVERITY_WARNING);
  assert_int_equal(finding->stamp_sec, AT);
  assert_string_equal(finding->policy, "host-cpu");
  assert_string_equal(finding->pack, "core");
  assert_string_equal(finding->pack_version, "1.0");
  assert_string_equal(finding->subject, "host:h1");
  assert_string_equal(finding->text, "processors of h1 busy 91 %");
  assert_string_equal(g_hash_table_lookup(finding->settings, "from"), "host:h1");
  const struct evidence *evidence = finding->evidence->pdata[0];
  assert_string_equal(evidence->object, "host:h1");
  assert_int_equal(evidence->metric, METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(evidence->from_sec, AT - 300);
  assert_true(evidence->avg == 91);
  assert_int_equal(evidence->values->len, 3);
  assert_int_equal(finding->remedies->len, 2);
  const struct remedy *remedy = finding->remedies->pdata[0];
  assert_int_equal(remedy->kind, REMEDY_MIGRATE);
  assert_string_equal(g_hash_table_lookup(remedy->parameters, "from"), "host:h1");
  finding_free(finding);
}

static void kinds_and_severities_that_are_none_are_refused(void **state)
{
  (void)state;
  REFUSED(it.kind = FINDING_KINDS);
  REFUSED(it.kind = 255);
  REFUSED(it.severity = SEVERITIES);
  REFUSED(it.severity = 255);
  REFUSED(it.severity = SEVERITY_NONE); /* of a tip */
  REFUSED(it.remedy_kind = REMEDY_KINDS);
  struct finding *clear = TAKEN(it.kind = FINDING_CLEAR; it.severity = SEVERITY_NONE);
  finding_free(clear);
}

static void a_policy_must_have_a_name_of_ours(void **state)
{
  (void)state;
  g_autofree char *longest = g_strnfill(LIMIT_NAME, 'p'), *longer = g_strnfill(LIMIT_NAME + 1, 'p');
  REFUSED(it.policy = "");
  REFUSED(it.policy = "-rf");
  REFUSED(it.policy = "../up");
  REFUSED(it.policy = "two words");
  REFUSED(it.policy = "line\nbreak");
  REFUSED(it.policy = "h\303\266st");
  REFUSED(it.policy = longer);
  struct finding *finding = TAKEN(it.policy = longest);
  finding_free(finding);
}

static void only_a_whole_subject_is_one(void **state)
{
  (void)state;
  g_autofree char *name = g_strnfill(LIMIT_NAME + 1, 'h');
  g_autofree char *longer = g_strconcat("host:", name, NULL);
  REFUSED(it.subject = "");
  REFUSED(it.subject = "h1");
  REFUSED(it.subject = "host:");
  REFUSED(it.subject = "router:r1");
  REFUSED(it.subject = "host:h1{if=eth0}");
  REFUSED(it.subject = "host:h1{");
  REFUSED(it.subject = "host:h1\nhost:h2");
  REFUSED(it.subject = longer);
}

static void evidence_must_be_a_metric_of_its_object(void **state)
{
  (void)state;
  REFUSED(it.metric = METRIC_COUNT);
  REFUSED(it.metric = G_MAXUINT16);
  REFUSED(it.metric = METRIC_GUEST_CPU_USED_PCT);
  REFUSED(it.metric = METRIC_HOST_NET_RX_BYTES_PER_SEC);
  REFUSED(it.object = "host:h1{if=eth0}");
  REFUSED(it.object = "cluster:lab");
  REFUSED(it.object = "nothing");
  struct finding *part = TAKEN(it.object = "host:h1{if=eth0}"; it.metric = METRIC_HOST_NET_RX_BYTES_PER_SEC);
  finding_free(part);
}

static void figures_that_are_no_numbers_are_refused(void **state)
{
  (void)state;
  const double none[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
  for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
    REFUSED(it.min = none[i]);
    REFUSED(it.avg = none[i]);
    REFUSED(it.max = none[i]);
    REFUSED(it.last = none[i]);
  }
}

static void a_point_may_be_a_gap_but_not_infinite(void **state)
{
  (void)state;
  REFUSED(it.point = (double)INFINITY);
  REFUSED(it.point = -(double)INFINITY);
  struct finding *gap = TAKEN(it.point = (double)NAN);
  const struct evidence *evidence = gap->evidence->pdata[0];
  assert_true(isnan(g_array_index(evidence->values, double, 0)));
  finding_free(gap);
}

/* They are multiplied to microseconds when the tip is stored. */
static void a_window_must_lie_in_our_time_and_go_forward(void **state)
{
  (void)state;
  REFUSED(it.from_sec = AT + 1);
  REFUSED(it.from_sec = -1);
  REFUSED(it.from_sec = G_MININT64);
  REFUSED(it.to_sec = G_MAXINT64);
  REFUSED(it.to_sec = G_MAXINT64 / G_USEC_PER_SEC + 1);
  struct finding *moment = TAKEN(it.from_sec = AT);
  finding_free(moment);
}

static void lists_end_at_their_limits(void **state)
{
  (void)state;
  REFUSED(it.n_evidence = LIMIT_EVIDENCE + 1);
  REFUSED(it.n_values = LIMIT_EVIDENCE_VALUES + 1);
  REFUSED(it.n_remedies = LIMIT_REMEDIES + 1);
  REFUSED(it.n_settings = LIMIT_INSTANCES + 1);
  struct finding *full = TAKEN(it.n_evidence = LIMIT_EVIDENCE; it.n_values = LIMIT_EVIDENCE_VALUES; it.n_remedies = LIMIT_REMEDIES; it.n_settings = LIMIT_INSTANCES);
  assert_int_equal(full->evidence->len, LIMIT_EVIDENCE);
  assert_int_equal(full->remedies->len, LIMIT_REMEDIES);
  assert_int_equal(g_hash_table_size(full->settings), LIMIT_INSTANCES);
  finding_free(full);
  struct finding *empty = TAKEN(it.n_evidence = 0; it.n_remedies = 0; it.n_settings = 0);
  finding_free(empty);
}

static void what_it_rests_on_besides_are_services_each_once(void **state)
{
  (void)state;
  REFUSED(it.services[0] = "");
  REFUSED(it.services[0] = "http");
  REFUSED(it.services[0] = "host:h1");
  REFUSED(it.services[0] = "service:http{if=eth0}");
  REFUSED(for (guint i = 0; i <= LIMIT_EVIDENCE; i++) it.services[i] = "service:http");
  struct finding *finding = TAKEN(for (guint i = 0; i < LIMIT_EVIDENCE; i++) it.services[i] = i % 2 ? "service:http" : "service:dns");
  assert_int_equal(finding->alerts->len, 2);
  assert_string_equal(((const struct tip_alert *)finding->alerts->pdata[1])->service, "service:http");
  finding_free(finding);
}

static void texts_are_made_harmless_and_cut(void **state)
{
  (void)state;
  g_autofree char *endless = g_strnfill(100000, 't');
  struct finding *finding = TAKEN(it.text = "\033[2Jaway\nwith\tit\177\302\233"; it.title = endless; it.pack = "p\001"; it.value = endless; it.key = "k\n");
  assert_string_equal(finding->text, " [2Jaway with it  ");
  assert_int_equal(strlen(finding->title), LIMIT_TEXT);
  assert_string_equal(finding->pack, "p ");
  assert_int_equal(strlen(g_hash_table_lookup(finding->settings, "k ")), LIMIT_TEXT);
  finding_free(finding);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sound_finding_is_read_as_it_was_said),
      cmocka_unit_test(kinds_and_severities_that_are_none_are_refused),
      cmocka_unit_test(a_policy_must_have_a_name_of_ours),
      cmocka_unit_test(only_a_whole_subject_is_one),
      cmocka_unit_test(evidence_must_be_a_metric_of_its_object),
      cmocka_unit_test(figures_that_are_no_numbers_are_refused),
      cmocka_unit_test(a_point_may_be_a_gap_but_not_infinite),
      cmocka_unit_test(a_window_must_lie_in_our_time_and_go_forward),
      cmocka_unit_test(what_it_rests_on_besides_are_services_each_once),
      cmocka_unit_test(lists_end_at_their_limits),
      cmocka_unit_test(texts_are_made_harmless_and_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
