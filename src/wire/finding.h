#pragma once
/*
 * Reading FINDING: what an untrusted policy says, checked in full before anything of ours sees it. For whoever runs
 * provost-policy: the core, and a replay.
 */
#include "model/tip.h"

/* NULL where kind, subject, metric, severity, time or a number is none, or a limit is passed. */
struct finding *finding_read(GVariant *body);
