#include "config/secret_file.h"

#include "load.h"

#include <unistd.h>

struct place {
  char *folder, *file;
};

static int place_open(void **state)
{
  struct place *place = g_new(struct place, 1);
  place->folder = g_dir_make_tmp("provost-secret-XXXXXX", NULL);
  place->file = g_build_filename(place->folder, "community", NULL);
  *state = place;
  return 0;
}

static int place_close(void **state)
{
  struct place *place = *state;
  g_remove(place->file);
  g_rmdir(place->folder);
  g_free(place->folder);
  g_free(place->file);
  g_free(place);
  return 0;
}

static void put(const struct place *place, const char *text, gsize length, mode_t mode)
{
  g_chmod(place->file, 0600);
  assert_true(g_file_set_contents(place->file, text, (gssize)length, NULL));
  assert_int_equal(g_chmod(place->file, mode), 0);
}

static void is_refused(const struct place *place, const char *because)
{
  g_autoptr(GError) error = NULL;
  assert_null(secret_file_read(place->file, &error));
  assert_non_null(strstr(error->message, because));
  assert_null(strstr(error->message, "s3cret"));
}

static void the_end_of_the_line_is_no_part_of_the_secret(void **state)
{
  static const char *const texts[] = {"s3cret", "s3cret\n", "s3cret\r\n"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    put(*state, texts[i], strlen(texts[i]), 0640);
    g_autofree char *secret = secret_file_read(((struct place *)*state)->file, NULL);
    assert_string_equal(secret, "s3cret");
  }
}

static void a_secret_of_255_bytes_is_read_and_one_of_256_refused(void **state)
{
  g_autofree char *text = g_strnfill(257, 'x');
  text[255] = '\n';
  put(*state, text, 256, 0600);
  g_autofree char *secret = secret_file_read(((struct place *)*state)->file, NULL);
  assert_int_equal(strlen(secret), 255);
  text[255] = 'x';
  put(*state, text, 256, 0600);
  is_refused(*state, "holds more than 255 bytes");
  g_autofree char *large = g_strnfill(100000, 'x');
  put(*state, large, 100000, 0600);
  is_refused(*state, "holds more than 255 bytes");
}

static void a_file_open_to_everybody_names_the_chmod(void **state)
{
  struct place *place = *state;
  static const mode_t modes[] = {0644, 0602, 0601};
  g_autofree char *remedy = g_strdup_printf("chmod o= %s", place->file);
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
    put(place, "s3cret\n", 7, modes[i]);
    is_refused(place, remedy);
  }
}

static void what_is_no_line_of_text_is_refused(void **state)
{
  put(*state, "", 0, 0600);
  is_refused(*state, "is empty");
  put(*state, "\n", 1, 0600);
  is_refused(*state, "is empty");
  put(*state, "s3cret\nmore\n", 12, 0600);
  is_refused(*state, "more than one line");
  put(*state, "s3cret\xff", 7, 0600);
  is_refused(*state, "not UTF-8");
  put(*state, "s3cret\0x", 8, 0600);
  is_refused(*state, "not UTF-8");
}

static void a_link_a_folder_and_a_pipe_are_refused(void **state)
{
  struct place *place = *state;
  assert_int_equal(symlink("/etc/hostname", place->file), 0);
  is_refused(place, "symbolic link");
  g_remove(place->file);
  assert_int_equal(g_mkdir(place->file, 0700), 0);
  is_refused(place, "no regular file");
  g_rmdir(place->file);
  assert_int_equal(mkfifo(place->file, 0600), 0);
  is_refused(place, "no regular file");
}

static void a_file_that_is_not_there_is_not_named(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  assert_null(secret_file_read("/s3cret", &error));
  assert_string_equal(error->message, "the file cannot be opened: No such file or directory");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_end_of_the_line_is_no_part_of_the_secret, place_open,
                                      place_close),
      cmocka_unit_test_setup_teardown(a_secret_of_255_bytes_is_read_and_one_of_256_refused,
                                      place_open, place_close),
      cmocka_unit_test_setup_teardown(a_file_open_to_everybody_names_the_chmod, place_open,
                                      place_close),
      cmocka_unit_test_setup_teardown(what_is_no_line_of_text_is_refused, place_open, place_close),
      cmocka_unit_test_setup_teardown(a_link_a_folder_and_a_pipe_are_refused, place_open,
                                      place_close),
      cmocka_unit_test(a_file_that_is_not_there_is_not_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
