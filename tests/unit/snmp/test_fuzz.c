/* What damaged replies do to decoding, discovery and polls: nothing but unknown values. The damage is the same in
 * each run (a fixed seed), and none of it may crash, hang, or be found by the sanitizers. */
#include "recording.h"

#include "netsnmp/library.h"
#include "snmp/netsnmp_message.h"
#include "snmp/row_reading.h"

#include "unit.h"

#include <math.h>
#include <string.h>

#define SEED 20261127
#define CASES 2000
#define REQUESTS_MAX 3000 /* of one discovery: table by table, each walk has its limits */
#define DATAGRAM_MAX 4096

/* A little of everything that is read. */
static const char lines[] =
    "1.3.6.1.2.1.1.1.0|4|a system\n1.3.6.1.2.1.1.3.0|67|500000\n1.3.6.1.2.1.1.5.0|4|name\n1.3.6.1.2.1.2.1.0|2|3\n"
    "1.3.6.1.2.1.2.2.1.2.1|4|lo\n1.3.6.1.2.1.2.2.1.2.2|4|eth0\n1.3.6.1.2.1.2.2.1.3.1|2|24\n1.3.6.1.2.1.2.2.1.3.2|2|6\n"
    "1.3.6.1.2.1.2.2.1.10.2|65|4294967290\n1.3.6.1.2.1.2.2.1.16.2|65|5\n"
    "1.3.6.1.2.1.25.2.3.1.2.1|6|1.3.6.1.2.1.25.2.1.2\n1.3.6.1.2.1.25.2.3.1.2.31|6|1.3.6.1.2.1.25.2.1.4\n"
    "1.3.6.1.2.1.25.2.3.1.3.1|4|RAM\n1.3.6.1.2.1.25.2.3.1.3.31|4|C:\\ Label:x  Serial Number 1\n"
    "1.3.6.1.2.1.25.2.3.1.4.1|2|1024\n1.3.6.1.2.1.25.2.3.1.4.31|2|65536\n1.3.6.1.2.1.25.2.3.1.5.1|2|-5\n"
    "1.3.6.1.2.1.25.2.3.1.5.31|2|200000\n1.3.6.1.2.1.25.2.3.1.6.1|2|7\n1.3.6.1.2.1.25.2.3.1.6.31|2|1000\n"
    "1.3.6.1.2.1.25.3.3.1.2.5|2|20\n1.3.6.1.2.1.25.3.3.1.2.6|2|40\n1.3.6.1.2.1.31.1.1.1.1.2|4|eth0\n"
    "1.3.6.1.2.1.31.1.1.1.6.2|70|18446744073709551600\n1.3.6.1.2.1.31.1.1.1.10.2|70|77\n"
    "1.3.6.1.2.1.31.1.1.1.15.2|66|1000\n1.3.6.1.2.1.31.1.1.1.18.2|4|uplink\n1.3.6.1.2.1.47.1.1.1.1.2.4|4|probe\n"
    "1.3.6.1.2.1.99.1.1.1.1.4|2|8\n1.3.6.1.2.1.99.1.1.1.2.4|2|9\n1.3.6.1.2.1.99.1.1.1.3.4|2|1\n"
    "1.3.6.1.2.1.99.1.1.1.4.4|2|-400\n1.3.6.1.2.1.99.1.1.1.5.4|2|1\n1.3.6.1.4.1.2021.4.5.0|2|8000\n"
    "1.3.6.1.4.1.2021.4.6.0|2|4000\n1.3.6.1.4.1.2021.10.1.5.1|2|130\n1.3.6.1.4.1.2021.11.50.0|65|100\n"
    "1.3.6.1.4.1.2021.11.51.0|65|1\n1.3.6.1.4.1.2021.11.52.0|65|50\n1.3.6.1.4.1.2021.11.53.0|65|900\n"
    "1.3.6.1.4.1.2021.13.15.1.1.2.1|4|sda\n1.3.6.1.4.1.2021.13.15.1.1.12.1|70|9\n1.3.6.1.6.3.10.2.1.2.0|2|7\n";

/* ---- replies as bytes ---- */

static void put(GByteArray *out, guint8 tag, const void *content, gsize n)
{
  const guint8 head[] = {tag, 0x82, (guint8)(n >> 8), (guint8)n};
  g_byte_array_append(out, head, sizeof head);
  g_byte_array_append(out, content, (guint)n);
}

static void put_number(GByteArray *out, guint8 tag, guint64 number)
{
  guint8 bytes[9] = {0};
  for (guint i = 0; i < 8; i++)
    bytes[8 - i] = (guint8)(number >> 8 * i);
  guint first = 0;
  if (tag == 2 && (gint64)number < 0)
    first = 5; /* an INTEGER has 32 bits */
  while (first < 8 && bytes[first] == 0 && bytes[first + 1] < 0x80)
    first++;
  put(out, tag, bytes + first, sizeof bytes - first);
}

static void put_name(GByteArray *out, const struct oid *name)
{
  guint8 bytes[5 * OID_MAX];
  gsize n = 0;
  bytes[n++] = 43; /* 1.3 */
  for (guint i = 2; i < name->n; i++)
    for (int shift = 28; shift >= 0; shift -= 7)
      if (shift == 0 || name->ids[i] >> shift)
        bytes[n++] = (guint8)((name->ids[i] >> shift & 0x7f) | (shift ? 0x80 : 0));
  put(out, 6, bytes, n);
}

static void put_value(GByteArray *out, const struct snmp_value *value)
{
  static const guint8 tags[] = {
      [VALUE_ABSENT] = 0x80,    [VALUE_END] = 0x82,  [VALUE_INTEGER] = 2, [VALUE_UNSIGNED] = 0x42, [VALUE_COUNTER32] = 0x41,
      [VALUE_COUNTER64] = 0x46, [VALUE_TICKS] = 0x43, [VALUE_TEXT] = 4,    [VALUE_OID] = 6,         [VALUE_OTHER] = 5};
  if (value->type == VALUE_OID)
    put_name(out, &value->oid);
  else if (value->type == VALUE_TEXT)
    put(out, 4, value->text, value->length);
  else if (value->type == VALUE_ABSENT || value->type == VALUE_END || value->type == VALUE_OTHER)
    put(out, tags[value->type], "", 0);
  else
    put_number(out, tags[value->type], value->number);
}

static GByteArray *nested(guint8 tag, GByteArray *inner)
{
  GByteArray *out = g_byte_array_new();
  put(out, tag, inner->data, inner->len);
  g_byte_array_unref(inner);
  return out;
}

static GByteArray *reply_encode(const struct reply *reply)
{
  GByteArray *bindings = g_byte_array_new(), *pdu = g_byte_array_new(), *message = g_byte_array_new();
  for (guint i = 0; i < reply->n; i++) {
    GByteArray *binding = g_byte_array_new();
    put_name(binding, &reply->varbinds[i].name);
    put_value(binding, &reply->varbinds[i].value);
    binding = nested(0x30, binding);
    g_byte_array_append(bindings, binding->data, binding->len);
    g_byte_array_unref(binding);
  }
  bindings = nested(0x30, bindings);
  put_number(pdu, 2, 1);
  put_number(pdu, 2, reply->status == REPLY_REFUSED ? reply->error : 0);
  put_number(pdu, 2, reply->error_index);
  g_byte_array_append(pdu, bindings->data, bindings->len);
  g_byte_array_unref(bindings);
  pdu = nested(0xa2, pdu);
  put_number(message, 2, 1);
  put(message, 4, "public", 6);
  g_byte_array_append(message, pdu->data, pdu->len);
  g_byte_array_unref(pdu);
  return nested(0x30, message);
}

/* ---- damage ---- */

static guint any(GRand *rand, guint below)
{
  return below ? (guint)g_rand_int_range(rand, 0, (gint32)below) : 0;
}

static void damage(GRand *rand, GByteArray *bytes)
{
  static const guint8 nasty[] = {0, 1, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xff, 0x30, 0x06, 0x24, 0x44, 0x46, 0x9f};
  for (guint hits = 1 + any(rand, 3); hits > 0 && bytes->len > 0; hits--) {
    guint at = any(rand, bytes->len), n = any(rand, MIN(40, bytes->len - at));
    switch (any(rand, 9)) {
    case 0:
    case 1:
    case 2:
      bytes->data[at] ^= (guint8)(1u << any(rand, 8));
      break;
    case 3:
    case 4:
    case 5:
      bytes->data[at] = nasty[any(rand, G_N_ELEMENTS(nasty))];
      break;
    case 6:
      g_byte_array_set_size(bytes, at);
      break;
    case 7:
      g_byte_array_remove_range(bytes, at, n);
      break;
    default: {
      g_autofree guint8 *slice = g_memdup2(bytes->data + at, n);
      if (bytes->len + n < DATAGRAM_MAX)
        g_byte_array_append(bytes, slice, n);
    }
    }
  }
}

struct fuzz {
  GRand *rand;
  struct recording *recording;
  struct request request;
  struct reply sent, taken;
  guint rare; /* one reply in so many is damaged */
  guint decoded, damaged;
};

/* The reply to the request, damaged or not, as it comes out of decoding. */
static const struct reply *ask(struct fuzz *fuzz)
{
  guint32 id = 0;
  recording_answer(fuzz->recording, &fuzz->request, &fuzz->sent);
  GByteArray *bytes = reply_encode(&fuzz->sent);
  gboolean spoilt = any(fuzz->rand, fuzz->rare) == 0;
  if (spoilt)
    damage(fuzz->rand, bytes);
  /* in a block of its own, so that a sanitizer sees a byte read beyond */
  g_autofree guint8 *block = g_memdup2(bytes->data, bytes->len);
  gboolean sound = bytes->len > 0 && message_decode(block, bytes->len, &id, &fuzz->taken);
  if (!spoilt && !sound)
    fail_msg("a reply that is sound was refused");
  fuzz->damaged += spoilt ? 1 : 0;
  fuzz->decoded += spoilt && sound ? 1 : 0;
  if (!sound && any(fuzz->rand, 3)) /* asked again, and answered well */
    fuzz->taken = fuzz->sent;
  else if (!sound)
    fuzz->taken.status = REPLY_TIMEOUT;
  fuzz->taken.bytes = bytes->len;
  fuzz->taken.sent_us = fuzz->sent.sent_us;
  fuzz->taken.received_us = fuzz->sent.received_us;
  g_byte_array_unref(bytes);
  return &fuzz->taken;
}

static struct inventory *discover(struct fuzz *fuzz, const struct table *const *tables, const struct inventory *old)
{
  const struct discovery_setup setup = {"host:r", SUBJECT_HOST, tables, old, TRUE, WALK_REPETITIONS};
  struct discovery *discovery = discovery_new(&setup);
  struct inventory *inventory = NULL;
  guint requests = 0;
  gboolean going;
  while ((going = discovery_ask(discovery, &fuzz->request)) && discovery_take(discovery, ask(fuzz)))
    if (++requests > REQUESTS_MAX)
      fail_msg("a discovery of damaged replies does not end");
  if (!going)
    inventory = discovery_steal(discovery);
  discovery_free(discovery);
  return inventory;
}

static void poll(struct fuzz *fuzz, struct inventory *inventory)
{
  struct findings findings = {.suspect = FALSE};
  struct poll_plan plan;
  plan_init(&plan);
  plan_build(&plan, inventory, BUDGET_MAX, TRUE);
  inventory_advance(inventory);
  for (guint i = 0; i < plan_n_asks(&plan); i++) {
    plan_ask(&plan, inventory, i, G_MAXUINT, &fuzz->request);
    const struct reply *reply = ask(fuzz);
    if (reply->status == REPLY_ANSWER || reply->status == REPLY_REFUSED)
      plan_take(&plan, inventory, i, G_MAXUINT, reply, &findings);
    else
      plan_fail(&plan, inventory, i, READING_BAD_VALUE);
  }
  plan_clear(&plan);
}

static void assert_finite(const struct reading *readings, guint n)
{
  for (guint i = 0; i < n; i++)
    if (readings[i].state == READING_KNOWN && isinf(readings[i].value))
      fail_msg("%s is endless", metric_get(readings[i].metric)->name);
}

static void read_all(const struct inventory *inventory)
{
  for (guint i = 0; i < inventory->found->len; i++) {
    const struct found *found = &g_array_index(inventory->found, struct found, i);
    const struct rows rows = {inventory, found, 60000};
    struct reading readings[MEASURES_MAX];
    if (found->view->convert && found->why == READING_KNOWN) {
      found->view->convert(&rows, found->view->measures, readings);
      assert_finite(readings, found->view->n_measures);
    }
    for (guint k = 0; k < found->n; k++) {
      const struct instance *instance = inventory_instance(inventory, found->first + k);
      for (guint m = 0; instance->object && m < found->view->n_measures; m++) {
        readings[0] = row_reading(&rows, instance, &found->view->measures[m]);
        assert_finite(readings, 1);
      }
    }
  }
}

static void damaged_replies_cost_values_and_nothing_else(void **state)
{
  (void)state;
  struct fuzz *fuzz = g_new0(struct fuzz, 1);
  g_autoptr(GPtrArray) tables = g_ptr_array_new();
  tables_builtin(tables);
  g_ptr_array_add(tables, NULL);
  fuzz->rand = g_rand_new_with_seed(SEED);
  guint found = 0;
  for (guint i = 0; i < CASES; i++) {
    fuzz->recording = recording_parse(lines);
    fuzz->rare = 1 + i % 12;
    struct inventory *old = NULL;
    for (guint round = 0; round < 2; round++) {
      struct inventory *inventory = discover(fuzz, (const struct table *const *)tables->pdata, old);
      recording_pass(fuzz->recording, 10000);
      for (guint polls = 0; inventory && polls < 3; polls++) {
        poll(fuzz, inventory);
        read_all(inventory);
        recording_pass(fuzz->recording, 10000);
      }
      if (inventory) {
        inventory_free(old);
        old = inventory;
        found++;
      }
    }
    inventory_free(old);
    recording_free(fuzz->recording);
  }
  assert_true(fuzz->damaged > 5 * CASES);
  assert_true(fuzz->decoded > CASES); /* else nothing beyond decoding was tried */
  assert_true(found > CASES);
  g_rand_free(fuzz->rand);
  g_free(fuzz);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(damaged_replies_cost_values_and_nothing_else),
  };
  netsnmp_library_open();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
