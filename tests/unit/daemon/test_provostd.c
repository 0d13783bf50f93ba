/* The built provostd, as a person or a service manager starts it. */
#include "daemon/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_config(const struct place *place, const char *more)
{
  g_autofree char *text = g_strconcat("clusters: [{name: lab, hosts: [{name: h1, libvirt: 'test:///default'}]}]\n", more, NULL);
  place_write(place, text);
}

/* Runs it to its end. `all`, which the caller frees, is what it printed, errors too. */
static int run(const char *const *arguments, char **all)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_ptr_array_add(argv, (gpointer)(TEST_BUILDDIR "/provostd"));
  for (; *arguments; arguments++)
    g_ptr_array_add(argv, (gpointer)*arguments);
  g_ptr_array_add(argv, NULL);
  g_autoptr(GSubprocess) process =
      g_subprocess_newv((const char *const *)argv->pdata,
                        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  assert_no_error(error);
  g_subprocess_communicate_utf8(process, NULL, NULL, all, NULL, &error);
  assert_no_error(error);
  assert_true(g_subprocess_get_if_exited(process));
  return g_subprocess_get_exit_status(process);
}

static void says(const char *const *arguments, int status, const char *text)
{
  g_autofree char *all = NULL;
  int ended = run(arguments, &all);
  if (ended != status || !strstr(all, text))
    fail_msg("status %d: %s", ended, all);
}

static void wrong_usage_is_told_and_exits_with_2(void **state)
{
  (void)state;
  says((const char *const[]){"--nonsense", NULL}, 2, "provostd: Unknown option --nonsense");
  says((const char *const[]){"start", NULL}, 2, "provostd: it takes options only; see provostd --help");
  says((const char *const[]){"--config", NULL}, 2, "provostd: Missing argument for --config");
}

static void version_and_help_are_printed(void **state)
{
  (void)state;
  says((const char *const[]){"--version", NULL}, 0, "provostd " PROVOST_VERSION "\n");
  says((const char *const[]){"--help", NULL}, 0, "Watches hosts and guests");
}

static void a_sound_configuration_is_checked_and_nothing_is_started(void **state)
{
  const struct place *place = *state;
  write_config(place, "");
  g_autofree char *expected = g_strdup_printf("%s: no errors\n", place->config);
  says((const char *const[]){"--check", "--config", place->config, NULL}, 0, expected);
  assert_int_equal(g_access(place->lock, F_OK), -1);
}

static void every_error_of_a_configuration_is_told_and_it_exits_with_1(void **state)
{
  const struct place *place = *state;
  write_config(place, "interval: soon\nnonsense: 1\n");
  g_autofree char *all = NULL;
  assert_int_equal(run((const char *const[]){"--check", "--config", place->config, NULL}, &all), 1);
  assert_non_null(strstr(all, "provost.yaml:4:"));
  assert_non_null(strstr(all, "provost.yaml:5:"));
  says((const char *const[]){"--config", place->config, NULL}, 1, "provost.yaml:4:");
  says((const char *const[]){"--config", "/nonexistent/provost.yaml", NULL}, 1, "/nonexistent/provost.yaml");
}

static void a_state_that_cannot_be_made_ends_the_start(void **state)
{
  const struct place *place = *state;
  g_autofree char *in_the_way = g_build_filename(place->folder, "state", NULL);
  write_config(place, "");
  assert_true(g_file_set_contents(in_the_way, "", 0, NULL));
  says((const char *const[]){"--config", place->config, NULL}, 1, "provostd: cannot make or write the folder");
}

static void a_second_one_on_the_same_state_is_refused_with_the_pid(void **state)
{
  const struct place *place = *state;
  write_config(place, "");
  pid_t pid = place_start(place);
  g_autofree char *expected = g_strdup_printf("another provostd uses %s/state: process %d holds", place->folder,
                                              (int)pid);
  says((const char *const[]){"--config", place->config, NULL}, 1, expected);
  int status;
  assert_int_equal(kill(pid, SIGTERM), 0);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  assert_int_equal(g_access(place->socket, F_OK), -1);
}

/* The next start is what waits for the roles of the one that was killed. */
static void it_starts_again_after_it_was_killed(void **state)
{
  const struct place *place = *state;
  write_config(place, "");
  for (guint i = 0; i < 2; i++) {
    pid_t pid = place_start(place);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(g_unlink(place->socket), 0);
  }
  pid_t pid = place_start(place);
  int status;
  assert_int_equal(kill(pid, SIGTERM), 0);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void the_doctor_names_what_answers_and_what_does_not(void **state)
{
  const struct place *place = *state;
  write_config(place, "interval: 1s\n");
  pid_t pid = place_start(place);
  place_ask_until(place, "doctor", "ok       h1, libvirt: test:///default answers since");
  place_ask_until(place, "doctor", "warning  h1, libvirt: its driver lacks memory of the host");
  place_ask_until(place, "doctor", "ok       provost-policy, program: it runs");
  assert_int_equal(g_chmod(place->config, 0602), 0);
  assert_int_equal(place_ask_until(place, "doctor", "trouble  provostd, configuration: everybody on this machine may change"), 1);
  assert_int_equal(g_chmod(place->config, 0600), 0);
  assert_int_equal(place_ask_until(place, "doctor", "ok       provostd, configuration"), 0);
  place_stop(pid);
  assert_int_equal(place_ask_until(place, "doctor", "trouble  provostd, program: provostd does not answer"), 3);
}

static void clusters_say_for_whom_their_reserve_is(void **state)
{
  const struct place *place = *state;
  place_write(place, "clusters: [{name: lab, reserve: {host_failures: 1, ha_only: yes}, hosts: [{name: h1, libvirt: 'test:///default'}]}]\n");
  pid_t pid = place_start(place);
  assert_int_equal(place_ask_until(place, "clusters", "; only guests marked ha count"), 0);
  place_stop(pid);
}

/* Fault A19: all agents share a socket, so that a fleet of any size needs few. */
static void few_descriptors_are_enough_for_a_large_fleet(void **state)
{
  const struct place *place = *state;
  g_autoptr(GString) hosts = g_string_new("- {name: farm, hosts: [");
  for (guint i = 0; i < 400; i++)
    g_string_append_printf(hosts, "{name: a%u, snmp: {address: '127.0.%u.%u:1', version: 2c, community: c}}, ", i,
                           i / 250, i % 250 + 1);
  g_autofree char *text = g_strconcat("interval: 1s\nclusters:\n", hosts->str, "]}\n", NULL);
  place_write(place, text);
  struct rlimit before;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  const struct rlimit few = {256, before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  pid_t pid = place_start(place);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  place_ask_until(place, "doctor", "trouble  a399, SNMP agent: ");
  place_stop(pid);
}

/* Fault E02: whoever has stood still has no right to call others silent. */
static void a_provostd_that_stood_still_kills_no_role_and_goes_on(void **state)
{
  const struct place *place = *state;
  write_config(place, "interval: 1s\n");
  pid_t pid = place_start(place);
  place_ask_until(place, "doctor", "h1, libvirt: test:///default answers since");
  assert_int_equal(kill(pid, SIGSTOP), 0);
  g_usleep(4 * G_USEC_PER_SEC);
  assert_int_equal(kill(pid, SIGCONT), 0);
  place_ask_until(place, "doctor", "provost-virt, program: it runs, restarted 0 times");
  place_ask_until(place, "hosts", " 0 s\n"); /* fresh again */
  place_stop(pid);
}

static void write_policy(const struct place *place, const char *version, const char *evaluate)
{
  g_autofree char *text = g_strdup_printf("return { name = 'p', title = 'P', subject = 'host',\n"
                                          "  evaluate = function(host) %s end }\n", evaluate);
  place_write_pack(place, &(struct trial_pack){"mine", version, "p.lua", text});
}

#define NOTIFY(text) "return provost.tip { severity = 'warning', text = '" text "', evidence = {}, remedy = provost.notify {} }"

static void settings_are_checked_against_the_packs_with_their_place(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("packs: [%s/packs]\npolicies: {p: {settings: {limit: 9}}, q: {settings: {x: 1}}}\n"
                                          "devices: [{name: d, snmp: {address: 127.0.0.1, community: c},\n"
                                          "  settings: {p.limit: 10,\n  p.limmit: 1}}]\n", place->folder);
  write_policy(place, "1.0", "end, settings = { limit = { default = 1, min = 1, max = 9 } }, needs = nil and function()");
  write_config(place, more);
  g_autofree char *all = NULL;
  assert_int_equal(run((const char *const[]){"--check", "--config", place->config, NULL}, &all), 1);
  assert_non_null(strstr(all, "provost.yaml:5:57: no pack has a policy \"q\""));
  assert_non_null(strstr(all, "provost.yaml:7:23: policy p: setting limit is \"10\", but must be a number from 1 to 9"));
  assert_non_null(strstr(all, "provost.yaml:8:13: policy p has no setting \"limmit\"; did you mean \"limit\"?"));
}

/* Policy p judges hosts: what is said of a guest or a device says nothing to it. */
static void settings_for_what_a_policy_does_not_judge_are_refused(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("packs: [%s/packs]\n"
                                          "devices: [{name: d, snmp: {address: 127.0.0.1, community: c},\n"
                                          "  settings: {p.limit: 7}}]\n"
                                          "clusters:\n- name: lab\n  settings: {p.limit: 6}\n"
                                          "  guests: [{name: g1, settings: {p.limit: 5}}]\n"
                                          "  hosts: [{name: h1, libvirt: 'test:///default', settings: {p.limit: 4}}]\n",
                                          place->folder);
  write_policy(place, "1.0", "end, settings = { limit = { default = 1, min = 1, max = 9 } }, needs = nil and function()");
  place_write(place, more);
  g_autofree char *all = NULL;
  assert_int_equal(run((const char *const[]){"--check", "--config", place->config, NULL}, &all), 1);
  assert_non_null(strstr(all, "policy p judges each host: setting limit would have no effect on device d; "));
  assert_non_null(strstr(all, "provost.yaml:9:43: policy p judges each host: setting limit would have no effect on guest g1; "));
  assert_null(strstr(all, "cluster lab"));
  assert_null(strstr(all, "host h1"));
}

static void packs_are_replaced_and_policies_switched_without_a_restart(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n", place->folder);
  write_config(place, more);
  write_policy(place, "1.0", NOTIFY("the first"));
  pid_t pid = place_start(place);
  place_ask_until(place, "tips", "the first");
  write_policy(place, "1.1", "return provost.");
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.0 goes on, since the newer one is refused"), 1);
  place_ask_until(place, "policy list", "p stays in version 1.0: a newer one is refused: ");
  write_policy(place, "1.1", NOTIFY("the second"));
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.1 runs"), 0);
  place_ask_until(place, "tip 1", "the second"); /* it is the same tip still */
  assert_int_equal(place_ask_until(place, "policy disable p --reason loud", "policy p is disabled"), 0);
  place_ask_until(place, "tips --all", "cleared");
  place_stop(pid);
  pid = place_start(place);
  place_ask_until(place, "policy list", ": loud");
  place_ask_until(place, "policy enable p", "policy p is active");
  place_ask_until(place, "tips", "the second");
  write_policy(place, "1.2", "return nil");
  g_autofree char *other = g_build_filename(place->folder, "packs", "other", NULL);
  g_autofree char *copy = g_strdup_printf("cp -r %s/packs/mine %s && sed -i s/mine/other/ %s/pack.yaml && echo no >%s/q.lua",
                                          place->folder, other, other, other);
  assert_int_equal(system(copy), 0);
  assert_int_equal(place_ask_until(place, "policy reload", "other: it does not run, or not all of it: "), 1);
  g_autofree char *manifest = g_build_filename(place->folder, "packs", "mine", "pack.yaml", NULL);
  assert_int_equal(unlink(manifest), 0);
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.2 is gone"), 1);
  place_stop(pid);
}

static void why_there_is_no_judgement_is_shown_with_the_policy(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n", place->folder);
  write_config(place, more);
  write_policy(place, "1.0", "return nil, 'nothing is known of ' .. host.name");
  pid_t pid = place_start(place);
  place_ask_until(place, "policy show p", "it was last evaluated for 1, and gave no judgement for 1 of them:\n"
                                          "  1: nothing is known of h1 (h1)\n");
  write_policy(place, "1.1", "return nil");
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.1 runs"), 0);
  place_ask_until(place, "policy show p", "it was last evaluated for 1, and gave no judgement for 0 of them\n");
  place_stop(pid);
}

/* The process that holds the lock of provost-policy. */
static pid_t engine_of(const struct place *place)
{
  g_autofree char *lock = g_build_filename(place->folder, "run", "provost-policy.lock", NULL);
  g_autofree char *pid = NULL;
  assert_true(g_file_get_contents(lock, &pid, NULL, NULL));
  pid_t engine = (pid_t)atoi(pid);
  assert_true(engine > 1);
  return engine;
}

/* Fault F09. A reload, and the end of provostd, kill nobody. */
static void a_policy_engine_that_is_killed_is_told_in_a_tip(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n", place->folder);
  write_config(place, more);
  write_policy(place, "1.0", NOTIFY("it is there"));
  pid_t pid = place_start(place);
  place_ask_until(place, "tips", "it is there");
  write_policy(place, "1.1", NOTIFY("it is there anew"));
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.1 runs"), 0);
  place_ask_until(place, "tips", "it is there anew");
  place_stop(pid);
  pid = place_start(place);
  g_autofree char *before = NULL;
  place_ask(place, "tips --all", FALSE, &before);
  assert_null(strstr(before, "provost-policy"));
  place_ask_until(place, "status", "provost-policy");
  assert_int_equal(kill(engine_of(place), SIGKILL), 0);
  place_ask_until(place, "tips", "provost-policy, which evaluates the policies, died at 2");
  place_ask_until(place, "doctor", "provost-policy, program: it runs, restarted 1 time");
  place_stop(pid);
}

/* All the way: policy, tip, action, provost-notify, and back. */
static void a_program_of_the_administrator_is_run_for_a_tip(void **state)
{
  const struct place *place = *state;
  g_autofree char *script = g_build_filename(place->folder, "page", NULL);
  g_autofree char *text = g_strdup_printf("#!/bin/sh\necho \"$1 $2\" >>%s/paged\necho 'no modem'\nexit 3\n", place->folder);
  assert_true(g_file_set_contents(script, text, -1, NULL));
  assert_int_equal(g_chmod(script, 0755), 0);
  g_autofree char *more = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n"
                                          "programs: {page: [%s, 'of %%{host.name}', '%%{tip.text}']}\n",
                                          place->folder, script);
  write_config(place, more);
  place_write_pack(place, &(struct trial_pack){"mine", "1.0\ncapabilities: {remedies: [run]}\n", "p.lua",
                                               "return { name = 'p', title = 'T', subject = 'host', evaluate = function(host)\n"
                                               "  return provost.tip { severity = 'warning', text = 'its; $(fan) fails',\n"
                                               "    remedy = provost.run { program = 'page' } }\nend }\n"});
  pid_t pid = place_start(place);
  place_ask_until(place, "doctor", "ok       provost-notify, program: it runs");
  place_ask_until(place, "tips", "its; $(fan) fails");
  g_autofree char *accepted = NULL;
  assert_int_equal(place_ask(place, "accept 1", TRUE, &accepted), 0);
  place_ask_until(place, "actions --json", "the program page exited with status 3: no modem");
  place_ask_until(place, "tip 1", "the program page exited with status 3: no modem");
  place_stop(pid);
  g_autofree char *paged = g_build_filename(place->folder, "paged", NULL), *said = NULL;
  assert_true(g_file_get_contents(paged, &said, NULL, NULL));
  assert_string_equal(said, "of h1 its; $(fan) fails\n");
}

static void a_pack_that_is_refused_as_a_whole_is_polled_on(void **state)
{
  const struct place *place = *state;
  g_autofree char *more = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n", place->folder);
  write_config(place, more);
#define SCALAR "{metric: host.mine.users, oid: 1.3.6.1.2.1.25.1.5.0, type: gauge, min: 0, max: 9}"
  write_policy(place, "1.0\nsnmp: {scalars: [" SCALAR "]}", NOTIFY("it runs"));
  pid_t pid = place_start(place);
  place_ask_until(place, "tips", "it runs");
  write_policy(place, "1.1\nsnmp: {scalars: [" SCALAR "", "");
  assert_int_equal(place_ask_until(place, "policy reload", "mine: version 1.0 goes on"), 1);
  g_autofree char *log = place_log(place);
  assert_null(strstr(log, "is started anew"));
  place_stop(pid);
}

/* The pack "mine" in the folder `of`, with a policy p of that body. */
static void write_trial(const struct place *place, const char *of, const char *version, const char *body)
{
  g_autofree char *pack = g_build_filename(place->folder, of, "mine", NULL);
  g_autofree char *manifest = g_build_filename(pack, "pack.yaml", NULL), *file = g_build_filename(pack, "p.lua", NULL);
  g_autofree char *yaml = g_strdup_printf("name: mine\nversion: %s\n", version);
  g_autofree char *lua = g_strdup_printf(
      "return { name = 'p', title = 'T', subject = 'host', evaluate = function(host) %s end }", body);
  g_mkdir_with_parents(pack, 0700);
  assert_true(g_file_set_contents(manifest, yaml, -1, NULL) && g_file_set_contents(file, lua, -1, NULL));
}

static void a_canary_comes_and_goes_by_a_reload_and_opens_no_tip(void **state)
{
  const struct place *place = *state;
  g_autofree char *before = g_strdup_printf("interval: 1s\npacks: [%s/packs]\n", place->folder);
  g_autofree char *after = g_strdup_printf("%scanaries: [%s/trial]\n", before, place->folder);
  write_trial(place, "packs", "1.0", "return provost.tip { severity = 'info', text = 'the running' }");
  write_trial(place, "trial", "1.1", "return provost.tip { severity = 'critical', text = 'the tried' }");
  write_config(place, before);
  pid_t pid = place_start(place);
  place_ask_until(place, "policy canary", "no pack is tried");
  write_config(place, after);
  assert_int_equal(place_ask_until(place, "reload", "told: provost-policy"), 0);
  place_ask_until(place, "policy canary", "canary: critical: the tried");
  place_ask_until(place, "policy canary", "runs:   info: the running");
  place_ask_until(place, "policy list", "p: version 1.1 is tried beside it, as a canary");
  write_config(place, before);
  assert_int_equal(place_ask_until(place, "reload", "told: provost-policy"), 0);
  place_ask_until(place, "policy canary", "no pack is tried");
  place_ask_until(place, "tips --all --json", "the running");
  g_autofree char *tips = NULL;
  assert_int_equal(place_ask(place, "tips --all --json", TRUE, &tips), 0);
  assert_null(strstr(tips, "the tried"));
  place_stop(pid);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(wrong_usage_is_told_and_exits_with_2),
      TEST(version_and_help_are_printed),
      TEST(a_sound_configuration_is_checked_and_nothing_is_started),
      TEST(every_error_of_a_configuration_is_told_and_it_exits_with_1),
      TEST(a_state_that_cannot_be_made_ends_the_start),
      TEST(a_second_one_on_the_same_state_is_refused_with_the_pid),
      TEST(it_starts_again_after_it_was_killed),
      TEST(the_doctor_names_what_answers_and_what_does_not),
      TEST(clusters_say_for_whom_their_reserve_is),
      TEST(few_descriptors_are_enough_for_a_large_fleet),
      TEST(settings_are_checked_against_the_packs_with_their_place),
      TEST(settings_for_what_a_policy_does_not_judge_are_refused),
      TEST(packs_are_replaced_and_policies_switched_without_a_restart),
      TEST(a_canary_comes_and_goes_by_a_reload_and_opens_no_tip),
      TEST(why_there_is_no_judgement_is_shown_with_the_policy),
      TEST(a_policy_engine_that_is_killed_is_told_in_a_tip),
      TEST(a_program_of_the_administrator_is_run_for_a_tip),
      TEST(a_pack_that_is_refused_as_a_whole_is_polled_on),
      TEST(a_provostd_that_stood_still_kills_no_role_and_goes_on),
  };
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
