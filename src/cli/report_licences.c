#include "cli/commands.h"

#include "base/quantity.h"
#include "cli/history_path.h"
#include "cli/table.h"
#include "cli/text.h"

#include <math.h>

#define FREE_NAMED 8 /* hosts with room that are named */

/* A figure, `none` where it is null. Caller frees. */
static char *figure(const json_t *product, const char *key, const char *none)
{
  double value = reply_number(product, key);
  return isnan(value) ? g_strdup(none) : g_strdup_printf("%.0f", value);
}

static void add_product(struct table *table, const json_t *product)
{
  gboolean is_limited = !isnan(reply_number(product, "entitlements"));
  double stay_sec = reply_number(product, "stay_sec");
  g_autofree char *entitled = figure(product, "entitlements", "any");
  g_autofree char *in_use = figure(product, "in_use", "?");
  g_autofree char *bound = figure(product, "bound", "?");
  g_autofree char *room = figure(product, "head_room", is_limited ? "?" : "any");
  g_autofree char *stay = stay_sec >= 1 ? duration_format((guint64)stay_sec) : g_strdup("-");
  g_autofree char *breaches = figure(product, "breach_count", "?");
  table_add(table, reply_text(product, "name"), reply_text(product, "per"), entitled, in_use, bound, room, stay, breaches, NULL);
}

static void join(GString *line, const json_t *names, gsize most)
{
  const json_t *name;
  gsize i;
  json_array_foreach (names, i, name)
    if (i < most)
      g_string_append_printf(line, "%s%s", i ? ", " : "", json_string_value(name) ? json_string_value(name) : "?");
}

static void append_use(GString *line, const json_t *use)
{
  const json_t *guests = json_object_get(use, "guests");
  g_autofree char *until = text_time(reply_text(use, "bound_until"));
  g_string_append_printf(line, "%s%s", line->len ? ", " : "", reply_text(use, "host"));
  if (json_array_size(guests) > 0) {
    g_string_append(line, " (");
    join(line, guests, json_array_size(guests));
    g_string_append(line, ")");
  }
  if (*reply_text(use, "bound_until"))
    g_string_append_printf(line, " bound until %s", until);
}

/* Where it is used and where it may be, below the table. */
static void explain_product(const json_t *product)
{
  g_autoptr(GString) uses = g_string_new(NULL), free_hosts = g_string_new(NULL);
  const json_t *each;
  gsize i;
  guint64 n_free = reply_id(product, "free");
  json_array_foreach (json_object_get(product, "hosts"), i, each)
    append_use(uses, each);
  join(free_hosts, json_object_get(product, "free_hosts"), FREE_NAMED);
  text_print("\n%s: %s", reply_text(product, "name"), uses->len ? uses->str : "not in use");
  if (n_free > FREE_NAMED)
    text_print("  room on %s and %" G_GUINT64_FORMAT " more", free_hosts->str, n_free - FREE_NAMED);
  else
    text_print("  room on %s", n_free > 0 ? free_hosts->str : "no other host");
  json_array_foreach (json_object_get(product, "notes"), i, each)
    text_print("  %s", json_string_value(each) ? json_string_value(each) : "?");
}

static void add_breaches(struct table *table, const json_t *product)
{
  const json_t *breach;
  gsize i;
  json_array_foreach (json_object_get(product, "breaches"), i, breach) {
    g_autofree char *from = text_time(reply_text(breach, "from"));
    g_autofree char *until = *reply_text(breach, "until") ? text_time(reply_text(breach, "until")) : g_strdup("now");
    table_add(table, reply_text(product, "name"), reply_text(breach, "guest"), reply_text(breach, "host"), from, until,
              reply_text(breach, "text"), NULL);
  }
}

static void show_breaches(const json_t *reply, const json_t *products)
{
  struct table *table = table_new("PRODUCT GUEST HOST FROM UNTIL BREACH");
  g_autofree char *from = text_time(reply_text(reply, "from"));
  g_autofree char *whole = text_time(reply_text(reply, "whole_since"));
  const json_t *product;
  gsize i;
  json_array_foreach (products, i, product)
    add_breaches(table, product);
  text_print(table_rows(table) ? "\nbreaches since %s:" : "\nno breaches since %s", from);
  table_end(table, "");
  json_array_foreach (products, i, product)
    if (reply_id(product, "breach_count") > json_array_size(json_object_get(product, "breaches")))
      text_print("of %s the newest %zu are shown", reply_text(product, "name"),
                 json_array_size(json_object_get(product, "breaches")));
  if (*reply_text(reply, "whole_since"))
    text_print("of the time before %s not all is known any more", whole);
}

static void show(const json_t *reply, const json_t *products)
{
  const json_t *product;
  gsize i;
  if (json_array_size(products) == 0) {
    text_print("no product is configured: see licences in provost.yaml(5)");
    return;
  }
  struct table *table = table_new("PRODUCT PER >ENTITLED >IN-USE >BOUND >ROOM >STAY >BREACHES");
  json_array_foreach (products, i, product)
    add_product(table, product);
  table_end(table, "");
  json_array_foreach (products, i, product)
    explain_product(product);
  show_breaches(reply, products);
}

int command_report_licences(struct cli *cli, char **words)
{
  (void)words;
  g_autofree char *path = history_path_from("reports/licences", cli->options.from ? cli->options.from : "-90d");
  json_auto_t *reply = cli_get_list(cli, path, "licences");
  const json_t *products = reply ? reply_list(reply, "licences") : NULL;
  if (!products)
    return reply ? CLI_REFUSED : cli->status;
  show(reply, products);
  return CLI_DONE;
}
