/* Clusters, their hosts, the guests on those, and what others say of the services of each, as one tree. */
#include "cli/commands.h"

#include "cli/table.h"
#include "cli/text.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <string.h>

/* ---- the tree: {kind, name, state, cpu_pct, memory_bytes, memory_used_bytes, children} ------------- */

/* What it is built of: nodes, borrowed from the tree. */
struct forest {
  json_t *roots;
  GHashTable *nodes; /* "host:h1", "guest:UUID" -> node */
};

static json_t *number_or_null(double number)
{
  return isfinite(number) ? json_real(number) : json_null();
}

/* Below `parent`, or a root. */
static json_t *plant(struct forest *forest, json_t *parent, const char *kind, const json_t *each)
{
  json_t *node = json_pack("{s:s, s:s, s:s, s:n, s:n, s:n, s:[]}", "kind", kind, "name", reply_text(each, "name"), "state",
                           reply_text(each, "state"), "cpu_pct", "memory_bytes", "memory_used_bytes", "children");
  json_array_append_new(parent ? json_object_get(parent, "children") : forest->roots, node);
  return node;
}

/* What is said of it finds it by its subject. */
static void remember(struct forest *forest, const char *kind, const char *name, json_t *node)
{
  g_hash_table_insert(forest->nodes, g_strconcat(kind, ":", name, NULL), node);
}

static json_t *find(const struct forest *forest, const char *kind, const char *name)
{
  g_autofree char *subject = g_strconcat(kind, ":", name, NULL);
  return g_hash_table_lookup(forest->nodes, subject);
}

static void plant_cluster(struct forest *forest, const json_t *each)
{
  remember(forest, "cluster", reply_text(each, "name"), plant(forest, NULL, "cluster", each));
}

static void plant_host(struct forest *forest, const json_t *each)
{
  double total = reply_number(each, "mem_total_bytes");
  json_t *node = plant(forest, find(forest, "cluster", reply_text(each, "cluster")), "host", each);
  json_object_set_new(node, "cpu_pct", number_or_null(reply_number(each, "cpu_busy_pct")));
  json_object_set_new(node, "memory_bytes", number_or_null(total));
  json_object_set_new(node, "memory_used_bytes", number_or_null(total - reply_number(each, "mem_available_bytes")));
  remember(forest, "host", reply_text(each, "name"), node);
}

/* A guest of which no host is known is a root. */
static void plant_guest(struct forest *forest, const json_t *each)
{
  json_t *node = plant(forest, find(forest, "host", reply_text(each, "host")), "guest", each);
  json_object_set_new(node, "cpu_pct", number_or_null(reply_number(each, "cpu_used_pct")));
  json_object_set_new(node, "memory_bytes", number_or_null(reply_number(each, "memory_bytes")));
  remember(forest, "guest", reply_text(each, "uuid"), node);
}

/* A device may serve many hosts, so it stands beside the clusters. */
static void plant_device(struct forest *forest, const json_t *each)
{
  json_t *node = plant(forest, NULL, reply_text(each, "kind"), each);
  json_object_set_new(node, "cpu_pct", number_or_null(reply_number(each, "cpu_busy_pct")));
  remember(forest, "device", reply_text(each, "name"), node);
}

static void plant_service(struct forest *forest, const json_t *each)
{
  json_t *node = g_hash_table_lookup(forest->nodes, reply_text(each, "subject"));
  if (node)
    plant(forest, node, "service", each);
}

/* In the order in which one stands below the other. */
static const struct {
  const char *noun;
  void (*plant)(struct forest *forest, const json_t *each);
} lists[] = {
    {"clusters", plant_cluster}, {"hosts", plant_host}, {"guests", plant_guest}, {"devices", plant_device}, {"alerts", plant_service},
};

/* The mean load of a cluster's hosts and the sum of their memory; unknown where that of one is. */
static void sum_up(json_t *cluster)
{
  static const char *const sums[] = {"cpu_pct", "memory_bytes", "memory_used_bytes"};
  for (gsize k = 0; k < G_N_ELEMENTS(sums); k++) {
    const json_t *host;
    gsize i, n = 0;
    double sum = 0;
    json_array_foreach (json_object_get(cluster, "children"), i, host)
      if (strcmp(reply_text(host, "kind"), "host") == 0) {
        sum += reply_number(host, sums[k]);
        n++;
      }
    json_object_set_new(cluster, sums[k], n ? number_or_null(k == 0 ? sum / (double)n : sum) : json_null());
  }
}

/* FALSE where one of the lists was not answered: the failure is printed. */
static gboolean grow(struct forest *forest, struct cli *cli)
{
  for (gsize k = 0; k < G_N_ELEMENTS(lists); k++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strconcat("/v1/", lists[k].noun, NULL);
    json_auto_t *reply = client_get_list(cli->client, path, lists[k].noun, &error);
    const json_t *list = reply ? reply_list(reply, lists[k].noun) : NULL, *each;
    gsize i;
    if (!list)
      cli->status = reply ? CLI_REFUSED : cli_fail(cli, error);
    if (!list)
      return FALSE;
    json_array_foreach (list, i, each)
      lists[k].plant(forest, each);
  }
  json_t *root;
  gsize i;
  json_array_foreach (forest->roots, i, root)
    if (strcmp(reply_text(root, "kind"), "cluster") == 0)
      sum_up(root);
  return TRUE;
}

/* ---- its picture ----------------------------------------------------------------------------------- */

struct branches {
  const char *more, *last, *beside, *below;
};

/* The lines that the locale has characters for; the names are UTF-8 whatever it says. */
static struct branches branches_of_locale(void)
{
  locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
  gboolean is_utf8 = locale && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
  if (locale)
    freelocale(locale);
  return is_utf8 ? (struct branches){"├── ", "└── ", "│   ", "    "} : (struct branches){"|-- ", "`-- ", "|   ", "    "};
}

/* "1.50 GiB / 2.00 GiB" where it is known how much of it is in use. */
static char *memory_of(const json_t *node)
{
  g_autofree char *all = reply_quantity(node, "memory_bytes", "bytes");
  g_autofree char *used = reply_quantity(node, "memory_used_bytes", "bytes");
  return strcmp(reply_text(node, "kind"), "guest") == 0 ? g_steal_pointer(&all) : g_strdup_printf("%s / %s", used, all);
}

static void add_row(struct table *table, const json_t *node, const char *branch)
{
  const char *kind = reply_text(node, "kind");
  gboolean is_service = strcmp(kind, "service") == 0;
  gboolean has_memory = strcmp(kind, "cluster") == 0 || strcmp(kind, "host") == 0 || strcmp(kind, "guest") == 0;
  g_autofree char *name = g_strconcat(branch, reply_text(node, "name"), NULL);
  g_autofree char *cpu = is_service ? g_strdup("") : text_quantity(round(reply_number(node, "cpu_pct")), "%");
  g_autofree char *memory = has_memory ? memory_of(node) : g_strdup("");
  table_add(table, name, kind, reply_text(node, "state"), cpu, memory, NULL);
}

/* `stem` stands before the branches of all of them. Four levels at most: cluster, host, guest, service. */
static void add_rows(struct table *table, const json_t *nodes, const struct branches *branches, const char *stem)
{
  const json_t *node;
  gsize i;
  json_array_foreach (nodes, i, node) {
    gboolean is_last = i + 1 == json_array_size(nodes);
    g_autofree char *branch = g_strconcat(stem, is_last ? branches->last : branches->more, NULL);
    g_autofree char *below = g_strconcat(stem, is_last ? branches->below : branches->beside, NULL);
    add_row(table, node, branch);
    add_rows(table, json_object_get(node, "children"), branches, below);
  }
}

static void print_forest(const struct forest *forest)
{
  struct branches branches = branches_of_locale();
  struct table *table = table_new("NAME KIND STATE >CPU >MEMORY");
  const json_t *root;
  gsize i;
  json_array_foreach (forest->roots, i, root) {
    add_row(table, root, "");
    add_rows(table, json_object_get(root, "children"), &branches, "");
  }
  if (table_rows(table) == 0)
    text_print("no clusters");
  table_end(table, "");
}

int command_tree(struct cli *cli, char **words)
{
  (void)words;
  struct forest forest = {json_array(), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  json_auto_t *tree = json_pack("{s:o}", "tree", forest.roots);
  if (grow(&forest, cli) && cli->options.json)
    cli_print_json(tree);
  else if (cli->status == CLI_DONE)
    print_forest(&forest);
  g_hash_table_unref(forest.nodes);
  return cli->status;
}
