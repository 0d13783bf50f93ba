#include "pipeline/outward.h"

#include "model/ourselves.h"
#include "pipeline/guest_objects.h"
#include "wire/policy_row.h"

#define OBJECTS_SEC 3 /* between two looks at the guests */

struct outward {
  struct results_options options;
  struct outward_terms terms;
  struct results *results;
  struct downtimes *downtimes;
  GVariant *objects; /* as told last; NULL: not yet */
  guint until_look;
};

struct outward *outward_new(const struct results_options *options)
{
  struct outward *outward = g_new0(struct outward, 1);
  outward->options = *options;
  outward->results = results_new(options);
  outward->downtimes = downtimes_new(options->send, options->user);
  return outward;
}

void outward_free(struct outward *outward)
{
  if (!outward)
    return;
  g_clear_pointer(&outward->objects, g_variant_unref);
  results_free(outward->results);
  downtimes_free(outward->downtimes);
  g_free(outward);
}

void outward_set_terms(struct outward *outward, const struct outward_terms *terms)
{
  outward->terms = *terms;
  outward->until_look = 0;
  results_set_terms(outward->results, &terms->nagios, &terms->icinga);
  downtimes_set_outlets(outward->downtimes, terms->downtimes);
}

void outward_take_tip(struct outward *outward, const struct tip *tip)
{
  results_take_tip(outward->results, tip);
}

void outward_take_finding(struct outward *outward, const struct finding *finding)
{
  results_take_finding(outward->results, finding);
}

void outward_take_action(struct outward *outward, const struct action *action)
{
  downtimes_take_action(outward->downtimes, action);
}

/* ---- objects ------------------------------------------------------------------------------------- */

static GVariant *services_of_guests(const struct outward *outward)
{
  GVariant *policies = evaluation_policies(outward->options.evaluation);
  GVariantBuilder services;
  g_variant_builder_init(&services, G_VARIANT_TYPE_STRING_ARRAY);
  if (!outward->terms.icinga.by_policy)
    g_variant_builder_add_value(&services, g_variant_new_take_string(our_service(NULL)));
  for (gsize i = 0; outward->terms.icinga.by_policy && i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.subject == SUBJECT_GUEST)
      g_variant_builder_add_value(&services, g_variant_new_take_string(our_service(row.name)));
  }
  return g_variant_builder_end(&services);
}

/* Services are known with the policies: before that they would all be taken away. */
static void look_at_guests(struct outward *outward)
{
  if (!outward->terms.has_objects || !evaluation_policies(outward->options.evaluation))
    return;
  g_autoptr(GVariant) now = g_variant_ref_sink(guest_objects_body(outward->options.fleet, services_of_guests(outward)));
  if (outward->objects && g_variant_equal(outward->objects, now))
    return;
  if (!outward->options.send(MESSAGE_OBJECTS, now, outward->options.user))
    return;
  g_clear_pointer(&outward->objects, g_variant_unref);
  outward->objects = g_steal_pointer(&now);
}

void outward_role_is_up(struct outward *outward)
{
  g_clear_pointer(&outward->objects, g_variant_unref);
  outward->until_look = 0;
  results_role_is_up(outward->results);
}

void outward_take_second(struct outward *outward)
{
  results_take_second(outward->results);
  if (outward->until_look-- > 0)
    return;
  outward->until_look = OBJECTS_SEC;
  look_at_guests(outward);
}
