#include "action/step.h"

#include "model/object.h"

#define MIB 1048576

static const struct step direct_steps[] = {
    {DEED_MIGRATE, ON_SOURCE, FALSE},
};

/* At any point the guest can be brought back at exactly one place: running on the source up to the save,
 * in the image up to the restore, running where it was restored from then on. It is restored by recovery.c, on fresh
 * answers of both hosts: somebody may have started it meanwhile. */
static const struct step saved_steps[] = {
    {DEED_COPY_DEFINITION, ON_SOURCE, TRUE},
    {DEED_SAVE, ON_SOURCE, FALSE},
    {DEED_CHECK_IMAGE, ON_DESTINATION, FALSE},
};

/* What follows is decided on fresh answers of both hosts, by recovery.c: a guest that is off can be started by anybody. */
static const struct step cold_steps[] = {
    {DEED_SHUTDOWN, ON_SOURCE, FALSE},
};

/* `limit_sec` comes on top of the bound that the deed was told. */
static const struct {
  const char *phase;
  guint limit_sec;
} deeds[DEED_KINDS] = {
    [DEED_MIGRATE] = {"copying memory", 60},
    [DEED_SAVE] = {"saving", 900},
    [DEED_CHECK_IMAGE] = {"checking the image", 60},
    [DEED_RESTORE] = {"restoring", 900},
    [DEED_COPY_DEFINITION] = {"copying the definition", 60},
    [DEED_UNDEFINE] = {"removing the old definition", 60},
    [DEED_REMOVE_IMAGE] = {"removing the image", 60},
    [DEED_RESUME] = {"resuming", 60},
    [DEED_ABORT] = {"stopping", 60},
    [DEED_SET_MEMORY] = {"setting its memory", 60},
    [DEED_SET_VCPUS] = {"setting its vcpus", 60},
    [DEED_SHUTDOWN] = {"shutting down", 60},
    [DEED_START] = {"starting", 120},
    [DEED_SET_AUTOSTART] = {"setting autostart", 60},
    [DEED_RESUME_POSTCOPY] = {"resuming post-copy", 60},
};

const struct route *route_of_method(enum move_method method)
{
  static const struct route direct = {direct_steps, G_N_ELEMENTS(direct_steps)};
  static const struct route cold = {cold_steps, G_N_ELEMENTS(cold_steps)};
  static const struct route *const routes[METHODS] = {
      [METHOD_LIVE] = &direct,  [METHOD_CONVERGE] = &direct, [METHOD_POSTCOPY] = &direct,
      [METHOD_QUICK] = &direct, [METHOD_COLD] = &cold,
  };
  return routes[method];
}

const struct route *route_saved(void)
{
  static const struct route saved = {saved_steps, G_N_ELEMENTS(saved_steps)};
  return &saved;
}

gboolean method_needs_definition(enum move_method method)
{
  return method == METHOD_COLD;
}

const char *deed_phase(enum deed_kind deed)
{
  return deeds[deed].phase;
}

gboolean deed_is_remnant(enum deed_kind deed)
{
  return deed == DEED_UNDEFINE || deed == DEED_REMOVE_IMAGE || deed == DEED_SET_AUTOSTART;
}

gboolean deed_leads_on(enum deed_kind deed, enum place on)
{
  static const gboolean leads_on[DEED_KINDS][PLACES] = {
      [DEED_MIGRATE] = {[ON_SOURCE] = TRUE},       [DEED_SAVE] = {[ON_SOURCE] = TRUE},
      [DEED_CHECK_IMAGE] = {[ON_DESTINATION] = TRUE}, [DEED_RESTORE] = {[ON_DESTINATION] = TRUE},
      [DEED_COPY_DEFINITION] = {[ON_SOURCE] = TRUE},  [DEED_SHUTDOWN] = {[ON_SOURCE] = TRUE},
      [DEED_START] = {[ON_DESTINATION] = TRUE},
  };
  return leads_on[deed][on];
}

gboolean deed_is_job(enum deed_kind deed)
{
  return deed == DEED_MIGRATE || deed == DEED_RESUME_POSTCOPY || deed == DEED_SAVE;
}

guint intent_bound_sec(const struct intent *intent)
{
  guint64 sec = 0;
  g_variant_lookup(intent->arguments, "time_limit_sec", "t", &sec);
  return (guint)sec;
}

guint intent_limit_sec(const struct intent *intent)
{
  guint bound_sec = intent_bound_sec(intent);
  gboolean is_unbound = bound_sec == 0 && (intent->deed == DEED_MIGRATE || intent->deed == DEED_RESUME_POSTCOPY);
  return is_unbound ? G_MAXUINT : bound_sec + deeds[intent->deed].limit_sec;
}

static void add(GVariantBuilder *arguments, const char *name, GVariant *value)
{
  g_variant_builder_add(arguments, "{sv}", name, value);
}

static void add_migration(GVariantBuilder *arguments, const struct deed_order *order)
{
  enum move_method method = order->move->method;
  const struct move_terms *terms = order->terms;
  add(arguments, "live", g_variant_new_boolean(method != METHOD_QUICK));
  add(arguments, "converge", g_variant_new_boolean(method == METHOD_CONVERGE));
  add(arguments, "postcopy", g_variant_new_boolean(method == METHOD_POSTCOPY));
  add(arguments, "tls", g_variant_new_boolean(terms->tls));
  add(arguments, "bandwidth_mibps", g_variant_new_uint64((terms->bits_per_sec / 8 + MIB - 1) / MIB));
  add(arguments, "downtime_ms", g_variant_new_uint64(terms->max_downtime_ms));
  add(arguments, "time_limit_sec", g_variant_new_uint64(terms->limit_ms / 1000));
}

GVariant *deed_arguments(enum deed_kind deed, const struct deed_order *order)
{
  g_autofree char *to = subject_format(SUBJECT_HOST, order->move->to);
  GVariantBuilder arguments;
  g_variant_builder_init(&arguments, G_VARIANT_TYPE_VARDICT);
  gboolean goes_there = deed == DEED_MIGRATE || deed == DEED_RESUME_POSTCOPY || deed == DEED_COPY_DEFINITION;
  if (goes_there)
    add(&arguments, "to", g_variant_new_string(to));
  if (deed == DEED_MIGRATE || deed == DEED_RESUME_POSTCOPY)
    add_migration(&arguments, order);
  if (goes_there)
    add(&arguments, "autostart", g_variant_new_boolean(order->starts_with_host));
  if (deed == DEED_SAVE || deed == DEED_CHECK_IMAGE || deed == DEED_RESTORE || deed == DEED_REMOVE_IMAGE)
    add(&arguments, "path", g_variant_new_string(order->image));
  if (deed == DEED_SHUTDOWN)
    add(&arguments, "time_limit_sec", g_variant_new_uint64(order->terms->shutdown_ms / 1000));
  if (deed == DEED_SET_AUTOSTART)
    add(&arguments, "autostart", g_variant_new_boolean(TRUE));
  return g_variant_builder_end(&arguments);
}

char *image_path(const char *save_dir, guint64 action_id, const char *guest_uuid)
{
  return g_strdup_printf("%s/provost-%" G_GUINT64_FORMAT "-%s.img", save_dir, action_id, guest_uuid);
}
