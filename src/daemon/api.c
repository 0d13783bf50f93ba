#include "daemon/api.h"

#include "config/secret_file.h"
#include "daemon/verbs.h"

#include <string.h>

#define PEM_MAX 262144 /* bytes */

/* Of the private key. Caller frees; NULL: there is none, or it must not be used. */
static GString *read_key(const struct config *config, GError **error)
{
  GString *key = config->tls_key ? secret_file_read_all(config->tls_key, PEM_MAX, error) : NULL;
  if (error && *error)
    g_prefix_error(error, "api.tls.key %s: ", config->tls_key);
  return key;
}

static struct serve *serve(struct core *core, const char *certificate, const char *key, GError **error)
{
  g_autofree char *path = g_build_filename(core->config->runtime_dir, "provost.sock", NULL);
  g_autofree char *journal = g_build_filename(core->config->state_dir, "provost.db", NULL);
  return serve_new(
      &(struct serve_options){
          .socket_path = path,
          .listen = core->config->api_listen,
          .certificate = certificate,
          .key = key,
          .access = &core->config->access,
          .journal = core->journal,
          .journal_path = journal,
          .clock = core->clock,
          .fleet = core->fleet,
          .tips = pipeline_tips(core->pipeline),
          .traps = pipeline_traps(core->pipeline),
          .actions = pipeline_actions(core->pipeline),
          .events = core->events,
          .verbs = core_verbs(),
          .user = core,
      },
      error);
}

struct serve *api_open(struct core *core, GError **error)
{
  g_autofree char *certificate = NULL;
  const char *path = core->config->tls_certificate;
  if (!core->config->api_listen || !path)
    return serve(core, NULL, NULL, error);
  if (!g_file_get_contents(path, &certificate, NULL, error)) {
    g_prefix_error(error, "api.tls.certificate: ");
    return NULL;
  }
  g_autoptr(GString) key = read_key(core->config, error);
  struct serve *api = key ? serve(core, certificate, key->str, error) : NULL;
  if (key)
    explicit_bzero(key->str, key->len);
  return api;
}
