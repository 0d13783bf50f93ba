#include "serve/page.h"

#include "base/error.h"

/* An integer from 0 on, `fallback` where the call says nothing. */
static gboolean take_number(struct call *call, const char *name, guint min, guint max, guint *number)
{
  const char *text = call_query(call, name);
  guint64 value = *number;
  if (text && !g_ascii_string_to_unsigned(text, 10, min, max, &value, NULL)) {
    g_autoptr(GError) error = g_error_new(PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s=%s is none: it is a number from %u to %u",
                                          name, text, min, max);
    call_fail(call, error);
    return FALSE;
  }
  *number = (guint)value;
  return TRUE;
}

gboolean page_take(struct call *call, struct serve_page *page)
{
  *page = (struct serve_page){0, PAGE_DEFAULT};
  return take_number(call, "after", 0, G_MAXINT32, &page->from) &&
         take_number(call, "limit", 1, PAGE_MAX, &page->limit);
}

json_t *serve_page_next(const struct serve_page *page, guint total)
{
  guint next = page->from + page->limit;
  return next < total ? json_sprintf("%u", next) : json_null();
}

void page_answer(struct call *call, const char *noun, const GPtrArray *entries,
                 json_t *(*to_json)(const struct fleet *fleet, gconstpointer entry))
{
  struct serve_page page;
  if (!page_take(call, &page))
    return;
  json_t *array = json_array();
  for (guint i = page.from; i < entries->len && i - page.from < page.limit; i++)
    json_array_append_new(array, to_json(call_options(call)->fleet, entries->pdata[i]));
  call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:o}", noun, array, "next", serve_page_next(&page, entries->len)));
}
