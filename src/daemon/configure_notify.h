#pragma once
/* What the configuration means for provost-notify, and for what the core has it tell others. */
#include "config/config.h"
#include "pipeline/acknowledge.h"
#include "pipeline/outward.h"
#include "wire/channel.h"

/* Its programs and those whom it tells things; holds secrets. */
void configure_notify(const struct config *config, struct channel *channel);

struct outward_terms outward_terms_of(const struct config *config);

/* What an acknowledgement there means; of one that is not configured it means nothing. */
struct acknowledge_terms acknowledge_terms_of(const struct config_results *results, gboolean is_there);
