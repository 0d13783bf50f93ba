#include "pipeline/one_source.h"

#include "model/object.h"
#include "wire/samples.h"

struct sifting {
  const struct fleet *fleet;
  struct samples_builder *kept;
};

static void keep_unless_polled(const struct samples_head *head, const char *name, const struct reading *readings,
                               gsize n, gpointer user)
{
  (void)head;
  struct object object;
  struct sifting *sifting = user;
  if (!object_parse(name, &object))
    return;
  g_autofree char *guest = subject_format(SUBJECT_GUEST, object.key);
  if (object.kind == SUBJECT_GUEST && fleet_guest(sifting->fleet, object.key) && !fleet_agent_link(sifting->fleet, guest))
    samples_builder_add(sifting->kept, name, readings, n);
}

GVariant *one_source(const struct fleet *fleet, GVariant *body)
{
  gint64 stamp_sec;
  guchar source;
  g_variant_get_child(body, 0, "x", &stamp_sec);
  g_variant_get_child(body, 1, "y", &source);
  if (source != SOURCE_AGENT)
    return g_variant_ref(body);
  struct sifting sifting = {fleet, samples_builder_new()};
  samples_each(MESSAGE_SAMPLES, body, keep_unless_polled, &sifting);
  GVariant *kept = g_variant_ref_sink(samples_builder_end(sifting.kept, stamp_sec, SOURCE_AGENT));
  samples_builder_free(sifting.kept);
  return kept;
}
