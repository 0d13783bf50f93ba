#include "pipeline/verdict.h"

#include <math.h>
#include <string.h>

#define OTHERS_NAMED 10
#define TEXT_MAX_BYTES 1500
#define PERFDATA_MAX_BYTES 1000

/* ---- what is not known --------------------------------------------------------------------------- */

static char *trouble_of_host(const struct host *host)
{
  const char *state = host_state_name(host);
  if (strcmp(state, "down") != 0 && strcmp(state, "connecting") != 0)
    return NULL;
  for (guint i = 0; i < SOURCES; i++)
    if (host->links[i].state == LINK_DOWN)
      return g_strdup_printf("host %s is down: %s", host->name, host->links[i].reason);
  return g_strdup_printf("host %s is %s", host->name, state);
}

static char *trouble_of_guest(const struct fleet *fleet, const struct guest *guest)
{
  if (guest->state != GUEST_UNKNOWN)
    return NULL;
  const struct host *host = guest->host ? fleet_host(fleet, guest->host) : NULL;
  char *trouble = host ? trouble_of_host(host) : NULL;
  return trouble ? trouble : g_strdup("its host does not say how it is");
}

/* Why nothing is known of the subject, as a clause; NULL: something is. Caller frees. */
static char *trouble_of(const struct fleet *fleet, const char *subject)
{
  const char *host = subject_key(subject, SUBJECT_HOST), *guest = subject_key(subject, SUBJECT_GUEST);
  const char *cluster = subject_key(subject, SUBJECT_CLUSTER), *device = subject_key(subject, SUBJECT_DEVICE);
  if (host && fleet_host(fleet, host))
    return trouble_of_host(fleet_host(fleet, host));
  if (guest && fleet_guest(fleet, guest))
    return trouble_of_guest(fleet, fleet_guest(fleet, guest));
  if (cluster && fleet_cluster(fleet, cluster))
    return strcmp(cluster_state_name(fleet, fleet_cluster(fleet, cluster)), "down") == 0 ? g_strdup("its hosts are down") : NULL;
  const struct link *link = device ? fleet_agent_link(fleet, subject) : NULL;
  return link && link->state != LINK_UP ? link_text(link) : NULL;
}

/* Policies have nothing to say of it then, and rightly so. */
static gboolean is_off(const struct fleet *fleet, const char *subject)
{
  const char *uuid = subject_key(subject, SUBJECT_GUEST);
  const struct guest *guest = uuid ? fleet_guest(fleet, uuid) : NULL;
  return guest && guest->state == GUEST_OFF;
}

/* ---- perfdata ------------------------------------------------------------------------------------ */

/* Those units that plugins have; of others there is only the number. */
static const char *unit_of(enum metric_id metric)
{
  static const char *const units[][2] = {{"%", "%"}, {"bytes", "B"}, {"ms", "ms"}, {"s", "s"}, {"us", "us"}};
  for (guint i = 0; i < G_N_ELEMENTS(units); i++)
    if (strcmp(units[i][0], metric_get(metric)->unit) == 0)
      return units[i][1];
  return "";
}

static void add_evidence(GString *text, const struct evidence *evidence)
{
  struct object object;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (!isfinite(evidence->last) || !object_parse(evidence->object, &object))
    return;
  g_autofree char *label = g_strconcat(metric_get(evidence->metric)->name, object.instance[0] ? "_" : "", object.instance, NULL);
  g_strdelimit(label, "'=|;\n", '_');
  g_ascii_formatd(number, sizeof number, "%.10g", evidence->last);
  g_string_append_printf(text, "%s'%s'=%s%s", text->len > 0 ? " " : "", label, number, unit_of(evidence->metric));
}

static char *perfdata_of(const struct tip *tip)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < tip->evidence->len; i++) {
    gsize before = text->len;
    add_evidence(text, tip->evidence->pdata[i]);
    if (text->len > PERFDATA_MAX_BYTES)
      g_string_truncate(text, before);
  }
  return g_string_free(text, FALSE);
}

/* ---- the answer ---------------------------------------------------------------------------------- */

static void add_others(GString *text, const GPtrArray *tips)
{
  for (guint i = 1; i < tips->len && i <= OTHERS_NAMED; i++)
    g_string_append_printf(text, "%s%" G_GUINT64_FORMAT, i == 1 ? " (also tip " : ", ", ((const struct tip *)tips->pdata[i])->id);
  if (tips->len > 1)
    g_string_append(text, tips->len > OTHERS_NAMED + 1 ? " and more)" : ")");
}

/* Those it was made of, by which one finds them in GET /v1/alerts. */
static void add_alerts(GString *text, const struct tip *tip)
{
  guint named = 0;
  for (guint i = 0; i < tip->alerts->len; i++) {
    guint64 id = ((const struct tip_alert *)tip->alerts->pdata[i])->id;
    if (id)
      g_string_append_printf(text, "%s%" G_GUINT64_FORMAT, named++ == 0 ? " [alert " : ", ", id);
  }
  g_string_append(text, named > 0 ? "]" : "");
}

static char *text_of_tips(const struct verdict_question *question)
{
  const struct tip *tip = question->tips->pdata[0];
  GString *text = g_string_new(NULL);
  g_string_printf(text, "tip %" G_GUINT64_FORMAT " (%s, %s): %.*s", tip->id, tip->policy, tip_state_name(tip->state), TEXT_MAX_BYTES,
                  tip->text);
  add_alerts(text, tip);
  add_others(text, question->tips);
  return g_string_free(text, FALSE);
}

static void take_tips(const struct verdict_question *question, struct verdict_answer *answer)
{
  const struct tip *tip = question->tips->pdata[0];
  g_autofree char *text = text_of_tips(question);
  answer->status = tip->severity == SEVERITY_CRITICAL  ? STATUS_CRITICAL
                   : tip->severity == SEVERITY_WARNING ? STATUS_WARNING
                                                       : STATUS_OK;
  answer->text = g_strdup(text);
  answer->perfdata = perfdata_of(tip);
}

static void take_none(const struct verdict_question *question, struct verdict_answer *answer)
{
  g_autofree char *trouble = trouble_of(question->fleet, question->subject);
  answer->status = STATUS_OK;
  if (trouble)
    answer->status = STATUS_UNKNOWN, answer->text = g_steal_pointer(&trouble);
  else if (is_off(question->fleet, question->subject))
    answer->text = g_strdup("it is off");
  else if (question->unjudged)
    answer->status = STATUS_UNKNOWN, answer->text = g_strdup(question->unjudged);
  else
    answer->text = g_strdup("no tips");
  answer->perfdata = g_strdup("");
}

void verdict_give(const struct verdict_question *question, struct verdict_answer *answer)
{
  static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  *answer = (struct verdict_answer){0};
  if (question->tips->len > 0)
    take_tips(question, answer);
  /* What an info tip says hides nothing that is not known. */
  if (question->tips->len == 0 || answer->status == STATUS_OK) {
    struct verdict_answer known = *answer;
    take_none(question, answer);
    if (known.text && answer->status == STATUS_OK) {
      verdict_answer_clear(answer);
      *answer = known;
    } else {
      verdict_answer_clear(&known);
    }
  }
  char *line = g_strdup_printf("%s - %s", words[answer->status], answer->text);
  g_free(answer->text);
  answer->text = line;
}

void verdict_answer_clear(struct verdict_answer *answer)
{
  g_free(answer->text);
  g_free(answer->perfdata);
}
