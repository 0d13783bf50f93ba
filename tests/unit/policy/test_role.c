/* The program itself, over its socket, as provostd would use it. */
#include "fixture.h"

#include "config/pack_text.h"
#include "folder.h"
#include "program.h"
#include "wire/channel.h"
#include "wire/samples.h"

#include <dirent.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define WAIT_MS 20000

struct heard {
  enum message_kind kind;
  GVariant *body;
};

struct core {
  char *folder; /* of packs */
  GSubprocess *program;
  GPid pid;
  struct channel *channel;
  GPtrArray *heard; /* struct heard */
  gboolean closed, timed_out;
};

static void heard_free(gpointer data)
{
  struct heard *heard = data;
  g_variant_unref(heard->body);
  g_free(heard);
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct heard *heard = g_new(struct heard, 1);
  *heard = (struct heard){kind, g_variant_ref(body)};
  g_ptr_array_add(((struct core *)user)->heard, heard);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  ((struct core *)user)->closed = TRUE;
}

static void start_program(struct core *core)
{
  static const struct channel_events events = {on_message, on_closed};
  int fd;
  core->program = program_start("provost-policy", NULL, NULL, &fd);
  core->pid = atoi(g_subprocess_get_identifier(core->program));
  core->channel = channel_new(ROLE_CORE, ROLE_POLICY, &events, core);
  channel_open(core->channel, fd);
}

static struct core *core_new(void)
{
  struct core *core = g_new0(struct core, 1);
  core->folder = g_dir_make_tmp("provost-packs-XXXXXX", NULL);
  core->heard = g_ptr_array_new_with_free_func(heard_free);
  start_program(core);
  return core;
}

static void core_free(struct core *core)
{
  channel_free(core->channel);
  assert_true(g_subprocess_wait(core->program, NULL, NULL));
  assert_true(g_subprocess_get_if_exited(core->program) || g_subprocess_get_term_sig(core->program) == SIGKILL);
  g_object_unref(core->program);
  folder_remove(core->folder);
  g_free(core->folder);
  g_ptr_array_unref(core->heard);
  g_free(core);
}

/* Writes a file of the pack: "tests/p_test.lua". */
static void write_file(const struct core *core, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(core->folder, "trial", name, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  g_mkdir_with_parents(folder, 0700);
  assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void write_policy(const struct core *core, const char *name, const char *head, const char *body)
{
  write_file(core, "pack.yaml", "name: trial\nversion: 2.1\n");
  g_autofree char *file = g_strconcat(name, ".lua", NULL);
  g_autofree char *text =
      g_strdup_printf("return { name = \"%s\", title = \"Trial\", subject = \"host\", %s\n"
                      "evaluate = function(host, set)\n%s\nend }\n",
                      name, head, body);
  write_file(core, file, text);
}

static gboolean on_timeout(gpointer user)
{
  ((struct core *)user)->timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

/* The n-th (from 0) message of that kind from `from` on; waits for it. */
static GVariant *wait_for(struct core *core, enum message_kind kind, guint from)
{
  core->timed_out = FALSE;
  guint timer = g_timeout_add(WAIT_MS, on_timeout, core);
  GVariant *found = NULL;
  for (guint i = from; !found && !core->timed_out && !core->closed;) {
    for (; i < core->heard->len && !found; i++) {
      const struct heard *heard = g_ptr_array_index(core->heard, i);
      if (heard->kind == kind)
        found = heard->body;
    }
    if (!found)
      g_main_context_iteration(NULL, TRUE);
  }
  g_source_remove(timer);
  if (!found)
    fail_msg("%s did not come", message_type(kind)->name);
  return found;
}

/* Sends the packs that stand in the folder, as provostd does. */
static void send_packs(struct core *core, const char *folder)
{
  g_autoptr(GPtrArray) packs = packs_in(folder);
  for (guint i = 0; i < packs->len; i++) {
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    struct manifest *manifest = manifest_load(packs->pdata[i], errors);
    struct pack_text *pack = pack_text_read(packs->pdata[i], manifest, "");
    channel_send(core->channel, MESSAGE_PACK, pack_text_body(pack));
    pack_text_unref(pack);
    manifest_free(manifest);
  }
}

static void configure(struct core *core, const char *folder, GVariant *settings)
{
  send_packs(core, folder);
  channel_send(core->channel, MESSAGE_POLICY_CONFIGURE,
               g_variant_new("(u@a(sss)a(ysssss)a(sys))", 10,
                             settings ? settings : g_variant_new_array(G_VARIANT_TYPE("(sss)"), NULL, 0), NULL, NULL));
  const char *subjects = "[('host:h1', 'h1', 'cluster:lab', 'up', false, {'rack': 'r7', 'tier': 'gold'}, @as []), "
                         "('host:h2', 'h2', 'cluster:lab', 'up', false, {}, []), "
                         "('device:f1', 'f1', '', 'up', false, {}, ['host:h1', 'host:h9'])]";
  channel_send(core->channel, MESSAGE_SUBJECTS,
               g_variant_parse(G_VARIANT_TYPE("a(ssssba{ss}as)"), subjects, NULL, NULL, NULL));
}

static void send_load(struct core *core, const char *object, gint64 stamp, double busy)
{
  struct samples_builder *builder = samples_builder_new();
  struct reading reading = isnan(busy) ? reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_UNREACHABLE)
                                       : reading_known(METRIC_HOST_CPU_BUSY_PCT, busy);
  samples_builder_add(builder, object, &reading, 1);
  channel_send(core->channel, MESSAGE_SAMPLES, samples_builder_end(builder, stamp, SOURCE_SNMP));
  samples_builder_free(builder);
}

/* Sends EVALUATE and waits until it is done; returns where its messages begin. */
static guint evaluate(struct core *core, gint64 stamp)
{
  guint from = core->heard->len;
  channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", stamp, TRUE));
  wait_for(core, MESSAGE_EVALUATED, from);
  wait_for(core, MESSAGE_COUNTERS, from);
  return from;
}

/* The finding on that subject from `from` on, or NULL. */
static GVariant *finding_of(const struct core *core, guint from, const char *subject)
{
  for (guint i = from; i < core->heard->len; i++) {
    const struct heard *heard = g_ptr_array_index(core->heard, i);
    if (heard->kind != MESSAGE_FINDING)
      continue;
    const char *named;
    g_variant_get_child(heard->body, 6, "&s", &named);
    if (strcmp(named, subject) == 0)
      return heard->body;
  }
  return NULL;
}

static const char *finding_text(GVariant *finding)
{
  const char *text;
  g_variant_get_child(finding, 7, "&s", &text);
  return text;
}

static enum finding_kind finding_kind(GVariant *finding)
{
  guchar kind;
  g_variant_get_child(finding, 1, "y", &kind);
  return kind;
}

static void a_busy_host_becomes_a_tip_with_evidence_and_remedy(void **state)
{
  (void)state;
  struct core *core = core_new();
  configure(core, TEST_SRCDIR "/policies", NULL);
  g_autofree char *policies = g_variant_print(wait_for(core, MESSAGE_POLICIES, 0), FALSE);
  assert_non_null(strstr(policies, "'host-cpu', 'core', '1.0', 'Host processors are saturated'"));
  assert_non_null(strstr(policies, "'', 30, [(0, 600)], ["));
  assert_non_null(strstr(policies, "('warning', '80', '%')"));
  for (gint64 stamp = 10010; stamp <= 10320; stamp += 10) {
    send_load(core, "host:h1", stamp, 91);
    send_load(core, "host:h2", stamp, 20);
    send_load(core, "host:nobody", stamp, 99);
  }
  guint from = evaluate(core, 10320);
  assert_int_equal(finding_kind(finding_of(core, from, "host:h2")), FINDING_CLEAR);
  GVariant *tip = finding_of(core, from, "host:h1");
  assert_int_equal(finding_kind(tip), FINDING_TIP);
  assert_string_equal(finding_text(tip), "processors of h1 busy 91 % for 5m");
  g_autofree char *whole = g_variant_print(tip, FALSE);
  assert_non_null(strstr(whole, "[('host:h1', 0, 10030, 10320, 91.0, 91.0, 91.0, 91.0, 30, 30, [91.0, "));
  assert_non_null(strstr(whole, "(0x01, {"));
  assert_non_null(strstr(whole, "'from': 'host:h1'"));
  assert_non_null(strstr(whole, "'relieve': 'cpu'"));
  assert_non_null(strstr(whole, "'sustained': '5m'"));
  assert_null(finding_of(core, from, "host:nobody"));
  core_free(core);
}

static void history_and_the_open_tip_survive_a_restart(void **state)
{
  (void)state;
  struct core *core = core_new();
  configure(core, TEST_SRCDIR "/policies", NULL);
  double values[40];
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    values[i] = 75;
  GVariant *points =
      g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, G_N_ELEMENTS(values), sizeof(double));
  channel_send(core->channel, MESSAGE_SERIES,
               g_variant_new("(tsqxu@ads)", G_GUINT64_CONSTANT(1), "host:h1", METRIC_HOST_CPU_BUSY_PCT,
                             (gint64)10000, 10, points, ""));
  channel_send(core->channel, MESSAGE_OPEN_TIP,
               g_variant_new("(ssy)", "host-cpu", "host:h1", SEVERITY_WARNING));
  send_load(core, "host:h1", 10400, 75);
  guint from = evaluate(core, 10400);
  assert_int_equal(finding_kind(finding_of(core, from, "host:h1")), FINDING_TIP);
  channel_send(core->channel, MESSAGE_OPEN_TIP,
               g_variant_new("(ssy)", "host-cpu", "host:h1", SEVERITY_NONE));
  send_load(core, "host:h1", 10430, 75);
  from = evaluate(core, 10430);
  assert_int_equal(finding_kind(finding_of(core, from, "host:h1")), FINDING_CLEAR);
  core_free(core);
}

static void missing_samples_give_no_tip_but_the_reason(void **state)
{
  (void)state;
  struct core *core = core_new();
  configure(core, TEST_SRCDIR "/policies", NULL);
  for (gint64 stamp = 10000; stamp <= 10320; stamp += 10)
    send_load(core, "host:h1", stamp, stamp > 10280 ? NAN : 99);
  guint from = evaluate(core, 10320);
  GVariant *finding = finding_of(core, from, "host:h1");
  assert_int_equal(finding_kind(finding), FINDING_NO_DATA);
  assert_string_equal(finding_text(finding),
                      "the last known value of host.cpu.busy_pct of h1 is too old: not reachable");
  core_free(core);
}

static void a_bad_override_refuses_that_policy_only(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "one", "settings = { x = { default = 5, max = 9 } },", "return nil");
  write_policy(core, "two", "settings = { x = { default = 5, max = 9 } },", "return nil");
  GVariant *settings = g_variant_parse(G_VARIANT_TYPE("a(sss)"), "[('one', 'x', '10'), ('two', 'x', '9')]",
                                       NULL, NULL, NULL);
  configure(core, core->folder, settings);
  g_autofree char *policies = g_variant_print(wait_for(core, MESSAGE_POLICIES, 0), FALSE);
  assert_non_null(strstr(policies, "0x01, 'setting x is \"10\", but must be a number up to 9'"));
  guint from = evaluate(core, 10000);
  guint32 evaluations;
  g_variant_get_child(wait_for(core, MESSAGE_EVALUATED, from), 1, "u", &evaluations);
  assert_int_equal(evaluations, 2);
  core_free(core);
}

static void a_hanging_policy_is_stopped_and_suspended_and_the_others_run(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "attack", "", "while true do pcall(function() while true do end end) end");
  write_policy(core, "good", "", "return provost.tip { severity = 'info', text = 'fine' }");
  configure(core, core->folder, NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  guint from = 0;
  for (gint64 round = 0; round < 3; round++)
    from = evaluate(core, 10000 + round * 10);
  g_autofree char *policies = g_variant_print(wait_for(core, MESSAGE_POLICIES, from), FALSE);
  assert_non_null(strstr(policies, "0x02, 'it ran too long in 3 rounds in a row"));
  from = evaluate(core, 10030);
  assert_string_equal(finding_text(finding_of(core, from, "host:h1")), "fine");
  g_autofree char *counters = g_variant_print(wait_for(core, MESSAGE_COUNTERS, from), FALSE);
  assert_non_null(strstr(counters, "'suspended': 1"));
  core_free(core);
}

/* Whatever hangs a policy in a way the deadline cannot stop: the core knows whom to blame. */
/* More than fits a socket, while the core is busy with something else. */
static void the_first_round_over_ten_thousand_hosts_is_told_whole(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "clear", "", "return nil");
  write_policy(core, "tip", "",
               "return provost.tip { severity = 'info', text = ('x'):rep(200), evidence = {}, remedy = provost.notify {} }");
  configure(core, core->folder, NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  GVariantBuilder subjects;
  g_variant_builder_init(&subjects, G_VARIANT_TYPE("a(ssssba{ss}as)"));
  for (guint i = 0; i < LIMIT_HOSTS; i++) {
    g_autofree char *subject = g_strdup_printf("host:h%u", i);
    g_variant_builder_add(&subjects, "(ssssba{ss}as)", subject, subject + strlen("host:"), "cluster:lab", "up", FALSE,
                          NULL, NULL);
  }
  channel_send(core->channel, MESSAGE_SUBJECTS, g_variant_builder_end(&subjects));
  guint from = evaluate(core, 10000), told = 0;
  for (guint i = from; i < core->heard->len; i++)
    told += ((const struct heard *)g_ptr_array_index(core->heard, i))->kind == MESSAGE_FINDING;
  assert_int_equal(told, 2 * LIMIT_HOSTS);
  core_free(core);
}

static void try_pack(struct core *core, const char *name, const char *body)
{
  struct pack_text *pack = pack_text_new("/tried", "trial", "2.2", "");
  g_autofree char *file = g_strconcat(name, ".lua", NULL);
  g_autofree char *text = g_strdup_printf(
      "return { name = '%s', title = 'T', subject = 'host', evaluate = function(host) %s end }", name, body);
  pack_text_add(pack->files, file, text, strlen(text), "");
  channel_send(core->channel, MESSAGE_CANARY_PACK, pack_text_body(pack));
  pack_text_unref(pack);
}

static guint count_heard(const struct core *core, enum message_kind kind)
{
  guint n = 0;
  for (guint i = 0; i < core->heard->len; i++)
    n += ((const struct heard *)g_ptr_array_index(core->heard, i))->kind == kind;
  return n;
}

static void a_canary_runs_when_the_core_has_its_answer_and_tells_only_differences(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return provost.tip { severity = 'info', text = 'runs' }");
  try_pack(core, "p", "return provost.tip { severity = 'critical', text = 'tried' }");
  configure(core, core->folder, NULL);
  g_autofree char *policies = g_variant_print(wait_for(core, MESSAGE_POLICIES, 0), FALSE);
  assert_null(strstr(policies, "2.2"));
  wait_for(core, MESSAGE_CANARY, 0);
  guint from = evaluate(core, 10000), evaluated = from;
  while (((const struct heard *)core->heard->pdata[evaluated])->kind != MESSAGE_EVALUATED)
    assert_int_not_equal(((const struct heard *)core->heard->pdata[evaluated++])->kind, MESSAGE_CANARY);
  g_autofree char *canary = g_variant_print(wait_for(core, MESSAGE_CANARY, evaluated), FALSE);
  assert_non_null(strstr(canary, "(10000, 'p', 'host:h1', 0x03, 'info: runs (notify)', 'critical: tried (notify)')"));
  evaluate(core, 10010);
  assert_int_equal(count_heard(core, MESSAGE_CANARY), 2); /* nothing has changed */
  assert_int_equal(count_heard(core, MESSAGE_FINDING), 4); /* of two hosts, twice */
  assert_int_equal(count_heard(core, MESSAGE_RUNNING), 2);
  core_free(core);
}

static void what_it_cannot_judge_is_counted_by_reason_and_told_when_that_changes(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "needs = { [\"host.cpu.busy_pct\"] = \"1m\" },",
               "local busy = host:latest(\"host.cpu.busy_pct\")\n"
               "if not busy then return nil, \"no processors are known\" end\n"
               "if busy > 90 then return nil, \"it is in doubt\" end\nreturn nil");
  configure(core, core->folder, NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  guint from = evaluate(core, 10000);
  g_autofree char *both = g_variant_print(wait_for(core, MESSAGE_UNJUDGED, from), FALSE);
  assert_string_equal(both, "[('p', 2, 2, [('no processors are known', 2, ['host:h1', 'host:h2'])])]");
  evaluate(core, 10010);
  assert_int_equal(count_heard(core, MESSAGE_UNJUDGED), 1); /* nothing has changed */
  send_load(core, "host:h1", 10020, 95);
  from = evaluate(core, 10020);
  g_autofree char *two = g_variant_print(wait_for(core, MESSAGE_UNJUDGED, from), FALSE);
  assert_string_equal(two, "[('p', 2, 2, [('it is in doubt', 1, ['host:h1']), ('no processors are known', 1, ['host:h2'])])]");
  send_load(core, "host:h1", 10030, 5);
  send_load(core, "host:h2", 10030, 5);
  from = evaluate(core, 10030);
  g_autofree char *none = g_variant_print(wait_for(core, MESSAGE_UNJUDGED, from), FALSE);
  assert_string_equal(none, "[('p', 2, 0, [])]");
  core_free(core);
}

static void a_policy_is_named_before_it_runs(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "a-quick", "", "return nil");
  write_policy(core, "b-slow", "", "while true do end");
  configure(core, core->folder, NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  guint from = core->heard->len;
  channel_send(core->channel, MESSAGE_EVALUATE, g_variant_new("(xb)", (gint64)10000, TRUE));
  const char *name = "";
  while (strcmp(name, "b-slow") != 0) {
    name = g_variant_get_string(wait_for(core, MESSAGE_RUNNING, from), NULL);
    from++;
  }
  kill(core->pid, SIGKILL);
  while (!core->closed)
    g_main_context_iteration(NULL, TRUE);
  for (guint i = core->heard->len; i > 0; i--) {
    const struct heard *heard = g_ptr_array_index(core->heard, i - 1);
    if (heard->kind != MESSAGE_RUNNING)
      continue;
    assert_string_equal(g_variant_get_string(heard->body, NULL), "b-slow");
    break;
  }
  core_free(core);
}

/* Whether every thread's system calls are filtered. */
static gboolean has_filter(GPid pid)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return pid > 0;
#else
  g_autofree char *tasks = g_strdup_printf("/proc/%d/task", pid);
  g_autoptr(GDir) dir = g_dir_open(tasks, 0, NULL);
  gboolean all = TRUE;
  for (const char *task; (task = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(tasks, task, "status", NULL);
    g_autofree char *status = NULL;
    all = g_file_get_contents(path, &status, NULL, NULL) && strstr(status, "\nSeccomp:\t2\n") && all;
  }
  return all;
#endif
}

static void a_loaded_process_can_open_nothing_more(void **state)
{
  (void)state;
  struct core *core = core_new();
  configure(core, TEST_SRCDIR "/policies", NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  struct rlimit files, cores, processes;
  assert_int_equal(prlimit(core->pid, RLIMIT_NOFILE, NULL, &files), 0);
  assert_int_equal(prlimit(core->pid, RLIMIT_CORE, NULL, &cores), 0);
  assert_int_equal(prlimit(core->pid, RLIMIT_NPROC, NULL, &processes), 0);
  g_autofree char *folder = g_strdup_printf("/proc/%d/fd", core->pid);
  DIR *dir = opendir(folder);
  const struct dirent *entry;
  gboolean is_open[256] = {FALSE};
  while ((entry = readdir(dir)))
    if (g_ascii_isdigit(entry->d_name[0]) && atoi(entry->d_name) < 256)
      is_open[atoi(entry->d_name)] = TRUE;
  closedir(dir);
  for (rlim_t fd = 0; fd < files.rlim_cur; fd++)
    assert_true(is_open[fd]);
  assert_int_equal(files.rlim_max, files.rlim_cur);
  assert_int_equal(cores.rlim_max, 0);
  assert_int_equal(processes.rlim_max, 0);
  assert_true(has_filter(core->pid));
  evaluate(core, 10000);
  core_free(core);
}

static char *run_by_hand(const char *mode, const char *folder, int *status)
{
  const char *argv[] = {TEST_BUILDDIR "/provost-policy", mode, folder, NULL};
  char *out = NULL, *err = NULL;
  assert_true(g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, &out, &err, status, NULL));
  char *all = g_strconcat(out, err, NULL);
  g_free(out);
  g_free(err);
  *status = WEXITSTATUS(*status);
  return all;
}

static void the_shipped_packs_pass_their_check_and_tests(void **state)
{
  (void)state;
  int status;
  g_autofree char *checked = run_by_hand("--check", TEST_SRCDIR "/policies", &status);
  assert_int_equal(status, 0);
  assert_non_null(strstr(checked, "ok: core 1.0, policy host-cpu"));
  g_autofree char *tested = run_by_hand("--test", TEST_SRCDIR "/policies", &status);
  if (status != 0)
    fail_msg("%s", tested);
  assert_non_null(strstr(tested, " - core/host-cpu.lua: "));
}

static void checking_and_testing_a_bad_pack_fail_with_the_place(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return provost.tip { severity = 'info', text = 'always' }");
  write_file(core, "tests/p_test.lua",
             "test('quiet', function(t)\n t:host('h1')\n t:run('10s')\n t:expect_no_tip()\nend)\n"
             "test('loud', function(t) t:host('h1') t:run('10s') t:expect_tip { remedy = 'notify' } end)\n"
             "test('typo', function(t) t:hots('h1') end)\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  assert_int_equal(status, 1);
  assert_non_null(strstr(tested, "not ok 1 - trial/p.lua: quiet\n# "));
  assert_non_null(strstr(tested, "/trial/tests/p_test.lua:4: after 10s\n# expected: no tip\n"
                                 "# but got:  info tip, remedy notify: always\n"));
  assert_non_null(strstr(tested, "\nok 2 - trial/p.lua: loud\n"));
  assert_non_null(strstr(tested, "\nnot ok 3 - trial/p.lua: typo\n# "));
  assert_non_null(strstr(tested, "/p_test.lua:7: t has no field 'hots'; did you mean 'host'?\n1..3\n"));
  write_policy(core, "bad", "needs = { [\"host.cpu.load\"] = \"5m\" },", "");
  g_autofree char *checked = run_by_hand("--check", core->folder, &status);
  assert_int_equal(status, 1);
  assert_non_null(strstr(checked, ": error: needs: there is no metric \"host.cpu.load\""));
  assert_non_null(strstr(checked, "/trial/p.lua: ok: trial 2.1, policy p: Trial\n"));
  core_free(core);
}

static void a_file_that_tests_nothing_fails(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return nil");
  write_file(core, "tests/p_test.lua", "return { quiet = function(t) t:host('h1') end }\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  assert_int_equal(status, 1);
  assert_non_null(strstr(tested, "not ok 1 - trial/p.lua: p_test.lua\n# it tests nothing: call test("));
  core_free(core);
}

static void a_pack_tests_its_policies_of_services(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return nil");
  write_file(core, "s.lua",
             "return { name = 's', title = 'Trial', subject = 'service',\n"
             "  evaluate = function(s)\n"
             "    if s.state == 'ok' then return nil end\n"
             "    return provost.tip { severity = 'warning', text = ('%s of %s is %s: %s (%s, %s)'):format(\n"
             "      s.name, s.subject, s.state, s.text, s.source, #s.subject.alerts) }\n"
             "  end }\n");
  write_file(core, "tests/s_test.lua",
             "test('that fail', function(t) t:host('h1')\n"
             "  t:service('Disk /', {of = 'host:h1', state = 'critical', text = 'full', source = 'icinga'})\n"
             "  t:run('10s') t:expect_tip { text = 'Disk / of h1 is critical: full (icinga, 1)' }\n"
             "  t:service('Disk /', {of = 'host:h1'}) t:run('10s') t:expect_no_tip() end)\n"
             "test('of two', function(t) t:host('h1') t:guest('g1', {host = 'h1'})\n"
             "  local a, b = t:service('http', {of = 'host:h1'}), t:alert('guest:g1', 'http', 'unknown')\n"
             "  t:run('10s') t:expect_no_tip { subject = a } t:expect_tip { subject = b, text = 'http of g1 is unknown:  (nagios' }\n"
             "  t:gone('guest:g1') t:run('10s') t:expect_no_tip() end)\n"
             "test('with all that may be said', function(t) t:host('h1')\n"
             "  for _, wrong in ipairs { {attempt = -1}, {attempt = 1.5}, {hard = 1}, {flaping = true} } do\n"
             "    local ok, why = pcall(t.alert, t, 'host:h1', 'x', 'critical', wrong)\n"
             "    assert(not ok and (why:find('count') or why:find('true or false') or why:find('flapping')), why) end end)\n"
             "test('of nobody', function(t)\n"
             "  local ok, why = pcall(t.service, t, 'http', {of = 'host:h9'})\n"
             "  assert(not ok and why:find('this test has no subject host:h9', 1, true), why)\n"
             "  ok, why = pcall(t.service, t, 'http', {of = 'host:h9', state = 'fine'})\n"
             "  assert(not ok) t:host('h9')\n"
             "  ok, why = pcall(t.service, t, 'http', {of = 'host:h9', state = 'fine'})\n"
             "  assert(not ok and why:find('state must be', 1, true), why) end)\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  if (status != 0 || !strstr(tested, "ok 1 - trial/s.lua: that fail") || !strstr(tested, "ok 2 - trial/s.lua: of two") ||
      !strstr(tested, "ok 3 - trial/s.lua: with all") || !strstr(tested, "ok 4 - trial/s.lua: of nobody"))
    fail_msg("%s", tested);
  core_free(core);
}

static void a_pack_tests_its_policies_of_clusters(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return nil");
  write_file(core, "c.lua",
             "return { name = 'c', title = 'Trial', subject = 'cluster',\n"
             "  evaluate = function(cluster)\n"
             "    local text = ('%s %s %d %d'):format(cluster, cluster.state, #cluster.hosts, #cluster.guests)\n"
             "    for _, g in ipairs(cluster.guests) do text = text .. ' ' .. g.state .. tostring(g.ha) .. g.labels.tier end\n"
             "    for _, h in ipairs(cluster.hosts) do text = text .. ' ' .. #h.devices .. h.labels.rack end\n"
             "    for _, a in ipairs(cluster.alerts) do\n"
             "      text = ('%s %s %s %s %s %d'):format(text, a.source, a.name, a.state, a.text, a.age) end\n"
             "    return provost.tip { severity = 'info', text = text }\n"
             "  end }\n");
  write_file(core, "tests/c_test.lua",
             "test('one that its hosts make', function(t)\n"
             "  t:host('h1', {labels = {rack = 'r7'}}) t:host('h2', {labels = {rack = 'r8'}})\n"
             "  t:guest('g1', {host = 'h2', ha = true, labels = {tier = 'db'}}) t:device('f1', {serves = {'h2'}})\n"
             "  t:run('10s') t:expect_tip { text = 'lab up 2 1 runningtruedb 0r7 1r8' }\n"
             "  t:guest('g1', {host = 'h2', state = 'off'}) t:run('10s')\n" /* the rest stays */
             "  t:expect_tip { text = 'lab up 2 1 offtruedb 0r7 1r8' } end)\n"
             "test('one of which others speak', function(t) t:cluster('far') t:run('10s')\n"
             "  t:alert('cluster:far', 'power', 'warning', {source = 'ups', text = 'on battery'}) t:run('10s')\n"
             "  t:expect_tip { text = 'far up 0 0 ups power warning on battery 10' } end)\n"
             "test('one that is made', function(t) t:cluster('far', {state = 'partial'}) t:run('10s')\n"
             "  t:expect_tip { text = 'far partial 0 0', subject = 'cluster:far' } end)\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  if (status != 0 || !strstr(tested, "ok 1 - trial/c.lua: one that its") || !strstr(tested, "ok 2 - trial/c.lua: one of which") ||
      !strstr(tested, "ok 3 - trial/c.lua: one that is"))
    fail_msg("%s", tested);
  core_free(core);
}

static void a_pack_tests_its_policies_of_devices(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return nil");
  write_file(core, "d.lua",
             "return { name = 'd', title = 'Trial', subject = 'device', needs = { ['device.cpu.busy_pct'] = '5m' },\n"
             "  evaluate = function(device)\n"
             "    local busy, why = device:window('device.cpu.busy_pct', '1m')\n"
             "    if not busy then return nil, why end\n"
             "    if busy:min() > 90 then return provost.tip { severity = 'info', text = device.name .. #device.hosts } end\n"
             "  end }\n");
  write_file(core, "tests/d_test.lua",
             "test('busy', function(t) t:device('san1') t:series('device:san1', 'device.cpu.busy_pct', {{'5m', 95}})\n"
             "  t:run('1m') t:expect_tip { text = 'san10' }\n"
             "  t:host('h1') t:host('h2') t:device('san1', {serves = {'h1', 'h2'}})\n"
             "  t:run('1m') t:expect_tip { text = 'san12' }\n"
             "  t:device('san1', {serves = {'h2'}}) t:run('1m') t:expect_tip { text = 'san11' } end)\n"
             "test('calm', function(t) t:device('san1') t:series('device:san1', 'device.cpu.busy_pct', {{'5m', 5}})\n"
             "  t:run('5m') t:expect_no_tip() end)\n"
             "test('wrong', function(t) t:device('san1', {cluster = 'lab'}) end)\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  if (!strstr(tested, "ok 1 - trial/d.lua: busy\nok 2 - trial/d.lua: calm\nnot ok 3 - trial/d.lua: wrong\n") ||
      !strstr(tested, "t:device(name, {state =, serves = {HOST, ...}, labels =})"))
    fail_msg("%s", tested);
  core_free(core);
}

static void what_is_usual_comes_from_the_core_and_in_tests_from_the_test(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "usual", "needs = { ['host.cpu.busy_pct'] = { back = '5m', baseline = true } },",
               "local usual, why = host:baseline('host.cpu.busy_pct')\n"
               "local busy = host:latest('host.cpu.busy_pct')\n"
               "if not usual or not busy then return nil, why end\n"
               "if busy <= usual:high() then return end\n"
               "return provost.tip { severity = 'info', text = ('%g, not %g'):format(busy, usual:mean()) }");
  write_file(core, "tests/usual_test.lua",
             "test('unusual', function(t) t:host('h1') t:series('host:h1', 'host.cpu.busy_pct', {{'5m', 50}})\n"
             "  t:baseline('host:h1', 'host.cpu.busy_pct', {20, 30, 40}) t:run('5m') t:expect_tip { text = '50, not 30' }\n"
             "  t:run('2h') t:expect_tip()\n"
             "  t:baseline('host:h1', 'host.cpu.busy_pct', {20, 30, 60}) t:run('5m') t:expect_no_tip() end)\n"
             "test('unknown', function(t) t:host('h1') t:baseline('host:h1', 'host.cpu.busy_pct', {20, 30}) t:run('5m')\n"
             "  t:expect_no_data { reason = 'for 2 of the last 8 weeks' } end)\n"
             "test('wrong', function(t) t:host('h1') t:baseline('host:h1', 'host.cpu.busy_pct', {101}) end)\n");
  int status;
  g_autofree char *tested = run_by_hand("--test", core->folder, &status);
  if (!strstr(tested, "ok 1 - trial/usual.lua: unusual\nok 2 - trial/usual.lua: unknown\nnot ok 3 - trial/usual.lua: wrong\n") ||
      !strstr(tested, "each value must be a number within the metric's bounds (given: 101)"))
    fail_msg("%s", tested);

  const double values[] = {20, 30, 40};
  configure(core, core->folder, NULL);
  g_autofree char *needed = g_variant_print(wait_for(core, MESSAGE_BASELINES_NEEDED, 0), FALSE);
  assert_string_equal(needed, "[0]");
  send_load(core, "host:h1", 10000, 50);
  channel_send(core->channel, MESSAGE_BASELINE,
               g_variant_new("(sqxu@ad)", "host:h1", METRIC_HOST_CPU_BUSY_PCT, (gint64)7200, 3,
                             g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, 3, sizeof(double))));
  guint from = evaluate(core, 10000);
  assert_string_equal(finding_text(finding_of(core, from, "host:h1")), "50, not 30");
  core_free(core);
}

static void a_pack_without_a_policy_fails_its_check(void **state)
{
  (void)state;
  struct core *core = core_new();
  write_policy(core, "p", "", "return nil");
  g_autofree char *policy = g_build_filename(core->folder, "trial", "p.lua", NULL);
  assert_int_equal(g_unlink(policy), 0);
  int status;
  g_autofree char *checked = run_by_hand("--check", core->folder, &status);
  assert_int_equal(status, 1);
  assert_non_null(strstr(checked, "/trial: holds no policy"));
  core_free(core);
}

static void the_role_outlives_its_terminal(void **state)
{
  (void)state;
  struct core *core = core_new();
  configure(core, TEST_SRCDIR "/policies", NULL);
  wait_for(core, MESSAGE_POLICIES, 0);
  assert_int_equal(kill(core->pid, SIGHUP), 0);
  evaluate(core, 10000);
  core_free(core);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_busy_host_becomes_a_tip_with_evidence_and_remedy),
      cmocka_unit_test(history_and_the_open_tip_survive_a_restart),
      cmocka_unit_test(missing_samples_give_no_tip_but_the_reason),
      cmocka_unit_test(a_bad_override_refuses_that_policy_only),
      cmocka_unit_test(a_hanging_policy_is_stopped_and_suspended_and_the_others_run),
      cmocka_unit_test(the_first_round_over_ten_thousand_hosts_is_told_whole),
      cmocka_unit_test(a_canary_runs_when_the_core_has_its_answer_and_tells_only_differences),
      cmocka_unit_test(what_it_cannot_judge_is_counted_by_reason_and_told_when_that_changes),
      cmocka_unit_test(a_policy_is_named_before_it_runs),
      cmocka_unit_test(a_loaded_process_can_open_nothing_more),
      cmocka_unit_test(the_shipped_packs_pass_their_check_and_tests),
      cmocka_unit_test(checking_and_testing_a_bad_pack_fail_with_the_place),
      cmocka_unit_test(a_file_that_tests_nothing_fails),
      cmocka_unit_test(a_pack_tests_its_policies_of_clusters),
      cmocka_unit_test(a_pack_tests_its_policies_of_services),
      cmocka_unit_test(a_pack_tests_its_policies_of_devices),
      cmocka_unit_test(what_is_usual_comes_from_the_core_and_in_tests_from_the_test),
      cmocka_unit_test(a_pack_without_a_policy_fails_its_check),
      cmocka_unit_test(the_role_outlives_its_terminal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
