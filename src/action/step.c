#include "action/step.h"

#include "model/object.h"

static const struct step direct_steps[] = {
    {DEED_MIGRATE, ON_SOURCE, FALSE},
};

/* At any point the guest can be brought back at exactly one place: running on the source up to the save,
 * in the image up to the restore, running where it was restored from then on. */
static const struct step saved_steps[] = {
    {DEED_COPY_DEFINITION, ON_SOURCE, TRUE},
    {DEED_SAVE, ON_SOURCE, FALSE},
    {DEED_CHECK_IMAGE, ON_DESTINATION, FALSE},
    {DEED_RESTORE, ON_DESTINATION, FALSE},
};

static const struct {
  const char *phase;
  guint limit_sec;
} deeds[DEED_KINDS] = {
    [DEED_MIGRATE] = {"copying memory", MIGRATE_LIMIT_SEC + 60},
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
};

const struct route *route_of_method(enum move_method method)
{
  static const struct route direct = {direct_steps, G_N_ELEMENTS(direct_steps)};
  return method == METHOD_LIVE || method == METHOD_CONVERGE || method == METHOD_QUICK ? &direct : NULL;
}

const struct route *route_saved(void)
{
  static const struct route saved = {saved_steps, G_N_ELEMENTS(saved_steps)};
  return &saved;
}

const char *deed_phase(enum deed_kind deed)
{
  return deeds[deed].phase;
}

guint deed_limit_sec(enum deed_kind deed)
{
  return deeds[deed].limit_sec;
}

gboolean deed_is_remnant(enum deed_kind deed)
{
  return deed == DEED_UNDEFINE || deed == DEED_REMOVE_IMAGE;
}

GVariant *deed_arguments(enum deed_kind deed, const struct move *move, const char *image)
{
  g_autofree char *to = subject_format(SUBJECT_HOST, move->to);
  GVariantBuilder arguments;
  g_variant_builder_init(&arguments, G_VARIANT_TYPE_VARDICT);
  if (deed == DEED_MIGRATE || deed == DEED_COPY_DEFINITION)
    g_variant_builder_add(&arguments, "{sv}", "to", g_variant_new_string(to));
  if (deed == DEED_MIGRATE) {
    g_variant_builder_add(&arguments, "{sv}", "live", g_variant_new_boolean(move->method != METHOD_QUICK));
    g_variant_builder_add(&arguments, "{sv}", "converge", g_variant_new_boolean(move->method == METHOD_CONVERGE));
    g_variant_builder_add(&arguments, "{sv}", "bandwidth_mibps", g_variant_new_uint64(0));
    g_variant_builder_add(&arguments, "{sv}", "downtime_ms", g_variant_new_uint64(0));
    g_variant_builder_add(&arguments, "{sv}", "time_limit_sec", g_variant_new_uint64(MIGRATE_LIMIT_SEC));
  }
  if (deed == DEED_SAVE || deed == DEED_CHECK_IMAGE || deed == DEED_RESTORE || deed == DEED_REMOVE_IMAGE)
    g_variant_builder_add(&arguments, "{sv}", "path", g_variant_new_string(image));
  return g_variant_builder_end(&arguments);
}

char *image_path(const char *save_dir, guint64 action_id, const char *guest_uuid)
{
  return g_strdup_printf("%s/provost-%" G_GUINT64_FORMAT "-%s.img", save_dir, action_id, guest_uuid);
}
