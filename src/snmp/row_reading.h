#pragma once
/*
 * Readings of one row as its table says: a value times factors, or a rate where that may be told. A value missing
 * is NOT_SUPPORTED, one of a wrong type, or of a part that is not well, BAD_VALUE. Pure; any thread.
 */
#include "snmp/inventory.h"

/* The reading that `measure` makes of one row. */
struct reading row_reading(const struct rows *rows, const struct instance *instance, const struct measure *measure);

/* For a view of the subject itself: each measure of the table's first row. */
void row_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);
