/* The built provostd reads its configuration anew, while its programs run. */
#include "daemon/trial.h"

#include "journal/journal.h"
#include "model/deed.h"
#include "model/plan.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <signal.h>
#include <unistd.h>

#define RELOADS 100
/* Of resident memory: what the allocators of two programs need to settle, and far less than a leak of each reload. The
 * sanitizers keep what is freed for a while. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GROWTH_KIB (1024 * 1024)
#else
#define GROWTH_KIB 3072
#endif

#define HOST_H1 "{name: h1, libvirt: 'test:///default'}"
#define HOST_H2 "{name: h2, snmp: {address: '127.0.0.1:1', community: c}}"
#define ONE "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 "]}]\n"
#define TWO "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 ", " HOST_H2 "]}]\n"

enum program { SNMP, VIRT, WRITER, READER, POLICY, NOTIFY, AGENTX, PROGRAMS };
struct pids {
  pid_t of[PROGRAMS];
};

static json_t *status_of(const struct place *place)
{
  g_autofree char *out = NULL;
  assert_int_equal(place_ask(place, "status --json", FALSE, &out), 0);
  json_t *status = json_loads(out, 0, NULL);
  assert_non_null(status);
  return status;
}

/* When all of them are up. */
static struct pids pids_of(const struct place *place)
{
  struct pids pids;
  guint up;
  do {
    json_t *status = status_of(place);
    const json_t *roles = json_object_get(status, "roles");
    up = 0;
    assert_int_equal(json_array_size(roles), PROGRAMS);
    for (guint i = 0; i < PROGRAMS; i++) {
      const json_t *role = json_array_get(roles, i);
      pids.of[i] = (pid_t)json_integer_value(json_object_get(role, "pid"));
      up += g_strcmp0(json_string_value(json_object_get(role, "state")), "up") == 0 && json_object_size(json_object_get(role, "counters")) > 0;
      assert_int_equal(json_integer_value(json_object_get(role, "restarts")), 0);
    }
    json_decref(status);
    g_usleep(10000);
  } while (up < PROGRAMS);
  return pids;
}

/* Those that a bit of `mask` stands for have changed, and no others. */
static void only_changed(const struct pids *before, const struct pids *after, guint mask)
{
  for (guint i = 0; i < PROGRAMS; i++)
    if ((before->of[i] != after->of[i]) != ((mask & (1u << i)) != 0))
      fail_msg("program %u had process %d and has %d", i, (int)before->of[i], (int)after->of[i]);
}

static void reload_says(const struct place *place, const char *command, int status, const char *const *texts)
{
  g_autofree char *out = NULL;
  int ended = place_ask(place, command, TRUE, &out);
  for (; *texts; texts++)
    if (ended != status || !strstr(out, *texts))
      fail_msg("status %d, without \"%s\": %s", ended, *texts, out);
}
#define SAYS(place, command, status, ...)                                                                \
  reload_says(place, command, status, (const char *const[]){__VA_ARGS__, NULL})

/* Reloads the changed text; the programs of `mask` are others then. */
static void reload_restarts(const struct place *place, const char *text, const char *said, guint mask)
{
  struct pids before = pids_of(place);
  place_write(place, text);
  SAYS(place, "reload", 0, said, "is in force");
  struct pids after = pids_of(place);
  only_changed(&before, &after, mask);
}

static void a_file_that_has_not_changed_changes_nothing(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  struct pids before = pids_of(place);
  SAYS(place, "reload", 0, "says what is in force already");
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_stop(pid);
}

static void what_provostd_itself_does_is_taken_up_by_it(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  reload_restarts(place, ONE "automation: {level: apply}\n", "automation.level: advise -> apply", 0);
  place_ask_until(place, "status", "automation apply");
  reload_restarts(place, "interval: 1s\nclusters: [{name: lab, reserve: {cpu: 25%}, hosts: [" HOST_H1 "]}]\n",
                  "clusters[lab].reserve.cpu: 0% -> 25%", 0);
  place_ask_until(place, "clusters", "25 %");
  place_stop(pid);
}

static void an_agent_comes_and_goes_without_a_restart(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  place_ask_until(place, "hosts", "h1    lab      up");
  reload_restarts(place, TWO, "clusters[lab].hosts[h2]: added\ntold: provost-snmp\n", 0);
  place_ask_until(place, "hosts", "h2: SNMP is down");
  place_ask_until(place, "hosts", "h1    lab      up"); /* as before */
  reload_restarts(place, ONE, "clusters[lab].hosts[h2]: removed\ntold: provost-snmp\n", 0);
  g_autofree char *hosts = NULL;
  assert_int_equal(place_ask(place, "hosts", FALSE, &hosts), 0);
  assert_null(strstr(hosts, "h2"));
  place_stop(pid);
}

static void only_the_programs_of_a_changed_row_are_restarted(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  reload_restarts(place, ONE "rrd: {retention: 90d}\n", "restarted: provost-rrd-writer, provost-rrd-reader\n",
                  1u << WRITER | 1u << READER);
  reload_restarts(place,
                  "interval: 1s\nrrd: {retention: 90d}\nclusters: [{name: lab, hosts: [" HOST_H1
                  ", {name: h3, libvirt: 'test:///default'}]}]\n",
                  "restarted: provost-virt\n", 1u << VIRT);
  place_ask_until(place, "hosts", "h3    lab      up");
  reload_restarts(place, "interval: 2s\nclusters: [{name: lab, hosts: [" HOST_H1 "]}]\n", "interval: 1s -> 2s",
                  (1u << NOTIFY) - 1); /* which is told, since it may be running a program */
  place_ask_until(place, "status", "interval 2 s");
  place_ask_until(place, "hosts", "h1    lab      up");
  place_stop(pid);
}

static void a_bad_file_leaves_all_as_it_was_and_is_trouble_until_a_good_one(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  struct pids before = pids_of(place);
  place_write(place, TWO "automation: {level: aply}\nnonsense: 1\n");
  SAYS(place, "reload --dry-run", 1, "provost.yaml:5:21: level must be one of off, advise, apply: did you mean apply?");
  place_ask_until(place, "status", "all is well");
  SAYS(place, "reload", 1, "provost.yaml:5:21: level must be", "\n", "provost.yaml:6:1: unknown key \"nonsense\"",
       "the configuration has 2 errors: nothing was changed");
  place_ask_until(place, "status", "trouble: the changed configuration is not in force: ");
  place_ask_until(place, "status", "automation advise");
  assert_int_equal(place_ask_until(place, "doctor", "trouble  provostd, reload: the changed configuration is not"), 1);
  g_autofree char *hosts = NULL;
  assert_int_equal(place_ask(place, "hosts", FALSE, &hosts), 0);
  assert_null(strstr(hosts, "h2"));
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_write(place, ONE);
  SAYS(place, "reload", 0, "says what is in force already");
  place_ask_until(place, "status", "all is well");
  place_stop(pid);
}

static void await_log(const struct place *place, const char *text)
{
  gint64 end_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
  for (;;) {
    g_autofree char *log = place_log(place);
    if (strstr(log, text))
      return;
    if (g_get_monotonic_time() > end_us)
      fail_msg("\"%s\" is not logged: %s", text, log);
    g_usleep(10000);
  }
}

static void a_hangup_reloads_and_the_log_says_what_came_of_it(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  place_write(place, ONE "nonsense: 1\n");
  assert_int_equal(kill(pid, SIGHUP), 0);
  await_log(place, "provost.yaml:5:1: unknown key \"nonsense\"");
  await_log(place, "the configuration has 1 error: nothing was changed");
  place_ask_until(place, "status", "trouble: the changed configuration is not in force: ");
  place_write(place, TWO);
  assert_int_equal(kill(pid, SIGHUP), 0);
  await_log(place, "reload by SIGHUP: 1 change; provost-snmp told");
  place_ask_until(place, "hosts", "h2 ");
  place_stop(pid);
}

/* Fault F12: whoever writes a file and sends a signal at once, again and again, ends with the last file. */
static void a_storm_of_hangups_ends_with_the_last_file(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  struct pids before = pids_of(place);
  for (guint i = 0; i < 50; i++) {
    place_write(place, i % 3 == 0 ? TWO : i % 3 == 1 ? ONE : ONE "nonsense: 1\n");
    assert_int_equal(kill(pid, SIGHUP), 0);
  }
  place_write(place, TWO "automation: {level: off}\n");
  assert_int_equal(kill(pid, SIGHUP), 0);
  place_ask_until(place, "status", "automation off");
  place_ask_until(place, "hosts", "h2 ");
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_stop(pid);
}

static void a_dry_run_says_all_and_does_nothing(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  struct pids before = pids_of(place);
  place_write(place, "interval: 2s\nclusters: [{name: lab, hosts: [" HOST_H1 ", " HOST_H2 "]}]\n");
  SAYS(place, "reload --dry-run", 0, "interval: 1s -> 2s\n", "clusters[lab].hosts[h2]: added\n",
       "would be restarted: provost-snmp, provost-virt, provost-rrd-writer, provost-rrd-reader, provost-policy\n",
       "nothing was changed: --dry-run");
  place_ask_until(place, "status", "interval 1 s");
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_stop(pid);
}

/* The rest of the file takes effect, as with other daemons, and what waits is said until it is no difference. */
static void where_provostd_lives_waits_for_its_restart(void **state)
{
  const struct place *place = *state;
  place_write(place, ONE);
  pid_t pid = place_start(place);
  g_autofree char *text =
      g_strdup_printf("state_dir: %s/other\nruntime_dir: %s/run\n" ONE "automation: {level: apply}\n", place->folder,
                      place->folder);
  assert_true(g_file_set_contents_full(place->config, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  SAYS(place, "reload", 0, "/other (not before provostd is restarted)", "automation.level: advise -> apply");
  place_ask_until(place, "status", "configuration: the new state_dir waits for a restart of provostd");
  place_ask_until(place, "doctor", "warning  provostd, reload: the new state_dir is not in force yet");
  place_ask_until(place, "status", "automation apply");
  g_autofree char *other = g_build_filename(place->folder, "other", NULL);
  assert_int_equal(g_access(other, F_OK), -1);
  place_write(place, ONE);
  SAYS(place, "reload", 0, "automation.level: apply -> advise");
  g_autofree char *status = NULL;
  place_ask(place, "status", FALSE, &status);
  assert_null(strstr(status, "waits for a restart"));
  place_stop(pid);
}

static void a_secret_in_a_file_of_its_own_is_read_again(void **state)
{
  const struct place *place = *state;
  g_autofree char *file = g_build_filename(place->folder, "auth", NULL);
  g_autofree char *text =
      g_strdup_printf("interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 ", {name: v3, snmp: {address: '127.0.0.1:1', "
                      "version: 3, user: u, auth: sha, auth_file: %s}}]}]\n",
                      file);
  place_write(place, text);
  assert_true(g_file_set_contents_full(file, "old-passphrase\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  pid_t pid = place_start(place);
  assert_true(g_file_set_contents_full(file, "new-passphrase\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  reload_restarts(place, text, "clusters[lab].hosts[v3].snmp.auth_passphrase: changed, a secret\ntold: provost-snmp\n", 0);
  assert_int_equal(g_unlink(file), 0);
  SAYS(place, "reload", 1, "auth_file: the file cannot be opened");
  g_autofree char *log = place_log(place);
  assert_null(strstr(log, "passphrase\n"));
  assert_null(strstr(log, "new-passphrase"));
  place_stop(pid);
}

/* ---- packs --------------------------------------------------------------------------------------- */

static void write_pack(const struct place *place, const char *version, const char *policy)
{
  g_autofree char *head = g_strconcat(version, "\nvendor: us\ndescription: of the test", NULL);
  place_write_pack(place, &(struct trial_pack){"ours", head, "ours-cpu.lua", policy});
}

static char *with_packs(const struct place *place, const char *more)
{
  return g_strdup_printf(ONE "packs: [%s/packs]\n%s", place->folder, more);
}

static const char ours[] = "return {\n  name = \"ours-cpu\", title = \"Ours\", subject = \"host\", every = \"30s\",\n"
                           "  needs = { [\"host.cpu.busy_pct\"] = \"10m\" },\n"
                           "  settings = { warning = { default = 80, min = 1, max = 100, unit = \"%\" } },\n"
                           "  evaluate = function(host, set) end,\n}\n";

/* The promise that a changed threshold costs no window. */
static void a_changed_setting_restarts_no_program(void **state)
{
  const struct place *place = *state;
  write_pack(place, "1.0", ours);
  g_autofree char *before = with_packs(place, "policies: {ours-cpu: {settings: {warning: 90}}}\n");
  g_autofree char *after = with_packs(place, "policies: {ours-cpu: {settings: {warning: 70}}}\n");
  g_autofree char *out_of_bounds = with_packs(place, "policies: {ours-cpu: {settings: {warning: 700}}}\n");
  place_write(place, before);
  pid_t pid = place_start(place);
  place_ask_until(place, "policy list", "ours-cpu");
  reload_restarts(place, after, "policies.ours-cpu.settings.warning: 90 -> 70\ntold: provost-policy\n", 0);
  place_ask_until(place, "policy list", "ours-cpu");
  place_write(place, out_of_bounds); /* which only its pack can know */
  SAYS(place, "reload", 1, "provost.yaml:6:", "700", "nothing was changed");
  place_stop(pid);
}

static void a_wrong_new_version_of_a_pack_leaves_the_old_one_running(void **state)
{
  const struct place *place = *state;
  write_pack(place, "1.0", ours);
  g_autofree char *text = with_packs(place, "");
  place_write(place, text);
  pid_t pid = place_start(place);
  place_ask_until(place, "policy list", "ours 1.0");
  struct pids before = pids_of(place);
  write_pack(place, "2.0", "return {\n");
  SAYS(place, "reload", 1, "ours: version 1.0 goes on, since the newer one is refused: ", "ours-cpu.lua:");
  place_ask_until(place, "policy list", "ours 1.0");
  write_pack(place, "2.1", ours);
  SAYS(place, "reload", 0, "says what is in force already");
  place_ask_until(place, "policy list", "ours 2.1");
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_stop(pid);
}

/* ---- actions under way --------------------------------------------------------------------------- */

#define UUID "11111111-2222-3333-4444-555555555555"
#define FAR "{name: far, libvirt: 'qemu+tcp://127.0.0.1:1/system'}"
#define MOVING "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 ", " FAR "]}]\n"

static void on_stored(const GError *error, gpointer user)
{
  (void)error, (void)user; /* told when it closes, whatever came of it: what is stored is read back */
}

/* A move from h1 to a host that does not answer was begun in an earlier life: it is not over until both have answered. */
static void begin_move(const struct place *place)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename(place->folder, "state", NULL);
  g_autofree char *path = g_build_filename(folder, "provost.db", NULL);
  assert_int_equal(g_mkdir(folder, 0700), 0);
  struct journal *journal = journal_open(path, clock_system(), &error);
  assert_no_error(error);
  struct action *action = action_new();
  action->id = journal_next_action_id(journal);
  action->state = ACTION_ACTING;
  action->started_us = clock_wall_us(clock_system());
  action->move = move_new();
  action->move->guest_uuid = g_strdup(UUID);
  action->move->guest_name = g_strdup("g1");
  action->move->from = g_strdup("h1");
  action->move->to = g_strdup("far");
  action->move->method = METHOD_LIVE;
  struct intent *intent = intent_new();
  intent->id = journal_next_intent_id(journal);
  intent->action_id = action->id;
  intent->deed = DEED_MIGRATE;
  intent->host = g_strdup("h1");
  intent->guest_uuid = g_strdup(UUID);
  intent->arguments = g_variant_ref_sink(g_variant_new_parsed("@a{sv} {}"));
  intent->open = TRUE;
  intent->error = g_strdup("");
  journal_put_action(journal, action, NULL);
  journal_put_intent(journal, intent, on_stored, NULL);
  g_autoptr(GPtrArray) intents = journal_load_intents(journal, &error);
  assert_no_error(error);
  assert_int_equal(intents->len, 1);
  journal_free(journal);
  action_free(action);
}

static pid_t policy_pid(const struct place *place)
{
  json_t *status = status_of(place);
  const json_t *role = json_array_get(json_object_get(status, "roles"), POLICY);
  pid_t pid = (pid_t)json_integer_value(json_object_get(role, "pid"));
  json_decref(status);
  return pid;
}

/* Kills provost-policy and waits until there is another one. */
static void end_policy(const struct place *place)
{
  pid_t pid = policy_pid(place);
  assert_true(pid > 0);
  assert_int_equal(kill(pid, SIGKILL), 0);
  for (pid_t next = pid; next == pid || next <= 0; next = policy_pid(place))
    g_usleep(10000);
}

static void canaries_are_given_up_when_provost_policy_ends_three_times(void **state)
{
  const struct place *place = *state;
  write_pack(place, "1.1", ours);
  g_autofree char *text = g_strdup_printf(ONE "canaries: [%s/packs]\n", place->folder);
  place_write(place, text);
  pid_t pid = place_start(place);
  place_ask_until(place, "policy canary", "ours-cpu  ours 1.1  -     new ");
  for (guint i = 0; i < 3; i++)
    end_policy(place);
  place_ask_until(place, "policy canary", "ours-cpu is refused: provost-policy ended three times while it was tried");
  place_ask_until(place, "policy reload", "runs");
  place_ask_until(place, "policy canary", "ours-cpu  ours 1.1  -     new ");
  place_stop(pid);
}

static void what_an_action_needs_stays_until_it_is_over(void **state)
{
  const struct place *place = *state;
  begin_move(place);
  place_write(place, MOVING);
  pid_t pid = place_start(place);
  struct pids before = pids_of(place);
  place_ask_until(place, "actions", "g1");
  place_write(place, ONE);
  SAYS(place, "reload", 1,
       "nothing was changed: host far would not be watched any more, but action 1, move of guest g1 from h1 to far, is "
       "under way");
  place_ask_until(place, "status", "trouble: the changed configuration is not in force: nothing was changed: host far");
  place_write(place, "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 ", {name: far, libvirt: 'test:///default'}]}]\n");
  SAYS(place, "reload", 1, "host far would be reached otherwise");
  place_write(place, "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 "]}, {name: other, hosts: [" FAR "]}]\n");
  SAYS(place, "reload --dry-run", 1, "host far would belong to another cluster");
  place_write(place, "interval: 1s\nclusters: [{name: lab, hosts: [" HOST_H1 ", " FAR ", {name: h3, libvirt: 'test:///default'}]}]\n");
  SAYS(place, "reload", 1, "provost-virt would be restarted, but action 1");
  place_write(place, MOVING "automation: {level: off}\n");
  SAYS(place, "reload", 0, "automation.level: advise -> off"); /* it disturbs nobody */
  struct pids after = pids_of(place);
  only_changed(&before, &after, 0);
  place_ask_until(place, "hosts", "far ");
  place_stop(pid);
}

/* ---- leaks --------------------------------------------------------------------------------------- */

static guint descriptors_of(pid_t pid)
{
  g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)pid);
  GDir *folder = g_dir_open(path, 0, NULL);
  guint count = 0;
  assert_non_null(folder);
  while (g_dir_read_name(folder))
    count++;
  g_dir_close(folder);
  return count;
}

static guint resident_kib(pid_t pid)
{
  g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)pid), *text = NULL;
  assert_true(g_file_get_contents(path, &text, NULL, NULL));
  const char *row = strstr(text, "VmRSS:");
  assert_non_null(row);
  return (guint)g_ascii_strtoull(row + strlen("VmRSS:"), NULL, 10);
}

/* Hosts, devices and levels come and go. */
static void reload_often(const struct place *place, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_autofree char *out = NULL;
    place_write(place, i % 2 ? ONE : TWO "automation: {level: apply}\ndevices: [{name: d1, snmp: {address: 127.0.0.3, community: c}}]\n");
    assert_int_equal(place_ask(place, "reload", FALSE, &out), 0);
    assert_non_null(strstr(out, "is in force"));
  }
}

static void a_hundred_reloads_leak_nothing(void **state)
{
  const struct place *place = *state;
  place_write(place, TWO);
  pid_t pid = place_start(place);
  struct pids pids = pids_of(place);
  place_ask_until(place, "hosts", "h2: SNMP is down"); /* what the first poll opens stays open */
  reload_often(place, 20);
  const pid_t watched[] = {pid, pids.of[SNMP], pids.of[POLICY]};
  guint descriptors[G_N_ELEMENTS(watched)], kib[G_N_ELEMENTS(watched)];
  for (guint i = 0; i < G_N_ELEMENTS(watched); i++) {
    descriptors[i] = descriptors_of(watched[i]);
    kib[i] = resident_kib(watched[i]);
  }
  reload_often(place, RELOADS);
  for (guint i = 0; i < G_N_ELEMENTS(watched); i++) {
    /* A reload that is just over may still hold one; provost-snmp closes what it lets go. */
    for (guint k = 0; descriptors_of(watched[i]) > descriptors[i] && k < 1000; k++)
      g_usleep(10000);
    assert_in_range(descriptors_of(watched[i]), 1, descriptors[i]);
    assert_in_range(resident_kib(watched[i]), 1, kib[i] + GROWTH_KIB);
  }
  struct pids after = pids_of(place);
  only_changed(&pids, &after, 0);
  place_stop(pid);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_file_that_has_not_changed_changes_nothing),
      TEST(what_provostd_itself_does_is_taken_up_by_it),
      TEST(an_agent_comes_and_goes_without_a_restart),
      TEST(only_the_programs_of_a_changed_row_are_restarted),
      TEST(a_bad_file_leaves_all_as_it_was_and_is_trouble_until_a_good_one),
      TEST(a_hangup_reloads_and_the_log_says_what_came_of_it),
      TEST(a_storm_of_hangups_ends_with_the_last_file),
      TEST(a_dry_run_says_all_and_does_nothing),
      TEST(where_provostd_lives_waits_for_its_restart),
      TEST(a_secret_in_a_file_of_its_own_is_read_again),
      TEST(a_changed_setting_restarts_no_program),
      TEST(a_wrong_new_version_of_a_pack_leaves_the_old_one_running),
      TEST(canaries_are_given_up_when_provost_policy_ends_three_times),
      TEST(what_an_action_needs_stays_until_it_is_over),
      TEST(a_hundred_reloads_leak_nothing),
  };
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
