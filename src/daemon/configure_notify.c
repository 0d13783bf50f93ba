#include "daemon/configure_notify.h"

static GVariant *programs_body(const struct config *config)
{
  GVariantBuilder programs;
  g_variant_builder_init(&programs, G_VARIANT_TYPE("a(sas)"));
  for (guint i = 0; i < config->programs->len; i++) {
    const struct program *program = config->programs->pdata[i];
    g_variant_builder_add(&programs, "(s@as)", program->name,
                          g_variant_new_strv((const char *const *)program->words->pdata, (gssize)program->words->len));
  }
  return g_variant_new("(uua(sas))", config->interval_ms, config->program_timeout_ms / 1000, &programs);
}

static const char *or_empty(const char *text)
{
  return text ? text : "";
}

static GVariant *icinga_body(const struct config_icinga *icinga)
{
  return g_variant_new("(sssssbb)", or_empty(icinga->url), or_empty(icinga->user), or_empty(icinga->password),
                       or_empty(icinga->ca_file), or_empty(icinga->public_key), icinga->objects, icinga->events);
}

static GVariant *kinds_body(const struct config_webhook *webhook)
{
  static const char *const usual[] = {"tip", "action"};
  return webhook->on->len > 0 ? g_variant_new_strv((const char *const *)webhook->on->pdata, (gssize)webhook->on->len)
                              : g_variant_new_strv(usual, G_N_ELEMENTS(usual));
}

static GVariant *headers_body(const struct config_webhook *webhook)
{
  GVariantBuilder headers;
  GHashTableIter iter;
  gpointer name, value;
  g_variant_builder_init(&headers, G_VARIANT_TYPE_STRING_ARRAY);
  g_hash_table_iter_init(&iter, webhook->headers);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_variant_builder_add_value(&headers, g_variant_new_take_string(g_strconcat(name, ": ", value, NULL)));
  if (webhook->header)
    g_variant_builder_add(&headers, "s", webhook->header);
  return g_variant_builder_end(&headers);
}

static GVariant *webhook_body(const struct config_webhook *webhook)
{
  enum severity severity = SEVERITY_NONE;
  if (webhook->min_severity)
    severity_parse(webhook->min_severity, &severity);
  return g_variant_new("(ss@asys@asssu)", webhook->name, webhook->url, kinds_body(webhook), (guchar)severity, webhook->method,
                       headers_body(webhook), or_empty(webhook->template), or_empty(webhook->ca_file), webhook->timeout_ms);
}

static GVariant *targets_body(const struct config *config)
{
  GVariantBuilder webhooks;
  g_variant_builder_init(&webhooks, G_VARIANT_TYPE("a(ssasysasssu)"));
  for (guint i = 0; i < config->webhooks->len; i++)
    g_variant_builder_add_value(&webhooks, webhook_body(config->webhooks->pdata[i]));
  return g_variant_new("(s@(sssssbb)a(ssasysasssu))", or_empty(config->nagios.command_file), icinga_body(&config->icinga), &webhooks);
}

void configure_notify(const struct config *config, struct channel *channel)
{
  channel_send(channel, MESSAGE_NOTIFY_CONFIGURE, programs_body(config));
  channel_send(channel, MESSAGE_NOTIFY_TARGETS, targets_body(config));
}

static struct results_terms results_of(const struct config_results *results, gboolean is_there)
{
  return (struct results_terms){is_there ? results->ttl_ms / 1000 : 0, g_strcmp0(results->per, "policy") == 0};
}

struct outward_terms outward_terms_of(const struct config *config)
{
  gboolean has_nagios = config->nagios.command_file != NULL, has_icinga = config->icinga.url != NULL;
  return (struct outward_terms){
      .nagios = results_of(&config->nagios.results, has_nagios),
      .icinga = results_of(&config->icinga.results, has_icinga),
      .downtimes = (has_nagios && config->nagios.results.downtime ? OUTLET_NAGIOS : 0) |
                   (has_icinga && config->icinga.results.downtime ? OUTLET_ICINGA : 0),
      .has_objects = has_icinga && config->icinga.objects,
  };
}

struct acknowledge_terms acknowledge_terms_of(const struct config_results *results, gboolean is_there)
{
  if (!is_there)
    return (struct acknowledge_terms){0};
  enum acknowledge what = g_strcmp0(results->acknowledge, "dismiss") == 0  ? ACKNOWLEDGE_DISMISS
                          : g_strcmp0(results->acknowledge, "snooze") == 0 ? ACKNOWLEDGE_SNOOZE
                                                                           : ACKNOWLEDGE_IGNORE;
  return (struct acknowledge_terms){what, results->snooze_ms / 1000};
}
