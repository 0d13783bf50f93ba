#include "cli/symptoms.h"

#include "cli/text.h"

#define SYMPTOMS_SHOWN 10 /* each is asked for */

static const char *noun(gsize n)
{
  return n == 1 ? "symptom" : "symptoms";
}

/* Takes the subject's name and the text. */
static json_t *tip_as(const json_t *tip, char *name, char *text)
{
  json_t *subject = json_copy(json_object_get(tip, "subject")), *shown = json_copy((json_t *)tip);
  json_object_set_new(subject, "name", json_string(name));
  json_object_set_new(shown, "subject", subject);
  json_object_set_new(shown, "text", json_string(text));
  g_free(name);
  g_free(text);
  return shown;
}

static json_t *as_symptom(const json_t *tip)
{
  return tip_as(tip, g_strconcat("  ", reply_text(json_object_get(tip, "subject"), "name"), NULL),
                g_strdup(reply_text(tip, "text")));
}

static json_t *as_cause(const json_t *tip)
{
  gsize n = json_array_size(json_object_get(tip, "symptoms"));
  if (n == 0)
    return json_incref((json_t *)tip);
  return tip_as(tip, g_strdup(reply_text(json_object_get(tip, "subject"), "name")),
                g_strdup_printf("%s, and %zu %s", reply_text(tip, "text"), n, noun(n)));
}

/* id -> tip of the list */
static GHashTable *tips_by_id(const json_t *tips)
{
  GHashTable *by_id = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  const json_t *tip;
  gsize i;
  json_array_foreach (tips, i, tip) {
    guint64 id = reply_id(tip, "id");
    if (id)
      g_hash_table_replace(by_id, g_memdup2(&id, sizeof id), (gpointer)tip);
  }
  return by_id;
}

/* The tip of the list below which it is shown, which stands below none itself; NULL: none. */
static const json_t *cause_of(GHashTable *by_id, const json_t *tip)
{
  guint64 id = reply_id(tip, "cause");
  const json_t *cause = g_hash_table_lookup(by_id, &id);
  guint64 above = cause ? reply_id(cause, "cause") : 0;
  return cause && !g_hash_table_contains(by_id, &above) ? cause : NULL;
}

/* cause -> array of its symptoms */
static GHashTable *symptoms_by_cause(const json_t *tips, GHashTable *by_id)
{
  GHashTable *by_cause = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  const json_t *tip;
  gsize i;
  json_array_foreach (tips, i, tip) {
    const json_t *cause = cause_of(by_id, tip);
    if (cause && !g_hash_table_contains(by_cause, cause))
      g_hash_table_insert(by_cause, (gpointer)cause, g_ptr_array_new());
    if (cause)
      g_ptr_array_add(g_hash_table_lookup(by_cause, cause), (gpointer)tip);
  }
  return by_cause;
}

json_t *symptoms_arrange(const json_t *tips)
{
  g_autoptr(GHashTable) by_id = tips_by_id(tips), by_cause = symptoms_by_cause(tips, by_id);
  json_t *arranged = json_array();
  const json_t *tip;
  gsize i;
  json_array_foreach (tips, i, tip) {
    const GPtrArray *symptoms = g_hash_table_lookup(by_cause, tip);
    if (cause_of(by_id, tip))
      continue;
    json_array_append_new(arranged, as_cause(tip));
    for (guint j = 0; symptoms && j < symptoms->len; j++)
      json_array_append_new(arranged, as_symptom(symptoms->pdata[j]));
  }
  return arranged;
}

/* "tip 13 (web1, open): web1 waited ..."; of one that provostd does not tell of "tip 13". Caller frees. */
static char *tip_line(struct cli *cli, guint64 id)
{
  g_autofree char *path = g_strdup_printf("/v1/tips/%" G_GUINT64_FORMAT, id);
  json_auto_t *tip = client_get(cli->client, path, NULL);
  if (!tip)
    return g_strdup_printf("tip %" G_GUINT64_FORMAT, id);
  return g_strdup_printf("tip %" G_GUINT64_FORMAT " (%s, %s): %s", id, reply_text(json_object_get(tip, "subject"), "name"),
                         reply_text(tip, "state"), reply_text(tip, "text"));
}

void symptoms_print(struct cli *cli, const json_t *tip)
{
  const json_t *symptoms = json_object_get(tip, "symptoms"), *each;
  gsize i, n = json_array_size(symptoms);
  guint64 cause = reply_id(tip, "cause");
  if (cause) {
    g_autofree char *line = tip_line(cli, cause);
    text_print("symptom of %s", line);
  }
  if (n > 0)
    text_print("%zu %s:", n, noun(n));
  json_array_foreach (symptoms, i, each) {
    if (i == SYMPTOMS_SHOWN)
      break;
    g_autofree char *line = json_integer_value(each) > 0 ? tip_line(cli, (guint64)json_integer_value(each)) : NULL;
    if (line)
      text_print("  %s", line);
  }
  if (n > SYMPTOMS_SHOWN)
    text_print("  and %zu more: provost tips lists them", n - SYMPTOMS_SHOWN);
}
