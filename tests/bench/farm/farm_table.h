#pragma once
/*
 * The objects that every agent of the farm has, like those of Debian's snmpd on a host with two processors
 * and one network card, in the agents' order and with their names encoded beforehand (BER, X.690). What an
 * object's value is follows from the agent, the object and the time alone, so nothing is kept for an agent.
 * Read only after _init; one thread.
 */
#include <glib.h>

#define FARM_ROWS_MAX 512
#define FARM_NAME_MAX 32 /* bytes of an encoded name with its head */
#define FARM_IDS_MAX 24

/* BER tags of values (RFC 2578) and of what stands instead of one (RFC 3416). */
enum {
  TAG_INTEGER = 0x02,
  TAG_TEXT = 0x04,
  TAG_NULL = 0x05,
  TAG_OID = 0x06,
  TAG_COUNTER32 = 0x41,
  TAG_GAUGE32 = 0x42,
  TAG_TICKS = 0x43,
  TAG_COUNTER64 = 0x46,
  TAG_NO_SUCH_OBJECT = 0x80,
  TAG_END_OF_MIB_VIEW = 0x82,
};

struct farm_row {
  const struct farm_object *object;
  guint n_ids;
  guint32 ids[FARM_IDS_MAX];
  guint name_length;
  guint8 name[FARM_NAME_MAX]; /* with tag and length */
};

struct farm_table {
  guint n;
  struct farm_row rows[FARM_ROWS_MAX];
  guint16 slots[4 * FARM_ROWS_MAX]; /* by the hash of a name: 1 + index of its row */
};

/* Who is asked, and when. */
struct farm_moment {
  guint32 address; /* IPv4, host order */
  gint64 elapsed_ms; /* since the farm's start */
};

void farm_table_init(struct farm_table *table);

/* The row of an encoded name (contents only); -1: there is none. */
int farm_table_find(const struct farm_table *table, const guint8 *name, gsize length);

/* The first row behind an encoded name; table->n: there is none. */
guint farm_table_next(const struct farm_table *table, const guint8 *name, gsize length);

guint8 farm_row_tag(const struct farm_row *row);

/* Writes its value, with tag and length, so that it ends before `end`; returns where it begins. Takes at
 * most FARM_VALUE_MAX bytes. */
#define FARM_VALUE_MAX 128
guint8 *farm_row_put(const struct farm_row *row, const struct farm_moment *moment, guint8 *end);

/* Writes tag and length before contents that begin at `begin` and end at `end`. */
guint8 *ber_put_head(guint8 tag, guint8 *begin, const guint8 *end);
guint8 *ber_put_unsigned(guint8 tag, guint64 number, guint8 *end);

/* A number that looks random and follows from these alone. */
guint64 farm_mix(guint64 a, guint64 b);
