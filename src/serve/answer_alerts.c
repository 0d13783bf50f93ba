/* What others say: the list of it, one alert, and more of it, one or many at a time. */
#include "serve/routes.h"

#include "serve/page.h"

#include "base/error.h"
#include "base/text.h"
#include "json/alert_report_json.h"
#include "json/fields.h"

#include <string.h>

#define ALERTS_AT_ONCE 500
#define ALERTS_A_TURN 50 /* a few milliseconds */

/* ---- what is known ------------------------------------------------------------------------------- */

/* With the unfinished tips that were made of it. */
static json_t *shown(const struct call *call, gconstpointer entry)
{
  const struct alert *alert = entry;
  json_t *json = alert_to_json(call_options(call)->fleet, alert), *tips = json_array();
  g_autofree char *service = alert->subject ? alert_service(alert->subject, alert->name) : NULL;
  g_autoptr(GArray) ids = service ? tipbook_tips_of_alert(call_options(call)->tips, service) : NULL;
  for (guint i = 0; ids && i < ids->len; i++)
    json_array_append_new(tips, json_integer((json_int_t)g_array_index(ids, guint64, i)));
  field_add(json, "tips", tips);
  return json;
}

/* No text has a line end in it, so that these are in the order of the book; the unmapped ones by when they were heard first. */
static char *name_of(gconstpointer entry)
{
  const struct alert *alert = entry;
  return g_strconcat(alert->subject, "\n", alert->name, NULL);
}

struct alert_query {
  const char *source, *subject;
  enum alert_state state; /* ALERT_STATES: any */
  gboolean is_unmapped, only_problems;
};

/* The states, and "problem": all but ok. */
static gboolean read_state(const char *text, struct alert_query *query, GError **error)
{
  query->state = ALERT_STATES;
  query->only_problems = text && strcmp(text, "problem") == 0;
  return !text || query->only_problems || alert_state_parse(text, &query->state) ||
         error_refuse(error, PROVOST_ERROR_INVALID, "state=%s is none: it is ok, warning, critical, unknown, or problem for all but "
                      "ok", text);
}

static gboolean read_query(const struct call *call, struct alert_query *query, GError **error)
{
  const char *mapped = call_query(call, "mapped");
  *query = (struct alert_query){.source = call_query(call, "source"), .subject = call_query(call, "subject"),
                                .is_unmapped = mapped && strcmp(mapped, "no") == 0};
  return read_state(call_query(call, "state"), query, error) &&
         (!mapped || query->is_unmapped || strcmp(mapped, "yes") == 0 ||
          error_refuse(error, PROVOST_ERROR_INVALID, "mapped=%s: say yes or no", mapped));
}

/* A subject is meant by its written form or by what a person calls it. */
static gboolean is_wanted(const struct call *call, const struct alert_query *query, const struct alert *alert)
{
  return (!query->source || strcmp(alert->source, query->source) == 0) &&
         (query->state == ALERT_STATES || alert->state == query->state) &&
         (!query->only_problems || alert->state != ALERT_OK) &&
         (!query->subject || (alert->subject && (strcmp(alert->subject, query->subject) == 0 ||
                                                 strcmp(fleet_subject_name(call_options(call)->fleet, alert->subject),
                                                        query->subject) == 0)));
}

void answer_alerts(struct call *call)
{
  struct alert_query query;
  g_autoptr(GError) error = NULL;
  if (!read_query(call, &query, &error)) {
    call_fail(call, error);
    return;
  }
  const struct alert_book *book = fleet_alerts(call_options(call)->fleet);
  g_autoptr(GPtrArray) all = query.is_unmapped ? alert_book_list_unmapped(book) : alert_book_list(book);
  g_autoptr(GPtrArray) wanted = g_ptr_array_new();
  for (guint i = 0; i < all->len; i++)
    if (is_wanted(call, &query, all->pdata[i]))
      g_ptr_array_add(wanted, all->pdata[i]);
  page_answer(call, &(struct page_list){.noun = "alerts", .entries = wanted, .to_json = shown,
                                        .name = query.is_unmapped ? NULL : name_of});
}

void answer_alert(struct call *call)
{
  guint64 id;
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = call_options(call)->fleet;
  const struct alert *alert =
      call_number(call, "alert", &id, &error) ? alert_book_of_id(fleet_alerts(fleet), id) : NULL;
  if (!alert && !error)
    error_refuse(&error, PROVOST_ERROR_NOT_FOUND, "there is no alert %" G_GUINT64_FORMAT " any more, or not yet", id);
  if (alert)
    call_answer(call, MHD_HTTP_OK, shown(call, alert));
  else
    call_fail(call, error);
}

/* ---- what is said -------------------------------------------------------------------------------- */

/* One call, and how many of its alerts are not settled yet. */
struct intake {
  const struct serve_options *options;
  gpointer token;
  json_t *list; /* of many; NULL */
  guint next;   /* of them */
  guint waiting, taken, unmapped;
  gboolean is_single;
  struct alert *alert; /* the single one */
  json_t *refused;     /* of many: which, and why */
  GError *error;       /* of the single one, or why none can be stored */
};

/* Which of them it is. */
struct intake_part {
  struct intake *intake;
  guint index;
};

static void refuse_part(struct intake *intake, guint index, const GError *error)
{
  g_autofree char *sentence = g_utf8_make_valid(error->message, -1);
  gboolean ends_all = intake->is_single || g_error_matches(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE);
  if (ends_all && !intake->error)
    intake->error = g_error_copy(error);
  else if (!ends_all)
    json_array_append_new(intake->refused, json_pack("{s:i, s:s}", "index", (int)index, "error", sentence));
}

static void answer_intake(struct intake *intake, struct call *call)
{
  if (intake->error)
    call_fail(call, intake->error);
  else if (intake->is_single)
    call_answer(call, MHD_HTTP_OK, shown(call, intake->alert));
  else
    call_answer(call, MHD_HTTP_OK, json_pack("{s:i, s:i, s:O}", "taken", (int)intake->taken, "unmapped", (int)intake->unmapped,
                                             "refused", intake->refused));
}

/* One of what is waited for has come. */
static void come(struct intake *intake)
{
  if (--intake->waiting > 0)
    return;
  struct call *call = call_continue(intake->token);
  if (call)
    answer_intake(intake, call);
  g_clear_pointer(&intake->alert, alert_free);
  g_clear_error(&intake->error);
  json_decref(intake->refused);
  json_decref(intake->list);
  g_free(intake);
}

static void on_taken(const struct alert *alert, const GError *error, gpointer user)
{
  g_autofree struct intake_part *part = user;
  struct intake *intake = part->intake;
  if (error) {
    refuse_part(intake, part->index, error);
  } else {
    intake->taken++;
    intake->unmapped += !alert->subject;
    if (intake->is_single)
      intake->alert = alert_copy(alert);
  }
  come(intake);
}

static void take_part(struct intake *intake, const json_t *said, guint index)
{
  g_autoptr(GError) error = NULL;
  struct alert_report *report = alert_report_from_json(said, &error);
  if (!report) {
    refuse_part(intake, index, error);
    return;
  }
  struct intake_part *part = g_new(struct intake_part, 1);
  *part = (struct intake_part){intake, index};
  intake->waiting++;
  intake->options->verbs->take_alert(report, on_taken, part, intake->options->user);
}

/* Some at a time, so that no turn of the loop is long. */
static gboolean take_some(gpointer user)
{
  struct intake *intake = user;
  for (guint n = 0; n < ALERTS_A_TURN && intake->next < json_array_size(intake->list); n++, intake->next++)
    take_part(intake, json_array_get(intake->list, intake->next), intake->next);
  if (intake->next < json_array_size(intake->list))
    return G_SOURCE_CONTINUE;
  come(intake);
  return G_SOURCE_REMOVE;
}

static void take_all(struct call *call, json_t *body, json_t *list)
{
  struct intake *intake = g_new0(struct intake, 1);
  *intake = (struct intake){.options = call_options(call), .token = call_wait(call), .waiting = 1, .is_single = !list,
                            .list = json_incref(list), .refused = json_array()};
  if (!list)
    take_part(intake, body, 0);
  if (take_some(intake))
    g_idle_add(take_some, intake);
}

void answer_alert_take(struct call *call)
{
  g_autoptr(GError) error = NULL;
  json_auto_t *body = call_body(call, &error);
  json_t *list = json_object_get(body, "alerts");
  if (list && (!json_is_array(list) || json_array_size(list) > ALERTS_AT_ONCE || json_object_size(body) > 1))
    error_refuse(&error, PROVOST_ERROR_INVALID, "many alerts at once are {\"alerts\": [alert, ...]}, at most %d of them",
                 ALERTS_AT_ONCE);
  if (error)
    call_fail(call, error);
  else
    take_all(call, body, list);
}
