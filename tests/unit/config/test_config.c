#include "base/limits.h"
#include "config/yaml_tree.h"
#include "load.h"

#define SMALLEST "clusters: [{name: lab, hosts: [{name: h1, libvirt: 'test:///default'}]}]\n"

static void what_a_file_leaves_out_has_its_default(void **state)
{
  (void)state;
  struct loaded loaded = load_text(SMALLEST);
  const struct config *config = loaded.config;
  assert_non_null(config);
  assert_true(g_str_has_suffix(config->file, "/provost.yaml"));
  assert_string_equal(config->state_dir, "/var/lib/provost");
  assert_string_equal(config->runtime_dir, "/run/provost");
  assert_int_equal(config->interval_ms, 10000);
  assert_string_equal(config->automation.level, "advise");
  assert_int_equal(config->packs->len, 0);
  assert_int_equal(config->policies->len, 0);
  assert_int_equal(config->clusters->len, 1);
  const struct cluster *cluster = config->clusters->pdata[0];
  assert_string_equal(cluster->name, "lab");
  assert_int_equal(cluster->reserve_memory_bytes, 0);
  assert_true(cluster->reserve_cpu_pct == 0);
  assert_int_equal(cluster->n_methods, 2);
  assert_int_equal(cluster->methods[0], METHOD_LIVE);
  assert_int_equal(cluster->methods[1], METHOD_QUICK);
  assert_null(cluster->save_dir);
  assert_int_equal(cluster->migration_parallel, 1);
  assert_int_equal(cluster->link_bits_per_sec, 0);
  assert_string_equal(cluster->goal, "load-balancing");
  for (guint r = 0; r < RESOURCES; r++)
    assert_int_equal(cluster->weights[r], r == RESOURCE_CPU || r == RESOURCE_MEMORY);
  const struct config_host *host = config->hosts->pdata[0];
  assert_string_equal(host->name, "h1");
  assert_string_equal(host->cluster, "lab");
  assert_string_equal(host->libvirt_uri, "test:///default");
  assert_null(host->snmp.address);
  assert_null(host->snmp.community);
  loaded_done(&loaded);
}

static const char full[] =
    "state_dir: /srv/state\n"
    "runtime_dir: /srv/run\n"
    "interval: 1m\n"
    "rrd: {rrdcached: unix:/run/rrdcached.sock, retention: 400d}\n"
    "packs: [/etc/provost/packs, /srv/packs]\n"
    "automation: {level: off}\n"
    "policies:\n"
    "  host-cpu: {settings: {warning: 075, sustained: 5m, quiet: no}}\n"
    "  other: {}\n"
    "clusters:\n"
    "  - hosts:\n"
    "      - name: h1\n"
    "        libvirt: qemu+tcp://10.99.0.11/system\n"
    "        snmp: {address: 10.99.0.11, version: 2c, community: s3cret}\n"
    "      - {name: phys1, snmp: {address: 'udp6:[::1]:1161', community: '#1'}}\n"
    "    name: lab\n"
    "    reserve: {cpu: 12.5%, memory: 256MiB}\n"
    "    migration: {methods: [quick], save_dir: /srv/saves, parallel: 3, link: 25Gbit/s}\n"
    "    placement: {goal: resource-maximization, weights: {cpu: 4, network: 0}}\n"
    "  - {name: other, hosts: [{name: h3, libvirt: 'test:///x'}]}\n";

static void every_key_of_the_file_reaches_its_field(void **state)
{
  (void)state;
  struct loaded loaded = load_text(full);
  const struct config *config = loaded.config;
  assert_non_null(config);
  assert_string_equal(config->state_dir, "/srv/state");
  assert_string_equal(config->runtime_dir, "/srv/run");
  assert_int_equal(config->interval_ms, 60000);
  assert_string_equal(config->rrdcached, "/run/rrdcached.sock");
  assert_int_equal(config->retention_sec, 400 * 86400);
  assert_string_equal(config->automation.level, "off");
  assert_int_equal(config->packs->len, 2);
  assert_string_equal(config->packs->pdata[1], "/srv/packs");
  const struct cluster *cluster = config->clusters->pdata[0];
  assert_string_equal(cluster->name, "lab");
  assert_int_equal(cluster->reserve_memory_bytes, 256u << 20);
  assert_true(cluster->reserve_cpu_pct == 12.5);
  assert_int_equal(cluster->n_methods, 1);
  assert_int_equal(cluster->methods[0], METHOD_QUICK);
  assert_string_equal(cluster->save_dir, "/srv/saves");
  assert_int_equal(cluster->migration_parallel, 3);
  assert_int_equal(cluster->link_bits_per_sec, 25000000000);
  assert_string_equal(cluster->goal, "resource-maximization");
  assert_int_equal(cluster->weights[RESOURCE_CPU], 4);
  assert_int_equal(cluster->weights[RESOURCE_MEMORY], 1);
  assert_int_equal(cluster->weights[RESOURCE_NETWORK], 0);
  loaded_done(&loaded);
}

static void hosts_stand_in_order_with_their_cluster_and_agent(void **state)
{
  (void)state;
  struct loaded loaded = load_text(full);
  assert_int_equal(loaded.config->hosts->len, 3);
  const struct config_host *first = loaded.config->hosts->pdata[0];
  assert_string_equal(first->name, "h1");
  assert_string_equal(first->cluster, "lab");
  assert_string_equal(first->snmp.address, "udp:10.99.0.11:161");
  assert_string_equal(first->snmp.version, "2c");
  assert_string_equal(first->snmp.community, "s3cret");
  const struct config_host *second = loaded.config->hosts->pdata[1];
  assert_null(second->libvirt_uri);
  assert_string_equal(second->snmp.address, "udp6:[::1]:1161");
  assert_string_equal(second->snmp.community, "#1");
  assert_string_equal(((struct config_host *)loaded.config->hosts->pdata[2])->cluster, "other");
  loaded_done(&loaded);
}

static void labels_and_ha_are_kept_of_what_they_stand_at(void **state)
{
  (void)state;
  struct loaded loaded = load_text("clusters:\n"
                                   "  - name: lab\n"
                                   "    labels: {site: north}\n"
                                   "    hosts: [{name: h1, libvirt: 'test:///default', labels: {rack: r 7, tier: '1'}}]\n"
                                   "    guests:\n"
                                   "      - {name: db1, ha: true, labels: {tier: db}}\n"
                                   "      - {name: db2, ha: no}\n"
                                   "devices: [{name: f1, labels: {ports: many}, snmp: {address: h, community: x}}]\n");
  assert_non_null(loaded.config);
  const struct cluster *cluster = loaded.config->clusters->pdata[0];
  const struct config_host *host = loaded.config->hosts->pdata[0];
  const struct config_guest *first = loaded.config->guests->pdata[0], *second = loaded.config->guests->pdata[1];
  const struct config_device *device = loaded.config->devices->pdata[0];
  assert_string_equal(g_hash_table_lookup(cluster->labels, "site"), "north");
  assert_int_equal(g_hash_table_size(host->labels), 2);
  assert_string_equal(g_hash_table_lookup(host->labels, "rack"), "r 7");
  assert_true(first->ha);
  assert_string_equal(g_hash_table_lookup(first->labels, "tier"), "db");
  assert_false(second->ha);
  assert_int_equal(g_hash_table_size(second->labels), 0);
  assert_string_equal(g_hash_table_lookup(device->labels, "ports"), "many");
  loaded_done(&loaded);
}

static void settings_are_kept_as_written(void **state)
{
  (void)state;
  struct loaded loaded = load_text(full);
  assert_int_equal(loaded.config->policies->len, 2);
  const struct config_policy *policy = loaded.config->policies->pdata[0];
  assert_string_equal(policy->name, "host-cpu");
  assert_int_equal(g_hash_table_size(policy->settings), 3);
  assert_string_equal(g_hash_table_lookup(policy->settings, "warning"), "075");
  assert_string_equal(g_hash_table_lookup(policy->settings, "sustained"), "5m");
  assert_string_equal(g_hash_table_lookup(policy->settings, "quiet"), "no");
  const struct config_policy *other = loaded.config->policies->pdata[1];
  assert_int_equal(g_hash_table_size(other->settings), 0);
  loaded_done(&loaded);
}

static void the_shipped_example_is_taken_as_it_is(void **state)
{
  (void)state;
  GPtrArray *errors = g_ptr_array_new_with_free_func(g_free);
  struct config *config = config_load(TEST_SRCDIR "/etc/provost.yaml", errors);
  assert_int_equal(errors->len, 0);
  assert_non_null(config);
  g_ptr_array_unref(errors);
  config_free(config);
}

static void a_byte_order_mark_and_dos_line_ends_do_no_harm(void **state)
{
  (void)state;
  struct loaded loaded = load_text("\xef\xbb\xbfinterval: 5s\r\nstate_dir: /srv\r\n" SMALLEST);
  assert_non_null(loaded.config);
  assert_string_equal(loaded.config->state_dir, "/srv");
  loaded_done(&loaded);
}

static void a_file_of_4_mib_is_read_and_one_byte_more_refused(void **state)
{
  (void)state;
  g_autofree char *text = g_strnfill(YAML_MAX_BYTES + 1, '#');
  memcpy(text, SMALLEST, strlen(SMALLEST));
  struct loaded loaded = load_bytes(text, YAML_MAX_BYTES, 0600);
  assert_non_null(loaded.config);
  loaded_done(&loaded);
  loaded = load_bytes(text, YAML_MAX_BYTES + 1, 0600);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_string_equal(errors,
                      "provost.yaml: the file has more than 4 MiB, which is the most that is "
                      "read: shorten it\n");
  loaded_done(&loaded);
}

static void as_many_hosts_as_allowed_fit_into_a_file(void **state)
{
  (void)state;
  g_autoptr(GString) text = g_string_new("clusters:\n  - name: lab\n    hosts:\n");
  for (guint i = 0; i < LIMIT_HOSTS; i++)
    g_string_append_printf(text, "      - {name: host-%u.example.org, libvirt: 'qemu+tls://host-%u.example.org/system', "
                                 "snmp: {address: 'udp:192.0.2.1:161', version: 3, user: watcher, auth: sha-256, "
                                 "auth_passphrase: twelve bytes, priv: aes, priv_passphrase: twelve bytes}}\n", i, i);
  struct loaded loaded = load_bytes(text->str, text->len, 0600);
  assert_non_null(loaded.config);
  assert_int_equal(loaded.config->hosts->len, LIMIT_HOSTS);
  loaded_done(&loaded);
}

/* `depth` lists in each other below the map of the file. */
static struct loaded load_nested(guint depth)
{
  g_autofree char *open = g_strnfill(depth, '['), *close = g_strnfill(depth, ']');
  g_autofree char *text = g_strconcat("packs: ", open, close, "\n", SMALLEST, NULL);
  return load_text(text);
}

static void the_33rd_level_is_refused_and_ends_the_reading(void **state)
{
  (void)state;
  struct loaded loaded = load_nested(31);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_string_equal(errors,
                      "provost.yaml:1:9: packs must be a single value, not a list or map\n");
  loaded_done(&loaded);
  loaded = load_nested(32);
  g_autofree char *deeper = loaded_errors(&loaded);
  assert_string_equal(
      deeper, "provost.yaml:1:9: packs must be a single value, not a list or map\n"
              "provost.yaml:1:39: more than 32 maps and lists in each other: nothing in this "
              "file goes so deep\n");
  loaded_done(&loaded);
}

static void a_bomb_of_brackets_is_refused_at_once(void **state)
{
  (void)state;
  g_autofree char *text = g_strnfill(YAML_MAX_BYTES, '[');
  gint64 before = g_get_monotonic_time();
  struct loaded loaded = load_text(text);
  assert_null(loaded.config);
  assert_true(g_get_monotonic_time() - before < 2 * G_USEC_PER_SEC);
  loaded_done(&loaded);
}

/* Names of three characters, as more do not fit into one file. */
static struct loaded load_hosts(guint n)
{
  static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  g_autoptr(GString) text = g_string_new("clusters: [{name: c,hosts: [");
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text, "%s{name: %c%c%c,libvirt: a://},", i % 20 == 0 ? "\n" : "",
                           digits[i / 1296], digits[i / 36 % 36], digits[i % 36]);
  g_string_append(text, "]}]\n");
  return load_text(text->str);
}

static void the_10001st_host_is_refused(void **state)
{
  (void)state;
  struct loaded loaded = load_hosts(LIMIT_HOSTS);
  assert_non_null(loaded.config);
  assert_int_equal(loaded.config->hosts->len, LIMIT_HOSTS);
  loaded_done(&loaded);
  loaded = load_hosts(LIMIT_HOSTS + 1);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_non_null(strstr(errors, "this is host number 10001: provost watches at most 10000"));
  assert_int_equal(loaded.errors->len, 1);
  loaded_done(&loaded);
}

static void texts_are_taken_up_to_their_limit(void **state)
{
  (void)state;
  g_autofree char *x = g_strnfill(LIMIT_URI - 1, 'x');
  g_autofree char *longest = g_strdup_printf("state_dir: /%s\n" SMALLEST, x);
  struct loaded loaded = load_text(longest);
  assert_non_null(loaded.config);
  loaded_done(&loaded);
  g_autofree char *longer = g_strdup_printf("state_dir: /%sx\n" SMALLEST, x);
  loaded = load_text(longer);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_string_equal(errors,
                      "provost.yaml:1:12: state_dir has 256 bytes: it must have 1 to 255 bytes\n");
  loaded_done(&loaded);
}

static void a_file_that_everybody_may_change_is_refused(void **state)
{
  (void)state;
  struct loaded loaded = load_bytes(SMALLEST, strlen(SMALLEST), 0646);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_true(g_str_has_prefix(errors,
                               "provost.yaml: everybody on this machine may change this file: "
                               "chmod o-w /"));
  loaded_done(&loaded);
}

static void a_folder_and_a_missing_file_are_refused(void **state)
{
  (void)state;
  GPtrArray *errors = g_ptr_array_new_with_free_func(g_free);
  assert_null(config_load("/", errors));
  assert_null(config_load("/nowhere/provost.yaml", errors));
  assert_string_equal(errors->pdata[0], "/: this is no regular file: name the configuration file");
  assert_string_equal(errors->pdata[1],
                      "/nowhere/provost.yaml: the file cannot be opened: No such file or "
                      "directory");
  g_ptr_array_unref(errors);
}

static GLogWriterOutput keep_warning(GLogLevelFlags level, const GLogField *fields, gsize n,
                                     gpointer user)
{
  GString *warnings = user;
  for (gsize i = 0; i < n; i++)
    if (level == G_LOG_LEVEL_WARNING && strcmp(fields[i].key, "MESSAGE") == 0)
      g_string_append(warnings, fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static void a_community_that_everybody_may_read_is_warned_of(void **state)
{
  (void)state;
  GString *warnings = g_string_new(NULL);
  g_log_set_writer_func(keep_warning, warnings, NULL);
  struct loaded loaded = load_bytes(SMALLEST, strlen(SMALLEST), 0644);
  assert_non_null(loaded.config);
  loaded_done(&loaded);
  assert_string_equal(warnings->str, "");
  loaded = load_bytes(full, strlen(full), 0640);
  loaded_done(&loaded);
  assert_string_equal(warnings->str, "");
  loaded = load_bytes(full, strlen(full), 0644);
  assert_non_null(loaded.config);
  loaded_done(&loaded);
  assert_non_null(
      strstr(warnings->str, "holds a community or passphrase and everybody on this machine may read it"));
  assert_null(strstr(warnings->str, "s3cret"));
  g_string_free(warnings, TRUE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_file_leaves_out_has_its_default),
      cmocka_unit_test(every_key_of_the_file_reaches_its_field),
      cmocka_unit_test(hosts_stand_in_order_with_their_cluster_and_agent),
      cmocka_unit_test(labels_and_ha_are_kept_of_what_they_stand_at),
      cmocka_unit_test(settings_are_kept_as_written),
      cmocka_unit_test(the_shipped_example_is_taken_as_it_is),
      cmocka_unit_test(a_byte_order_mark_and_dos_line_ends_do_no_harm),
      cmocka_unit_test(a_file_of_4_mib_is_read_and_one_byte_more_refused),
      cmocka_unit_test(as_many_hosts_as_allowed_fit_into_a_file),
      cmocka_unit_test(the_33rd_level_is_refused_and_ends_the_reading),
      cmocka_unit_test(a_bomb_of_brackets_is_refused_at_once),
      cmocka_unit_test(the_10001st_host_is_refused),
      cmocka_unit_test(texts_are_taken_up_to_their_limit),
      cmocka_unit_test(a_file_that_everybody_may_change_is_refused),
      cmocka_unit_test(a_folder_and_a_missing_file_are_refused),
      cmocka_unit_test(a_community_that_everybody_may_read_is_warned_of),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
