#pragma once
/* What the configuration means for provost-notify, and for what the core has it tell others. */
#include "config/config.h"
#include "pipeline/outward.h"
#include "wire/channel.h"

/* Its programs and those whom it tells things; holds secrets. */
void configure_notify(const struct config *config, struct channel *channel);

struct outward_terms outward_terms_of(const struct config *config);
