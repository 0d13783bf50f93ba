#include "model/alert_rule.h"

#include "model/object.h"

#include <gio/gio.h>
#include <string.h>

struct alert_rule *alert_rule_copy(const struct alert_rule *rule)
{
  struct alert_rule *copy = g_new(struct alert_rule, 1);
  *copy = (struct alert_rule){g_strdup(rule->source), g_strdup(rule->host), g_strdup(rule->service), g_strdup(rule->address),
                              g_strdup(rule->subject)};
  return copy;
}

void alert_rule_free(struct alert_rule *rule)
{
  g_free(rule->source);
  g_free(rule->host);
  g_free(rule->service);
  g_free(rule->address);
  g_free(rule->subject);
  g_free(rule);
}

/* What a rule's subject may have of what is said. */
static char *macro_value(const struct alert *alert, const char *name, gsize length)
{
  const struct {
    const char *name, *value;
  } macros[] = {{"host", alert->host}, {"service", alert->name}, {"address", alert->address}, {"source", alert->source}};
  for (gsize i = 0; i < G_N_ELEMENTS(macros); i++)
    if (strlen(macros[i].name) == length && strncmp(macros[i].name, name, length) == 0)
      return g_strdup(macros[i].value);
  if (length == strlen("short") && strncmp("short", name, length) == 0)
    return g_strndup(alert->host, strcspn(alert->host, "."));
  return NULL;
}

char *alert_rule_subject(const struct alert_rule *rule, const struct alert *alert)
{
  const char *template = rule->subject;
  g_autoptr(GString) text = g_string_new(NULL);
  while (*template) {
    const char *macro = strstr(template, "%{"), *end = macro ? strchr(macro, '}') : NULL;
    if (!end) {
      g_string_append(text, template);
      break;
    }
    g_autofree char *value = macro_value(alert, macro + 2, (gsize)(end - macro) - 2);
    if (!value)
      return NULL;
    g_string_append_len(text, template, macro - template);
    g_string_append(text, value);
    template = end + 1;
  }
  return g_strdup(text->str);
}

static const struct alert example = {.name = "x", .source = "x", .said = "", .host = "x", .address = "x"};

char *alert_rule_problem(const struct alert_rule *rule)
{
  g_autoptr(GInetAddressMask) mask = rule->address ? g_inet_address_mask_new_from_string(rule->address, NULL) : NULL;
  g_autofree char *subject = alert_rule_subject(rule, &example);
  g_autofree char *kind = subject ? g_strndup(subject, strcspn(subject, ":")) : NULL;
  enum subject_kind known;
  if (rule->address && !mask)
    return g_strdup_printf("\"%s\" is no address and no network such as 192.0.2.0/24", rule->address);
  if (!subject)
    return g_strdup_printf("\"%s\" has a macro that is none: there are %%{host}, %%{short}, %%{service}, %%{address} and "
                           "%%{source}", rule->subject);
  if (!strchr(subject, ':') || !subject_kind_parse(kind, &known) || known == SUBJECT_SERVICE)
    return g_strdup_printf("\"%s\" is no subject: write host:NAME, guest:NAME, device:NAME or cluster:NAME", rule->subject);
  return NULL;
}
