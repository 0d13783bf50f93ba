/* Tips, one and all: those of the book, and those that only the journal still has. */
#include "serve/routes.h"

#include "base/error.h"
#include "journal/past.h"
#include "serve/page.h"
#include "serve/shown_tip.h"
#include "serve/tip_query.h"

#include <string.h>

#define OVERLAP 100 /* more than asked for of the journal, since some may be known otherwise by now */

static json_t *shown(const struct call *call, gconstpointer entry)
{
  return shown_tip(call, entry, NULL);
}

/* The series that it rests on are most of what there is to write. */
static guint figures_of(gconstpointer entry)
{
  const struct tip *tip = entry;
  guint figures = 0;
  for (guint i = 0; i < tip->evidence->len; i++)
    figures += ((const struct evidence *)tip->evidence->pdata[i])->values->len;
  return figures;
}

/* A parameter that says true, or false as where it is not given. FALSE with INVALID. */
static gboolean read_flag(const struct call *call, const char *name, gboolean *flag, GError **error)
{
  const char *said = call_query(call, name);
  *flag = said && strcmp(said, "true") == 0;
  return !said || *flag || strcmp(said, "false") == 0 ||
         error_refuse(error, PROVOST_ERROR_INVALID, "%s=%s: say true or false", name, said);
}

static json_t *shown_briefly(const struct call *call, gconstpointer entry)
{
  gboolean has_facts;
  read_flag(call, "facts", &has_facts, NULL);
  return brief_tip(call, entry, has_facts);
}

static guint64 id_of(gconstpointer entry)
{
  return ((const struct tip *)entry)->id;
}

/* Of the book. Borrowed tips in a new array. */
static GPtrArray *known_tips(const struct call *call, const struct tip_filter *filter)
{
  g_autoptr(GPtrArray) tips = tipbook_list(call_options(call)->tips);
  GPtrArray *wanted = g_ptr_array_new();
  for (guint i = 0; i < tips->len; i++)
    if (tip_filter_takes(filter, tips->pdata[i]))
      g_ptr_array_add(wanted, tips->pdata[i]);
  return wanted;
}

static void answer_with(struct call *call, const GPtrArray *tips)
{
  gboolean is_brief;
  read_flag(call, "brief", &is_brief, NULL);
  page_answer(call, &(struct page_list){.noun = "tips",
                                        .entries = tips,
                                        .to_json = is_brief ? shown_briefly : shown,
                                        .id = id_of,
                                        .weight = is_brief ? NULL : figures_of});
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
  guint64 left = id_of(*(const gconstpointer *)a), right = id_of(*(const gconstpointer *)b);
  return left < right ? 1 : left > right ? -1 : 0;
}

/* What the book still has is newer there. */
static void on_past(const GPtrArray *past, const GError *failure, gpointer token)
{
  struct call *call = call_continue(token);
  struct tip_filter filter;
  if (!call)
    return;
  if (failure) {
    call_fail(call, failure);
    return;
  }
  tip_query(call, &filter, NULL); /* it was one when it was asked */
  g_autoptr(GPtrArray) tips = known_tips(call, &filter);
  for (guint i = 0; i < past->len; i++)
    if (!tipbook_tip(call_options(call)->tips, id_of(past->pdata[i])))
      g_ptr_array_add(tips, past->pdata[i]);
  g_ptr_array_sort(tips, newest_first);
  answer_with(call, tips);
}

void answer_tips(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct tip_filter filter;
  guint limit;
  gboolean is_brief, has_facts;
  if (!tip_query(call, &filter, &error) || !read_flag(call, "brief", &is_brief, &error) ||
      !read_flag(call, "facts", &has_facts, &error)) {
    call_fail(call, error);
  } else if (filter.states & tip_states_finished()) {
    if (page_take_ids(call, &filter.before_id, &limit))
      past_tips(options->journal_path, &filter, limit + OVERLAP, on_past, call_wait(call));
  } else {
    g_autoptr(GPtrArray) tips = known_tips(call, &filter);
    answer_with(call, tips);
  }
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
    call_answer(call, MHD_HTTP_OK, explained_tip(call, tip, proposal));
  else
    call_fail(call, failure ? failure : error);
}

/* One that the book has forgotten may stand in the journal. */
static void on_past_tip(const GPtrArray *past, const GError *failure, gpointer token)
{
  g_autoptr(GError) error = NULL;
  struct call *call = call_continue(token);
  guint64 id = 0;
  if (!call)
    return;
  const struct tip *tip = called_tip(call, &error);
  if (!tip && past && past->len > 0 && call_number(call, "tip", &id, NULL) && id_of(past->pdata[0]) == id)
    tip = past->pdata[0];
  if (tip)
    call_answer(call, MHD_HTTP_OK, shown_tip(call, tip, NULL));
  else
    call_fail(call, failure ? failure : error);
}

static void ask_past_tip(struct call *call, guint64 id)
{
  const struct tip_filter filter = {.states = tip_states_finished(), .before_id = id + 1};
  past_tips(call_options(call)->journal_path, &filter, 1, on_past_tip, call_wait(call));
}

static void answer_known_tip(struct call *call, const struct tip *tip, gboolean wants)
{
  const struct serve_options *options = call_options(call);
  enum tip_state to;
  if (wants && lifecycle_next(tip->state, TIP_EVENT_ACCEPT, &to))
    options->verbs->propose(tip->id, "operator", on_proposed, call_wait(call), options->user);
  else
    call_answer(call, MHD_HTTP_OK, explained_tip(call, tip, NULL));
}

void answer_tip(struct call *call)
{
  g_autoptr(GError) error = NULL;
  guint64 id;
  gboolean wants;
  if (!call_number(call, "tip", &id, &error) || !read_flag(call, "proposal", &wants, &error)) {
    call_fail(call, error);
    return;
  }
  const struct tip *tip = tipbook_tip(call_options(call)->tips, id);
  if (tip)
    answer_known_tip(call, tip, wants);
  else
    ask_past_tip(call, id);
}
