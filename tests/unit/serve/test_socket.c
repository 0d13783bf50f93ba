/* The socket's place in its folder (fault H05). */
#include "serve/socket.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
  char *folder, *path;
};

static int place_new(void **state)
{
  struct place *place = g_new0(struct place, 1);
  place->folder = g_dir_make_tmp("provost-socket-XXXXXX", NULL);
  place->path = g_build_filename(place->folder, "s", NULL);
  *state = place;
  return 0;
}

static int place_free(void **state)
{
  struct place *place = *state;
  g_unlink(place->path);
  assert_int_equal(g_rmdir(place->folder), 0);
  g_free(place->folder);
  g_free(place->path);
  g_free(place);
  return 0;
}

static struct listener open_at(const char *path)
{
  struct listener listener;
  g_autoptr(GError) error = NULL;
  if (!listener_open(&listener, path, &error))
    fail_msg("%s", error->message);
  return listener;
}

static void expect_refusal(const char *path, const char *words)
{
  struct listener listener;
  g_autoptr(GError) error = NULL;
  assert_false(listener_open(&listener, path, &error));
  if (!strstr(error->message, words) || !strstr(error->message, path))
    fail_msg("%s", error->message);
}

static void only_owner_and_group_may_connect(void **state)
{
  const struct place *place = *state;
  struct stat found;
  struct listener listener = open_at(place->path);
  assert_int_equal(g_lstat(place->path, &found), 0);
  assert_true(S_ISSOCK(found.st_mode));
  assert_int_equal(found.st_mode & 0777, 0660);
  close(listener.fd);
  listener_remove(&listener);
  assert_int_equal(g_lstat(place->path, &found), -1);
}

static void its_mode_says_whom_it_lets_in(void **state)
{
  const struct place *place = *state;
  struct listener listener = open_at(place->path);
  struct stat made;
  assert_int_equal(lstat(place->path, &made), 0);
  const guint stranger = made.st_uid + 1, in[] = {made.st_gid + 1, made.st_gid}, out[] = {made.st_gid + 1};
  assert_true(listener_lets_in(&listener, made.st_uid, out, 1));
  assert_true(listener_lets_in(&listener, stranger, in, 2));
  assert_false(listener_lets_in(&listener, stranger, out, 1));
  listener_admit(&listener, TRUE);
  assert_true(listener_lets_in(&listener, stranger, out, 1));
  listener_admit(&listener, FALSE);
  assert_false(listener_lets_in(&listener, stranger, out, 1));
  assert_int_equal(g_unlink(place->path), 0);
  assert_false(listener_lets_in(&listener, stranger, in, 2));
  close(listener.fd);
  listener_remove(&listener);
}

static void a_stale_socket_is_replaced(void **state)
{
  const struct place *place = *state;
  struct listener dead = open_at(place->path);
  close(dead.fd);
  g_free(dead.path);
  struct listener listener = open_at(place->path);
  close(listener.fd);
  listener_remove(&listener);
}

static void a_socket_in_use_is_left_alone(void **state)
{
  const struct place *place = *state;
  struct listener living = open_at(place->path);
  expect_refusal(place->path, "somebody listens at");
  close(living.fd);
  listener_remove(&living);
}

static void a_file_in_the_way_is_left_alone(void **state)
{
  const struct place *place = *state;
  assert_true(g_file_set_contents(place->path, "precious", -1, NULL));
  expect_refusal(place->path, "is not a socket");
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(place->path, &text, NULL, NULL));
  assert_string_equal(text, "precious");
}

static void a_link_is_not_followed(void **state)
{
  const struct place *place = *state;
  g_autofree char *target = g_build_filename(place->folder, "target", NULL);
  struct listener dead = open_at(target);
  close(dead.fd);
  assert_int_equal(symlink(target, place->path), 0);
  expect_refusal(place->path, "is not a socket");
  listener_remove(&dead);
}

static void a_path_too_long_is_named(void **state)
{
  const struct place *place = *state;
  g_autofree char *name = g_strnfill(108, 'x');
  g_autofree char *path = g_build_filename(place->folder, name, NULL);
  expect_refusal(path, "choose a shorter runtime_dir");
}

static void a_folder_that_is_not_there_is_named(void **state)
{
  const struct place *place = *state;
  g_autofree char *path = g_build_filename(place->folder, "nowhere", "s", NULL);
  expect_refusal(path, "No such file or directory");
}

static void another_ones_socket_is_not_removed(void **state)
{
  const struct place *place = *state;
  struct listener first = open_at(place->path);
  assert_int_equal(g_unlink(place->path), 0);
  struct listener second = open_at(place->path);
  listener_remove(&first);
  assert_int_equal(g_access(place->path, F_OK), 0);
  close(first.fd);
  close(second.fd);
  listener_remove(&second);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(only_owner_and_group_may_connect, place_new, place_free),
      cmocka_unit_test_setup_teardown(its_mode_says_whom_it_lets_in, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_stale_socket_is_replaced, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_socket_in_use_is_left_alone, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_file_in_the_way_is_left_alone, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_link_is_not_followed, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_path_too_long_is_named, place_new, place_free),
      cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_named, place_new, place_free),
      cmocka_unit_test_setup_teardown(another_ones_socket_is_not_removed, place_new, place_free),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
