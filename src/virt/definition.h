#pragma once
/*
 * What a guest's definition says it needs of a host: networks, interfaces, storage, processor (model/guest_needs.h).
 * What cannot be named is left out and so forbids no host: interfaces without a network of libvirt's or a device of the
 * host, disks on the network, disks that libvirt lets be missing (startupPolicy), names longer than LIMIT_URI, and all
 * beyond LIMIT_INSTANCES of each kind. Source: virDomainGetXMLDesc. Pure.
 */
#include "model/guest_needs.h"

/* A processor as libvirt compares it. Counted with g_atomic_rc_box_*. */
struct cpu_question {
  char *key;       /* a digest of the rest */
  char *virt_type; /* "kvm", "qemu": who is to provide it */
  char *arch;      /* "x86_64"; "": not said */
  char *xml;       /* <cpu> with model, vendor and features only */
};

void cpu_question_unref(struct cpu_question *question);

/* Caller frees. `question` gets the processor where the need is CPU_NEED_EXACT (to be unreferenced), else NULL. NULL: the
 * document is not well-formed or larger than LIMIT_DEFINITION bytes. */
#define LIMIT_DEFINITION (1u << 20)
struct guest_needs *definition_read(const char *xml, struct cpu_question **question);
