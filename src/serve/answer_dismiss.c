/* Dismissing a tip, with a reason and for a time. */
#include "serve/routes.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"
#include "serve/shown_tip.h"

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
