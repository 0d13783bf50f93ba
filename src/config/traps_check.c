#include "config/traps_check.h"

#include "base/limits.h"
#include "base/listen_address.h"
#include "config/problems.h"

#include <string.h>

#define WRONG(node, ...) problem_add(problems, (node)->line, (node)->column, __VA_ARGS__)

/* Version 3 without a signature says nothing of who sent it: anybody can write a name. */
static void check_level(const struct config_trap_source *source, const struct yaml_node *node, GPtrArray *problems)
{
  if (!yaml_tree_child(node, "auth"))
    WRONG(node, "auth is missing here: traps of version 3 are taken only where they are signed");
  else if (g_strcmp0(source->min_level, "auth-priv") == 0 && !yaml_tree_child(node, "priv"))
    WRONG(node, "priv is missing here: min_level is auth-priv, so add priv and its passphrase");
}

void trap_source_check(const struct config_trap_source *source, const struct yaml_node *node, GPtrArray *problems)
{
  const struct yaml_node *from = yaml_tree_child(node, "from"), *level = yaml_tree_child(node, "min_level");
  g_autoptr(GInetAddressMask) mask = source->from ? g_inet_address_mask_new_from_string(source->from, NULL) : NULL;
  if (source->from && !mask)
    WRONG(from, "from must be an address or a network, as 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32; the bits behind the network are 0");
  if (!source->snmp.version || node->cut)
    return;
  if (strcmp(source->snmp.version, "3") == 0)
    check_level(source, node, problems);
  else if (level)
    WRONG(level, "version %s has no min_level: remove it, or write version: 3", source->snmp.version);
}

static void check_listens(const struct config *config, const struct yaml_node *traps, const struct yaml_node *listen,
                          GPtrArray *problems)
{
  for (guint i = 0; i < config->trap_listens->len; i++) {
    g_autoptr(GInetSocketAddress) address = datagram_address_read(config->trap_listens->pdata[i]);
    if (!address)
      WRONG(listen, "listen must be a list of addresses, as udp:127.0.0.1:162 or udp6:[::1]:162");
  }
  if (config->trap_sources->len == 0 && !yaml_tree_child(traps, "sources") && !traps->cut)
    WRONG(traps, "sources is missing here: traps of nobody would be taken; add who may send them");
}

void traps_check(const struct config *config, const struct yaml_node *root, GPtrArray *problems)
{
  const struct yaml_node *traps = yaml_tree_child(root, "traps");
  const struct yaml_node *listen = traps ? yaml_tree_child(traps, "listen") : NULL;
  if (config->trap_sources->len > LIMIT_TRAP_SOURCES)
    WRONG(traps, "sources has more than %d entries: write networks instead of addresses", LIMIT_TRAP_SOURCES);
  if (listen && config->trap_listens)
    check_listens(config, traps, listen, problems);
}
