#pragma once
/*
 * A finding as the body of FINDING, with the settings in force (a{ss}), which are made once for many. It has no
 * more evidence and remedies than LIMIT_EVIDENCE and LIMIT_REMEDIES.
 */
#include "model/tip.h"

GVariant *finding_message(const struct finding *finding, GVariant *settings); /* floating */
