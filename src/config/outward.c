#include "config/outward.h"

#include "base/text.h"
#include "config/problems.h"

#include <string.h>

#define PUBLIC_KEY_PREFIX "sha256//"
#define PUBLIC_KEY_BYTES 32

static const char *const event_kinds[] = {"tip", "action", "guest", "host", "provost", "alert", NULL};

/* A secret stands in one of two keys. TRUE: in the file itself. */
static gboolean check_secret(const struct yaml_node *map, const char *key, const char *file_key, gboolean is_required,
                             GPtrArray *problems)
{
  const struct yaml_node *written = yaml_tree_child(map, key), *file = yaml_tree_child(map, file_key);
  if (written && file)
    problem_add(problems, file->line, file->column, "%s stands on line %u already: keep one of %s and %s", key, written->line,
                key, file_key);
  if (is_required && !written && !file && !map->cut)
    problem_add(problems, map->line, map->column, "%s is missing here: add %s or %s", key, key, file_key);
  return written != NULL;
}

static gboolean is_public_key(const char *text)
{
  gsize length = 0;
  if (!g_str_has_prefix(text, PUBLIC_KEY_PREFIX))
    return FALSE;
  g_autofree guchar *digest = g_base64_decode(text + strlen(PUBLIC_KEY_PREFIX), &length);
  return length == PUBLIC_KEY_BYTES;
}

gboolean icinga_check(const struct config_icinga *icinga, const struct yaml_node *root, GPtrArray *problems)
{
  const struct yaml_node *map = yaml_tree_child(root, "icinga");
  if (!map || map->kind != YAML_MAP)
    return FALSE;
  const struct yaml_node *url = yaml_tree_child(map, "url"), *key = yaml_tree_child(map, "public_key");
  if (url && icinga->url && !g_str_has_prefix(icinga->url, "https://"))
    problem_add(problems, url->line, url->column,
                "the API of Icinga 2 is encrypted and a password goes there: write https://ADDRESS:5665");
  if (key && icinga->public_key && !is_public_key(icinga->public_key))
    problem_add(problems, key->line, key->column,
                "public_key must be sha256// and the digest of the key in base64, 44 characters: provost.yaml(5) says how to get it");
  return check_secret(map, "password", "password_file", TRUE, problems);
}

static void check_url(const struct config_webhook *webhook, const struct yaml_node *map, GPtrArray *problems)
{
  const struct yaml_node *url = yaml_tree_child(map, "url") ? yaml_tree_child(map, "url") : yaml_tree_child(map, "url_file");
  if (url && webhook->url && !g_str_has_prefix(webhook->url, "https://") && !g_str_has_prefix(webhook->url, "http://"))
    problem_add(problems, url->line, url->column, "the URL of a webhook begins with https:// or http://");
}

static void check_kinds(const struct yaml_node *on, GPtrArray *problems)
{
  for (guint i = 0; on && on->kind == YAML_LIST && i < on->children->len; i++) {
    const struct yaml_node *kind = on->children->pdata[i];
    if (kind->kind != YAML_SCALAR || kind->refused || g_strv_contains(event_kinds, kind->text))
      continue;
    g_autofree char *known = g_strjoinv(", ", (char **)event_kinds), *shown = text_clean(kind->text, LIMIT_NAME);
    problem_add(problems, kind->line, kind->column, "there are no events of kind \"%s\": known are %s", shown, known);
  }
}

gboolean webhook_check(const struct config_webhook *webhook, const struct yaml_node *node, GPtrArray *problems)
{
  const struct yaml_node *header = yaml_tree_child(node, "header") ? yaml_tree_child(node, "header") : yaml_tree_child(node, "header_file");
  check_url(webhook, node, problems);
  check_kinds(yaml_tree_child(node, "on"), problems);
  if (header && webhook->header && !strchr(webhook->header, ':'))
    problem_add(problems, header->line, header->column, "a header is NAME: VALUE, as in Authorization: Bearer WORD");
  gboolean is_written = check_secret(node, "url", "url_file", TRUE, problems);
  return check_secret(node, "header", "header_file", FALSE, problems) || is_written;
}
