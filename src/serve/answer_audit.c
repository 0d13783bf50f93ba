/* Who did what, from the audit trail. */
#include "serve/routes.h"

#include "journal/past.h"
#include "serve/history_query.h"
#include "serve/page.h"

static guint64 id_of(gconstpointer row)
{
  return (guint64)json_integer_value(json_object_get(row, "id"));
}

static json_t *shown(const struct call *call, gconstpointer row)
{
  (void)call;
  return json_incref((json_t *)row);
}

static void on_read(const GPtrArray *rows, const GError *failure, gpointer token)
{
  struct call *call = call_continue(token);
  if (call && rows)
    page_answer(call, &(struct page_list){.noun = "audit", .entries = rows, .to_json = shown, .id = id_of});
  else if (call)
    call_fail(call, failure);
}

void answer_audit(struct call *call)
{
  g_autoptr(GError) error = NULL;
  gint64 from_sec = 0, to_sec = 0;
  struct audit_filter filter = {.subject = call_query(call, "subject"), .by = call_query(call, "by")};
  guint limit;
  if (!query_moment(call, "from", &from_sec, &error) || !query_moment(call, "to", &to_sec, &error)) {
    call_fail(call, error);
    return;
  }
  filter.from_us = from_sec * G_USEC_PER_SEC;
  filter.to_us = to_sec * G_USEC_PER_SEC;
  if (page_take_ids(call, &filter.before_id, &limit))
    past_audit(call_options(call)->journal_path, &filter, limit + 1, on_read, call_wait(call)); /* one more: is there a next page? */
}
