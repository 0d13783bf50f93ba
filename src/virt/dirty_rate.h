#pragma once
/*
 * DIRTY_RATE: how fast a running guest writes to its memory, as QEMU measures it (virDomainStartDirtyRateCalc, QEMU
 * 5.2 and libvirt 7.2 or later). It looks at some pages before and after, which costs the guest next to nothing, so the
 * figure is an estimate. A guest that is being migrated or saved is left alone.
 */
#include "virt/questions.h"

void dirty_rate_take(struct questions *questions, GVariant *body);
