/* A plugin ends in time, whatever holds it up. */
#include "plugin/deadline.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void who_is_held_up_says_so_and_ends(void **state)
{
  (void)state;
  int ends[2], status;
  char said[64] = "";
  assert_int_equal(pipe(ends), 0);
  gint64 begin_us = g_get_monotonic_time();
  pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    deadline_new(200, "too late\n", 3);
    for (;;)
      pause();
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 3);
  assert_true(g_get_monotonic_time() - begin_us >= 200000);
  assert_true(read(ends[0], said, sizeof said - 1) > 0);
  assert_string_equal(said, "too late\n");
  close(ends[0]);
  close(ends[1]);
}

static void who_was_early_enough_is_left_alone(void **state)
{
  (void)state;
  gint64 end_us = g_get_monotonic_time() + 100000;
  deadline_free(deadline_new(50, "too late\n", 3));
  while (g_get_monotonic_time() < end_us) /* past its end: this test would be over */
    g_usleep(10000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_is_held_up_says_so_and_ends),
      cmocka_unit_test(who_was_early_enough_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
