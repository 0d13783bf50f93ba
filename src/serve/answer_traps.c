#include "serve/routes.h"

#include "serve/page.h"

#include "base/error.h"
#include "json/trap_json.h"

static json_t *shown(const struct call *call, gconstpointer entry)
{
  (void)call;
  return trap_to_json(entry);
}

static guint64 id_of(gconstpointer entry)
{
  return ((const struct trap_record *)entry)->id;
}

void answer_traps(struct call *call)
{
  const char *unmapped = call_query(call, "unmapped");
  gboolean only_unmapped = unmapped && g_str_equal(unmapped, "true");
  g_autoptr(GPtrArray) all = trap_book_list(call_options(call)->traps), traps = g_ptr_array_new();
  for (guint i = 0; i < all->len; i++)
    if (!only_unmapped || !((const struct trap_record *)all->pdata[i])->pack[0])
      g_ptr_array_add(traps, all->pdata[i]);
  page_answer(call, &(struct page_list){.noun = "traps", .entries = traps, .to_json = shown, .id = id_of});
}

static void on_taken(const struct trap_record *trap, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error || !trap)
    call_fail(call, error);
  else
    call_answer(call, MHD_HTTP_OK, trap_to_json(trap));
}

void answer_trap_take(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  json_auto_t *body = call_body(call, &error);
  struct trap_record *trap = body ? trap_read_passed(body, &error) : NULL;
  if (trap)
    options->verbs->pass_trap(trap, on_taken, call_wait(call), options->user);
  else
    call_fail(call, error);
}
