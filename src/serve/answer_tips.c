#include "serve/routes.h"

#include "serve/page.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"
#include "serve/shown_tip.h"

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

static json_t *shown(const struct call *call, gconstpointer entry)
{
  return shown_tip(call, entry, NULL);
}

static guint64 id_of(gconstpointer entry)
{
  return ((const struct tip *)entry)->id;
}

void answer_tips(struct call *call)
{
  g_autoptr(GError) error = NULL;
  struct tip_filter filter;
  if (!filter_parse(call_query(call, "state"), &filter, &error)) {
    call_fail(call, error);
    return;
  }
  g_autoptr(GPtrArray) tips = tipbook_list(call_options(call)->tips), wanted = g_ptr_array_new();
  for (guint i = 0; i < tips->len; i++)
    if (filter_takes(&filter, tips->pdata[i]))
      g_ptr_array_add(wanted, tips->pdata[i]);
  page_answer(call, &(struct page_list){.noun = "tips", .entries = wanted, .to_json = shown, .id = id_of});
}

/* What would be done is asked of a tip that could be accepted. */
static void on_proposed(const struct proposal *proposal, const GError *failure, gpointer token)
{
  g_autoptr(GError) error = NULL;
  struct call *call = call_continue(token);
  if (!call)
    return;
  const struct tip *tip = failure ? NULL : called_tip(call, &error);
  if (tip)
    call_answer(call, MHD_HTTP_OK, shown_tip(call, tip, proposal));
  else
    call_fail(call, failure ? failure : error);
}

/* FALSE with INVALID. */
static gboolean wants_proposal(const struct call *call, gboolean *wants, GError **error)
{
  const char *said = call_query(call, "proposal");
  *wants = said && strcmp(said, "true") == 0;
  return !said || *wants || strcmp(said, "false") == 0 ||
         error_refuse(error, PROVOST_ERROR_INVALID, "proposal=%s: say true or false", said);
}

void answer_tip(struct call *call)
{
  const struct serve_options *options = call_options(call);
  g_autoptr(GError) error = NULL;
  enum tip_state to;
  gboolean wants;
  const struct tip *tip = called_tip(call, &error);
  if (!tip || !wants_proposal(call, &wants, &error))
    call_fail(call, error);
  else if (wants && lifecycle_next(tip->state, TIP_EVENT_ACCEPT, &to))
    options->verbs->propose(tip->id, "operator", on_proposed, call_wait(call), options->user);
  else
    call_answer(call, MHD_HTTP_OK, shown_tip(call, tip, NULL));
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

static void dismiss_tip(struct call *call, struct tip_change *change)
{
  g_autoptr(GError) error = NULL;
  struct tipbook *book = call_options(call)->tips;
  const struct tip *tip = called_tip(call, &error);
  guint64 id = tip ? tip->id : 0;
  if (tip && tipbook_move(book, id, TIP_EVENT_DISMISS, change, &error))
    call_answer(call, MHD_HTTP_OK, shown_tip(call, tipbook_tip(book, id), NULL));
  else
    call_fail(call, error);
}

void answer_tip_dismiss(struct call *call)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;
  struct tip_change change = {.by = call_by(call)};
  json_t *body = call_body(call, &error);
  if (body && read_dismissal(body, &reason, &change.snooze_sec, &error)) {
    change.why = reason;
    dismiss_tip(call, &change);
  } else {
    call_fail(call, error);
  }
  json_decref(body);
}
