#pragma once
/*
 * All guests of one host, active or not, as libvirt tells them: domain statistics, so one call however
 * many guests there are, and the lists of persistent and of autostarted domains, which are read again only
 * after an event, when the guests are others, and with each regular list.
 */
#include "model/guest.h"

#include <libvirt/libvirt.h>

/* What a virDomainState and the reason that goes with it mean to us. Pure. */
void guest_state_take(guint64 state, guint64 reason, struct sighting *sighting);

/* The UUIDs of the guests that are persistent and those that start with their host. Begins as {0}. */
struct guest_flags {
  GHashTable *persistent, *autostart;
};

/* Blocks. FALSE when a call failed, flags untouched: library_error() says why. */
gboolean guest_flags_read(virConnectPtr connection, struct guest_flags *flags);
void guest_flags_clear(struct guest_flags *flags);

/* The sightings behind `records`, sorted by UUID: GArray of struct sighting, at most
 * LIMIT_GUESTS_PER_HOST. */
GArray *guest_list_read(const struct guest_flags *flags, virDomainStatsRecordPtr *records, int n);

/* Whether both lists are of the same guests, however these are. */
gboolean guest_list_has_same_guests(const GArray *a, const GArray *b);

gboolean guest_list_equal(const GArray *a, const GArray *b);

/* A floating GUESTS body. */
GVariant *guest_list_message(const char *host, const GArray *list);
