/* Whom a row of the schema names, that program hears of a change of the key, and no other does. */
#include "daemon/configure.h"

#include "config/changed_keys.h"
#include "config/compare.h"
#include "config/load.h"

#include "base/clock.h"

static struct config *load_sound(const char *text)
{
  struct loaded loaded = load_text(text);
  assert_non_null(loaded.config);
  g_ptr_array_unref(loaded.errors);
  return loaded.config;
}

/* Both of its guests are known, so that their agents are polled. */
static struct fleet *fleet_of(const struct config *config)
{
  const struct sighting guests[] = {
      {.uuid = "11111111-1111-1111-1111-111111111111", .name = "db1", .state = GUEST_RUNNING},
      {.uuid = "22222222-2222-2222-2222-222222222222", .name = "db2", .state = GUEST_RUNNING}};
  struct fleet *fleet = fleet_from_config(config, clock_system());
  assert_true(fleet_take_sightings(fleet, "h1", guests, G_N_ELEMENTS(guests)));
  return fleet;
}

/* The parts that the rows of all changes name. */
static guint named_by(const struct config *before, const struct config *after)
{
  guint named = 0;
  g_autoptr(GPtrArray) changes = config_compare(before, after);
  for (guint i = 0; i < changes->len; i++) {
    const struct config_change *change = changes->pdata[i];
    named |= change->live | change->restarts;
  }
  return named;
}

static void hears_what_its_rows_name(enum role role, guint part)
{
  struct config *before = load_sound(CHANGED_KEYS_BASE);
  struct fleet *fleet = fleet_of(before);
  for (guint i = 0; i < G_N_ELEMENTS(changed_keys); i++) {
    g_autofree char *text = changed_text(&changed_keys[i]);
    struct config *after = load_sound(text);
    config_keep(after, before);
    gboolean is_named = (named_by(before, after) & part) != 0;
    gboolean is_heard = !configures_alike(role, before, after, fleet);
    /* provost-virt is to know whether there is an agent, not where. */
    gboolean is_address = role == ROLE_VIRT && g_str_has_suffix(changed_keys[i].path, ".address");
    if (is_heard != is_named && !is_address)
      fail_msg("%s: its row %s %s, which hears %s", changed_keys[i].path, is_named ? "names" : "does not name",
               role_name(role), is_heard ? "of it" : "nothing");
    config_free(after);
  }
  fleet_free(fleet);
  config_free(before);
}

static void provost_snmp_hears_what_its_rows_name(void **state)
{
  (void)state;
  hears_what_its_rows_name(ROLE_SNMP, PART_SNMP);
}

static void provost_virt_hears_what_its_rows_name(void **state)
{
  (void)state;
  hears_what_its_rows_name(ROLE_VIRT, PART_VIRT);
}

static void provost_agentx_hears_what_its_rows_name(void **state)
{
  (void)state;
  hears_what_its_rows_name(ROLE_AGENTX, PART_AGENTX);
}

static void provost_virt_hears_of_an_agent_that_comes_or_goes(void **state)
{
  (void)state;
  struct config *none = load_sound("clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1'}]}]\n");
  struct config *one = load_sound("clusters: [{name: a, hosts: [{name: h1, libvirt: 'test:///1', snmp: {address: 192.0.2.1, "
                                  "community: c}}]}]\n");
  struct fleet *fleet = fleet_from_config(none, clock_system());
  assert_true(named_by(none, one) & PART_VIRT);
  assert_false(configures_alike(ROLE_VIRT, none, one, fleet));
  fleet_free(fleet);
  config_free(none);
  config_free(one);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(provost_snmp_hears_what_its_rows_name),
      cmocka_unit_test(provost_agentx_hears_what_its_rows_name),
      cmocka_unit_test(provost_virt_hears_what_its_rows_name),
      cmocka_unit_test(provost_virt_hears_of_an_agent_that_comes_or_goes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
