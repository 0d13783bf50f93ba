#include "replay/judge.h"

#include "base/error.h"
#include "base/installed.h"
#include "base/text.h"
#include "config/pack_text.h"
#include "wire/catalogue.h"
#include "wire/channel.h"
#include "wire/finding.h"
#include "wire/policy_row.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#define ROLE_FD 3

struct judge {
  struct judge_options options;
  struct channel *channel;
  GSubprocess *process;
  guint timer;
  gint64 heard_us; /* monotonic */
  GVariant *policies, *settings, *baselines;
  char *running; /* the policy that runs; NULL none */
  char *end;     /* why the channel was closed; NULL: it was not */
  gboolean is_answered;
  struct judge_round round;
};

struct judge_setting *judge_setting_parse(const char *text, GError **error)
{
  const char *dot = strchr(text, '.'), *equals = dot ? strchr(dot, '=') : NULL;
  if (!equals || dot == text || equals == dot + 1 || !equals[1]) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "%s is no setting: write POLICY.NAME=VALUE, as in host-cpu.warning=75", text);
    return NULL;
  }
  struct judge_setting *setting = g_new(struct judge_setting, 1);
  *setting = (struct judge_setting){g_strndup(text, (gsize)(dot - text)),
                                    g_strndup(dot + 1, (gsize)(equals - dot - 1)), g_strdup(equals + 1)};
  return setting;
}

void judge_setting_free(gpointer data)
{
  struct judge_setting *setting = data;
  g_free(setting->policy);
  g_free(setting->name);
  g_free(setting->value);
  g_free(setting);
}

/* Tips are told again in each round, with all their evidence. */
static gboolean is_known(const struct judge *judge, GVariant *body)
{
  const char *policy, *subject;
  guchar kind, severity;
  g_variant_get_child(body, 1, "y", &kind);
  g_variant_get_child(body, 2, "&s", &policy);
  g_variant_get_child(body, 6, "&s", &subject);
  g_variant_get_child(body, 8, "y", &severity);
  return kind == FINDING_TIP && severity < SEVERITIES && judge->options.knows &&
         judge->options.knows(policy, subject, severity, judge->options.user);
}

static void take_finding(struct judge *judge, GVariant *body)
{
  if (is_known(judge, body))
    return;
  struct finding *finding = finding_read(body);
  if (finding)
    judge->options.finding(finding, judge->options.user);
  g_clear_pointer(&finding, finding_free);
}

static void keep(GVariant **kept, GVariant *body)
{
  g_clear_pointer(kept, g_variant_unref);
  *kept = g_variant_ref(body);
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct judge *judge = user;
  judge->heard_us = g_get_monotonic_time();
  if (kind == MESSAGE_FINDING) {
    take_finding(judge, body);
  } else if (kind == MESSAGE_POLICIES) {
    judge->is_answered |= !judge->policies;
    keep(&judge->policies, body);
  } else if (kind == MESSAGE_SETTINGS) {
    keep(&judge->settings, body);
  } else if (kind == MESSAGE_BASELINES_NEEDED) {
    keep(&judge->baselines, body);
  } else if (kind == MESSAGE_RUNNING) {
    g_free(judge->running);
    judge->running = g_variant_dup_string(body, NULL);
  } else if (kind == MESSAGE_EVALUATED) {
    g_variant_get(body, "(xuuu)", NULL, &judge->round.evaluations, &judge->round.findings, &judge->round.failures);
    judge->is_answered = TRUE;
    g_clear_pointer(&judge->running, g_free);
  }
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel; /* whoever waits looks whether it is open */
  text_replace(&((struct judge *)user)->end, reason);
}

static gboolean on_second(gpointer user)
{
  (void)user; /* wakes whoever waits */
  return G_SOURCE_CONTINUE;
}

static gboolean await(struct judge *judge, GError **error)
{
  judge->heard_us = g_get_monotonic_time();
  while (!judge->is_answered) {
    g_main_context_iteration(NULL, TRUE);
    gboolean is_gone = !channel_is_open(judge->channel);
    if (judge->is_answered || (!is_gone && g_get_monotonic_time() < judge->heard_us + JUDGE_PATIENCE_SEC * G_USEC_PER_SEC))
      continue;
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "provost-policy %s%s%s: %s",
                is_gone ? "has ended" : "hangs", judge->running ? " while it ran policy " : "",
                judge->running ? judge->running : "", is_gone && judge->end ? judge->end : "it says nothing any more");
    return FALSE;
  }
  judge->is_answered = FALSE;
  return TRUE;
}

void judge_read_packs(const char *folder, GPtrArray *packs)
{
  g_autoptr(GPtrArray) folders = packs_in(folder);
  for (guint i = 0; i < folders->len; i++) {
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    struct manifest *manifest = manifest_load(folders->pdata[i], faults);
    if (manifest)
      manifest_declare(manifest);
    g_ptr_array_add(packs, pack_text_read(folders->pdata[i], manifest, manifest ? NULL : faults->pdata[0]));
    g_clear_pointer(&manifest, manifest_free);
  }
}

static gboolean start(struct judge *judge, GError **error)
{
  static const struct channel_events events = {on_message, on_closed};
  g_autofree char *program = judge->options.program ? g_strdup(judge->options.program)
                                                    : installed_path("provost-policy", PROVOST_ROLEDIR);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot make a socket pair: %s", g_strerror(errno));
    return FALSE;
  }
  judge->channel = channel_new(ROLE_CORE, ROLE_POLICY, &events, judge);
  channel_open(judge->channel, pair[0]);
  g_subprocess_launcher_take_fd(launcher, pair[1], ROLE_FD);
  judge->process = g_subprocess_launcher_spawn(launcher, error, program, NULL);
  return judge->process != NULL;
}

/* Who was suspended in an earlier life. */
static GVariant *held_body(const struct judge *judge)
{
  GVariantBuilder held;
  GVariant *former = judge->options.former;
  g_variant_builder_init(&held, G_VARIANT_TYPE("a(sys)"));
  for (gsize i = 0; i < policy_rows(former); i++) {
    struct policy_row row;
    policy_row_read(former, i, &row);
    if (row.state == POLICY_SUSPENDED)
      g_variant_builder_add(&held, "(sys)", row.name, (guchar)row.state, row.reason);
  }
  return g_variant_builder_end(&held);
}

static void configure(struct judge *judge)
{
  GVariantBuilder settings;
  g_variant_builder_init(&settings, G_VARIANT_TYPE("a(sss)"));
  for (guint i = 0; i < judge->options.settings->len; i++) {
    const struct judge_setting *setting = judge->options.settings->pdata[i];
    g_variant_builder_add(&settings, "(sss)", setting->policy, setting->name, setting->value);
  }
  judge_tell(judge, MESSAGE_CATALOGUE, catalogue_body());
  for (guint i = 0; i < judge->options.packs->len; i++)
    judge_tell(judge, MESSAGE_PACK, pack_text_body(judge->options.packs->pdata[i]));
  judge_tell(judge, MESSAGE_POLICY_CONFIGURE,
             g_variant_new("(ua(sss)a(ysssss)@a(sys))", judge->options.interval_sec, &settings, NULL, held_body(judge)));
}

struct judge *judge_new(const struct judge_options *options, GError **error)
{
  struct judge *judge = g_new0(struct judge, 1);
  judge->options = *options;
  judge->timer = g_timeout_add_seconds(1, on_second, NULL);
  if (start(judge, error)) {
    configure(judge);
    if (await(judge, error))
      return judge;
  }
  judge_free(judge);
  return NULL;
}

void judge_free(struct judge *judge)
{
  if (!judge)
    return;
  g_source_remove(judge->timer);
  g_clear_pointer(&judge->channel, channel_free);
  if (judge->process) {
    g_subprocess_force_exit(judge->process);
    g_subprocess_wait(judge->process, NULL, NULL);
  }
  g_clear_object(&judge->process);
  g_clear_pointer(&judge->policies, g_variant_unref);
  g_clear_pointer(&judge->settings, g_variant_unref);
  g_clear_pointer(&judge->baselines, g_variant_unref);
  g_free(judge->running);
  g_free(judge->end);
  g_free(judge);
}

GVariant *judge_settings(const struct judge *judge)
{
  return judge->settings;
}

GVariant *judge_policies(const struct judge *judge)
{
  return judge->policies;
}

GVariant *judge_baselines(const struct judge *judge)
{
  return judge->baselines;
}

void judge_tell(struct judge *judge, enum message_kind kind, GVariant *body)
{
  channel_send(judge->channel, kind, body);
}

void judge_begin(struct judge *judge, gint64 stamp_sec)
{
  judge_tell(judge, MESSAGE_EVALUATE, g_variant_new("(xb)", stamp_sec, TRUE));
  channel_flush(judge->channel, JUDGE_PATIENCE_SEC * 1000);
}

gboolean judge_await(struct judge *judge, struct judge_round *round, GError **error)
{
  gboolean is_done = await(judge, error);
  *round = judge->round;
  return is_done;
}
