#include "policy/role.h"

#include "policy/confine.h"
#include "policy/engine.h"
#include "policy/finding_message.h"
#include "policy/subject_rows.h"
#include "policy/unjudged.h"
#include "wire/role.h"
#include "wire/samples.h"

/* How long a blocked socket may hold a policy up: longer than the core's patience. */
#define FLUSH_MS 5000
/* Bytes of findings that may wait for the core: each policy may find something about each of ten thousand hosts. */
#define FINDINGS_WAITING (1u << 20)

struct policy_role {
  struct channel *channel;
  struct deadline *deadline;
  struct engine *engine; /* NULL until configured */
  GPtrArray *packs;      /* struct pack_text: those that came for the next configuration */
  GPtrArray *canaries;   /* likewise, to be tried */
  guint64 evaluations, findings, errors;
};

static void on_running(const char *policy, gpointer user)
{
  struct policy_role *role = user;
  channel_send(role->channel, MESSAGE_RUNNING, g_variant_new_string(policy));
  channel_flush(role->channel, FLUSH_MS);
}

static void on_finding(const struct finding *finding, GVariant *settings, gpointer user)
{
  struct policy_role *role = user;
  channel_send(role->channel, MESSAGE_FINDING, finding_message(finding, settings));
  if (channel_waiting(role->channel) > FINDINGS_WAITING)
    channel_flush(role->channel, FLUSH_MS);
}

static gpointer start(struct channel *channel)
{
  struct policy_role *role = g_new0(struct policy_role, 1);
  role->channel = channel;
  role->deadline = deadline_new();
  role->packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  role->canaries = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  return role;
}

static void note_baselines(const GPtrArray *policies, gboolean *needed)
{
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    for (guint j = 0; policy->state == POLICY_ACTIVE && j < policy->needs->len; j++) {
      const struct need *need = &g_array_index(policy->needs, struct need, j);
      needed[need->metric] |= need->baseline;
    }
  }
}

/* Told before the policies, and only what active ones need. */
static void send_baselines_needed(struct policy_role *role)
{
  gboolean needed[CATALOGUE_MAX] = {FALSE};
  note_baselines(engine_policies(role->engine), needed);
  note_baselines(engine_canaries(role->engine), needed);
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("aq"));
  for (guint16 metric = 0; metric < metric_count(); metric++)
    if (needed[metric])
      g_variant_builder_add(&builder, "q", metric);
  channel_send(role->channel, MESSAGE_BASELINES_NEEDED, g_variant_builder_end(&builder));
}

static void send_settings(struct policy_role *role)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssbddds)"));
  const GPtrArray *policies = engine_policies(role->engine);
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    for (guint k = 0; k < policy->settings->len; k++) {
      const struct setting *setting = g_ptr_array_index(policy->settings, k);
      g_variant_builder_add(&builder, "(ssbddds)", policy->name, setting->name, setting->is_duration,
                            setting->standard, setting->min, setting->max, setting->unit);
    }
  }
  channel_send(role->channel, MESSAGE_SETTINGS, g_variant_builder_end(&builder));
}

static GVariant *names_body(const GPtrArray *names)
{
  return names->len ? g_variant_new_strv((const char *const *)names->pdata, (gssize)names->len) : g_variant_new_strv(NULL, 0);
}

static void send_policies(struct policy_role *role)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sssssyysua(qu)a(sss)asas)"));
  const GPtrArray *policies = engine_policies(role->engine);
  send_baselines_needed(role);
  send_settings(role);
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    GVariantBuilder needs;
    g_variant_builder_init(&needs, G_VARIANT_TYPE("a(qu)"));
    for (guint j = 0; j < policy->needs->len; j++) {
      const struct need *need = &g_array_index(policy->needs, struct need, j);
      g_variant_builder_add(&needs, "(qu)", (guint16)need->metric, (guint32)need->reach.span_sec);
    }
    GVariantBuilder settings;
    g_variant_builder_init(&settings, G_VARIANT_TYPE("a(sss)"));
    for (guint j = 0; j < policy->settings->len; j++) {
      const struct setting *setting = g_ptr_array_index(policy->settings, j);
      g_autofree char *value = setting_text(setting);
      g_variant_builder_add(&settings, "(sss)", setting->name, value, setting->unit);
    }
    g_variant_builder_add(&builder, "(sssssyysua(qu)a(sss)@as@as)", policy->name, policy->pack, policy->pack_version,
                          policy->title, policy->file, (guchar)policy->subject, (guchar)policy->state,
                          policy->reason, policy->every_sec, &needs, &settings, names_body(policy->symptom_of), names_body(policy->superseded_by));
  }
  channel_send(role->channel, MESSAGE_POLICIES, g_variant_builder_end(&builder));
}

static void send_packs(struct policy_role *role)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssss)"));
  const GPtrArray *packs = engine_packs(role->engine);
  for (guint i = 0; i < packs->len; i++) {
    const struct running_pack *running = g_ptr_array_index(packs, i);
    const struct pack_text *text = running->text;
    g_variant_builder_add(&builder, "(ssss)", text->folder, text->name, text->version, running->refused);
  }
  channel_send(role->channel, MESSAGE_PACKS, g_variant_builder_end(&builder));
}

static void send_canary_news(struct policy_role *role)
{
  GVariant *body = engine_canary_news(role->engine);
  if (body)
    channel_send(role->channel, MESSAGE_CANARY, body);
}

static void change_packs(struct policy_role *role)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  engine_change_packs(role->engine, role->packs, errors);
  engine_change_canaries(role->engine, role->canaries, errors);
  for (guint i = 0; i < errors->len; i++)
    g_warning("%s", (const char *)g_ptr_array_index(errors, i));
}

static void take_scoped_settings(struct policy_role *role, GVariantIter *scoped)
{
  guchar kind;
  struct scope scope;
  const char *policy, *name, *text;
  while (g_variant_iter_next(scoped, "(y&s&s&s&s&s)", &kind, &scope.cluster, &scope.name, &policy, &name, &text)) {
    scope.kind = kind;
    if (kind >= SUBJECT_KINDS || !engine_override_for(role->engine, &scope, policy, name, text))
      g_warning("the configuration sets %s of policy %s for %s, which no pack has", name, policy, scope.name);
  }
}

static void take_configuration(struct policy_role *role, GVariant *body)
{
  static const struct engine_events events = {on_running, on_finding};
  guint32 interval_sec;
  g_autoptr(GVariantIter) settings = NULL, scoped = NULL, held = NULL;
  g_variant_get(body, "(ua(sss)a(ysssss)a(sys))", &interval_sec, &settings, &scoped, &held);
  if (!role->engine) {
    confine_process();
    role->engine = engine_new(&events, role, role->deadline, MAX(interval_sec, 1));
  }

  const char *policy, *name, *text;
  guchar state;
  change_packs(role);
  while (g_variant_iter_next(settings, "(&s&s&s)", &policy, &name, &text))
    if (!engine_override(role->engine, policy, name, text))
      g_warning("the configuration sets %s of policy %s, which no pack has", name, policy);
  take_scoped_settings(role, scoped);
  while (g_variant_iter_next(held, "(&sy&s)", &policy, &state, &text))
    engine_hold(role->engine, policy, state == POLICY_DISABLED ? POLICY_DISABLED : POLICY_SUSPENDED, text);
  engine_start(role->engine);
  send_policies(role);
  send_packs(role);
  send_canary_news(role);
}

static void take_subjects(struct policy_role *role, GVariant *body)
{
  struct subject_rows rows;
  subject_rows_init(&rows, body);
  engine_take_subjects(role->engine, rows.rows, rows.n);
  subject_rows_done(&rows);
}

static void take_alert(struct subjects *subjects, GVariant *row)
{
  struct alert alert = {.said = "", .host = "", .address = "", .downtime_by = "", .comment = ""};
  const char *state;
  gint64 since_sec, heard_sec, until_sec;
  guint32 marks, attempt;
  g_variant_get(row, "(&s&s&s&sxtuuxx&s&s&s)", &alert.subject, &alert.name, &alert.source, &state, &since_sec, &alert.id, &marks,
                &attempt, &heard_sec, &until_sec, &alert.acknowledged_by, &alert.doubt, &alert.text);
  alert.marks = marks;
  alert.attempt = attempt;
  alert.since_us = CLAMP(since_sec, 0, LIMIT_TIME_SEC) * G_USEC_PER_SEC;
  alert.heard_us = CLAMP(heard_sec, 0, LIMIT_TIME_SEC) * G_USEC_PER_SEC;
  alert.until_us = CLAMP(until_sec, 0, LIMIT_TIME_SEC) * G_USEC_PER_SEC;
  alert.doubt = *alert.doubt ? alert.doubt : NULL;
  if (alert_state_parse(state, &alert.state))
    subjects_take_alert(subjects, &alert);
}

static void take_alerts(struct policy_role *role, GVariant *body)
{
  struct subjects *subjects = engine_subjects(role->engine);
  gboolean is_anew;
  g_autoptr(GVariantIter) said = NULL, gone = NULL;
  g_variant_get(body, "(ba(ssssxtuuxxsss)a(ss))", &is_anew, &said, &gone);
  if (is_anew)
    subjects_take_alerts(subjects, NULL, 0);
  GVariant *row;
  while ((row = g_variant_iter_next_value(said))) {
    take_alert(subjects, row);
    g_variant_unref(row);
  }
  const char *subject, *name;
  while (g_variant_iter_next(gone, "(&s&s)", &subject, &name))
    subjects_drop_alert(subjects, subject, name);
}

static void put_samples(const struct samples_head *head, const char *object, const struct reading *readings,
                        gsize n, gpointer user)
{
  const struct value_round values = {head->source, head->stamp_sec, object, readings, n};
  subjects_put(user, &values);
}

static void take_series(struct policy_role *role, GVariant *body)
{
  guint64 request;
  guint16 metric;
  const char *error;
  g_autoptr(GVariant) points = NULL;
  struct history history = {0};
  g_variant_get(body, "(t&sqxu@ad&s)", &request, &history.object, &metric, &history.first_sec,
                &history.step_sec, &points, &error);
  history.metric = metric;
  history.values = g_variant_get_fixed_array(points, &history.n, sizeof(double));
  if (error[0] == '\0')
    subjects_backfill(engine_subjects(role->engine), &history);
}

static void take_baseline(struct policy_role *role, GVariant *body)
{
  const char *object;
  guint16 metric;
  gint64 hour_sec;
  guint32 weeks;
  g_autoptr(GVariant) points = NULL;
  g_variant_get(body, "(&sqxu@ad)", &object, &metric, &hour_sec, &weeks, &points);
  gsize n;
  const double *values = g_variant_get_fixed_array(points, &n, sizeof *values);
  if (hour_sec >= 0)
    subjects_take_baseline(engine_subjects(role->engine), object, metric, baseline_of_values(hour_sec, weeks, values, n));
}

static void take_open_tip(struct policy_role *role, GVariant *body)
{
  const char *policy, *subject;
  guchar severity;
  g_variant_get(body, "(&s&sy)", &policy, &subject, &severity);
  if (severity < SEVERITIES)
    engine_take_open_tip(role->engine, policy, subject, severity);
}

static void send_counters(const struct policy_role *role)
{
  const struct subjects *subjects = engine_subjects(role->engine);
  const struct role_counter counters[] = {
      {"evaluations", role->evaluations},
      {"findings", role->findings},
      {"errors", role->errors},
      {"series", subjects_series(subjects)},
      {"ring_bytes", subjects_ring_bytes(subjects)},
      {"suspended", engine_count_policies(role->engine, POLICY_SUSPENDED)},
  };
  role_send_counters(role->channel, counters, G_N_ELEMENTS(counters));
}

/* Those that ran in this round for the last time, and those that began to fail in it. */
static void say_failures(const GPtrArray *policies, const char *what, gint64 stamp_sec)
{
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    if (policy->state == POLICY_SUSPENDED && policy->evaluated_sec == stamp_sec)
      g_warning("%s %s is suspended: %s; the others go on", what, policy->name, policy->reason);
    else if (policy->state == POLICY_ACTIVE && policy->reason[0] && policy->failing_sec == stamp_sec)
      g_warning("%s %s: %s", what, policy->name, policy->reason);
  }
}

/* When the core has its answer: nobody waits for them. */
static void try_canaries(struct policy_role *role, const struct occasion *occasion)
{
  if (engine_evaluate_canaries(role->engine, occasion).policies_changed)
    say_failures(engine_canaries(role->engine), "canary policy", occasion->stamp_sec);
  send_canary_news(role);
}

static void evaluate(struct policy_role *role, GVariant *body)
{
  struct occasion occasion;
  g_variant_get(body, "(xb)", &occasion.stamp_sec, &occasion.is_interval);
  gint64 stamp_sec = occasion.stamp_sec;
  struct round round = {0};
  if (stamp_sec >= 0)
    round = occasion.is_interval ? engine_evaluate(role->engine, stamp_sec) : engine_evaluate_changed(role->engine, stamp_sec);
  role->evaluations += round.evaluations;
  role->findings += round.findings;
  role->errors += round.failures;
  if (round.policies_changed) {
    say_failures(engine_policies(role->engine), "policy", stamp_sec);
    send_policies(role);
  }
  if (round.unjudged_changed)
    channel_send(role->channel, MESSAGE_UNJUDGED, unjudged_body(engine_policies(role->engine)));
  channel_send(role->channel, MESSAGE_EVALUATED,
               g_variant_new("(xuuu)", stamp_sec, round.evaluations, round.findings, round.failures));
  send_counters(role);
  if (stamp_sec >= 0)
    try_canaries(role, &occasion);
}

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  struct policy_role *role = state;
  if (kind == MESSAGE_PACK)
    g_ptr_array_add(role->packs, pack_text_of(body));
  else if (kind == MESSAGE_CANARY_PACK)
    g_ptr_array_add(role->canaries, pack_text_of(body));
  else if (kind == MESSAGE_POLICY_CONFIGURE)
    take_configuration(role, body);
  if (!role->engine)
    return;
  if (kind == MESSAGE_SUBJECTS)
    take_subjects(role, body);
  else if (kind == MESSAGE_ALERTS)
    take_alerts(role, body);
  else if (kind == MESSAGE_SAMPLES)
    samples_each(kind, body, put_samples, engine_subjects(role->engine));
  else if (kind == MESSAGE_SERIES)
    take_series(role, body);
  else if (kind == MESSAGE_BASELINE)
    take_baseline(role, body);
  else if (kind == MESSAGE_OPEN_TIP)
    take_open_tip(role, body);
  else if (kind == MESSAGE_EVALUATE)
    evaluate(role, body);
}

static void stop(gpointer state)
{
  (void)state; /* nothing outlives the process */
}

int policy_role_main(int argc, char **argv)
{
  static const struct role_program program = {
      .role = ROLE_POLICY,
      .summary = "Runs the policies of PRO packs for provostd. By hand: provost-policy --check PACK... says "
                 "what is wrong with packs, provost-policy --test PACK... runs their tests.",
      .start = start,
      .message = message,
      .stop = stop,
  };
  return role_main(&program, argc, argv);
}
