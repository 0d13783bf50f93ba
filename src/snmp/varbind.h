#pragma once
/*
 * One decoded variable binding of a reply, by value, and the cell it becomes once its type was checked.
 * Nothing of the SNMP library shows here, so that all that judges values can be tested without one.
 */
#include "snmp/oid.h"

#define TEXT_MAX 255 /* bytes kept of an octet string (a DisplayString has no more) */

enum value_type {
  VALUE_ABSENT, /* noSuchObject, noSuchInstance */
  VALUE_END,    /* endOfMibView */
  VALUE_INTEGER,
  VALUE_UNSIGNED, /* Gauge32, Unsigned32 */
  VALUE_COUNTER32,
  VALUE_COUNTER64,
  VALUE_TICKS, /* TimeTicks: 1/100 s */
  VALUE_TEXT,  /* OCTET STRING */
  VALUE_OID,
  VALUE_ADDRESS, /* IpAddress: IPv4 in host order */
  VALUE_OTHER,   /* Opaque, NULL, malformed ... */
};

/* A set of them, as a bit mask. */
#define TYPE(type) (1u << VALUE_##type)

struct snmp_value {
  enum value_type type;
  guint64 number; /* a negative INTEGER in two's complement */
  guint length;   /* of text */
  union {
    guint8 text[TEXT_MAX];
    struct oid oid;
  };
};

struct varbind {
  struct oid name;
  struct snmp_value value;
};

/* BAD: there, but of another type than the MIB says. */
enum cell_state { CELL_ABSENT, CELL_BAD, CELL_READ };

struct cell {
  enum cell_state state;
  guint64 number;
  char *text; /* of an octet string, or an OID's written form; owned */
};

/* Whether a value is there and of one of the types `accept`. */
enum cell_state value_judge(const struct snmp_value *value, guint accept);

/* Its number: an INTEGER that is negative in 32 bits is taken as unsigned, or with `sign` any 32-bit value
 * as signed, in two's complement. */
guint64 value_number(const struct snmp_value *value, gboolean sign);

/* Sets the cell from a value that must be of one of the types `accept`. */
void cell_take(struct cell *cell, const struct snmp_value *value, guint accept, gboolean sign);
void cell_clear(struct cell *cell);
