#pragma once
/*
 * Pages of long lists, so that no answer holds up the core's loop: "?limit=N&after=CURSOR", where the cursor is what the page
 * before gave as "next". Where entries come and go (tips and actions by id, guests and alerts by name) a cursor says behind which
 * entry the page begins, there or not, so that nobody else's coming or going moves a page. Where they are as configured a
 * cursor counts them: a reload between two pages may have one come twice, or not at all.
 */
#include "serve/call.h"

#define PAGE_DEFAULT 500
#define PAGE_MAX 1000
#define PAGE_WEIGHT 40000 /* figures on a page: about 20 ms */

struct page_list {
  const char *noun;
  const GPtrArray *entries;
  json_t *(*to_json)(const struct call *call, gconstpointer entry);
  /* What the cursors are: ids of entries that fall from one to the next, or names that rise by strcmp (caller frees). Neither:
   * they count. */
  guint64 (*id)(gconstpointer entry);
  char *(*name)(gconstpointer entry);
  /* Of entries that may be large: how many figures one has. A page ends with the entry that makes it PAGE_WEIGHT. NULL: few. */
  guint (*weight)(gconstpointer entry);
};

/* Answers with {noun: [of each entry on the page], "next": cursor or null}, or with what is wrong with what was asked. */
void page_answer(struct call *call, const struct page_list *list);

/* Where a page of falling ids begins: only ids below `before` (G_MAXUINT64: all), at most `limit`. FALSE: the call was answered. */
gboolean page_take_ids(struct call *call, guint64 *before, guint *limit);

/* The page that is asked for of a list that counts; FALSE: the call was answered with what is wrong. */
gboolean page_take(struct call *call, struct serve_page *page);
