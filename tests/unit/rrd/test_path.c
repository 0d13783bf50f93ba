#include "rrd/fixture.h"

static void assert_path(const char *object, const char *path)
{
  g_autofree char *is = file_of("/d", object);
  assert_string_equal(is, path);
}

static void paths_are_readable(void **state)
{
  (void)state;
  assert_path("host:h1", "/d/host/h1/host.rrd");
  assert_path("host:h1{if=eth0.100}", "/d/host/h1/net/eth0.100.rrd");
  assert_path("host:h1{fs=/var/lib}", "/d/host/h1/storage/%2Fvar%2Flib.rrd");
  assert_path("guest:2f1c{dev=vda}", "/d/guest/2f1c/disk/vda.rrd");
  assert_path("guest:2f1c{if=vnet0}", "/d/guest/2f1c/net/vnet0.rrd");
  assert_path("guest:2f1c", "/d/guest/2f1c/guest.rrd");
}

static void hostile_names_stay_in_their_folder(void **state)
{
  (void)state;
  assert_path("host:h1{fs=../../etc/passwd}", "/d/host/h1/storage/%2E.%2F..%2Fetc%2Fpasswd.rrd");
  assert_path("host:..", "/d/host/%2E./host.rrd");
  assert_path("host:../..", "/d/host/%2E.%2F../host.rrd");
  assert_path("host:.{if=.}", "/d/host/%2E/net/%2E.rrd");
  assert_path("host:h1{if=-rf ~}", "/d/host/h1/net/%2Drf%20~.rrd");
  assert_path("host:h1{if=%2F:a}", "/d/host/h1/net/%252F%3Aa.rrd");
  assert_path("host:h1{if=b\xc3\xbc}", "/d/host/h1/net/b%C3%BC.rrd");
}

static void a_name_of_slashes_makes_a_file_name_of_legal_length(void **state)
{
  (void)state;
  char slashes[LIMIT_INSTANCE + 1];
  memset(slashes, '/', LIMIT_INSTANCE);
  slashes[LIMIT_INSTANCE] = '\0';
  g_autofree char *object = object_part("host:h1", CLASS_HOST_STORAGE, slashes);
  g_autofree char *path = file_of("/d", object);
  g_autofree char *name = g_path_get_basename(path);
  assert_int_equal(strlen(name), 3 * LIMIT_INSTANCE + strlen(".rrd"));
  assert_true(strlen(name) + strlen(".future-9") <= 255);
}

static void escaping_can_be_undone_and_never_collides(void **state)
{
  (void)state;
  const char *instances[] = {"a/b", "a%2Fb", ".x", "%2Ex", "~x", "-", " ", "a.b", "\xe2\x82\xac"};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(instances); i++) {
    g_autofree char *object = object_part("host:h1", CLASS_HOST_NET, instances[i]);
    g_autofree char *path = file_of("/d", object);
    g_autofree char *name = g_path_get_basename(path);
    name[strlen(name) - strlen(".rrd")] = '\0';
    g_autofree char *undone = g_uri_unescape_string(name, NULL);
    assert_string_equal(undone, instances[i]);
    assert_true(g_hash_table_add(seen, g_steal_pointer(&path)));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_are_readable),
      cmocka_unit_test(hostile_names_stay_in_their_folder),
      cmocka_unit_test(a_name_of_slashes_makes_a_file_name_of_legal_length),
      cmocka_unit_test(escaping_can_be_undone_and_never_collides),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
