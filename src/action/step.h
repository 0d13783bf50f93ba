#pragma once
/*
 * What a method is made of: const tables of steps, each one deed, and for each kind of deed how it is
 * shown and how long it may take. Pure.
 */
#include "model/action.h"

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

/* How a method begins: live, and quick as a stream from host to host. NULL for a method not made yet. */
const struct route *route_of_method(enum move_method method);

/* Quick through an image in the cluster's save directory. */
const struct route *route_saved(void);

const char *deed_phase(enum deed_kind deed);      /* "copying memory": what is going on meanwhile */
gboolean deed_is_remnant(enum deed_kind deed);    /* it only tidies up: the guest is settled already */
guint deed_limit_sec(enum deed_kind deed);        /* no answer for so long: the outcome is unknown */

#define MIGRATE_LIMIT_SEC 600 /* provost-virt is told to end a migration then, and is given some time to */

/* The arguments of a deed (model/deed.h). `image` is the path of the image, where the deed has one.
 * Floating. */
GVariant *deed_arguments(enum deed_kind deed, const struct move *move, const char *image);

/* Named by the action, so that no image is ever taken for another's. Caller frees. */
char *image_path(const char *save_dir, guint64 action_id, const char *guest_uuid);
