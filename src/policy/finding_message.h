#pragma once
/*
 * A finding as the body of FINDING.
 */
#include "model/tip.h"

GVariant *finding_message(const struct finding *finding); /* floating */
