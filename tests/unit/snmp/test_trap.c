/* What of the bytes that come for a trap is one: netsnmp_trap.c against what no honest sender would send. */
#include "ber.h"

#include "netsnmp/library.h"
#include "snmp/netsnmp_trap.h"
#include "snmp/trap_message.h"

#include "unit.h"

#define SEED 20261128
#define CASES 20000

static const struct oid link_down = OID(1, 3, 6, 1, 6, 3, 1, 1, 5, 3);
static const struct oid if_index = OID(1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 2);
static const guint32 enterprise[] = {1, 3, 6, 1, 4, 1, 99999, 5};

static GByteArray *number_of(gint64 number)
{
  GByteArray *value = g_byte_array_new();
  ber_put_number(value, BER_INTEGER, number);
  return value;
}

static GByteArray *honest_varbinds(void)
{
  GByteArray *varbinds = g_byte_array_new();
  ber_put_leading(varbinds, &link_down);
  ber_put_varbind(varbinds, &if_index, number_of(2));
  return varbinds;
}

/* Takes the message. The bytes are copied to the end of a page of their own size, so that a sanitizer sees what reads beyond. */
static gboolean parses(GByteArray *message, struct trap *trap)
{
  struct plain plain;
  gsize n = message->len;
  g_autofree guint8 *bytes = g_memdup2(message->data, n);
  g_byte_array_unref(message);
  memset(trap, 0, sizeof *trap);
  return plain_parse(bytes, n, &plain) && trap_parse(plain.pdu, plain.n_pdu, plain.version, trap);
}

static gboolean refused(GByteArray *message)
{
  struct trap trap;
  return !parses(message, &trap);
}

static void a_trap_of_version_2c_is_read_whole(void **state)
{
  (void)state;
  struct trap trap;
  assert_true(parses(ber_message(1, "public", ber_pdu(BER_TRAP2, 77, honest_varbinds())), &trap));
  assert_int_equal(oid_compare(&trap.oid, &link_down), 0);
  assert_false(trap.is_inform);
  assert_int_equal(trap.request_id, 77);
  assert_int_equal(trap.uptime_ticks, 4711);
  assert_int_equal(trap.n, 1);
  assert_int_equal(trap.varbinds[0].value.number, 2);
}

static void a_trap_of_version_1_is_translated(void **state)
{
  (void)state;
  struct trap trap;
  const struct ber_trap generic = {enterprise, G_N_ELEMENTS(enterprise), 2, 0};
  const struct ber_trap own = {enterprise, G_N_ELEMENTS(enterprise), 6, 42};
  assert_true(parses(ber_message(0, "public", ber_trap_pdu(&generic, g_byte_array_new())), &trap));
  assert_int_equal(oid_compare(&trap.oid, &link_down), 0);
  assert_int_equal(trap.agent, 0xc0000207);
  assert_true(parses(ber_message(0, "public", ber_trap_pdu(&own, g_byte_array_new())), &trap));
  assert_owned_string_equal(oid_format(&trap.oid), "1.3.6.1.4.1.99999.5.0.42");
}

/* B04, CVE-2025-68615: sums and copies that go beyond their place. */
static void numbers_that_overflow_are_refused(void **state)
{
  (void)state;
  guint32 many[128] = {1, 3};
  const struct {
    gsize n;
    gint64 generic, specific;
  } traps[] = {
      {128, 6, 1},         {OID_MAX - 1, 6, 1},      {0, 6, 1},  {8, 6, G_MAXINT32}, {8, G_MAXINT32, 1},
      {8, G_MAXINT64, 1}, {8, 6, G_MAXINT64}, {8, -1, 1}, {8, 7, 1},          {8, 6, -1},
      {8, 6, G_MININT64},
  };
  for (guint i = 0; i < G_N_ELEMENTS(traps); i++) {
    const struct ber_trap trap = {many, traps[i].n, traps[i].generic, traps[i].specific};
    if (!refused(ber_message(0, "public", ber_trap_pdu(&trap, g_byte_array_new()))))
      fail_msg("trap %u is taken", i);
  }
  const struct ber_trap longest = {many, OID_MAX - 2, 6, G_MAXINT32 - 1};
  assert_false(refused(ber_message(0, "public", ber_trap_pdu(&longest, g_byte_array_new()))));
}

static void the_first_two_variables_are_as_the_standard_has_them(void **state)
{
  (void)state;
  const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0), name = OID(1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0);
  GByteArray *no_oid = g_byte_array_new(), *swapped = g_byte_array_new(), *one = g_byte_array_new(), *ticks = g_byte_array_new();
  ber_put_number(ticks, BER_TICKS, 1);
  ber_put_varbind(no_oid, &uptime, ticks);
  ber_put_varbind(one, &uptime, number_of(1)); /* no TimeTicks */
  ber_put_varbind(no_oid, &name, number_of(5));
  ber_put_varbind(swapped, &name, number_of(5));
  ber_put_varbind(swapped, &uptime, number_of(5));
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, no_oid))));
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, swapped))));
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, one))));
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, g_byte_array_new()))));
}

static void a_trap_oid_that_is_too_long_is_refused(void **state)
{
  (void)state;
  struct oid longest = {.n = OID_MAX, .ids = {1, 3}};
  guint32 longer[OID_MAX + 1] = {1, 3};
  const struct oid uptime = OID(1, 3, 6, 1, 2, 1, 1, 3, 0), name = OID(1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0);
  GByteArray *fits = g_byte_array_new(), *too_long = g_byte_array_new(), *ticks = g_byte_array_new(), *oid = g_byte_array_new();
  ber_put_leading(fits, &longest);
  ber_put_number(ticks, BER_TICKS, 1);
  ber_put_oid(oid, longer, G_N_ELEMENTS(longer));
  ber_put_varbind(too_long, &uptime, ticks);
  ber_put_varbind(too_long, &name, oid);
  assert_false(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, fits))));
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, too_long))));
}

static void a_version_has_its_own_pdus_only(void **state)
{
  (void)state;
  const struct ber_trap trap = {enterprise, G_N_ELEMENTS(enterprise), 0, 0};
  assert_true(refused(ber_message(1, "c", ber_trap_pdu(&trap, g_byte_array_new()))));
  assert_true(refused(ber_message(0, "c", ber_pdu(BER_TRAP2, 1, honest_varbinds()))));
  assert_true(refused(ber_message(0, "c", ber_pdu(BER_INFORM, 1, honest_varbinds()))));
  assert_true(refused(ber_message(1, "c", ber_pdu(0xa0, 1, honest_varbinds())))); /* a GET */
  assert_true(refused(ber_message(2, "c", ber_pdu(BER_TRAP2, 1, honest_varbinds()))));
  assert_true(refused(ber_message(3, "c", ber_pdu(BER_TRAP2, 1, honest_varbinds()))));
}

static void sixty_four_variables_are_taken_and_no_more(void **state)
{
  (void)state;
  struct trap trap;
  GByteArray *most = g_byte_array_new(), *more = g_byte_array_new();
  ber_put_leading(most, &link_down);
  ber_put_leading(more, &link_down);
  for (guint i = 0; i <= TRAP_VARBINDS_MAX; i++) {
    if (i < TRAP_VARBINDS_MAX)
      ber_put_varbind(most, &if_index, number_of(i));
    ber_put_varbind(more, &if_index, number_of(i));
  }
  assert_true(parses(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, most)), &trap));
  assert_int_equal(trap.n, TRAP_VARBINDS_MAX);
  assert_true(refused(ber_message(1, "c", ber_pdu(BER_TRAP2, 1, more))));
}

static void what_is_left_over_or_cut_is_refused(void **state)
{
  (void)state;
  GByteArray *whole = ber_message(1, "public", ber_pdu(BER_INFORM, 5, honest_varbinds()));
  for (guint n = 0; n < whole->len; n++) {
    GByteArray *part = g_byte_array_new();
    g_byte_array_append(part, whole->data, n);
    if (!refused(part))
      fail_msg("%u of %u bytes are taken", n, whole->len);
  }
  g_byte_array_append(whole, (const guint8 *)"x", 1);
  assert_true(refused(whole));
}

static void an_inform_is_acknowledged_with_its_own_variables(void **state)
{
  (void)state;
  struct plain plain;
  GByteArray *sent = ber_message(1, "public", ber_pdu(BER_INFORM, 5, honest_varbinds()));
  assert_true(plain_parse(sent->data, sent->len, &plain));
  g_autoptr(GBytes) back = plain_acknowledgement(&plain, sent->data, sent->len);
  gsize n, differing = 0;
  const guint8 *bytes = g_bytes_get_data(back, &n);
  assert_int_equal(n, sent->len);
  for (gsize i = 0; i < n; i++)
    if (bytes[i] != sent->data[i]) {
      assert_int_equal(bytes[i], 0xa2);
      differing++;
    }
  assert_int_equal(differing, 1);
  g_byte_array_unref(sent);
}

/* Whatever is turned, cut or doubled: it is a trap or it is not, and its message can be made. */
static void damage_is_survived(void **state)
{
  (void)state;
  const struct ber_trap trap = {enterprise, G_N_ELEMENTS(enterprise), 6, 1};
  GByteArray *seeds[] = {ber_message(1, "public", ber_pdu(BER_INFORM, 5, honest_varbinds())),
                         ber_message(1, "public", ber_pdu(BER_TRAP2, 5, honest_varbinds())),
                         ber_message(0, "public", ber_trap_pdu(&trap, honest_varbinds()))};
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  guint taken = 0;
  struct trap *read = g_new0(struct trap, 1);
  for (guint i = 0; i < CASES; i++) {
    const GByteArray *seed = seeds[i % G_N_ELEMENTS(seeds)];
    GByteArray *damaged = g_byte_array_new();
    g_byte_array_append(damaged, seed->data, (guint)g_rand_int_range(random, 1, (gint32)seed->len + 1));
    for (gint turns = g_rand_int_range(random, 0, 6); turns > 0; turns--)
      damaged->data[g_rand_int_range(random, 0, (gint32)damaged->len)] = (guint8)g_rand_int_range(random, 0, 256);
    struct plain plain;
    g_autofree guint8 *bytes = g_memdup2(damaged->data, damaged->len);
    gsize n = damaged->len;
    g_byte_array_unref(damaged);
    if (!plain_parse(bytes, n, &plain) || !trap_parse(plain.pdu, plain.n_pdu, plain.version, read))
      continue;
    const struct trap_sender sender = {.id = 1, .from = {.family = AF_INET}, .subject = ""};
    g_autoptr(GVariant) body = g_variant_ref_sink(trap_message(&sender, read));
    assert_true(g_variant_is_normal_form(body));
    taken++;
  }
  assert_in_range(taken, 1, CASES - 1);
  for (guint i = 0; i < G_N_ELEMENTS(seeds); i++)
    g_byte_array_unref(seeds[i]);
  g_free(read);
}

static void values_travel_in_words(void **state)
{
  (void)state;
  const struct oid name = OID(1, 3, 6, 1, 4, 1, 99999, 1);
  struct trap *trap = g_new0(struct trap, 1);
  trap->version = SNMP_V2C;
  trap->oid = link_down;
  trap->agent = 0xc0000207;
  trap->n = 4;
  for (guint i = 0; i < trap->n; i++)
    trap->varbinds[i].name = name;
  trap->varbinds[0].value = (struct snmp_value){.type = VALUE_INTEGER, .number = (guint64)-5};
  trap->varbinds[1].value = (struct snmp_value){.type = VALUE_TEXT, .length = 4, .text = "eth\0"};
  trap->varbinds[2].value = (struct snmp_value){.type = VALUE_TEXT, .length = 3, .text = "\x01\xff\x00"};
  trap->varbinds[3].value = (struct snmp_value){.type = VALUE_ADDRESS, .number = 0x0a000001};
  const struct trap_sender sender = {.id = 9, .from = {.family = AF_INET, .port = 5, .address = {GUINT32_TO_BE(0x7f000001)}},
                                     .subject = "host:h1"};
  g_autoptr(GVariant) body = g_variant_ref_sink(trap_message(&sender, trap));
  assert_owned_string_equal(
      g_variant_print(body, FALSE),
      "(9, '127.0.0.1', 'host:h1', '2c', '1.3.6.1.6.3.1.1.5.3', '192.0.2.7', 0, [('1.3.6.1.4.1.99999.1', 'integer', '-5'), "
      "('1.3.6.1.4.1.99999.1', 'text', 'eth'), ('1.3.6.1.4.1.99999.1', 'octets', '01ff00'), "
      "('1.3.6.1.4.1.99999.1', 'address', '10.0.0.1')], false, '')");
  g_free(trap);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_trap_of_version_2c_is_read_whole),
      cmocka_unit_test(a_trap_of_version_1_is_translated),
      cmocka_unit_test(numbers_that_overflow_are_refused),
      cmocka_unit_test(the_first_two_variables_are_as_the_standard_has_them),
      cmocka_unit_test(a_trap_oid_that_is_too_long_is_refused),
      cmocka_unit_test(a_version_has_its_own_pdus_only),
      cmocka_unit_test(sixty_four_variables_are_taken_and_no_more),
      cmocka_unit_test(what_is_left_over_or_cut_is_refused),
      cmocka_unit_test(an_inform_is_acknowledged_with_its_own_variables),
      cmocka_unit_test(damage_is_survived),
      cmocka_unit_test(values_travel_in_words),
  };
  netsnmp_library_open();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
