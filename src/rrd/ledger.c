#include "rrd/ledger.h"

struct ledger {
  GArray *settled; /* guint64 */
};

struct receipt {
  struct ledger *ledger;
  guint64 sequence;
  guint held;
};

static GArray *settled_new(void)
{
  return g_array_new(FALSE, FALSE, sizeof(guint64));
}

struct ledger *ledger_new(void)
{
  struct ledger *ledger = g_new(struct ledger, 1);
  ledger->settled = settled_new();
  return ledger;
}

void ledger_free(struct ledger *ledger)
{
  g_array_unref(ledger->settled);
  g_free(ledger);
}

struct receipt *ledger_open(struct ledger *ledger, guint64 sequence)
{
  struct receipt *receipt = g_new(struct receipt, 1);
  *receipt = (struct receipt){ledger, sequence, 1};
  return receipt;
}

struct receipt *receipt_hold(struct receipt *receipt)
{
  receipt->held++;
  return receipt;
}

void receipt_release(struct receipt *receipt)
{
  if (--receipt->held > 0)
    return;
  g_array_append_val(receipt->ledger->settled, receipt->sequence);
  g_free(receipt);
}

GArray *ledger_take_settled(struct ledger *ledger)
{
  GArray *settled = ledger->settled;
  ledger->settled = settled_new();
  return settled;
}
