/* What stands in the way of a move: asked of both hosts before anything is done, and judged. */
#include "action/run.h"

#include "base/limits.h"
#include "base/text.h"
#include "model/object.h"

void examination_clear(struct examination *examination)
{
  for (guint i = 0; i < OBSTACLES; i++)
    g_free(examination->details[i]);
  g_free(examination->owner);
  g_free(examination->error);
  *examination = (struct examination){0};
}

gboolean run_wants_examination(const struct run *run)
{
  return run->route && run->intents->len == 0;
}

void run_ask_examination(struct run *run)
{
  struct actions *actions = run->actions;
  g_autofree char *from = subject_format(SUBJECT_HOST, run_host(run, ON_SOURCE));
  const char *destination = run_host(run, ON_DESTINATION); /* NULL: it stays where it is */
  g_autofree char *to = destination ? subject_format(SUBJECT_HOST, destination) : g_strdup("");
  examination_clear(&run->examination);
  run->examination.request = actions->next_request++;
  actions->events->send(
      MESSAGE_EXAMINE, g_variant_new("(tsss)", run->examination.request, from, run->action->move->guest_uuid, to),
      actions->user);
}

gboolean run_take_examined(struct run *run, GVariant *body)
{
  struct examination *examination = &run->examination;
  guint64 request;
  const char *owner, *error;
  g_autoptr(GVariantIter) found = NULL;
  g_variant_get(body, "(ta(ys)&s&s)", &request, &found, &owner, &error);
  if (examination->request == 0 || examination->request != request || examination->is_answered)
    return FALSE;
  guchar obstacle;
  const char *detail;
  while (g_variant_iter_next(found, "(y&s)", &obstacle, &detail)) {
    if (obstacle >= OBSTACLES) { /* then nobody knows what it is */
      error = "provost-virt told of an obstacle that provostd does not know";
      continue;
    }
    examination->found[obstacle] = TRUE;
    g_free(examination->details[obstacle]);
    examination->details[obstacle] = text_clean(detail, LIMIT_TEXT);
  }
  examination->owner = text_clean(owner, LIMIT_NAME);
  examination->error = text_clean(error, LIMIT_TEXT);
  examination->is_answered = TRUE;
  run_take_answers(run);
  return TRUE;
}

/* The destination must not have a definition of its own, where the method copies one: afterwards it could not be told
 * from our copy. */
static gboolean is_defined_there(const struct run *run, enum move_method method)
{
  return method_needs_definition(method) && run_answer(run, ON_DESTINATION) != ANSWER_ABSENT;
}

static gboolean stands_in_the_way(const struct run *run, enum obstacle obstacle, enum move_method method)
{
  return run->examination.found[obstacle] && !obstacle_permits(obstacle, method);
}

static gboolean is_possible(const struct run *run, enum move_method method)
{
  for (enum obstacle obstacle = 0; obstacle < OBSTACLES; obstacle++)
    if (stands_in_the_way(run, obstacle, method))
      return FALSE;
  return !is_defined_there(run, method);
}

/* The first of those that the cluster allows that gets by with all that was found; METHODS: none does. */
static enum move_method possible_method(const struct run *run)
{
  const struct cluster *cluster = run_cluster(run);
  for (guint i = 0; cluster && i < cluster->n_methods; i++)
    if (is_possible(run, cluster->methods[i]))
      return cluster->methods[i];
  return METHODS;
}

static char *describe_obstacles(const struct run *run)
{
  const struct move *move = run->action->move;
  GString *text = g_string_new(NULL);
  g_string_printf(text, "%s cannot move to %s by method %s: ", move->guest_name, move->to, move_method_name(move->method));
  gsize begin = text->len;
  for (enum obstacle obstacle = 0; obstacle < OBSTACLES; obstacle++) {
    if (!stands_in_the_way(run, obstacle, move->method))
      continue;
    const char *detail = run->examination.details[obstacle];
    gboolean has_detail = detail && detail[0];
    g_string_append_printf(text, "%s%s%s%s%s: %s", text->len > begin ? "; " : "", obstacle_text(obstacle),
                           has_detail ? " (" : "", has_detail ? detail : "", has_detail ? ")" : "",
                           obstacle_remedy(obstacle));
  }
  if (is_defined_there(run, move->method))
    g_string_append_printf(text, "%sit is defined on %s already: undefine it there", text->len > begin ? "; " : "",
                           move->to);
  enum move_method other = possible_method(run);
  if (other != METHODS)
    g_string_append_printf(text, "; method %s gets by with that", move_method_name(other));
  return g_string_free(text, FALSE);
}

char *run_examination_refusal(const struct run *run, const char *verb)
{
  const struct examination *examination = &run->examination;
  const char *name = run->action->move->guest_name;
  if (examination->error[0])
    return g_strdup_printf("%s could not be examined: %s", name, examination->error);
  if (examination->owner[0] && !run_terms(run)->managed)
    return g_strdup_printf("%s is looked after by %s: %s it there, or let clusters[].migration.managed say yes", name,
                           examination->owner, verb);
  return NULL;
}

char *run_refusal(struct run *run)
{
  struct examination *examination = &run->examination;
  const struct move *move = run->action->move;
  char *refusal = run_examination_refusal(run, "move");
  if (refusal)
    return refusal;
  if (!run->round.inspections[ON_SOURCE].is_persistent)
    examination->found[OBSTACLE_TRANSIENT] = TRUE;
  return is_possible(run, move->method) ? NULL : describe_obstacles(run);
}
