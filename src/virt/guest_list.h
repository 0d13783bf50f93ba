#pragma once
/*
 * All guests of one host, active or not, as libvirt tells them: domain statistics, and the lists of
 * persistent and of autostarted domains, so three calls however many guests there are.
 */
#include "model/guest.h"

#include <libvirt/libvirt.h>

/* What a virDomainState and the reason that goes with it mean to us. Pure. */
void guest_state_take(guint64 state, guint64 reason, struct sighting *sighting);

/* The sightings behind `records`, sorted by UUID: GArray of struct sighting, at most
 * LIMIT_GUESTS_PER_HOST. Blocks. NULL when a call failed: library_error() says why. */
GArray *guest_list_read(virConnectPtr connection, virDomainStatsRecordPtr *records, int n);

gboolean guest_list_equal(const GArray *a, const GArray *b);

/* A floating GUESTS body. */
GVariant *guest_list_message(const char *host, const GArray *list);
