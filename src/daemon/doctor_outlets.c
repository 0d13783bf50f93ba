/* Whether those who are told things take them. */
#include "daemon/doctor.h"

static void examine(json_t *findings, GVariant *outlet)
{
  const char *name, *why;
  guchar state;
  guint32 waiting;
  guint64 sent, failed, dropped;
  g_variant_get(outlet, "(&sy&suttt)", &name, &state, &why, &waiting, &sent, &failed, &dropped);
  if (state == OUTLET_DOWN)
    doctor_add(findings, &(struct examined){name, "outlet", HEALTH_TROUBLE, "it is tried again by itself; what waits is told then"},
               "%s (%u wait, %" G_GUINT64_FORMAT " were dropped)", why, waiting, dropped);
  else if (why[0])
    doctor_add(findings, &(struct examined){name, "outlet", HEALTH_WARNING, "see to what it says; the rest is taken"},
               "it answers, but %s (%" G_GUINT64_FORMAT " times)", why, failed);
  else if (dropped)
    doctor_add(findings, &(struct examined){name, "outlet", HEALTH_WARNING, "it is too slow, or was away for long"},
               "%" G_GUINT64_FORMAT " were dropped, since too many waited", dropped);
  else if (state == OUTLET_UNTRIED)
    doctor_add(findings, &(struct examined){name, "outlet", HEALTH_OK, NULL}, "nothing had to be told yet");
  else
    doctor_add(findings, &(struct examined){name, "outlet", HEALTH_OK, NULL}, "it answers and was told %" G_GUINT64_FORMAT " times",
               sent);
}

void doctor_outlets(json_t *findings, GVariant *outlets)
{
  for (gsize i = 0; outlets && i < g_variant_n_children(outlets); i++) {
    g_autoptr(GVariant) outlet = g_variant_get_child_value(outlets, i);
    examine(findings, outlet);
  }
}
