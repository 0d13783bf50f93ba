#include "snmp/tally.h"

#include "wire/role.h"

void tally_send(struct tally *tally, struct channel *channel)
{
  const struct role_counter counters[] = {
#define TALLY_COUNTER(name) {#name, tally->name},
      TALLY_ROWS(TALLY_COUNTER)
#undef TALLY_COUNTER
  };
  role_send_counters(channel, counters, G_N_ELEMENTS(counters));
  tally->poll_ms_max = 0;
}
