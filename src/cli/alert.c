/* Feeding one alert in, and showing one. */
#include "cli/commands.h"

#include "cli/alert_line.h"
#include "cli/text.h"

#include "model/alert_report.h"

#include <string.h>

/* ---- showing ------------------------------------------------------------------------------------- */

static gboolean is_so(const json_t *alert, const char *name)
{
  return json_is_true(json_object_get(alert, name));
}

static void print_people(const json_t *alert)
{
  const char *by = reply_text(alert, "downtime_by"), *acknowledged_by = reply_text(alert, "acknowledged_by");
  const char *until = reply_text(alert, "until"), *comment = reply_text(alert, "comment");
  g_autofree char *end = text_time(until);
  if (is_so(alert, "downtime"))
    text_print("  in downtime%s%s%s%s", *by ? ", by " : "", by, *until ? ", until " : "", *until ? end : "");
  if (is_so(alert, "acknowledged"))
    text_print("  acknowledged%s%s", *acknowledged_by ? " by " : "", acknowledged_by);
  if (*comment)
    text_print("  comment: %s", comment);
}

static void print_tips(const json_t *alert)
{
  const json_t *id;
  gsize i;
  json_array_foreach (json_object_get(alert, "tips"), i, id)
    text_print("  tip %" JSON_INTEGER_FORMAT " rests on it: provost tip %" JSON_INTEGER_FORMAT, json_integer_value(id),
               json_integer_value(id));
}

static int show(struct cli *cli, const char *id)
{
  g_autofree char *path = cli_path("alerts", id, NULL);
  json_auto_t *alert = cli_get(cli, path);
  if (!alert)
    return cli->status;
  g_autofree char *of = alert_title(alert), *since = text_time(reply_text(alert, "since")), *heard = text_time(reply_text(alert, "heard"));
  text_print("alert %s: %s is %s since %s", id, of, reply_text(alert, "state"), since);
  text_print("  said by %s, last at %s%s%s%s", reply_text(alert, "source"), heard,
             g_str_equal(reply_text(alert, "state_type"), "soft") ? ", which checks again" : "",
             is_so(alert, "flapping") ? ", it flaps" : "", is_so(alert, "unconfirmed") ? ", unconfirmed" : "");
  if (*reply_text(alert, "text"))
    text_print("  %s", reply_text(alert, "text"));
  if (*reply_text(alert, "doubt"))
    text_print("  unknown, since %s", reply_text(alert, "doubt"));
  if (*reply_text(alert, "why"))
    text_print("  of nobody here: %s", reply_text(alert, "why"));
  print_people(alert);
  print_tips(alert);
  return CLI_DONE;
}

/* ---- saying -------------------------------------------------------------------------------------- */

static gboolean is_utf8(const char *text)
{
  return !text || g_utf8_validate(text, -1, NULL);
}

/* Adds the text, where one is given; what a check prints is mended, as nothing else would help. */
static void add(json_t *body, const char *name, const char *text)
{
  g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
  if (valid)
    json_object_set_new(body, name, json_string(valid));
}

static void add_flag(json_t *body, const char *name, gboolean is_set)
{
  if (is_set)
    json_object_set_new(body, name, json_true());
}

/* [SUBJECT] [NAME] [STATE]; the subject is left out where a host or an address is said. FALSE: there is a word too many. */
static gboolean add_words(json_t *body, char **words, gboolean has_subject)
{
  enum alert_state state;
  if (has_subject)
    add(body, "subject", *words++);
  guint n = g_strv_length(words);
  gboolean has_state = n > 0 && alert_state_parse(words[n - 1], &state);
  if (n - (has_state ? 1 : 0) > 1)
    return FALSE;
  if (n > (has_state ? 1u : 0u))
    add(body, "name", words[0]);
  if (has_state)
    add(body, "state", words[n - 1]);
  return TRUE;
}

/* A moment as the API takes it: RFC 3339, or seconds since 1970. */
static void add_moment(json_t *body, const char *name, const char *text)
{
  guint64 sec;
  if (text && g_ascii_string_to_unsigned(text, 10, 0, LIMIT_TIME_SEC, &sec, NULL))
    json_object_set_new(body, name, json_integer((json_int_t)sec));
  else
    add(body, name, text);
}

/* NULL: the usage was told. */
static json_t *body_of(const struct cli_options *options, char **words)
{
  guint64 attempt = 0;
  gboolean has_subject = !options->host && !options->address;
  for (char **word = words; *word; word++)
    if (!is_utf8(*word))
      return cli_usage("an alert must be UTF-8"), NULL;
  if (has_subject && !*words)
    return cli_usage("say whom it is about: provost alert SUBJECT [NAME] STATE, or --host and --address as others call it"), NULL;
  if (options->attempt && !g_ascii_string_to_unsigned(options->attempt, 10, 0, 10000, &attempt, NULL))
    return cli_usage("--attempt %s is no count", options->attempt), NULL;
  json_t *body = json_object();
  if (!add_words(body, words, has_subject)) {
    json_decref(body);
    return cli_usage("the last word is a state: ok, warning, critical or unknown"), NULL;
  }
  const struct {
    const char *name, *text;
  } texts[] = {{"source", options->source}, {"text", options->text},     {"host", options->host},      {"address", options->address},
               {"kind", options->kind},     {"author", options->author}, {"comment", options->comment}};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    add(body, texts[i].name, texts[i].text);
  add(body, "state_type", options->soft ? "soft" : NULL);
  if (options->attempt)
    json_object_set_new(body, "attempt", json_integer((json_int_t)attempt));
  add_flag(body, "downtime", options->downtime);
  add_flag(body, "acknowledged", options->acknowledged);
  add_flag(body, "flapping", options->flapping);
  add_moment(body, "until", options->until);
  return body;
}

int command_alert(struct cli *cli, char **words)
{
  if (words[0] && !words[1] && g_ascii_isdigit(words[0][0]) && !cli->options.host && !cli->options.address && !cli->options.kind)
    return show(cli, words[0]);
  json_t *body = body_of(&cli->options, words);
  if (!body)
    return CLI_USAGE;
  json_auto_t *alert = cli_post(cli, "/v1/alerts", body);
  if (!alert)
    return cli->status;
  g_autofree char *of = alert_title(alert);
  text_print("%s is %s", of, reply_text(alert, "state"));
  if (*reply_text(alert, "why"))
    text_print("it is kept, but of nobody here: %s", reply_text(alert, "why"));
  return CLI_DONE;
}
