#pragma once
/*
 * Pages of long lists, so that no answer holds up the core's loop: "?limit=N&after=CURSOR", where the cursor is what
 * the page before gave as "next". A cursor counts entries, so that of a list that changes between two pages an entry may
 * come twice, or not at all.
 */
#include "serve/call.h"

#define PAGE_DEFAULT 500
#define PAGE_MAX 1000

/* The page that is asked for; FALSE: the call was answered with what is wrong. */
gboolean page_take(struct call *call, struct serve_page *page);

/* Answers with {noun: [of each entry on the page], "next": cursor or null}. */
void page_answer(struct call *call, const char *noun, const GPtrArray *entries,
                 json_t *(*to_json)(const struct fleet *fleet, gconstpointer entry));
