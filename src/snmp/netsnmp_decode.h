#pragma once
/*
 * From net-snmp's variable bindings to ours: types told apart, lengths checked, everything copied.
 * Private to session.c. Any thread.
 */
#include "snmp/varbind.h"

struct variable_list; /* net-snmp's netsnmp_variable_list */

void varbind_decode(struct varbind *varbind, const struct variable_list *variable);
