#pragma once
/*
 * The fields of one libvirt record (an array of virTypedParameter) by name. libvirt leaves out whatever a
 * driver lacks or could not read in time, and fields may come in any integer type: absent, negative and
 * non-integer are alike "not there". The table borrows from the array. Pure.
 */
#include <glib.h>
#include <libvirt/libvirt.h>

GHashTable *fields_new(const virTypedParameter *params, int n);

/* Reads a whole number. The name is made of `format`. FALSE (out untouched) if it is not there. */
gboolean fields_number(GHashTable *fields, guint64 *value, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A text, or NULL. Borrowed. */
const char *fields_text(GHashTable *fields, const char *format, ...) G_GNUC_PRINTF(2, 3);
