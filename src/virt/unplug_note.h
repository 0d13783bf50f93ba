#pragma once
/*
 * A note in the metadata of a running guest: it was asked to let processors go, and was not seen to have done so. From
 * then on its QEMU and libvirt may differ in how many it has, and its state fits no other QEMU that libvirt starts for it;
 * QEMU 7.2 without KVM even dies as soon as the state is sent or saved. The note is of this run of the guest, so that it
 * lasts as long as the danger does, and everybody can read it: virsh dumpxml. Source: virDomainSetMetadata with
 * VIR_DOMAIN_AFFECT_LIVE. Blocks.
 */
#include <libvirt/libvirt.h>

#include <glib.h>

#define UNPLUG_NOTE_PATH "/domain/metadata/provost:unplug" /* in the guest's document */

/* Leaves it; `is_new`: it was not there. FALSE: it could not be left, the last libvirt error says why. */
gboolean unplug_note_leave(virDomainPtr domain, gboolean *is_new);

/* Takes it back. What cannot be taken back stays, which costs the guest no more than moves but cold ones. */
void unplug_note_take_back(virDomainPtr domain);
