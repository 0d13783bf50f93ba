#include "config/access_check.h"

#include "base/listen_address.h"
#include "config/problems.h"

#include <grp.h>

#define GROUP_TEXT 65536 /* bytes of one group with its members */

static void check_tls(const struct yaml_node *api, GPtrArray *problems)
{
  const struct yaml_node *tls = yaml_tree_child(api, "tls");
  if (!tls || tls->refused || tls->cut || (yaml_tree_child(tls, "certificate") && yaml_tree_child(tls, "key")))
    return;
  problem_add(problems, tls->line, tls->column, "TLS needs both a certificate and its key: add the one that is missing");
}

/* What goes over a network must be read by nobody on its way, and asked by nobody who has no token. */
static void check_listen(const struct config *config, const struct yaml_node *api, GPtrArray *problems)
{
  const struct yaml_node *listen = yaml_tree_child(api, "listen");
  if (!listen || !config->api_listen || listen_address_is_loopback(config->api_listen) || api->cut)
    return;
  if (!yaml_tree_child(api, "tls"))
    problem_add(problems, listen->line, listen->column,
                "others than this machine reach %s, so it must be encrypted: add tls, or listen at 127.0.0.1:PORT",
                config->api_listen);
  if (!yaml_tree_child(api, "token_file"))
    problem_add(problems, listen->line, listen->column,
                "others than this machine reach %s, so it must be known who asks: add token_file, or listen at 127.0.0.1:PORT",
                config->api_listen);
}

void access_check(const struct config *config, const struct yaml_node *root, GPtrArray *problems)
{
  const struct yaml_node *api = yaml_tree_child(root, "api");
  if (!api || api->kind != YAML_MAP)
    return;
  check_tls(api, problems);
  check_listen(config, api, problems);
}

void access_find_groups(struct config *config)
{
  struct access_rules *rules = &config->access;
  g_autofree char *text = g_malloc(GROUP_TEXT);
  for (enum access access = ACCESS_VIEWER; access < ACCESSES; access++) {
    struct group entry, *group = NULL;
    rules->gids[access] = ACCESS_NO_GID;
    if (!rules->groups[access])
      continue;
    if (getgrnam_r(rules->groups[access], &entry, text, GROUP_TEXT, &group) == 0 && group)
      rules->gids[access] = group->gr_gid;
    else
      g_warning("%s: this machine has no group %s, so api.groups.%s lets nobody in", config->file, rules->groups[access],
                access_name(access));
  }
}
