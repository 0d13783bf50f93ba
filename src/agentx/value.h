#pragma once
/*
 * One value of PROVOST-MIB, read from JSON. What is unknown, null or of another type is MIB_NOTHING: it has no instance.
 * Pure, any thread.
 */
#include "agentx/mib.h"

#include <jansson.h>

enum mib_kind { MIB_NOTHING, MIB_INTEGER, MIB_GAUGE, MIB_COUNTER64, MIB_OCTETS };

struct mib_value {
  enum mib_kind kind;
  guint64 number;
  GBytes *octets; /* of MIB_OCTETS, else NULL */
};

/* What the column says in `json`, an object; to be cleared. That of SYNTAX_AGE is nothing. */
struct mib_value mib_value_read(const struct mib_column *column, const json_t *json);
void mib_value_clear(struct mib_value *value);
