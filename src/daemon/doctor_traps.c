#include "daemon/doctor.h"

void doctor_traps(json_t *findings, GVariant *listening)
{
  gsize n = listening ? g_variant_n_children(listening) : 0;
  for (gsize i = 0; i < n; i++) {
    const char *address, *fault;
    g_variant_get_child(listening, i, "(&s&s)", &address, &fault);
    if (*fault)
      doctor_add(findings,
                 &(struct examined){"provost-snmp", "traps", HEALTH_TROUBLE, "it is tried again once an interval"}, "%s", fault);
    else
      doctor_add(findings, &(struct examined){"provost-snmp", "traps", HEALTH_OK, NULL}, "they are listened for at %s", address);
  }
}
