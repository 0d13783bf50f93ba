#include "model/alert.h"

#include "base/text.h"
#include "model/ourselves.h"

#define AT_TOLERANCE_US (2 * G_USEC_PER_SEC) /* sources round */
#define HASH_DIGITS 24 /* hexadecimal: 96 bits */

static char *hash_of(char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  g_free(text);
  return g_strndup(hash, HASH_DIGITS);
}

char *alert_service(const char *subject, const char *name)
{
  g_autofree char *clean = text_clean(*name ? name : "itself", LIMIT_NAME);
  g_autofree char *hash = hash_of(g_strconcat(subject, "\n", *name ? clean : "", NULL));
  for (char *c = clean; *c; c++)
    if (!g_ascii_isalnum(*c))
      *c = '_';
  return g_strdup_printf("service:%.*s-%s", LIMIT_NAME - 1 - HASH_DIGITS, clean, hash);
}

char *alert_origin(const struct alert *alert)
{
  return hash_of(g_strjoin("\n", alert->said, alert->host, alert->address, alert->name, NULL));
}

/* The strings of an alert, to copy and free them all. */
static const gsize strings[] = {
    offsetof(struct alert, subject), offsetof(struct alert, name),    offsetof(struct alert, source),
    offsetof(struct alert, text),    offsetof(struct alert, said),    offsetof(struct alert, host),
    offsetof(struct alert, address), offsetof(struct alert, doubt),   offsetof(struct alert, why),
    offsetof(struct alert, acknowledged_by), offsetof(struct alert, downtime_by), offsetof(struct alert, comment),
};

static char **string_at(struct alert *alert, gsize i)
{
  return (char **)(void *)((char *)alert + strings[i]);
}

struct alert *alert_copy(const struct alert *alert)
{
  struct alert *copy = g_new(struct alert, 1);
  *copy = *alert;
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++)
    *string_at(copy, i) = g_strdup(*string_at(copy, i));
  return copy;
}

void alert_free(struct alert *alert)
{
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++)
    g_free(*string_at(alert, i));
  g_free(alert);
}

static void set(const char **text, const char *value)
{
  g_free((char *)*text);
  *text = g_strdup(value);
}

static void set_mark(struct alert *alert, enum alert_mark mark, gboolean is_set)
{
  alert->marks = is_set ? alert->marks | mark : alert->marks & ~(guint)mark;
}

static void mark_as_said(struct alert *alert, enum alert_mark mark, enum alert_word word)
{
  if (word != WORD_NOT_SAID)
    set_mark(alert, mark, word == WORD_YES);
}

/* What each kind of report says beside what is said in every one. */
static const struct {
  enum alert_mark mark;
  enum alert_word word;
} kind_marks[ALERT_KINDS] = {
    [ALERT_ACKNOWLEDGED] = {ALERT_IS_ACKNOWLEDGED, WORD_YES}, [ALERT_UNACKNOWLEDGED] = {ALERT_IS_ACKNOWLEDGED, WORD_NO},
    [ALERT_DOWNTIME_BEGAN] = {ALERT_IN_DOWNTIME, WORD_YES},   [ALERT_DOWNTIME_ENDED] = {ALERT_IN_DOWNTIME, WORD_NO},
    [ALERT_FLAPPING_BEGAN] = {ALERT_IS_FLAPPING, WORD_YES},   [ALERT_FLAPPING_ENDED] = {ALERT_IS_FLAPPING, WORD_NO},
};

static void hear_state(struct alert *alert, const struct alert_report *report)
{
  if (report->kind == ALERT_SAYS_STATE)
    alert->at_us = report->at_us;
  const char *doubt = alert_report_doubt(report);
  alert->state = doubt ? ALERT_UNKNOWN : report->state;
  alert->attempt = report->attempt;
  set(&alert->doubt, doubt);
  set_mark(alert, ALERT_IS_SOFT, report->is_soft);
  set_mark(alert, ALERT_IS_UNCONFIRMED, report->is_unconfirmed);
  if (report->state == ALERT_OK && !report->is_soft) /* which ends an acknowledgement, in Nagios and Icinga */
    set_mark(alert, ALERT_IS_ACKNOWLEDGED, FALSE);
}

/* Who did it, and until when, is known as long as it lasts; a word of the state alone does not say. */
static void hear_people(struct alert *alert, const struct alert_report *report)
{
  if (!(alert->marks & ALERT_IS_ACKNOWLEDGED))
    set(&alert->acknowledged_by, "");
  else if (report->kind == ALERT_ACKNOWLEDGED || (report->is_acknowledged == WORD_YES && *report->author))
    set(&alert->acknowledged_by, report->author);
  if (!(alert->marks & ALERT_IN_DOWNTIME)) {
    set(&alert->downtime_by, "");
    alert->until_us = 0;
  } else if (report->kind == ALERT_DOWNTIME_BEGAN) {
    set(&alert->downtime_by, report->author);
  }
  if ((alert->marks & ALERT_IN_DOWNTIME) && report->until_us)
    alert->until_us = report->until_us;
  if (*report->comment || !(alert->marks & (ALERT_IN_DOWNTIME | ALERT_IS_ACKNOWLEDGED)))
    set(&alert->comment, report->comment);
}

static guint changes_between(const struct alert *before, const struct alert *after)
{
  static const struct {
    guint marks, change;
  } kinds[] = {
      {ALERT_IN_DOWNTIME, ALERT_NEW_DOWNTIME},
      {ALERT_IS_ACKNOWLEDGED, ALERT_NEW_ACKNOWLEDGEMENT},
      {ALERT_IS_SOFT | ALERT_IS_FLAPPING | ALERT_IS_UNCONFIRMED, ALERT_NEW_MARK},
  };
  guint changes = before->state != after->state ? ALERT_NEW_STATE : 0;
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if ((before->marks ^ after->marks) & kinds[i].marks)
      changes |= kinds[i].change;
  return changes;
}

/* A downtime that we plan for our own move, or its end, while there is one of somebody else: that one goes on. */
static gboolean is_our_downtime_in_another(const struct alert *known, const struct alert_report *report)
{
  return known && (report->kind == ALERT_DOWNTIME_BEGAN || report->kind == ALERT_DOWNTIME_ENDED) &&
         strcmp(report->author, OURSELVES) == 0 && (known->marks & ALERT_IN_DOWNTIME) &&
         strcmp(known->downtime_by, OURSELVES) != 0;
}

/* What anybody could have said neither ends nor doubts what a source of ours is sure of. */
static gboolean is_hearsay(const struct alert *known, const struct alert_report *report)
{
  return known && report->is_unconfirmed && !(known->marks & ALERT_IS_UNCONFIRMED) && known->state != ALERT_OK &&
         strcmp(known->source, report->source) != 0;
}

/* A report that waited somewhere and was overtaken by a newer one. */
static gboolean is_overtaken(const struct alert *known, const struct alert_report *report)
{
  return known && report->kind == ALERT_SAYS_STATE && report->at_us > 0 && strcmp(known->source, report->source) == 0 &&
         report->at_us < known->at_us - AT_TOLERANCE_US;
}

struct alert *alert_hear(const struct alert *known, const struct alert_report *said, gint64 now_us, guint *changes)
{
  *changes = 0;
  if (is_hearsay(known, said) || is_overtaken(known, said))
    return alert_copy(known);
  struct alert_report heard = *said;
  const struct alert_report *report = &heard;
  if (is_our_downtime_in_another(known, said)) {
    heard.kind = ALERT_SAYS_STATE;
    heard.in_downtime = WORD_NOT_SAID;
    heard.until_us = 0;
  }
  /* Of what was never heard a report without a state tells none. */
  static const struct alert nothing = {
      .name = "", .source = "", .text = "", .state = ALERT_UNKNOWN, .said = "", .host = "", .address = "",
      .acknowledged_by = "", .downtime_by = "", .comment = ""};
  struct alert *alert = alert_copy(known ? known : &nothing);
  set(&alert->name, report->name);
  set(&alert->source, report->source);
  set(&alert->said, report->subject ? report->subject : "");
  set(&alert->host, report->host);
  set(&alert->address, report->address);
  if (*report->text || report->has_state)
    set(&alert->text, report->text);
  if (report->has_state)
    hear_state(alert, report);
  mark_as_said(alert, ALERT_IN_DOWNTIME, report->in_downtime);
  mark_as_said(alert, ALERT_IS_ACKNOWLEDGED, report->is_acknowledged);
  mark_as_said(alert, ALERT_IS_FLAPPING, report->is_flapping);
  mark_as_said(alert, kind_marks[report->kind].mark, kind_marks[report->kind].word);
  hear_people(alert, report);
  alert->heard_us = now_us;
  alert->at_us = MIN(alert->at_us, now_us); /* a clock that is ahead must not silence its source once it is right */
  *changes = known ? changes_between(known, alert) : ALERT_NEW_STATE | changes_between(&nothing, alert);
  return alert;
}
