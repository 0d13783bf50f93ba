/* Who may send traps, and how many. */
#include "snmp/token_buckets.h"
#include "snmp/trap_sources.h"

#include "unit.h"

#include <arpa/inet.h>

#define SECOND ((gint64)G_USEC_PER_SEC)

static struct peer at(const char *address)
{
  struct peer peer = {.family = strchr(address, ':') ? AF_INET6 : AF_INET, .port = 99};
  assert_int_equal(inet_pton(peer.family, address, peer.address), 1);
  return peer;
}

static struct trap_sources *sources_of(const char *text)
{
  g_autoptr(GVariant) rows = g_variant_parse(G_VARIANT_TYPE("a(ssba{ss})"), text, NULL, NULL, NULL);
  assert_non_null(rows);
  return trap_sources_new(rows);
}

static gboolean knows(const struct trap_sources *sources, const char *address)
{
  const struct peer peer = at(address);
  return trap_sources_know(sources, &peer);
}

static gboolean takes(const struct trap_sources *sources, const char *address, enum snmp_version version, const char *community)
{
  const struct peer peer = at(address);
  return trap_sources_of_community(sources, &peer, version, (const guint8 *)community, strlen(community)) != NULL;
}

static void who_is_not_in_the_list_is_denied(void **state)
{
  (void)state;
  struct trap_sources *none = sources_of("[]");
  struct trap_sources *some = sources_of("[('10.1.2.0/23', '2c', false, {'community': 'c'}), ('192.0.2.7', '1', false, {'community': 'c'}),"
                                         " ('2001:db8::/33', '2c', false, {'community': 'c'})]");
  assert_false(knows(none, "127.0.0.1"));
  assert_true(knows(some, "10.1.3.255"));
  assert_false(knows(some, "10.1.4.0"));
  assert_true(knows(some, "192.0.2.7"));
  assert_false(knows(some, "192.0.2.6"));
  assert_true(knows(some, "2001:db8:7fff::1"));
  assert_false(knows(some, "2001:db8:8000::1"));
  trap_sources_free(none);
  trap_sources_free(some);
}

static void a_community_counts_for_its_network_and_version(void **state)
{
  (void)state;
  struct trap_sources *sources = sources_of("[('10.0.0.0/8', '2c', false, {'community': 'wide'}),"
                                            " ('10.0.0.7', '2c', false, {'community': 'narrow'}), ('10.0.0.7', '1', false, {'community': 'old'})]");
  assert_true(takes(sources, "10.0.0.7", SNMP_V2C, "wide"));
  assert_true(takes(sources, "10.0.0.7", SNMP_V2C, "narrow"));
  assert_false(takes(sources, "10.0.0.8", SNMP_V2C, "narrow"));
  assert_false(takes(sources, "10.0.0.7", SNMP_V1, "narrow"));
  assert_true(takes(sources, "10.0.0.7", SNMP_V1, "old"));
  assert_false(takes(sources, "10.0.0.7", SNMP_V2C, "wid"));
  assert_false(takes(sources, "10.0.0.7", SNMP_V2C, "widewide"));
  assert_false(takes(sources, "10.0.0.7", SNMP_V2C, ""));
  trap_sources_free(sources);
}

static void what_says_nothing_of_its_secret_is_left_out(void **state)
{
  (void)state;
  struct trap_sources *sources =
      sources_of("[('10.0.0.0/8', '2c', false, {}), ('11.0.0.0/8', '3', false, {'user': 'u'}), ('no network', '1', false, {'community': 'c'}),"
                 " ('12.0.0.0/8', '3', true, {'user': 'u', 'auth': 'sha', 'auth_passphrase': 'longenough'})]");
  assert_false(knows(sources, "10.0.0.1"));
  assert_false(knows(sources, "11.0.0.1"));
  assert_false(knows(sources, "12.0.0.1"));
  trap_sources_free(sources);
}

static guint taken(struct token_buckets *buckets, const char *address, guint asked, gint64 now_us)
{
  const struct peer peer = at(address);
  guint n = 0;
  for (guint i = 0; i < asked; i++)
    n += token_buckets_take(buckets, &peer, now_us) != FALSE;
  return n;
}

static void a_bucket_holds_a_second_and_fills_evenly(void **state)
{
  (void)state;
  struct token_buckets *buckets = token_buckets_new(10, 1000);
  assert_int_equal(taken(buckets, "10.0.0.1", 100, SECOND), 10);
  assert_int_equal(taken(buckets, "10.0.0.2", 100, SECOND), 10);
  assert_int_equal(taken(buckets, "10.0.0.1", 100, SECOND), 0);
  assert_int_equal(taken(buckets, "10.0.0.1", 100, SECOND + SECOND / 2), 5);
  assert_int_equal(taken(buckets, "10.0.0.1", 100, 100 * SECOND), 10); /* and no more than a second's */
  token_buckets_free(buckets);
}

static void all_together_have_a_bucket_too(void **state)
{
  (void)state;
  struct token_buckets *buckets = token_buckets_new(10, 15);
  assert_int_equal(taken(buckets, "10.0.0.1", 100, SECOND), 10);
  assert_int_equal(taken(buckets, "10.0.0.2", 100, SECOND), 5);
  token_buckets_free(buckets);
}

static void invented_addresses_share_what_is_left(void **state)
{
  (void)state;
  struct token_buckets *buckets = token_buckets_new(10, 1000000);
  guint beyond = 0;
  for (guint i = 0; i < BUCKETS_MAX + 100; i++) {
    g_autofree char *address = g_strdup_printf("10.1.%u.%u", i / 256, i % 256);
    guint n = taken(buckets, address, 20, SECOND);
    if (i < BUCKETS_MAX)
      assert_int_equal(n, 10);
    else
      beyond += n;
  }
  assert_int_equal(beyond, 10);
  /* Who has been silent makes room. */
  assert_int_equal(taken(buckets, "10.9.9.9", 20, 4 * SECOND), 10);
  assert_int_equal(taken(buckets, "10.9.9.8", 20, 4 * SECOND), 10);
  token_buckets_free(buckets);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_is_not_in_the_list_is_denied),
      cmocka_unit_test(a_community_counts_for_its_network_and_version),
      cmocka_unit_test(what_says_nothing_of_its_secret_is_left_out),
      cmocka_unit_test(a_bucket_holds_a_second_and_fills_evenly),
      cmocka_unit_test(all_together_have_a_bucket_too),
      cmocka_unit_test(invented_addresses_share_what_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
