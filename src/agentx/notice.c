#include "agentx/notice.h"

#include <string.h>

struct notices {
  GHashTable *told; /* "tip 12" -> "open warning" */
};

/* Tips and actions, by what is new of them. */
struct course {
  const char *kind;
  const char *const *over; /* states in which they end, NULL-terminated */
  const char *began, *changed, *ended, *ended_badly;
  const char *bad; /* the first state that is a bad end; NULL: none is */
};

static const char *const closed[] = {"resolved", "cleared", "dismissed", "superseded", NULL};
static const char *const ended[] = {"done", "failed", "cancelled", "ambiguous", NULL};
static const struct course courses[] = {
    {"tip", closed, "TipOpened", "TipChanged", "TipClosed", NULL, NULL},
    {"action", ended, "ActionStarted", NULL, "ActionFinished", "ActionFailed", "failed"},
};

/* What is told each time. */
static const struct {
  const char *kind, *what, *name;
} plain[] = {
    {"guest", "created", "GuestCreated"},     {"guest", "moved", "GuestMoved"},
    {"guest", "removed", "GuestRemoved"},     {"host", "silent", "HostSilent"},
    {"host", "back", "HostBack"},             {"provost", "started", "DaemonStarted"},
    {"provost", "stopped", "DaemonStopped"}, {"provost", "heartbeat", "Heartbeat"},
};

struct notices *notices_new(void)
{
  struct notices *notices = g_new0(struct notices, 1);
  notices->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return notices;
}

void notices_free(struct notices *notices)
{
  g_hash_table_unref(notices->told);
  g_free(notices);
}

static const struct mib_notification *named(const char *name)
{
  guint n;
  const struct mib_notification *all = mib_notifications(&n);
  for (guint i = 0; name && i < n; i++)
    if (strcmp(all[i].name, name) == 0)
      return &all[i];
  return NULL;
}

static gboolean is_over(gpointer key, gpointer value, gpointer user)
{
  (void)user;
  for (gsize i = 0; i < G_N_ELEMENTS(courses); i++)
    for (const char *const *state = courses[i].over; *state; state++)
      if (g_str_has_prefix(key, courses[i].kind) && g_str_has_prefix(value, *state))
        return TRUE;
  return FALSE;
}

/* Takes both. */
static void remember(struct notices *notices, char *key, char *said)
{
  if (g_hash_table_size(notices->told) >= NOTICES_REMEMBERED)
    g_hash_table_foreach_remove(notices->told, is_over, NULL);
  if (g_hash_table_size(notices->told) >= NOTICES_REMEMBERED)
    g_hash_table_remove_all(notices->told);
  g_hash_table_replace(notices->told, key, said);
}

/* A place among `over`, or -1. */
static int end_of(const struct course *course, const char *state)
{
  for (int i = 0; course->over[i]; i++)
    if (strcmp(course->over[i], state) == 0)
      return i;
  return -1;
}

/* Of which nothing was told, or only its end: whether it begins now. A tip that is older than this program was opened before. */
static gboolean begins(const json_t *thing)
{
  const json_t *refreshed = json_object_get(thing, "refreshed"), *returns = json_object_get(thing, "returns");
  return json_integer_value(refreshed) == 0 || json_integer_value(returns) > 0;
}

static const char *take_course(struct notices *notices, const struct course *course, const json_t *thing)
{
  const char *state = json_string_value(json_object_get(thing, "state"));
  const char *severity = json_string_value(json_object_get(thing, "severity"));
  if (!state)
    return NULL;
  char *key = g_strdup_printf("%s %" JSON_INTEGER_FORMAT, course->kind, json_integer_value(json_object_get(thing, "id")));
  char *said = g_strconcat(state, " ", severity, NULL);
  const char *before = g_hash_table_lookup(notices->told, key);
  gboolean was_open = before && !is_over(key, (gpointer)before, NULL), is_same = g_strcmp0(before, said) == 0;
  int end = end_of(course, state);
  remember(notices, key, said);
  if (is_same)
    return NULL;
  if (end >= 0)
    return course->bad && end >= end_of(course, course->bad) ? course->ended_badly : course->ended;
  return !was_open && begins(thing) ? course->began : course->changed;
}

const struct mib_notification *notices_take(struct notices *notices, const char *kind, const json_t *event)
{
  const char *what = json_string_value(json_object_get(event, "what"));
  for (gsize i = 0; i < G_N_ELEMENTS(courses); i++)
    if (strcmp(courses[i].kind, kind) == 0)
      return named(take_course(notices, &courses[i], json_object_get(event, kind)));
  for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
    if (strcmp(plain[i].kind, kind) == 0 && g_strcmp0(plain[i].what, what) == 0)
      return named(plain[i].name);
  return NULL;
}

/* ---- what is sent of it -------------------------------------------------------------------------- */

static guint32 index_in(const struct mib_table_row *table, guint place, const json_t *thing, const struct rows *rows)
{
  if (!table->key)
    return 0;
  const json_t *key = json_object_get(thing, table->key);
  g_autofree char *text = json_is_integer(key) ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(key))
                                               : g_strdup(json_string_value(key));
  return text ? rows_index(rows, place, text) : 0;
}

static void add_object(GVariantBuilder *objects, const char *name, const json_t *event, const struct rows *rows)
{
  guint place;
  const struct mib_column *column = mib_object(name, &place);
  const struct mib_table_row *table = mib_table(place);
  const json_t *thing = table->noun ? json_object_get(event, table->noun) : event;
  struct mib_value value = mib_value_read(column, thing);
  gsize n = 0;
  gconstpointer bytes = value.octets ? g_bytes_get_data(value.octets, &n) : NULL;
  if (value.kind != MIB_NOTHING)
    g_variant_builder_add(objects, "(uuuyt@ay)", place, column->number, index_in(table, place, thing, rows), (guchar)value.kind,
                          value.number, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, n, 1));
  mib_value_clear(&value);
}

GVariant *notice_body(const struct mib_notification *notification, guint64 number, const json_t *event, const struct rows *rows)
{
  GVariantBuilder objects;
  json_auto_t *numbered = json_copy((json_t *)event);
  json_object_set_new(numbered, "number", json_integer((json_int_t)number));
  g_variant_builder_init(&objects, G_VARIANT_TYPE("a(uuuytay)"));
  for (guint i = 0; i < MIB_VARBINDS_MAX && notification->objects[i]; i++)
    add_object(&objects, notification->objects[i], numbered, rows);
  return g_variant_new("(ua(uuuytay))", notification->number, &objects);
}
