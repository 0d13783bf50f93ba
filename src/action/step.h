#pragma once
/*
 * What a method is made of: const tables of steps, each one deed, and for each kind of deed how it is
 * shown and how long it may take. Pure.
 */
#include "model/action.h"
#include "model/fleet.h"

enum place { ON_SOURCE, ON_DESTINATION, PLACES };

struct step {
  enum deed_kind deed;
  enum place on;
  gboolean only_persistent; /* skipped for a guest without a definition */
};

struct route {
  const struct step *steps;
  guint n_steps;
};

/* How a method begins; what follows is up to recovery.h, on fresh answers. NULL for METHOD_AUTO. */
const struct route *route_of_method(enum move_method method);

/* Quick through an image in the cluster's save directory. */
const struct route *route_saved(void);

/* Whether the guest must have a definition, and the destination none of it, for the method. */
gboolean method_needs_definition(enum move_method method);

const char *deed_phase(enum deed_kind deed);      /* "copying memory": what is going on meanwhile */
gboolean deed_is_remnant(enum deed_kind deed);    /* it only tidies up: the guest is settled already */
/* It leads to the destination: not begun any more once the move is cancelled. */
gboolean deed_leads_on(enum deed_kind deed, enum place on);
gboolean deed_is_job(enum deed_kind deed);        /* of libvirt: it has progress and outlives who asked for it */

/* The bound that the deed was told, and after which there is no answer any more: the outcome is unknown. */
guint intent_bound_sec(const struct intent *intent);
guint intent_limit_sec(const struct intent *intent);

struct deed_order {
  const struct move *move;
  const struct move_terms *terms;
  const char *image; /* path of the image, where the deed has one */
  gboolean starts_with_host;
};

/* The arguments of a deed (model/deed.h). Floating. */
GVariant *deed_arguments(enum deed_kind deed, const struct deed_order *order);

/* Named by the action, so that no image is ever taken for another's. Caller frees. */
char *image_path(const char *save_dir, guint64 action_id, const char *guest_uuid);
