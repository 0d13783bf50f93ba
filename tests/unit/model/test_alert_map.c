#include "model/alert_map.h"

#include "unit.h"

#include <string.h>

#define UUID_A "aaaaaaaa-0000-0000-0000-000000000001"
#define UUID_B "bbbbbbbb-0000-0000-0000-000000000002"

struct fixture {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct alert_map *map;
};

static void sight(struct fixture *fixture, const char *host, const char *uuid, const char *name)
{
  struct sighting sighting = {.state = GUEST_RUNNING};
  g_strlcpy(sighting.uuid, uuid, sizeof sighting.uuid);
  g_strlcpy(sighting.name, name, sizeof sighting.name);
  assert_true(fleet_take_sightings(fixture->fleet, host, &sighting, 1));
}

static int set_up(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  virtual_clock_init(&fixture->clock, 0);
  fixture->fleet = fleet_new(&fixture->clock.clock, 10000);
  fleet_begin_configuration(fixture->fleet, 10000);
  fleet_add_cluster(fixture->fleet, cluster_new("lab"));
  fleet_add_host(fixture->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  fleet_add_host(fixture->fleet, "h2.example.org", "lab", 1u << SOURCE_LIBVIRT);
  fleet_end_configuration(fixture->fleet);
  fixture->map = alert_map_new(fixture->fleet);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  alert_map_free(fixture->map);
  fleet_free(fixture->fleet);
  g_free(fixture);
  return 0;
}

/* What is found, or "why: ..."; caller frees. */
static char *find(struct fixture *fixture, struct alert alert)
{
  const char **const texts[] = {&alert.said, &alert.host, &alert.address, &alert.name, &alert.source};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = *texts[i] ? *texts[i] : "";
  char *why;
  char *subject = alert_map_find(fixture->map, &alert, &why);
  char *found = subject ? subject : g_strconcat("why: ", why, NULL);
  g_free(why);
  return found;
}

#define FOUND(wanted, ...) assert_owned_string_equal(find(fixture, (struct alert){__VA_ARGS__}), wanted)

static void a_name_means_who_is_called_so_in_whatever_case_and_length(void **state)
{
  struct fixture *fixture = *state;
  sight(fixture, "h1", UUID_A, "Web1");
  FOUND("host:h1", .host = "h1");
  FOUND("host:h1", .host = "H1");
  FOUND("host:h1", .host = "h1.example.net");
  FOUND("host:h2.example.org", .host = "h2");
  FOUND("guest:" UUID_A, .host = "web1");
  FOUND("guest:" UUID_A, .host = "WEB1.example.org");
  FOUND("guest:" UUID_A, .host = UUID_A);
  FOUND("guest:" UUID_A, .said = "guest:web1");
  FOUND("cluster:lab", .said = "cluster:lab");
  FOUND("why: it is of h2.example.com, and nobody of the fleet is", .host = "h2.example.com");
  FOUND("why: it is of lab, and nobody of the fleet is", .host = "lab");
  FOUND("why: it is of host:web1, and nobody of the fleet is", .said = "host:web1");
}

static void who_comes_and_goes_is_found_as_long_as_he_is_there(void **state)
{
  struct fixture *fixture = *state;
  FOUND("why: it is of web1, and nobody of the fleet is", .host = "web1");
  sight(fixture, "h1", UUID_A, "web1");
  FOUND("guest:" UUID_A, .host = "web1");
  sight(fixture, "h1", UUID_A, "db1"); /* renamed */
  FOUND("guest:" UUID_A, .host = "db1");
  FOUND("why: it is of web1, and nobody of the fleet is", .host = "web1");
}

static void a_name_of_two_means_nobody_unless_the_address_tells_them_apart(void **state)
{
  struct fixture *fixture = *state;
  sight(fixture, "h1", UUID_A, "web1");
  sight(fixture, "h2.example.org", UUID_B, "WEB1");
  FOUND("guest:" UUID_A, .host = "web1"); /* exactly so is one called only */
  g_autofree char *why = find(fixture, (struct alert){.host = "Web1"});
  assert_non_null(strstr(why, "may be guest:"));
  assert_non_null(strstr(why, "say in alerts.map"));
  alert_map_add_guest_address(fixture->map, "lab", UUID_B, "192.0.2.8");
  FOUND("guest:" UUID_B, .host = "Web1", .address = "192.0.2.8");
}

static void addresses_of_agents_and_guests_count_where_names_do_not(void **state)
{
  struct fixture *fixture = *state;
  struct guest_agent *agent = g_new0(struct guest_agent, 1);
  sight(fixture, "h1", UUID_A, "web1");
  FOUND("why: it is of 2001:db8:0::7, and nobody of the fleet is", .address = "2001:db8:0::7");
  *agent = (struct guest_agent){g_strdup(""), g_strdup(""), g_strsplit("2001:db8::7 192.0.2.1", " ", -1)};
  assert_true(fleet_take_guest_agent(fixture->fleet, UUID_A, agent));
  FOUND("guest:" UUID_A, .address = "2001:db8:0::7");
  FOUND("guest:" UUID_A, .host = "192.0.2.1");
  alert_map_add_address(fixture->map, "host:h1", "192.0.2.1"); /* what a guest says of itself counts less */
  FOUND("host:h1", .host = "192.0.2.1");
  FOUND("host:h1", .host = "unheard-of", .address = "192.0.2.1");
  FOUND("why: it is of unheard-of at 192.0.2.9, and nobody of the fleet is", .host = "unheard-of", .address = "192.0.2.9");
}

static void add_rule(struct fixture *fixture, struct alert_rule rule)
{
  g_autofree char *problem = alert_rule_problem(&rule);
  assert_null(problem);
  alert_map_add_rule(fixture->map, &rule);
}

static void the_first_rule_that_fits_counts_before_names(void **state)
{
  struct fixture *fixture = *state;
  sight(fixture, "h1", UUID_A, "web1");
  add_rule(fixture, (struct alert_rule){.source = "nagios", .host = "VM-*", .service = "h*p", .subject = "guest:web1"});
  add_rule(fixture, (struct alert_rule){.address = "192.0.2.0/24", .subject = "host:h1"});
  add_rule(fixture, (struct alert_rule){.source = "icinga", .host = "*", .subject = "host:%{short}"});
  FOUND("guest:" UUID_A, .source = "nagios", .host = "vm-7", .name = "http");
  FOUND("why: it is of vm-7, and nobody of the fleet is", .source = "nagios", .host = "vm-7", .name = "ssh");
  FOUND("host:h1", .source = "nagios", .host = "web1", .address = "192.0.2.77");
  FOUND("host:h1", .source = "x", .host = "192.0.2.78");
  FOUND("host:h1", .source = "icinga", .host = "h1.far.example.org");
  FOUND("why: rule 3 of alerts.map makes it host:web1, and nobody of the fleet is", .source = "icinga", .host = "web1");
  FOUND("guest:" UUID_A, .source = "icinga", .said = "guest:web1"); /* who knows us is believed */
}

static void what_is_no_rule_says_why(void **state)
{
  (void)state;
  static const struct {
    struct alert_rule rule;
    const char *why;
  } wrong[] = {
      {{.subject = (char *)"web1"}, "is no subject"},
      {{.subject = (char *)"service:web1"}, "is no subject"},
      {{.subject = (char *)"guest:%{name}"}, "has a macro that is none"},
      {{.address = (char *)"192.0.2.0/33", .subject = (char *)"host:h1"}, "is no address and no network"},
      {{.address = (char *)"h1", .subject = (char *)"host:h1"}, "is no address and no network"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *problem = alert_rule_problem(&wrong[i].rule);
    assert_non_null(strstr(problem, wrong[i].why));
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_name_means_who_is_called_so_in_whatever_case_and_length),
      TEST(who_comes_and_goes_is_found_as_long_as_he_is_there),
      TEST(a_name_of_two_means_nobody_unless_the_address_tells_them_apart),
      TEST(addresses_of_agents_and_guests_count_where_names_do_not),
      TEST(the_first_rule_that_fits_counts_before_names),
      cmocka_unit_test(what_is_no_rule_says_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
