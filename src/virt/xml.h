#pragma once
/* One element of an XML document that libvirt wrote: xml_text(xml, "/domain/uuid"). Pure. */
#include <glib.h>

/* The text of the first element at `path` (its names, each after a '/'), without blanks around it; ""
 * for an element without text, NULL if there is none or the document is not well-formed. Caller frees. */
char *xml_text(const char *xml, const char *path);

/* The value of `attribute` of the first element at `path` that has it; NULL: there is none. Caller frees. */
char *xml_attribute(const char *xml, const char *path, const char *attribute);

/* For parsers: the value of the attribute among those of an element; "": it has none. Borrowed. */
const char *xml_value(const char **names, const char **values, const char *attribute);
