#include "serve/routes.h"

#include "serve/tip_query.h"

#include <string.h>

#define LARGE_BODY_MAX 1048576 /* 500 alerts at once, a trap as long as it was sent */

#define ROUTE(method, path, query, needs, answer) {method, path, query, needs, answer, ROUTE_BODY_MAX}

static const struct route routes[] = {
    ROUTE("GET", "/metrics", "", ACCESS_VIEWER, answer_exposition),
    ROUTE("GET", "/v1/openapi.json", "", ACCESS_VIEWER, answer_openapi),
    ROUTE("GET", "/v1/status", "", ACCESS_VIEWER, answer_status),
    ROUTE("GET", "/v1/doctor", "limit,after", ACCESS_VIEWER, answer_doctor),
    ROUTE("POST", "/v1/doctor/tip", "", ACCESS_OPERATOR, answer_rehearsal),
    ROUTE("POST", "/v1/reload", "", ACCESS_ADMIN, answer_reload),
    ROUTE("GET", "/v1/clusters", "limit,after", ACCESS_VIEWER, answer_clusters),
    ROUTE("GET", "/v1/hosts", "limit,after", ACCESS_VIEWER, answer_hosts),
    ROUTE("GET", "/v1/hosts/*", "", ACCESS_VIEWER, answer_host),
    ROUTE("POST", "/v1/hosts/*/restrict", "", ACCESS_OPERATOR, answer_host_restrict),
    ROUTE("POST", "/v1/hosts/*/release", "", ACCESS_OPERATOR, answer_host_release),
    ROUTE("POST", "/v1/hosts/*/evacuate", "", ACCESS_OPERATOR, answer_host_evacuate),
    ROUTE("GET", "/v1/devices", "limit,after", ACCESS_VIEWER, answer_devices),
    ROUTE("GET", "/v1/devices/*", "", ACCESS_VIEWER, answer_device),
    ROUTE("GET", "/v1/guests", "limit,after", ACCESS_VIEWER, answer_guests),
    ROUTE("GET", "/v1/guests/*", "", ACCESS_VIEWER, answer_guest),
    ROUTE("POST", "/v1/guests/*/dirty-rate", "", ACCESS_OPERATOR, answer_dirty_rate),
    ROUTE("GET", "/v1/tips", TIP_QUERY ",brief,facts,limit,after", ACCESS_VIEWER, answer_tips),
    ROUTE("GET", "/v1/tips/*", "proposal", ACCESS_VIEWER, answer_tip),
    ROUTE("POST", "/v1/tips/*/accept", "", ACCESS_OPERATOR, answer_tip_accept),
    ROUTE("POST", "/v1/tips/*/dismiss", "", ACCESS_OPERATOR, answer_tip_dismiss),
    ROUTE("POST", "/v1/pause", "", ACCESS_OPERATOR, answer_pause),
    ROUTE("POST", "/v1/resume", "", ACCESS_OPERATOR, answer_resume),
    ROUTE("GET", "/v1/audit", "subject,by,from,to,limit,after", ACCESS_OPERATOR, answer_audit),
    ROUTE("GET", "/v1/traps", "limit,after,unmapped", ACCESS_VIEWER, answer_traps),
    {"POST", "/v1/traps", "", ACCESS_OPERATOR, answer_trap_take, LARGE_BODY_MAX},
    ROUTE("GET", "/v1/alerts", "source,state,subject,mapped,limit,after", ACCESS_VIEWER, answer_alerts),
    ROUTE("GET", "/v1/alerts/*", "", ACCESS_VIEWER, answer_alert),
    {"POST", "/v1/alerts", "", ACCESS_OPERATOR, answer_alert_take, LARGE_BODY_MAX},
    ROUTE("GET", "/v1/actions", "limit,after", ACCESS_VIEWER, answer_actions),
    ROUTE("GET", "/v1/actions/*", "", ACCESS_VIEWER, answer_action),
    ROUTE("POST", "/v1/actions/*/cancel", "", ACCESS_OPERATOR, answer_action_cancel),
    ROUTE("POST", "/v1/moves", "", ACCESS_OPERATOR, answer_moves),
    ROUTE("POST", "/v1/resizes", "", ACCESS_OPERATOR, answer_resizes),
    ROUTE("POST", "/v1/placements", "", ACCESS_OPERATOR, answer_placements),
    ROUTE("POST", "/v1/plans", "", ACCESS_OPERATOR, answer_plans),
    ROUTE("GET", "/v1/reports/licences", "from,limit,after", ACCESS_VIEWER, answer_report_licences),
    ROUTE("GET", "/v1/policies", "limit,after", ACCESS_VIEWER, answer_policies),
    ROUTE("GET", "/v1/canaries", "", ACCESS_VIEWER, answer_canaries),
    ROUTE("GET", "/v1/policies/*", "", ACCESS_VIEWER, answer_policy),
    ROUTE("POST", "/v1/policies/reload", "", ACCESS_ADMIN, answer_policies_reload),
    ROUTE("POST", "/v1/policies/*/enable", "", ACCESS_ADMIN, answer_policy_enable),
    ROUTE("POST", "/v1/policies/*/disable", "", ACCESS_ADMIN, answer_policy_disable),
    ROUTE("GET", "/v1/why", "subject", ACCESS_VIEWER, answer_why),
    ROUTE("GET", "/v1/events", "after", ACCESS_VIEWER, answer_events),
    ROUTE("GET", "/v1/metrics", "subject,metric,from,to,step", ACCESS_VIEWER, answer_metrics),
    ROUTE("POST", "/v1/history/flush", "", ACCESS_OPERATOR, answer_flush),
    ROUTE("GET", "/v1/graph", "subject,metric,from,to,width,height,theme", ACCESS_VIEWER, answer_graph),
};

gsize route_body_max(const struct route *route)
{
  return route ? route->body_max : ROUTE_BODY_MAX;
}

const struct route *routes_all(gsize *n)
{
  *n = G_N_ELEMENTS(routes);
  return routes;
}

/* Whether the pattern stands for the path; the segment under '*' goes into key. */
static gboolean path_matches(const char *pattern, const char *path, char **key)
{
  const char *star = strchr(pattern, '*');
  if (!star)
    return strcmp(pattern, path) == 0;
  gsize before = (gsize)(star - pattern);
  if (strncmp(pattern, path, before) != 0)
    return FALSE;
  gsize length = strcspn(path + before, "/");
  if (length == 0 || strcmp(star + 1, path + before + length) != 0)
    return FALSE;
  *key = g_strndup(path + before, length);
  return TRUE;
}

static void refuse(struct call *call, guint status, char *sentence)
{
  g_autofree char *valid = g_utf8_make_valid(sentence, -1);
  call_answer(call, status, json_pack("{s:s}", "error", valid));
  g_free(sentence);
}

struct query_check {
  char **known;
  const char *unknown;
};

static enum MHD_Result check_parameter(void *data, enum MHD_ValueKind kind, const char *name,
                                       const char *value)
{
  (void)kind, (void)value;
  struct query_check *check = data;
  if (!g_strv_contains((const char *const *)check->known, name))
    check->unknown = name;
  return MHD_YES;
}

static gboolean query_is_known(struct call *call, struct MHD_Connection *connection,
                               const struct route *route)
{
  g_auto(GStrv) known = g_strsplit(route->query, ",", -1);
  struct query_check check = {.known = known};
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, check_parameter, &check);
  if (!check.unknown)
    return TRUE;
  refuse(call, MHD_HTTP_BAD_REQUEST,
         g_strdup_printf("%s has no parameter \"%s\"%s%s", route->path, check.unknown,
                         *route->query ? ": it knows " : "", route->query));
  return FALSE;
}

/* A browser's form cannot send application/json without asking first, so no foreign page can act here. */
static gboolean body_is_wanted(struct call *call, struct MHD_Connection *connection, const struct route *route)
{
  const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
  const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");
  const char *coding = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding");
  gboolean is_empty = !coding && (!length || strcmp(length, "0") == 0);
  if (length && g_ascii_strtoull(length, NULL, 10) > route_body_max(route)) {
    refuse(call, MHD_HTTP_CONTENT_TOO_LARGE,
           g_strdup_printf("the request's body is larger than %zu bytes", route_body_max(route)));
    return FALSE;
  }
  gsize n = strlen("application/json");
  gboolean is_json = type && g_ascii_strncasecmp(type, "application/json", n) == 0 &&
                     (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
  if (is_empty || is_json)
    return TRUE;
  refuse(call, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
         g_strdup("the request's body must be sent as Content-Type: application/json"));
  return FALSE;
}

const struct route *route_find(struct call *call, struct MHD_Connection *connection, const char *method,
                               const char *path)
{
  const struct route *other = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
    g_autofree char *key = NULL;
    if (!path_matches(routes[i].path, path, &key))
      continue;
    other = &routes[i];
    if (strcmp(routes[i].method, method) != 0)
      continue;
    call_set_key(call, g_steal_pointer(&key));
    gboolean is_wanted = query_is_known(call, connection, other) && body_is_wanted(call, connection, other);
    return is_wanted ? other : NULL;
  }
  if (other)
    refuse(call, MHD_HTTP_METHOD_NOT_ALLOWED,
           g_strdup_printf("%s is asked with %s, not %s", path, other->method, method));
  else
    refuse(call, MHD_HTTP_NOT_FOUND, g_strdup_printf("there is no %s here", path));
  return NULL;
}
