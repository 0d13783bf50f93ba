#include "farm_table.h"

#include <string.h>

#define INTERNET "1.3.6.1."
#define MIB2 INTERNET "2.1."
#define IF_TABLE MIB2 "2.2.1."
#define IF_X_TABLE MIB2 "31.1.1.1."
#define HR_STORAGE MIB2 "25.2.3.1."
#define HR_DEVICE MIB2 "25.3.2.1."
#define HR_PROCESSOR MIB2 "25.3.3.1."
#define UCD INTERNET "4.1.2021."
#define UCD_MEMORY UCD "4."
#define UCD_LOAD UCD "10.1."
#define UCD_STATS UCD "11."
#define UCD_DISK UCD "13.15.1.1."
#define SENSORS UCD "13.16.2.1."
#define ENGINE INTERNET "6.3.10.2.1."

/* How the number of an object moves. */
enum course {
  STILL,  /* `base` */
  GROWS,  /* from an agent's own start, at least `base`, by `more` a second */
  WAVES,  /* `base` and up to `more`, another every second */
  NAMED,  /* no number: the agent's own name */
  LOAD,   /* hundredths in writing: "0.27" */
};

struct farm_object {
  const char *oid;
  guint8 tag;
  enum course course;
  guint64 base, more;
  const char *text; /* of a text or an OID */
};

#define NUMBER(number) STILL, number, 0, NULL
#define WORDS(words) STILL, 0, 0, words
#define FROM(base, more) GROWS, base, more, NULL
#define WAVE(base, more) WAVES, base, more, NULL
#define LOADED(base, more) LOAD, base, more, NULL
#define OWN_NAME NAMED, 0, 0, NULL

/* A column of the two interfaces. */
#define LO_ETH0(column, tag, lo, eth0) \
  {column ".1", tag, lo}, {column ".2", tag, eth0}
/* A column of the storages: memory, virtual memory, swap, / and /boot. */
#define STORAGES(column, tag, memory, virtual, swap, root, boot)                                         \
  {column ".1", tag, memory}, {column ".3", tag, virtual}, {column ".10", tag, swap},                    \
      {column ".31", tag, root}, {column ".36", tag, boot}
/* A column of the two processors, numbered as snmpd does. */
#define PROCESSORS(column, tag, first, second) {column ".196608", tag, first}, {column ".196609", tag, second}
#define LOADS(column, tag, one, five, fifteen)                                                           \
  {column ".1", tag, one}, {column ".2", tag, five}, {column ".3", tag, fifteen}

static const struct farm_object objects[] = {
    {MIB2 "1.1.0", TAG_TEXT, WORDS("Linux farm 6.1.0-44-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.164-1 x86_64")},
    {MIB2 "1.2.0", TAG_OID, WORDS("1.3.6.1.4.1.8072.3.2.10")},
    {MIB2 "1.3.0", TAG_TICKS, FROM(86400000, 100)},
    {MIB2 "1.4.0", TAG_TEXT, WORDS("Me <me@example.org>")},
    {MIB2 "1.5.0", TAG_TEXT, OWN_NAME},
    {MIB2 "1.6.0", TAG_TEXT, WORDS("Sitting on the Dock of the Bay")},
    {MIB2 "1.7.0", TAG_INTEGER, NUMBER(72)},
    {MIB2 "2.1.0", TAG_INTEGER, NUMBER(2)},
    LO_ETH0(IF_TABLE "1", TAG_INTEGER, NUMBER(1), NUMBER(2)),
    LO_ETH0(IF_TABLE "2", TAG_TEXT, WORDS("lo"), WORDS("Red Hat, Inc. Virtio network device")),
    LO_ETH0(IF_TABLE "3", TAG_INTEGER, NUMBER(24), NUMBER(6)),
    LO_ETH0(IF_TABLE "4", TAG_INTEGER, NUMBER(65536), NUMBER(1500)),
    LO_ETH0(IF_TABLE "5", TAG_GAUGE32, NUMBER(10000000), NUMBER(1000000000)),
    LO_ETH0(IF_TABLE "6", TAG_TEXT, WORDS(""), WORDS("\x52\x54\x01\x12\x34\x56")),
    LO_ETH0(IF_TABLE "7", TAG_INTEGER, NUMBER(1), NUMBER(1)),
    LO_ETH0(IF_TABLE "8", TAG_INTEGER, NUMBER(1), NUMBER(1)),
    LO_ETH0(IF_TABLE "9", TAG_TICKS, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "10", TAG_COUNTER32, FROM(100000000, 2000), FROM(1000000000, 300000)),
    LO_ETH0(IF_TABLE "11", TAG_COUNTER32, FROM(100000, 20), FROM(1000000, 3000)),
    LO_ETH0(IF_TABLE "12", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "13", TAG_COUNTER32, NUMBER(0), FROM(10, 1)),
    LO_ETH0(IF_TABLE "14", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "15", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "16", TAG_COUNTER32, FROM(100000000, 2000), FROM(800000000, 200000)),
    LO_ETH0(IF_TABLE "17", TAG_COUNTER32, FROM(100000, 20), FROM(1000000, 2000)),
    LO_ETH0(IF_TABLE "18", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "19", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "20", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "21", TAG_GAUGE32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_TABLE "22", TAG_OID, WORDS("0.0"), WORDS("0.0")),
    {MIB2 "25.1.1.0", TAG_TICKS, FROM(86500000, 100)},
    {MIB2 "25.1.5.0", TAG_GAUGE32, WAVE(1, 3)},
    {MIB2 "25.1.6.0", TAG_GAUGE32, WAVE(110, 20)},
    {MIB2 "25.2.2.0", TAG_INTEGER, NUMBER(16384000)},
    STORAGES(HR_STORAGE "1", TAG_INTEGER, NUMBER(1), NUMBER(3), NUMBER(10), NUMBER(31), NUMBER(36)),
    STORAGES(HR_STORAGE "2", TAG_OID, WORDS(MIB2 "25.2.1.2"), WORDS(MIB2 "25.2.1.3"), WORDS(MIB2 "25.2.1.3"),
             WORDS(MIB2 "25.2.1.4"), WORDS(MIB2 "25.2.1.4")),
    STORAGES(HR_STORAGE "3", TAG_TEXT, WORDS("Physical memory"), WORDS("Virtual memory"), WORDS("Swap space"),
             WORDS("/"), WORDS("/boot")),
    STORAGES(HR_STORAGE "4", TAG_INTEGER, NUMBER(1024), NUMBER(1024), NUMBER(1024), NUMBER(4096), NUMBER(4096)),
    STORAGES(HR_STORAGE "5", TAG_INTEGER, NUMBER(16384000), NUMBER(18384000), NUMBER(2000000), NUMBER(25000000),
             NUMBER(250000)),
    STORAGES(HR_STORAGE "6", TAG_INTEGER, WAVE(9000000, 4000000), WAVE(9100000, 4000000), WAVE(100000, 1000),
             WAVE(11000000, 60000), NUMBER(93000)),
    PROCESSORS(HR_DEVICE "1", TAG_INTEGER, NUMBER(196608), NUMBER(196609)),
    PROCESSORS(HR_DEVICE "2", TAG_OID, WORDS(MIB2 "25.3.1.3"), WORDS(MIB2 "25.3.1.3")),
    PROCESSORS(HR_DEVICE "3", TAG_TEXT, WORDS("GenuineIntel: Intel(R) Xeon(R) CPU"),
               WORDS("GenuineIntel: Intel(R) Xeon(R) CPU")),
    PROCESSORS(HR_DEVICE "5", TAG_INTEGER, NUMBER(2), NUMBER(2)),
    PROCESSORS(HR_PROCESSOR "1", TAG_OID, WORDS("0.0"), WORDS("0.0")),
    PROCESSORS(HR_PROCESSOR "2", TAG_INTEGER, WAVE(5, 40), WAVE(5, 60)),
    LO_ETH0(IF_X_TABLE "1", TAG_TEXT, WORDS("lo"), WORDS("eth0")),
    LO_ETH0(IF_X_TABLE "2", TAG_COUNTER32, NUMBER(0), FROM(1000, 1)),
    LO_ETH0(IF_X_TABLE "3", TAG_COUNTER32, NUMBER(0), FROM(2000, 1)),
    LO_ETH0(IF_X_TABLE "4", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_X_TABLE "5", TAG_COUNTER32, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_X_TABLE "6", TAG_COUNTER64, FROM(100000000, 2000), FROM(3000000000000, 300000)),
    LO_ETH0(IF_X_TABLE "7", TAG_COUNTER64, FROM(100000, 20), FROM(3000000000, 3000)),
    LO_ETH0(IF_X_TABLE "8", TAG_COUNTER64, NUMBER(0), FROM(1000, 1)),
    LO_ETH0(IF_X_TABLE "9", TAG_COUNTER64, NUMBER(0), FROM(2000, 1)),
    LO_ETH0(IF_X_TABLE "10", TAG_COUNTER64, FROM(100000000, 2000), FROM(2000000000000, 200000)),
    LO_ETH0(IF_X_TABLE "11", TAG_COUNTER64, FROM(100000, 20), FROM(2000000000, 2000)),
    LO_ETH0(IF_X_TABLE "12", TAG_COUNTER64, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_X_TABLE "13", TAG_COUNTER64, NUMBER(0), NUMBER(0)),
    LO_ETH0(IF_X_TABLE "14", TAG_INTEGER, NUMBER(2), NUMBER(2)),
    LO_ETH0(IF_X_TABLE "15", TAG_GAUGE32, NUMBER(10), NUMBER(1000)),
    LO_ETH0(IF_X_TABLE "16", TAG_INTEGER, NUMBER(2), NUMBER(2)),
    LO_ETH0(IF_X_TABLE "17", TAG_INTEGER, NUMBER(2), NUMBER(1)),
    LO_ETH0(IF_X_TABLE "18", TAG_TEXT, WORDS(""), WORDS("")),
    LO_ETH0(IF_X_TABLE "19", TAG_TICKS, NUMBER(0), NUMBER(0)),
    {UCD_MEMORY "1.0", TAG_INTEGER, NUMBER(0)},
    {UCD_MEMORY "2.0", TAG_TEXT, WORDS("swap")},
    {UCD_MEMORY "3.0", TAG_INTEGER, NUMBER(2000000)},
    {UCD_MEMORY "4.0", TAG_INTEGER, WAVE(1899000, 1000)},
    {UCD_MEMORY "5.0", TAG_INTEGER, NUMBER(16384000)},
    {UCD_MEMORY "6.0", TAG_INTEGER, WAVE(1000000, 400000)},
    {UCD_MEMORY "11.0", TAG_INTEGER, WAVE(2900000, 400000)},
    {UCD_MEMORY "12.0", TAG_INTEGER, NUMBER(16000)},
    {UCD_MEMORY "13.0", TAG_INTEGER, WAVE(2000, 100)},
    {UCD_MEMORY "14.0", TAG_INTEGER, WAVE(300000, 1000)},
    {UCD_MEMORY "15.0", TAG_INTEGER, WAVE(6000000, 100000)},
    {UCD_MEMORY "18.0", TAG_COUNTER64, NUMBER(2000000)},
    {UCD_MEMORY "19.0", TAG_COUNTER64, WAVE(1899000, 1000)},
    {UCD_MEMORY "20.0", TAG_COUNTER64, NUMBER(16384000)},
    {UCD_MEMORY "21.0", TAG_COUNTER64, WAVE(1000000, 400000)},
    {UCD_MEMORY "22.0", TAG_COUNTER64, WAVE(2900000, 400000)},
    {UCD_MEMORY "23.0", TAG_COUNTER64, NUMBER(16000)},
    {UCD_MEMORY "24.0", TAG_COUNTER64, WAVE(2000, 100)},
    {UCD_MEMORY "25.0", TAG_COUNTER64, WAVE(300000, 1000)},
    {UCD_MEMORY "26.0", TAG_COUNTER64, WAVE(6000000, 100000)},
    {UCD_MEMORY "27.0", TAG_COUNTER64, WAVE(7200000, 400000)},
    {UCD_MEMORY "100.0", TAG_INTEGER, NUMBER(0)},
    {UCD_MEMORY "101.0", TAG_TEXT, WORDS("")},
    LOADS(UCD_LOAD "1", TAG_INTEGER, NUMBER(1), NUMBER(2), NUMBER(3)),
    LOADS(UCD_LOAD "2", TAG_TEXT, WORDS("Load-1"), WORDS("Load-5"), WORDS("Load-15")),
    LOADS(UCD_LOAD "3", TAG_TEXT, LOADED(10, 90), LOADED(20, 40), LOADED(20, 20)),
    LOADS(UCD_LOAD "5", TAG_INTEGER, WAVE(10, 90), WAVE(20, 40), WAVE(20, 20)),
    {UCD_STATS "1.0", TAG_INTEGER, NUMBER(1)},
    {UCD_STATS "2.0", TAG_TEXT, WORDS("systemStats")},
    {UCD_STATS "3.0", TAG_INTEGER, NUMBER(0)},
    {UCD_STATS "4.0", TAG_INTEGER, NUMBER(0)},
    {UCD_STATS "5.0", TAG_INTEGER, WAVE(20, 100)},
    {UCD_STATS "6.0", TAG_INTEGER, WAVE(1, 20)},
    {UCD_STATS "7.0", TAG_INTEGER, WAVE(200, 100)},
    {UCD_STATS "8.0", TAG_INTEGER, WAVE(400, 100)},
    {UCD_STATS "9.0", TAG_INTEGER, WAVE(3, 20)},
    {UCD_STATS "10.0", TAG_INTEGER, WAVE(1, 5)},
    {UCD_STATS "11.0", TAG_INTEGER, WAVE(70, 20)},
    {UCD_STATS "50.0", TAG_COUNTER32, FROM(10000000, 20)},
    {UCD_STATS "51.0", TAG_COUNTER32, FROM(10000, 1)},
    {UCD_STATS "52.0", TAG_COUNTER32, FROM(3000000, 6)},
    {UCD_STATS "53.0", TAG_COUNTER32, FROM(150000000, 170)},
    {UCD_STATS "54.0", TAG_COUNTER32, FROM(100000, 1)},
    {UCD_STATS "55.0", TAG_COUNTER32, NUMBER(0)},
    {UCD_STATS "56.0", TAG_COUNTER32, FROM(1000, 1)},
    {UCD_STATS "57.0", TAG_COUNTER32, FROM(90000000, 150)},
    {UCD_STATS "58.0", TAG_COUNTER32, FROM(20000000, 20)},
    {UCD_STATS "59.0", TAG_COUNTER32, FROM(400000000, 300)},
    {UCD_STATS "60.0", TAG_COUNTER32, FROM(700000000, 500)},
    {UCD_STATS "61.0", TAG_COUNTER32, FROM(90000, 1)},
    {UCD_STATS "62.0", TAG_COUNTER32, FROM(1000, 1)},
    {UCD_STATS "63.0", TAG_COUNTER32, FROM(2000, 1)},
    {UCD_STATS "64.0", TAG_COUNTER32, FROM(500, 1)},
    {UCD_STATS "65.0", TAG_COUNTER32, NUMBER(0)},
    {UCD_STATS "66.0", TAG_COUNTER32, NUMBER(0)},
    {UCD_STATS "67.0", TAG_INTEGER, NUMBER(2)},
    {UCD_DISK "1.1", TAG_INTEGER, NUMBER(1)},
    {UCD_DISK "2.1", TAG_TEXT, WORDS("vda")},
    {UCD_DISK "3.1", TAG_COUNTER32, FROM(2000000000, 10000)},
    {UCD_DISK "4.1", TAG_COUNTER32, FROM(1500000000, 70000)},
    {UCD_DISK "5.1", TAG_COUNTER32, FROM(500000, 2)},
    {UCD_DISK "6.1", TAG_COUNTER32, FROM(900000, 9)},
    {UCD_DISK "9.1", TAG_INTEGER, WAVE(0, 30)},
    {UCD_DISK "10.1", TAG_INTEGER, WAVE(1, 20)},
    {UCD_DISK "11.1", TAG_INTEGER, WAVE(2, 10)},
    {UCD_DISK "12.1", TAG_COUNTER64, FROM(20000000000, 10000)},
    {UCD_DISK "13.1", TAG_COUNTER64, FROM(150000000000, 70000)},
    {SENSORS "1.1", TAG_INTEGER, NUMBER(1)},
    {SENSORS "2.1", TAG_TEXT, WORDS("Package id 0")},
    {SENSORS "3.1", TAG_GAUGE32, WAVE(41000, 9000)},
    {ENGINE "2.0", TAG_INTEGER, NUMBER(7)},
    {ENGINE "3.0", TAG_INTEGER, FROM(864000, 1)},
    {ENGINE "4.0", TAG_INTEGER, NUMBER(1500)},
};

guint64 farm_mix(guint64 a, guint64 b)
{
  guint64 mixed = (a + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u ^ (b + 1) * 0x94d049bb133111ebu;
  mixed ^= mixed >> 29;
  mixed *= 0xbf58476d1ce4e5b9u;
  return mixed ^ mixed >> 32;
}

/* ---- names ---------------------------------------------------------------------------------------- */

/* The last bytes tell the names of the table apart. */
static guint slot_of(const guint8 *name, gsize length)
{
  guint64 last = length;
  gsize n = MIN(length, sizeof last);
  memcpy(&last, name + length - n, n);
  return (guint)((last * 0x9e3779b97f4a7c15u) >> 53) % (4 * FARM_ROWS_MAX);
}

/* Reads one sub-identifier; more bytes than it may have read as the largest one. */
static guint32 id_read(const guint8 **at, const guint8 *end)
{
  guint64 id = 0;
  while (*at < end) {
    guint8 byte = *(*at)++;
    id = MIN(id << 7 | (byte & 0x7f), G_MAXUINT32);
    if (!(byte & 0x80))
      break;
  }
  return (guint32)id;
}

/* Whether an encoded name is before the row's, or the same. */
static gboolean is_not_behind(const guint8 *name, gsize length, const struct farm_row *row)
{
  const guint8 *at = name, *end = name + length, *own = row->name + 2, *own_end = row->name + row->name_length;
  while (at < end && own < own_end) {
    guint32 id = id_read(&at, end), own_id = id_read(&own, own_end);
    if (id != own_id)
      return id < own_id;
  }
  return at == end;
}

static guint8 *put_id(guint32 id, guint8 *at)
{
  for (int shift = 28; shift > 0; shift -= 7)
    if (id >> shift)
      *at++ = (guint8)(0x80 | ((id >> shift) & 0x7f));
  *at++ = id & 0x7f;
  return at;
}

static guint ids_parse(const char *oid, guint32 *ids)
{
  g_auto(GStrv) words = g_strsplit(oid, ".", FARM_IDS_MAX);
  guint n = 0;
  for (; words[n]; n++)
    ids[n] = (guint32)g_ascii_strtoull(words[n], NULL, 10);
  return n;
}

/* Contents of an encoded OID. */
static guint oid_encode(const guint32 *ids, guint n, guint8 *out)
{
  guint8 *at = put_id(ids[0] * 40 + ids[1], out);
  for (guint i = 2; i < n; i++)
    at = put_id(ids[i], at);
  return (guint)(at - out);
}

static void row_init(struct farm_row *row, const struct farm_object *object)
{
  row->object = object;
  row->n_ids = ids_parse(object->oid, row->ids);
  guint length = oid_encode(row->ids, row->n_ids, row->name + 2);
  row->name[0] = TAG_OID;
  row->name[1] = (guint8)length;
  row->name_length = length + 2;
}

static int row_order(gconstpointer a, gconstpointer b)
{
  const struct farm_row *left = a, *right = b;
  for (guint i = 0; i < MIN(left->n_ids, right->n_ids); i++)
    if (left->ids[i] != right->ids[i])
      return left->ids[i] < right->ids[i] ? -1 : 1;
  return (int)left->n_ids - (int)right->n_ids;
}

void farm_table_init(struct farm_table *table)
{
  G_STATIC_ASSERT(G_N_ELEMENTS(objects) <= FARM_ROWS_MAX);
  memset(table, 0, sizeof *table);
  table->n = G_N_ELEMENTS(objects);
  for (guint i = 0; i < table->n; i++)
    row_init(&table->rows[i], &objects[i]);
  qsort(table->rows, table->n, sizeof table->rows[0], row_order);
  for (guint i = 0; i < table->n; i++) {
    guint slot = slot_of(table->rows[i].name + 2, table->rows[i].name_length - 2);
    while (table->slots[slot])
      slot = (slot + 1) % G_N_ELEMENTS(table->slots);
    table->slots[slot] = (guint16)(i + 1);
  }
}

int farm_table_find(const struct farm_table *table, const guint8 *name, gsize length)
{
  for (guint slot = slot_of(name, length); table->slots[slot]; slot = (slot + 1) % G_N_ELEMENTS(table->slots)) {
    const struct farm_row *row = &table->rows[table->slots[slot] - 1];
    if (row->name_length == length + 2 && memcmp(row->name + 2, name, length) == 0)
      return table->slots[slot] - 1;
  }
  return -1;
}

guint farm_table_next(const struct farm_table *table, const guint8 *name, gsize length)
{
  int same = farm_table_find(table, name, length);
  if (same >= 0)
    return (guint)same + 1;
  guint low = 0, high = table->n;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (is_not_behind(name, length, &table->rows[middle]))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* ---- values --------------------------------------------------------------------------------------- */

guint8 *ber_put_head(guint8 tag, guint8 *begin, const guint8 *end)
{
  gsize length = (gsize)(end - begin);
  if (length < 0x80) {
    *--begin = (guint8)length;
  } else if (length < 0x100) {
    *--begin = (guint8)length;
    *--begin = 0x81;
  } else {
    *--begin = (guint8)length;
    *--begin = (guint8)(length >> 8);
    *--begin = 0x82;
  }
  *--begin = tag;
  return begin;
}

guint8 *ber_put_unsigned(guint8 tag, guint64 number, guint8 *end)
{
  guint8 *at = end;
  do {
    *--at = (guint8)number;
    number >>= 8;
  } while (number);
  if (*at & 0x80)
    *--at = 0;
  return ber_put_head(tag, at, end);
}

static guint8 *put_text(const char *text, gsize length, guint8 *end)
{
  return ber_put_head(TAG_TEXT, memcpy(end - length, text, length), end);
}

static guint8 *put_oid(const char *oid, guint8 *end)
{
  guint32 ids[FARM_IDS_MAX];
  guint8 contents[FARM_NAME_MAX];
  guint length = oid_encode(ids, ids_parse(oid, ids), contents);
  return ber_put_head(TAG_OID, memcpy(end - length, contents, length), end);
}

static guint64 number_of(const struct farm_object *object, const struct farm_moment *moment)
{
  guint64 own = farm_mix(moment->address, (guint64)(object - objects));
  switch (object->course) {
  case GROWS:
    return object->base + own % (object->base + 1) + object->more * (guint64)moment->elapsed_ms / 1000;
  case WAVES:
  case LOAD:
    return object->base + farm_mix(own, (guint64)moment->elapsed_ms / 1000) % (object->more + 1);
  default:
    return object->base;
  }
}

guint8 farm_row_tag(const struct farm_row *row)
{
  return row->object->tag;
}

guint8 *farm_row_put(const struct farm_row *row, const struct farm_moment *moment, guint8 *end)
{
  const struct farm_object *object = row->object;
  char text[32];
  if (object->course == NAMED) {
    gsize length = (gsize)g_snprintf(text, sizeof text, "farm-%u-%u-%u", moment->address >> 16 & 0xff,
                                     moment->address >> 8 & 0xff, moment->address & 0xff);
    return put_text(text, length, end);
  }
  if (object->tag == TAG_OID)
    return put_oid(object->text, end);
  if (object->text)
    return put_text(object->text, strlen(object->text), end);
  guint64 number = number_of(object, moment);
  if (object->course == LOAD) {
    gsize length = (gsize)g_snprintf(text, sizeof text, "%u.%02u", (guint)number / 100, (guint)number % 100);
    return put_text(text, length, end);
  }
  return ber_put_unsigned(object->tag, object->tag == TAG_COUNTER64 ? number : (guint32)number, end);
}
