#include "config/compare.h"

#include "changed_keys.h"
#include "load.h"

#include "config/schema.h"

static struct config *load_sound(const char *text)
{
  struct loaded loaded = load_text(text);
  if (!loaded.config)
    fail_msg("%s", (const char *)loaded.errors->pdata[0]);
  g_ptr_array_unref(loaded.errors);
  return loaded.config;
}

/* All changes from one text to the other, a line each. Caller frees. */
static char *said(const char *from, const char *to)
{
  struct config *before = load_sound(from), *after = load_sound(to);
  g_autoptr(GPtrArray) changes = config_compare(before, after);
  GString *lines = g_string_new(NULL);
  for (guint i = 0; i < changes->len; i++) {
    g_autofree char *line = config_change_text(changes->pdata[i]);
    g_string_append_printf(lines, "%s%s", i > 0 ? "\n" : "", line);
  }
  config_free(before);
  config_free(after);
  return g_string_free(lines, FALSE);
}

static void the_same_file_differs_in_nothing(void **state)
{
  (void)state;
  assert_owned_string_equal(said(CHANGED_KEYS_BASE, CHANGED_KEYS_BASE), "");
}

static void each_changed_key_is_said_and_no_other(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(changed_keys); i++) {
    g_autofree char *text = changed_text(&changed_keys[i]);
    assert_owned_string_equal(said(CHANGED_KEYS_BASE, text), changed_keys[i].said);
  }
}

static gboolean is_tried(const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS(changed_keys); i++)
    if (strcmp(changed_keys[i].path, path) == 0)
      return TRUE;
  return FALSE;
}

/* So that a new row comes with its change: a key that is not compared is not reloaded. Tokens: test_access.c. */
static void every_row_with_a_field_is_tried(void **state)
{
  (void)state;
  gsize n;
  const struct option *all = options(&n);
  for (gsize i = 0; i < n; i++) {
    enum option_type type = all[i].type;
    gboolean has_field = type != OPTION_MAP && type != OPTION_LIST && type != OPTION_NAMED &&
                         type != OPTION_SECRET_FILE && type != OPTION_TOKENS && strcmp(option_key(&all[i]), "name") != 0 &&
                         strcmp(all[i].path, "traps.sources[].from") != 0; /* by which entries are told apart */
    if (has_field && !is_tried(all[i].path))
      fail_msg("%s: add its change to changed_keys.h", all[i].path);
  }
}

static const char two[] = "clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}, {name: h2, libvirt: 'test:///2'}]},\n"
                          "           {name: b, hosts: [{name: h3, snmp: {address: 192.0.2.3, community: c}}]}]\n";

static void the_order_of_entries_means_nothing(void **state)
{
  (void)state;
  assert_owned_string_equal(
      said(two, "clusters: [{name: b, hosts: [{name: h3, snmp: {address: 192.0.2.3, community: c}}]},\n"
                "           {name: a, hosts: [{name: h2, libvirt: 'test:///2'}, {name: h1, libvirt: 'test:///1'}]}]\n"),
      "");
}

static void a_host_that_moves_to_another_cluster_goes_and_comes(void **state)
{
  (void)state;
  assert_owned_string_equal(
      said(two, "clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}]},\n"
                "           {name: b, hosts: [{name: h2, libvirt: 'test:///2'},\n"
                "                             {name: h3, snmp: {address: 192.0.2.3, community: c}}]}]\n"),
      "clusters[b].hosts[h2]: added\nclusters[a].hosts[h2]: removed");
}

static void an_entry_concerns_whom_its_values_concern(void **state)
{
  (void)state;
  struct config *before = load_sound("clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}]}]\n");
  struct config *snmp = load_sound("clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}]}]\n"
                                   "devices: [{name: d1, snmp: {address: 192.0.2.3, community: c}}]\n");
  struct config *virt = load_sound("clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}, {name: h2, libvirt: 'test:///2'}]}]\n");
  g_autoptr(GPtrArray) devices = config_compare(before, snmp), hosts = config_compare(before, virt);
  assert_int_equal(devices->len, 1);
  assert_int_equal(((const struct config_change *)devices->pdata[0])->live, PART_CORE | PART_SNMP);
  assert_int_equal(((const struct config_change *)devices->pdata[0])->restarts, 0);
  assert_int_equal(hosts->len, 1);
  assert_int_equal(((const struct config_change *)hosts->pdata[0])->restarts & PART_VIRT, PART_VIRT);
  config_free(before);
  config_free(snmp);
  config_free(virt);
}

static void settings_come_and_go_one_by_one(void **state)
{
  (void)state;
  assert_owned_string_equal(said("clusters: [{name: a, hosts: [{name: h, libvirt: 'test:///1'}]}]\n"
                                 "policies: {p: {settings: {warning: 75}}}\n",
                                 "clusters: [{name: a, hosts: [{name: h, libvirt: 'test:///1'}]}]\n"
                                 "policies: {p: {settings: {critical: 90}}}\n"),
                            "policies.p.settings.critical: not set -> 90\n"
                            "policies.p.settings.warning: 75 -> not set");
}

static void no_change_shows_a_secret(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(changed_keys); i++) {
    g_autofree char *text = changed_text(&changed_keys[i]);
    struct config *before = load_sound(CHANGED_KEYS_BASE), *after = load_sound(text);
    g_autoptr(GPtrArray) changes = config_compare(before, after);
    const struct config_change *change = changes->pdata[0];
    g_autofree char *line = config_change_text(change);
    g_autofree char *first = g_strndup(changed_keys[i].said, strcspn(changed_keys[i].said, "\n"));
    assert_int_equal(change->is_secret, strstr(first, "a secret") != NULL);
    assert_true(!change->is_secret || (!change->before && !change->after));
    assert_null(strstr(line, "-auth"));
    assert_null(strstr(line, "-word"));
    config_free(before);
    config_free(after);
  }
}

/* Whatever else is added to this list costs operators a restart: see whether it must. */
static void only_where_provostd_lives_waits_for_its_restart(void **state)
{
  (void)state;
  static const char *const waiting[] = {"state_dir", "runtime_dir", "api.listen", "api.tls", "api.tls.certificate", "api.tls.key",
                                        NULL};
  gsize n;
  const struct option *all = options(&n);
  for (gsize i = 0; i < n; i++) {
    gboolean waits = all[i].restarts & PART_CORE;
    assert_int_equal(waits, g_strv_contains(waiting, all[i].path));
    assert_true(all[i].live || all[i].restarts); /* each row says something */
  }
  struct config *running = load_sound(CHANGED_KEYS_BASE), *wanted = load_sound(two);
  config_keep(wanted, running);
  assert_string_equal(wanted->state_dir, "/srv/state");
  assert_string_equal(wanted->runtime_dir, "/srv/run");
  assert_string_equal(wanted->api_listen, "127.0.0.1:8480");
  assert_null(wanted->access.groups[ACCESS_VIEWER]);
  assert_int_equal(wanted->interval_ms, 10000);
  config_free(running);
  config_free(wanted);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_file_differs_in_nothing),
      cmocka_unit_test(each_changed_key_is_said_and_no_other),
      cmocka_unit_test(every_row_with_a_field_is_tried),
      cmocka_unit_test(the_order_of_entries_means_nothing),
      cmocka_unit_test(a_host_that_moves_to_another_cluster_goes_and_comes),
      cmocka_unit_test(an_entry_concerns_whom_its_values_concern),
      cmocka_unit_test(settings_come_and_go_one_by_one),
      cmocka_unit_test(no_change_shows_a_secret),
      cmocka_unit_test(only_where_provostd_lives_waits_for_its_restart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
