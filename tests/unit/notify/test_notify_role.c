/* The program provost-notify itself, with this test as its core: real scripts that do all that programs of administrators do. */
#include "folder.h"
#include "model/deed.h"
#include "model/program.h"
#include "program.h"
#include "unit.h"
#include "wire/channel.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_MS 20000

/* RAN, as read. */
struct ran {
  guint64 id;
  enum deed_result result;
  char *how, *output;
  gint32 exit_status;
  guint32 took_ms;
};

struct core {
  char *folder;
  GSubprocess *program;
  struct channel *channel;
  GPtrArray *rans;
  guint64 counted; /* of the last COUNTERS: programs_running */
  guint counts;
  gboolean closed;
};

static void ran_free(gpointer data)
{
  struct ran *ran = data;
  g_free(ran->how);
  g_free(ran->output);
  g_free(ran);
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct core *core = user;
  if (kind == MESSAGE_COUNTERS)
    core->counts += g_variant_lookup(body, "programs_running", "t", &core->counted) ? 1 : 0;
  if (kind != MESSAGE_RAN)
    return;
  struct ran *ran = g_new0(struct ran, 1);
  guchar result;
  g_variant_get(body, "(tysisu)", &ran->id, &result, &ran->how, &ran->exit_status, &ran->output, &ran->took_ms);
  ran->result = result;
  g_ptr_array_add(core->rans, ran);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)reason;
  ((struct core *)user)->closed = TRUE;
}

static int setup(void **state)
{
  static const struct channel_events events = {on_message, on_closed};
  struct core *core = g_new0(struct core, 1);
  int fd;
  core->folder = g_dir_make_tmp("provost-notify-XXXXXX", NULL);
  g_setenv("PROVOST_TEST_SECRET", "hunter2", TRUE);
  core->program = program_start("provost-notify", NULL, NULL, &fd);
  core->rans = g_ptr_array_new_with_free_func(ran_free);
  core->channel = channel_new(ROLE_CORE, ROLE_NOTIFY, &events, core);
  channel_open(core->channel, fd);
  *state = core;
  return 0;
}

static int teardown(void **state)
{
  struct core *core = *state;
  channel_free(core->channel);
  g_subprocess_wait(core->program, NULL, NULL);
  g_object_unref(core->program);
  g_ptr_array_unref(core->rans);
  folder_remove(core->folder);
  g_free(core->folder);
  g_free(core);
  return 0;
}

static gboolean on_late(gpointer late)
{
  *(gboolean *)late = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean on_nothing(gpointer unused)
{
  (void)unused;
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop until the condition holds. */
#define TURN_UNTIL(condition)                                                                              \
  do {                                                                                                     \
    gboolean late = FALSE;                                                                                 \
    guint limit = g_timeout_add(PATIENCE_MS, on_late, &late), beat = g_timeout_add(20, on_nothing, NULL);  \
    while (!(condition) && !late)                                                                          \
      g_main_context_iteration(NULL, TRUE);                                                                \
    if (late)                                                                                              \
      fail_msg("it never came to: %s", #condition);                                                        \
    g_source_remove(limit);                                                                                \
    g_source_remove(beat);                                                                                 \
  } while (0)

static const struct ran *find(const struct core *core, guint64 id)
{
  for (guint i = 0; i < core->rans->len; i++) {
    const struct ran *ran = core->rans->pdata[i];
    if (ran->id == id)
      return ran;
  }
  return NULL;
}

static const struct ran *await(struct core *core, guint64 id)
{
  const struct ran *ran = NULL;
  TURN_UNTIL((ran = find(core, id)) != NULL);
  return ran;
}

/* Writes a script into the folder; its path. Caller frees. */
static char *script(const struct core *core, const char *name, const char *text)
{
  char *path = g_build_filename(core->folder, name, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  assert_int_equal(g_chmod(path, 0755), 0);
  return path;
}

/* The one program "p", with further words where `words` is not NULL. */
static void configure(const struct core *core, const char *path, const char *const *words, guint time_limit_sec)
{
  GVariantBuilder command;
  g_variant_builder_init(&command, G_VARIANT_TYPE("as"));
  g_variant_builder_add(&command, "s", path);
  for (; words && *words; words++)
    g_variant_builder_add(&command, "s", *words);
  GVariantBuilder programs;
  g_variant_builder_init(&programs, G_VARIANT_TYPE("a(sas)"));
  g_variant_builder_add(&programs, "(sas)", "p", &command);
  channel_send(core->channel, MESSAGE_NOTIFY_CONFIGURE, g_variant_new("(uua(sas))", 1000u, time_limit_sec, &programs));
}

static void order_with(const struct core *core, guint64 id, const char *name, const char *const *values)
{
  channel_send(core->channel, MESSAGE_RUN, g_variant_new("(ts^as)", id, name, values));
}

static void order(const struct core *core, guint64 id)
{
  const char *values[PROGRAM_MACROS + 1] = {NULL};
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++)
    values[macro] = "";
  order_with(core, id, "p", values);
}

/* Orders a script under the only intent of the test and waits for its end. */
static const struct ran *run_script(struct core *core, const char *text, guint time_limit_sec)
{
  g_autofree char *path = script(core, "script", text);
  configure(core, path, NULL, time_limit_sec);
  order(core, 1);
  return await(core, 1);
}

/* What a script wrote into a file of the folder, by then or soon. Caller frees. */
static char *await_file(const struct core *core, const char *name)
{
  g_autofree char *path = g_build_filename(core->folder, name, NULL);
  char *text = NULL;
  TURN_UNTIL(g_file_get_contents(path, &text, NULL, NULL) && text[0]);
  return g_strchomp(text);
}

static gboolean is_gone(GPid pid)
{
  return kill(pid, 0) != 0 && errno == ESRCH;
}

static gboolean is_zombie_of_role(const struct core *core)
{
  g_autofree char *command = g_strdup_printf("/proc/%s/task/%s/children", g_subprocess_get_identifier(core->program),
                                             g_subprocess_get_identifier(core->program));
  g_autofree char *children = NULL;
  return g_file_get_contents(command, &children, NULL, NULL) && children[0];
}

static void a_program_that_exits_with_0_is_done(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\necho paged\n", 10);
  assert_int_equal(ran->result, DEED_DONE);
  assert_string_equal(ran->how, "");
  assert_int_equal(ran->exit_status, 0);
  assert_string_equal(ran->output, "paged\n");
  assert_false(is_zombie_of_role(*state));
}

static void a_program_that_exits_otherwise_has_failed(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\necho one\necho 'no modem' >&2\nexit 3\n", 10);
  assert_int_equal(ran->result, DEED_FAILED);
  assert_string_equal(ran->how, "exited with status 3");
  assert_int_equal(ran->exit_status, 3);
  assert_string_equal(ran->output, "one\nno modem\n");
}

static void a_program_that_a_signal_ends_has_failed(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\nkill -SEGV $$\n", 10);
  assert_int_equal(ran->result, DEED_FAILED);
  assert_string_equal(ran->how, "was killed by signal 11 (Segmentation fault)");
  assert_int_equal(ran->exit_status, -1);
}

/* G08: hangs. */
static void a_program_that_hangs_is_asked_to_end_with_all_its_children(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\nsleep 1000 &\necho $! >%s/child\necho $$ >%s/self\nwait\n", core->folder,
                                          core->folder);
  const struct ran *ran = run_script(core, text, 1);
  g_autofree char *child = await_file(core, "child"), *self = await_file(core, "self");
  assert_int_equal(ran->result, DEED_FAILED);
  assert_string_equal(ran->how, "had not ended after 1 s and was ended");
  assert_in_range(ran->took_ms, 1000, 1900);
  TURN_UNTIL(is_gone(atoi(child)) && is_gone(atoi(self)));
  assert_false(is_zombie_of_role(core));
}

/* G08: hangs and will not end. */
static void a_program_that_ignores_sigterm_is_killed_two_seconds_later(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n", 1);
  assert_int_equal(ran->result, DEED_FAILED);
  assert_int_equal(ran->exit_status, -1);
  assert_in_range(ran->took_ms, 3000, 4500);
}

/* G08: floods. The role goes on counting, and does not spend its time on reading. */
static void a_program_that_floods_is_cut_and_costs_little(void **state)
{
  struct core *core = *state;
  const struct ran *ran = run_script(core, "#!/bin/sh\nexec yes 0123456789abcde\n", 2);
  assert_int_equal(ran->result, DEED_FAILED);
  assert_int_equal(strlen(ran->output), PROGRAM_OUTPUT_MAX);
  assert_true(core->counts >= 1);
  g_autofree char *path = g_strdup_printf("/proc/%s/stat", g_subprocess_get_identifier(core->program)), *text = NULL;
  assert_true(g_file_get_contents(path, &text, NULL, NULL));
  unsigned long user_ticks, system_ticks;
  assert_int_equal(sscanf(strrchr(text, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user_ticks, &system_ticks),
                   2);
  assert_true(user_ticks + system_ticks < 50); /* half a second of two */
}

/* A chatty program must not stand still because nobody keeps what it says. */
static void a_program_that_says_too_much_is_done_all_the_same(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\nhead -c 300000 /dev/zero | tr '\\0' x\nexit 0\n", 10);
  assert_int_equal(ran->result, DEED_DONE);
  assert_int_equal(strlen(ran->output), PROGRAM_OUTPUT_MAX);
}

/* G08: what it forked keeps the pipe open. It is over when the program is, and the rest of its group is not left behind. */
static void a_program_is_over_though_its_child_keeps_the_pipe_open(void **state)
{
  struct core *core = *state;
  g_autofree char *text =
      g_strdup_printf("#!/bin/sh\nsleep 1000 &\necho $! >%s/child\necho begun\n", core->folder);
  const struct ran *ran = run_script(core, text, 10);
  g_autofree char *child = await_file(core, "child");
  assert_int_equal(ran->result, DEED_DONE);
  assert_string_equal(ran->output, "begun\n");
  assert_true(ran->took_ms < 5000);
  TURN_UNTIL(is_gone(atoi(child)));
}

static void a_daemon_with_a_session_of_its_own_goes_on(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\nsetsid sh -c 'echo $$ >%s/daemon; exec sleep 1000' &\n"
                                          "until [ -s %s/daemon ]; do sleep 0.1; done\n",
                                          core->folder, core->folder);
  const struct ran *ran = run_script(core, text, 10);
  assert_int_equal(ran->result, DEED_DONE);
  g_autofree char *daemon = await_file(core, "daemon");
  assert_int_equal(kill(atoi(daemon), 0), 0);
  kill(atoi(daemon), SIGKILL);
}

/* The script writes each of its arguments on a line of its own, in brackets. */
static void no_shell_reads_the_arguments(void **state)
{
  struct core *core = *state;
  const char *const words[] = {"--id=%{tip.id}", "%{tip.text}", "%{guest.name}", "*; ls | cat $(id) `id` > /x", NULL};
  const char *values[PROGRAM_MACROS + 1] = {NULL};
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++)
    values[macro] = "";
  g_autofree char *touched = g_build_filename(core->folder, "touched", NULL);
  g_autofree char *evil = g_strdup_printf("a; touch %s | $(touch %s)\n`touch %s` %%{tip.id} \x1b[31m", touched, touched, touched);
  values[MACRO_TIP_ID] = "7";
  values[MACRO_TIP_TEXT] = evil;
  g_autofree char *path = script(core, "script", "#!/bin/sh\nfor word in \"$@\"; do printf '[%s]\\n' \"$word\"; done\n");
  configure(core, path, words, 10);
  order_with(core, 1, "p", values);
  const struct ran *ran = await(core, 1);
  g_autofree char *expected =
      g_strdup_printf("[--id=7]\n[a; touch %s | $(touch %s) `touch %s` %%{tip.id}  [31m]\n[]\n[*; ls | cat $(id) `id` > /x]\n",
                      touched, touched, touched);
  assert_string_equal(ran->output, expected);
  assert_false(g_file_test(touched, G_FILE_TEST_EXISTS));
}

/* execvp() and GLib would have a shell run it. */
static void a_file_without_an_interpreter_is_not_given_to_a_shell(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("touch %s/touched\n", core->folder);
  const struct ran *ran = run_script(core, text, 10);
  g_autofree char *touched = g_build_filename(core->folder, "touched", NULL);
  assert_int_equal(ran->result, DEED_FAILED);
  assert_non_null(strstr(ran->how, "could not be started"));
  assert_non_null(strstr(ran->how, "Exec format error"));
  assert_false(g_file_test(touched, G_FILE_TEST_EXISTS));
}

static void the_environment_holds_the_values_and_nothing_of_ours(void **state)
{
  struct core *core = *state;
  const char *values[PROGRAM_MACROS + 1] = {"7", "host-cpu", "critical", "h1", "busy\nall day", "", "", "h1", "9", NULL};
  configure(core, "/usr/bin/env", NULL, 10);
  order_with(core, 1, "p", values);
  const struct ran *ran = await(core, 1);
  assert_string_equal(ran->output, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
                                   "LANG=C.UTF-8\n"
                                   "PROVOST_TIP_ID=7\n"
                                   "PROVOST_TIP_POLICY=host-cpu\n"
                                   "PROVOST_TIP_SEVERITY=critical\n"
                                   "PROVOST_TIP_SUBJECT=h1\n"
                                   "PROVOST_TIP_TEXT=busy all day\n"
                                   "PROVOST_GUEST_NAME=\n"
                                   "PROVOST_GUEST_UUID=\n"
                                   "PROVOST_HOST_NAME=h1\n"
                                   "PROVOST_ACTION_ID=9\n");
}

/* Neither our socket nor the lock that says that we run. Descriptor 3 is the folder that ls reads. */
static void a_program_has_no_descriptor_but_the_usual_three(void **state)
{
  const struct ran *ran =
      run_script(*state, "#!/bin/sh\nreadlink /proc/$$/fd/0\nls /proc/self/fd\nps -o pgid=,sid=,pid= $$ | xargs\npwd\n", 10);
  g_auto(GStrv) lines = g_strsplit(ran->output, "\n", -1);
  assert_int_equal(g_strv_length(lines), 8);
  assert_string_equal(lines[0], "/dev/null");
  for (guint fd = 0; fd < 4; fd++)
    assert_int_equal(atoi(lines[1 + fd]), fd);
  g_auto(GStrv) ids = g_strsplit(lines[5], " ", -1);
  assert_string_equal(ids[0], ids[1]);
  assert_string_equal(ids[0], ids[2]);
  assert_string_equal(lines[6], "/");
}

static void output_that_is_no_text_is_made_one(void **state)
{
  const struct ran *ran = run_script(*state, "#!/bin/sh\nprintf 'a\\377b\\033[31m\\nc\\n'\n", 10);
  assert_string_equal(ran->output, "a\xef\xbf\xbd"
                                   "b [31m\nc\n");
}

static void what_cannot_be_run_is_certainly_not_run(void **state)
{
  struct core *core = *state;
  g_autofree char *open = script(core, "open", "#!/bin/sh\n"), *plain = script(core, "plain", "#!/bin/sh\n");
  g_autofree char *missing = g_build_filename(core->folder, "missing", NULL);
  g_chmod(open, 0777);
  g_chmod(plain, 0644);
  const struct {
    const char *path, *why;
  } cases[] = {{missing, "No such file or directory"},
               {open, "everybody on this machine may change it"},
               {plain, "Permission denied"},
               {core->folder, "it is no regular file"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    configure(core, cases[i].path, NULL, 10);
    order(core, i + 1);
    const struct ran *ran = await(core, i + 1);
    assert_int_equal(ran->result, DEED_FAILED);
    assert_int_equal(ran->exit_status, -1);
    assert_non_null(strstr(ran->how, cases[i].why));
  }
  const char *values[] = {"too", "few", NULL};
  order_with(core, 10, "p", values);
  assert_non_null(strstr(await(core, 10)->how, "without all its values"));
  order_with(core, 11, "unknown", values);
  assert_non_null(strstr(await(core, 11)->how, "is not among the programs"));
}

/* P2. */
static void an_intent_that_is_sent_again_is_not_carried_out_again(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\necho x >>%s/runs\n", core->folder);
  run_script(core, text, 10);
  g_ptr_array_set_size(core->rans, 0);
  order(core, 1);
  const struct ran *ran = await(core, 1);
  assert_int_equal(ran->result, DEED_UNKNOWN);
  g_autofree char *runs = await_file(core, "runs");
  assert_string_equal(runs, "x");
}

static void four_run_at_the_same_time_and_no_fifth(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\nuntil [ -e %s/go ]; do sleep 0.1; done\n", core->folder);
  g_autofree char *path = script(core, "script", text), *go = g_build_filename(core->folder, "go", NULL);
  configure(core, path, NULL, 15);
  for (guint64 id = 1; id <= PROGRAMS_AT_ONCE + 1; id++)
    order(core, id);
  const struct ran *refused = await(core, PROGRAMS_AT_ONCE + 1);
  assert_int_equal(refused->result, DEED_FAILED);
  assert_non_null(strstr(refused->how, "as many programs as may run"));
  TURN_UNTIL(core->counted == PROGRAMS_AT_ONCE);
  assert_int_equal(core->rans->len, 1);
  assert_true(g_file_set_contents(go, "", 0, NULL));
  for (guint64 id = 1; id <= PROGRAMS_AT_ONCE; id++)
    assert_int_equal(await(core, id)->result, DEED_DONE);
  assert_false(is_zombie_of_role(core));
}

/* The role's socket closes because the core goes. */
static void what_runs_is_ended_when_the_core_goes(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\ntrap '' TERM\necho $$ >%s/self\nwhile :; do sleep 1; done\n", core->folder);
  g_autofree char *path = script(core, "script", text);
  configure(core, path, NULL, 60);
  order(core, 1);
  g_autofree char *self = await_file(core, "self");
  gint64 begun_us = g_get_monotonic_time();
  channel_close(core->channel);
  g_subprocess_wait(core->program, NULL, NULL);
  assert_true(g_get_monotonic_time() - begun_us < G_USEC_PER_SEC);
  TURN_UNTIL(is_gone(atoi(self)));
}

static void what_runs_is_killed_with_the_role(void **state)
{
  struct core *core = *state;
  g_autofree char *text = g_strdup_printf("#!/bin/sh\ntrap '' TERM\necho $$ >%s/self\nwhile :; do sleep 1; done\n", core->folder);
  g_autofree char *path = script(core, "script", text);
  configure(core, path, NULL, 60);
  order(core, 1);
  g_autofree char *self = await_file(core, "self");
  g_subprocess_force_exit(core->program);
  g_subprocess_wait(core->program, NULL, NULL);
  TURN_UNTIL(is_gone(atoi(self)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
      TEST(a_program_that_exits_with_0_is_done),
      TEST(a_program_that_exits_otherwise_has_failed),
      TEST(a_program_that_a_signal_ends_has_failed),
      TEST(a_program_that_hangs_is_asked_to_end_with_all_its_children),
      TEST(a_program_that_ignores_sigterm_is_killed_two_seconds_later),
      TEST(a_program_that_floods_is_cut_and_costs_little),
      TEST(a_program_that_says_too_much_is_done_all_the_same),
      TEST(a_program_is_over_though_its_child_keeps_the_pipe_open),
      TEST(a_daemon_with_a_session_of_its_own_goes_on),
      TEST(no_shell_reads_the_arguments),
      TEST(a_file_without_an_interpreter_is_not_given_to_a_shell),
      TEST(the_environment_holds_the_values_and_nothing_of_ours),
      TEST(a_program_has_no_descriptor_but_the_usual_three),
      TEST(output_that_is_no_text_is_made_one),
      TEST(what_cannot_be_run_is_certainly_not_run),
      TEST(an_intent_that_is_sent_again_is_not_carried_out_again),
      TEST(four_run_at_the_same_time_and_no_fifth),
      TEST(what_runs_is_ended_when_the_core_goes),
      TEST(what_runs_is_killed_with_the_role),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
