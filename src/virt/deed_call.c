#include "virt/deed_call.h"

#include "base/error.h"
#include "base/limits.h"
#include "virt/library.h"

enum deed_stage { STAGE_PREPARING, STAGE_BEGUN, STAGE_GIVEN_UP };

static void clear(gpointer data)
{
  struct deed_call *call = data;
  g_free(call->uuid);
  g_free(call->path);
  g_free(call->error);
}

struct deed_call *deed_call_ref(struct deed_call *call)
{
  return g_atomic_rc_box_acquire(call);
}

void deed_call_unref(struct deed_call *call)
{
  g_atomic_rc_box_release_full(call, clear);
}

static gboolean needs_path(enum deed_kind kind)
{
  return kind == DEED_SAVE || kind == DEED_CHECK_IMAGE || kind == DEED_RESTORE || kind == DEED_REMOVE_IMAGE;
}

static gboolean needs_to(enum deed_kind kind)
{
  return kind == DEED_MIGRATE || kind == DEED_COPY_DEFINITION || kind == DEED_RESUME_POSTCOPY;
}

static gboolean is_path(const char *path)
{
  gsize length = path ? strlen(path) : 0;
  return length > 1 && length <= LIMIT_URI && path[0] == '/' && path[length - 1] != '/';
}

static void take_arguments(struct deed_call *call, GVariant *arguments, GHashTable *endpoints)
{
  const char *to = NULL, *path = NULL;
  g_variant_lookup(arguments, "until_us", "x", &call->until_us);
  g_variant_lookup(arguments, "to", "&s", &to);
  g_variant_lookup(arguments, "path", "&s", &path);
  g_variant_lookup(arguments, "live", "b", &call->live);
  g_variant_lookup(arguments, "converge", "b", &call->converge);
  g_variant_lookup(arguments, "postcopy", "b", &call->postcopy);
  g_variant_lookup(arguments, "tls", "b", &call->tls);
  g_variant_lookup(arguments, "autostart", "b", &call->autostart);
  g_variant_lookup(arguments, "memory_bytes", "t", &call->memory_bytes);
  g_variant_lookup(arguments, "vcpus", "t", &call->vcpus);
  g_variant_lookup(arguments, "bandwidth_mibps", "t", &call->bandwidth_mibps);
  g_variant_lookup(arguments, "downtime_ms", "t", &call->downtime_limit_ms);
  g_variant_lookup(arguments, "time_limit_sec", "t", &call->time_limit_sec);
  call->path = g_strdup(path);
  call->to = to ? g_hash_table_lookup(endpoints, to) : NULL;
}

/* Why its arguments make no sense; NULL: they do. */
static const char *wrong_arguments(const struct deed_call *call)
{
  if (needs_path(call->kind) && !is_path(call->path))
    return "needs the absolute path of a file";
  if (call->kind == DEED_SET_MEMORY && call->memory_bytes < 1024)
    return "needs an amount of memory";
  if (call->kind == DEED_SET_VCPUS && (call->vcpus == 0 || call->vcpus > G_MAXINT16))
    return "needs a number of vcpus";
  return NULL;
}

static gboolean is_sound(const struct deed_call *call, const char *host, GError **error)
{
  const char *wrong;
  if (call->kind >= DEED_KINDS)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "there is no deed of kind %d", call->kind);
  else if (call->kind == DEED_RUN)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "libvirt runs no programs; provost-notify does");
  else if (!g_uuid_string_is_valid(call->uuid))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "'%s' is not the UUID of a guest", call->uuid);
  else if (!call->host)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "%s is not a configured libvirt host", host);
  else if (needs_to(call->kind) && (!call->to || call->to == call->host))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "%s needs another configured libvirt host to go to", deed_kind_name(call->kind));
  else if ((wrong = wrong_arguments(call)))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s %s", deed_kind_name(call->kind), wrong);
  else
    return TRUE;
  return FALSE;
}

struct deed_call *deed_call_new(GVariant *body, GHashTable *endpoints, struct channel *channel,
                                GError **error)
{
  struct deed_call *call = g_atomic_rc_box_new0(struct deed_call);
  guchar kind;
  const char *host;
  g_autoptr(GVariant) arguments = NULL;
  g_variant_get(body, "(ty&ss@a{sv})", &call->id, &kind, &host, &call->uuid, &arguments);
  call->kind = kind;
  call->host = g_hash_table_lookup(endpoints, host);
  call->channel = channel;
  call->accepted_us = g_get_monotonic_time();
  call->until_us = G_MAXINT64;
  take_arguments(call, arguments, endpoints);
  deed_call_unknown(call, "it ended without a word");
  if (is_sound(call, host, error))
    return call;
  deed_call_unref(call);
  return NULL;
}

gboolean deed_call_begin(struct deed_call *call)
{
  if (g_get_monotonic_time() > call->until_us) {
    deed_call_failed(call, "it came to %s too late, and was not begun", endpoint_name(call->host));
    return FALSE;
  }
  return g_atomic_int_compare_and_exchange(&call->stage, STAGE_PREPARING, STAGE_BEGUN);
}

gboolean deed_call_give_up(struct deed_call *call)
{
  return g_atomic_int_compare_and_exchange(&call->stage, STAGE_PREPARING, STAGE_GIVEN_UP);
}

static gboolean deed_call_has_begun(struct deed_call *call)
{
  return g_atomic_int_get(&call->stage) == STAGE_BEGUN;
}

static void end(struct deed_call *call, enum deed_result result, char *error)
{
  call->result = result;
  g_free(call->error);
  call->error = error;
}

void deed_call_done(struct deed_call *call)
{
  end(call, DEED_DONE, g_strdup(""));
}

void deed_call_failed(struct deed_call *call, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  end(call, DEED_FAILED, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

void deed_call_unknown(struct deed_call *call, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  end(call, DEED_UNKNOWN, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

void deed_call_refused(struct deed_call *call, virConnectPtr connection, const char *what)
{
  g_autofree char *problem = library_error();
  if (deed_call_has_begun(call) && virConnectIsAlive(connection) != 1)
    deed_call_unknown(call, "%s: %s", what, problem);
  else
    deed_call_failed(call, "%s: %s", what, problem);
}
