#include "serve/routes.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"

#include <string.h>

/* Which tips a list asks for: all, the unfinished, or those in one state. */
struct tip_filter {
  gboolean all, unfinished;
  enum tip_state state;
};

static gboolean filter_parse(const char *text, struct tip_filter *filter, GError **error)
{
  *filter = (struct tip_filter){.all = !text};
  if (!text || tip_state_parse(text, &filter->state))
    return TRUE;
  filter->unfinished = strcmp(text, "unfinished") == 0;
  if (filter->unfinished)
    return TRUE;
  const char *names[TIP_STATES + 2] = {"unfinished"};
  for (guint i = 0; i < TIP_STATES; i++)
    names[i + 1] = tip_state_name(i);
  const char *nearest = nearest_name(text, names);
  g_autofree char *choices = g_strjoinv(", ", (char **)names);
  if (nearest)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "no tip is ever \"%s\": did you mean %s?", text,
                nearest);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "no tip is ever \"%s\": choose one of %s", text,
                choices);
  return FALSE;
}

static gboolean filter_takes(const struct tip_filter *filter, const struct tip *tip)
{
  if (filter->all)
    return TRUE;
  return filter->unfinished ? !tip_is_finished(tip) : tip->state == filter->state;
}

/* The tip, and why automation leaves it to people now. */
static json_t *shown(const struct call *call, const struct tip *tip)
{
  const struct serve_options *options = call_options(call);
  json_t *json = tip_to_json(tip);
  g_autofree char *waits = options->verbs->why_waits(tip, options->user);
  json_object_set_new(json, "waits", waits ? json_string(waits) : json_null());
  return json;
}

void answer_tips(struct call *call)
{
  g_autoptr(GError) error = NULL;
  struct tip_filter filter;
  if (!filter_parse(call_query(call, "state"), &filter, &error)) {
    call_fail(call, error);
    return;
  }
  g_autoptr(GPtrArray) tips = tipbook_list(call_options(call)->tips);
  json_t *array = json_array();
  for (guint i = 0; i < tips->len; i++)
    if (filter_takes(&filter, tips->pdata[i]))
      json_array_append_new(array, shown(call, tips->pdata[i]));
  call_answer_list(call, "tips", array);
}

static const struct tip *find_tip(const struct call *call, GError **error)
{
  guint64 id;
  if (!call_number(call, "tip", &id, error))
    return NULL;
  const struct tip *tip = tipbook_tip(call_options(call)->tips, id);
  if (!tip)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "there is no tip %" G_GUINT64_FORMAT ": provost tips --all lists them", id);
  return tip;
}

void answer_tip(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct tip *tip = find_tip(call, &error);
  if (tip)
    call_answer(call, MHD_HTTP_OK, shown(call, tip));
  else
    call_fail(call, error);
}

/* Moves the tip that the call names and answers with what became of it. */
static void move_tip(struct call *call, enum tip_event event, struct tip_change *change, guint status)
{
  g_autoptr(GError) error = NULL;
  struct tipbook *book = call_options(call)->tips;
  const struct tip *tip = find_tip(call, &error);
  guint64 id = tip ? tip->id : 0;
  if (tip && tipbook_move(book, id, event, change, &error))
    call_answer(call, status, shown(call, tipbook_tip(book, id)));
  else
    call_fail(call, error);
}

void answer_tip_accept(struct call *call)
{
  struct tip_change change = {.by = call_by(call)};
  move_tip(call, TIP_EVENT_ACCEPT, &change, MHD_HTTP_ACCEPTED);
}

static gboolean read_dismissal(const json_t *body, char **reason, guint64 *snooze_sec, GError **error)
{
  json_error_t where;
  const char *why = "";
  json_int_t for_sec = 0;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s?s, s?I !}", "reason", &why, "for_sec", &for_sec) < 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a dismissal is {\"reason\": sentence, \"for_sec\": seconds}: %s", where.text);
  else if (for_sec < 0 || (guint64)for_sec > DURATION_MAX_SEC)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "for_sec must be 0 (until it was clear once) to ten years");
  else if (!*(*reason = g_strstrip(text_clean(why, LIMIT_TEXT))))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a dismissal needs a reason: whoever looks next wants to know why");
  else {
    *snooze_sec = (guint64)for_sec;
    return TRUE;
  }
  return FALSE;
}

void answer_tip_dismiss(struct call *call)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;
  struct tip_change change = {.by = call_by(call)};
  json_t *body = call_body(call, &error);
  if (body && read_dismissal(body, &reason, &change.snooze_sec, &error)) {
    change.why = reason;
    move_tip(call, TIP_EVENT_DISMISS, &change, MHD_HTTP_OK);
  } else {
    call_fail(call, error);
  }
  json_decref(body);
}
