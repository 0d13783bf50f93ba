#include "snmp/trap_sources.h"

#include "base/limits.h"

#include <string.h>

struct trap_sources {
  GPtrArray *rows; /* struct trap_source */
};

static void source_free(gpointer data)
{
  struct trap_source *source = data;
  if (source->community)
    explicit_bzero(source->community, strlen(source->community));
  g_free(source->community);
  user_free(source->user);
  g_free(source);
}

static gboolean network_read(struct trap_source *source, const char *cidr)
{
  g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string(cidr, NULL);
  if (!mask)
    return FALSE;
  GInetAddress *address = g_inet_address_mask_get_address(mask);
  source->family = g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4 ? AF_INET : AF_INET6;
  source->bits = g_inet_address_mask_get_length(mask);
  memcpy(source->network, g_inet_address_to_bytes(address), g_inet_address_get_native_size(address));
  return TRUE;
}

static struct trap_source *source_read(GVariant *row)
{
  const char *cidr, *version;
  gboolean needs_priv;
  g_autoptr(GVariant) credentials = NULL;
  g_variant_get(row, "(&s&sb@a{ss})", &cidr, &version, &needs_priv, &credentials);
  struct trap_source *source = g_new0(struct trap_source, 1);
  gboolean is_sound = network_read(source, cidr);
  source->needs_priv = needs_priv;
  if (strcmp(version, "3") == 0) {
    source->version = SNMP_V3;
    source->user = user_new(credentials);
    is_sound = is_sound && source->user->auth && (source->user->priv || !needs_priv);
  } else {
    source->version = strcmp(version, "1") == 0 ? SNMP_V1 : SNMP_V2C;
    is_sound = g_variant_lookup(credentials, "community", "s", &source->community) && is_sound;
  }
  if (is_sound)
    return source;
  g_warning("traps from \"%s\" are not taken: it is no network, or nothing says how they are signed", cidr);
  source_free(source);
  return NULL;
}

struct trap_sources *trap_sources_new(GVariant *rows)
{
  struct trap_sources *sources = g_new0(struct trap_sources, 1);
  sources->rows = g_ptr_array_new_with_free_func(source_free);
  gsize n = MIN(g_variant_n_children(rows), LIMIT_TRAP_SOURCES);
  for (gsize i = 0; i < n; i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
    struct trap_source *source = source_read(row);
    if (source)
      g_ptr_array_add(sources->rows, source);
  }
  return sources;
}

void trap_sources_free(struct trap_sources *sources)
{
  if (!sources)
    return;
  g_ptr_array_unref(sources->rows);
  g_free(sources);
}

static gboolean source_holds(const struct trap_source *source, const struct peer *from)
{
  const guint8 *address = (const guint8 *)from->address;
  guint whole = source->bits / 8, rest = source->bits % 8;
  if (source->family != from->family || memcmp(source->network, address, whole) != 0)
    return FALSE;
  return rest == 0 || ((source->network[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

gboolean trap_sources_know(const struct trap_sources *sources, const struct peer *from)
{
  for (guint i = 0; i < sources->rows->len; i++)
    if (source_holds(sources->rows->pdata[i], from))
      return TRUE;
  return FALSE;
}

/* All of what was sent is looked at, whatever it is: how long that takes says only how long that was. */
static gboolean is_secret(const char *secret, const guint8 *sent, gsize n)
{
  gsize length = strlen(secret);
  guint different = n != length;
  for (gsize i = 0; i < n; i++)
    different |= (guint)(sent[i] ^ (guint8)secret[length > 0 ? i % length : 0]);
  return different == 0;
}

const struct trap_source *trap_sources_of_community(const struct trap_sources *sources, const struct peer *from,
                                                    enum snmp_version version, const guint8 *community, gsize n)
{
  const struct trap_source *found = NULL;
  for (guint i = 0; i < sources->rows->len; i++) {
    const struct trap_source *source = sources->rows->pdata[i];
    if (source->version == version && source_holds(source, from) && is_secret(source->community, community, n))
      found = source;
  }
  return found;
}

const struct trap_source *trap_sources_of_user(const struct trap_sources *sources, const struct peer *from,
                                               const guint8 *user, gsize n)
{
  for (guint i = 0; i < sources->rows->len; i++) {
    const struct trap_source *source = sources->rows->pdata[i];
    if (source->version == SNMP_V3 && source_holds(source, from) && strlen(source->user->name) == n &&
        memcmp(source->user->name, user, n) == 0)
      return source;
  }
  return NULL;
}
