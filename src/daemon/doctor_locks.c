/* What keeps two copies of a guest off one disk, by declaration, and by looking where this machine is a host itself. */
#include "daemon/doctor.h"

#include <string.h>

#define FILE_MAX 1048576

static const char *value_of(const char *text, const char *key, gsize *length)
{
  gsize n = strlen(key);
  if (strncmp(text, key, n) != 0)
    return NULL;
  const char *p = text + n + strspn(text + n, " \t");
  if (*p != '=')
    return NULL;
  p += 1 + strspn(p + 1, " \t\"'");
  *length = strcspn(p, " \t\"'#\r\n");
  return p;
}

/* As qemu.conf of this machine says, the last one counting; NULL: it cannot be read. Caller frees. */
static char *read_lock_manager(const char *path)
{
  g_autofree char *text = NULL;
  gsize size;
  if (!g_file_get_contents(path, &text, &size, NULL) || size > FILE_MAX)
    return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  char *found = g_strdup("none");
  for (char **line = lines; *line; line++) {
    gsize length;
    const char *value = value_of(g_strchug(*line), "lock_manager", &length);
    if (!value)
      continue;
    g_free(found);
    found = length == 0 || strncmp(value, "nop", length) == 0 ? g_strdup("none") : g_strndup(value, length);
  }
  return found;
}

/* libvirt's URI names no other machine. */
static gboolean is_local(const struct config_host *host)
{
  return host->libvirt_uri && g_str_has_prefix(host->libvirt_uri, "qemu:///");
}

static const char *local_host(const struct config *config, const char *cluster)
{
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    if (strcmp(host->cluster, cluster) == 0 && is_local(host))
      return host->name;
  }
  return NULL;
}

static void examine_declared(json_t *findings, const struct cluster *cluster, const char *verified, gboolean is_applied)
{
  const char *declared = cluster->terms.lock_manager, *name = cluster->name;
  const char *have_one = "set lock_manager = \"lockd\" in qemu.conf of its hosts and migration.lock_manager here";
  if (strcmp(declared, "none") != 0)
    doctor_add(findings, &(struct examined){name, "lock manager", HEALTH_OK, NULL}, "%s is declared, %s", declared, verified);
  else if (is_applied)
    doctor_add(findings, &(struct examined){name, "lock manager", HEALTH_WARNING, have_one},
               "none is declared, and automation.level is apply: nothing but provost keeps two copies of a guest off one "
               "disk");
  else
    doctor_add(findings, &(struct examined){name, "lock manager", HEALTH_OK, NULL},
               "none is declared, %s; have one before automation.level is apply", verified);
}

/* Somewhere in the cluster automation acts. */
static gboolean is_applied(const struct config *config, const struct cluster *cluster)
{
  const char *apply = automation_level_name(AUTOMATION_APPLY);
  gboolean applied = g_strcmp0(cluster->automation.level ? cluster->automation.level : config->automation.level, apply) == 0;
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    applied |= g_str_equal(host->cluster, cluster->name) && g_strcmp0(host->automation, apply) == 0;
  }
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *guest = config->guests->pdata[i];
    applied |= g_str_equal(guest->cluster, cluster->name) && g_strcmp0(guest->automation, apply) == 0;
  }
  for (guint i = 0; i < config->policies->len; i++)
    applied |= g_strcmp0(((const struct config_policy *)config->policies->pdata[i])->automation.level, apply) == 0;
  return applied;
}

static void examine_cluster(json_t *findings, const struct config *config, const struct cluster *cluster, const char *path)
{
  const char *declared = cluster->terms.lock_manager, *host = local_host(config, cluster->name);
  g_autofree char *real = host ? read_lock_manager(path) : NULL;
  if (real && strcmp(real, declared) != 0) {
    doctor_add(findings,
               &(struct examined){cluster->name, "lock manager",
                                  strcmp(declared, "none") == 0 ? HEALTH_WARNING : HEALTH_TROUBLE,
                                  "let migration.lock_manager say what qemu.conf of all its hosts says"},
               "%s is declared, but on %s %s says %s", declared, host, path, real);
    return;
  }
  g_autofree char *verified = real ? g_strdup_printf("verified on %s only", host) : g_strdup("not verified");
  examine_declared(findings, cluster, verified, is_applied(config, cluster));
}

void doctor_locks(json_t *findings, const struct config *config, const char *path)
{
  for (guint i = 0; i < config->clusters->len; i++)
    examine_cluster(findings, config, config->clusters->pdata[i], path);
}
