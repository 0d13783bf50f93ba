/* What src/agentx says of PROVOST-MIB, a line for each object and notification, for tests/style/mib. */
#include "agentx/mib.h"

#include <stdio.h>

static const char *const syntaxes[] = {
    [SYNTAX_TEXT] = "SnmpAdminString", [SYNTAX_IDS] = "SnmpAdminString",
    [SYNTAX_NUMBER] = "Gauge32", [SYNTAX_PERCENT] = "Gauge32",
    [SYNTAX_COUNT] = "Gauge32",        [SYNTAX_AGE] = "Gauge32",    [SYNTAX_BYTES] = "CounterBasedGauge64",
    [SYNTAX_COUNTER] = "Counter64",    [SYNTAX_TIME] = "DateAndTime", [SYNTAX_TRUTH] = "TruthValue",
    [SYNTAX_GIVEN] = "TruthValue",
};

static void print_column(guint place, const struct mib_column *column)
{
  const struct mib_table_row *table = mib_table(place);
  g_autofree char *words = column->words ? g_strjoinv(",", (char **)column->words) : g_strdup(syntaxes[column->syntax]);
  printf("1.%u.%s%u provost%s%s %s %s\n", place + 1, table->key ? "1." : "", column->number, table->name, column->name, words,
         table->notify_only ? "accessible-for-notify" : "read-only");
}

int main(void)
{
  guint n;
  const struct mib_notification *notifications = mib_notifications(&n);
  for (guint place = 0; place < MIB_ALL_TABLES; place++)
    for (guint i = 0; i < mib_table(place)->n_columns; i++)
      print_column(place, &mib_table(place)->columns[i]);
  for (guint i = 0; i < n; i++) {
    printf("0.%u provost%s", notifications[i].number, notifications[i].name);
    for (guint k = 0; k < MIB_VARBINDS_MAX && notifications[i].objects[k]; k++)
      printf("%sprovost%s", k ? "," : " ", notifications[i].objects[k]);
    printf("\n");
  }
  return 0;
}
