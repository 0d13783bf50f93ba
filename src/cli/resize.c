#include "cli/resize.h"

#include "cli/commands.h"
#include "cli/follow.h"
#include "cli/text.h"

#include "base/quantity.h"

#include <string.h>

gboolean resize_is(const json_t *action)
{
  return strcmp(reply_text(action, "kind"), "resize") == 0;
}

static void describe(GString *text, const json_t *action, const char *what, const char *key, const char *before_key)
{
  const char *unit = strcmp(what, "memory") == 0 ? "bytes" : "";
  const json_t *value = json_object_get(action, key), *former = json_object_get(action, before_key);
  gboolean is_known = json_is_integer(former);
  if (!json_is_integer(value) || (is_known && json_equal(value, former)))
    return;
  g_autofree char *wanted = reply_quantity(action, key, unit), *before = reply_quantity(action, before_key, unit);
  g_string_append_printf(text, "%s%s %s%s%s", text->len ? ", " : "", what, is_known ? before : "", is_known ? " -> " : "to ",
                         wanted);
}

char *resize_describe(const json_t *action)
{
  GString *text = g_string_new(NULL);
  describe(text, action, "memory", "memory_bytes", "memory_before_bytes");
  describe(text, action, "vcpus", "vcpus", "vcpus_before");
  return g_string_free(text, FALSE);
}

char *resize_line(const json_t *action)
{
  const char *phase = reply_text(action, "phase");
  return g_strdup_printf("%s on %s: %s", reply_text(action, "guest"), reply_text(action, "from"),
                         *phase ? phase : reply_text(action, "state"));
}

char *resize_end(const json_t *action)
{
  g_autofree char *what = resize_describe(action);
  return g_strdup_printf("%s on %s was resized: %s", reply_text(action, "guest"), reply_text(action, "from"), what);
}

/* NULL, with the usage told, where an option is no number. */
static json_t *request_body(const struct cli *cli, const char *guest)
{
  const struct cli_options *options = &cli->options;
  guint64 memory = 0, vcpus = 0;
  if (options->memory && (!size_parse(options->memory, &memory) || memory > G_MAXINT64)) {
    cli_usage("--memory %s: --memory is a size, as in 512MiB or 2GiB", options->memory);
    return NULL;
  }
  if (options->vcpus && !g_ascii_string_to_unsigned(options->vcpus, 10, 0, G_MAXINT32, &vcpus, NULL)) {
    cli_usage("--vcpus %s: --vcpus is a whole number", options->vcpus);
    return NULL;
  }
  json_t *body = json_pack("{s:s, s:o*, s:o*, s:b}", "guest", guest, "memory_bytes",
                           options->memory ? json_integer((json_int_t)memory) : NULL, "vcpus",
                           options->vcpus ? json_integer((json_int_t)vcpus) : NULL, "dry_run", options->dry_run);
  if (!body)
    cli_usage("the name is not UTF-8");
  return body;
}

static void print_ordered(const json_t *reply)
{
  const json_t *action = json_object_get(reply, "action"), *dry = json_object_get(reply, "resize");
  const json_t *told = json_is_object(action) ? action : dry;
  g_autofree char *what = resize_describe(told);
  if (told == dry)
    text_print("%s on %s would be resized: %s", reply_text(dry, "guest"), reply_text(dry, "from"), what);
  else
    text_print("action %" G_GUINT64_FORMAT " resizes %s on %s: %s; provost actions says how it goes on",
               reply_id(action, "id"), reply_text(action, "guest"), reply_text(action, "from"), what);
}

int command_resize(struct cli *cli, char **words)
{
  g_autoptr(GError) error = NULL;
  if (cli->options.dry_run && cli->options.wait)
    return cli_usage("--dry-run changes nothing, so there is nothing to --wait for");
  if (!cli->options.memory && !cli->options.vcpus)
    return cli_usage("say with --memory or --vcpus what the guest is to have: provost resize --help");
  json_t *body = request_body(cli, words[0]);
  if (!body)
    return CLI_USAGE;
  json_auto_t *reply = client_post(cli->client, "/v1/resizes", body, &error);
  if (!reply)
    return cli_fail(cli, error);
  if (cli->options.wait)
    return follow_action(cli, reply_id(json_object_get(reply, "action"), "id"));
  if (cli->options.json)
    cli_print_json(reply);
  else
    print_ordered(reply);
  return CLI_DONE;
}
