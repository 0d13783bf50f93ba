#include "serve/page.h"

#include "base/error.h"

#include <string.h>

/* An integer, `fallback` where the call says nothing. */
static gboolean take_number(struct call *call, const char *name, guint64 min, guint64 max, guint64 *number)
{
  const char *text = call_query(call, name);
  if (!text || g_ascii_string_to_unsigned(text, 10, min, max, number, NULL))
    return TRUE;
  g_autoptr(GError) error =
      g_error_new(PROVOST_ERROR, PROVOST_ERROR_INVALID,
                  "%s=%s is none: it is a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, name, text, min, max);
  call_fail(call, error);
  return FALSE;
}

static gboolean take_limit(struct call *call, guint *limit)
{
  guint64 number = PAGE_DEFAULT;
  if (!take_number(call, "limit", 1, PAGE_MAX, &number))
    return FALSE;
  *limit = (guint)number;
  return TRUE;
}

gboolean page_take(struct call *call, struct serve_page *page)
{
  guint64 from = 0;
  if (!take_number(call, "after", 0, G_MAXINT32, &from) || !take_limit(call, &page->limit))
    return FALSE;
  page->from = (guint)from;
  return TRUE;
}

json_t *serve_page_next(const struct serve_page *page, guint total)
{
  guint next = page->from + page->limit;
  return next < total ? json_sprintf("%u", next) : json_null();
}

gboolean page_take_ids(struct call *call, guint64 *before, guint *limit)
{
  *before = G_MAXUINT64;
  return take_number(call, "after", 1, G_MAXINT64, before) && take_limit(call, limit);
}

static gboolean take_id(struct call *call, const struct page_list *list, struct serve_page *page)
{
  guint64 id;
  if (!page_take_ids(call, &id, &page->limit))
    return FALSE;
  for (page->from = 0; page->from < list->entries->len && list->id(list->entries->pdata[page->from]) >= id;)
    page->from++;
  return TRUE;
}

static gboolean is_up_to(const struct page_list *list, guint index, const char *cursor)
{
  g_autofree char *name = list->name(list->entries->pdata[index]);
  return strcmp(name, cursor) <= 0;
}

static gboolean take_name(struct call *call, const struct page_list *list, struct serve_page *page)
{
  const char *cursor = call_query(call, "after");
  guint end = list->entries->len;
  if (!take_limit(call, &page->limit))
    return FALSE;
  page->from = 0;
  while (cursor && page->from < end) {
    guint middle = page->from + (end - page->from) / 2;
    if (is_up_to(list, middle, cursor))
      page->from = middle + 1;
    else
      end = middle;
  }
  return TRUE;
}

/* The page becomes shorter where there is more to write than holds up nobody. */
static void cut(const struct page_list *list, struct serve_page *page)
{
  guint n = 0, weight = 0;
  page->limit = MIN(page->limit, list->entries->len - MIN(page->from, list->entries->len));
  while (list->weight && n < page->limit && weight < PAGE_WEIGHT)
    weight += list->weight(list->entries->pdata[page->from + n++]);
  if (list->weight)
    page->limit = n;
}

/* New reference; of a page that has an entry behind it. */
static json_t *cursor_of(const struct page_list *list, const struct serve_page *page)
{
  gconstpointer last = list->entries->pdata[page->from + page->limit - 1];
  if (list->id)
    return json_sprintf("%" G_GUINT64_FORMAT, list->id(last));
  if (!list->name)
    return serve_page_next(page, list->entries->len);
  g_autofree char *name = list->name(last);
  return json_string(name);
}

void page_answer(struct call *call, const struct page_list *list)
{
  struct serve_page page;
  gboolean is_good = list->id     ? take_id(call, list, &page)
                     : list->name ? take_name(call, list, &page)
                                  : page_take(call, &page);
  if (!is_good)
    return;
  cut(list, &page);
  guint end = page.from + page.limit;
  json_t *array = json_array();
  for (guint i = page.from; i < end; i++)
    json_array_append_new(array, list->to_json(call, list->entries->pdata[i]));
  call_answer(call, MHD_HTTP_OK,
              json_pack("{s:o, s:o}", list->noun, array, "next", end < list->entries->len ? cursor_of(list, &page) : json_null()));
}
