#pragma once
/*
 * Policies that shall not run: disabled by an operator, which is remembered over restarts, or suspended because they
 * failed repeatedly, until they are enabled by hand, a new version of their pack comes, or provostd is started anew.
 * Core's thread; writing the few lines of the file is the only thing that blocks, at an operator's order.
 */
#include "wire/messages.h"

#define HELD_MAX 1024       /* policies that may be disabled */
#define KILLS_TO_SUSPEND 3

struct held;

/* `path`: where the disabled ones are remembered; NULL: nowhere. A file that cannot be read is warned of. */
struct held *held_new(const char *path);
void held_free(struct held *held);

/* FALSE with a sentence where it could not be remembered: then nothing has changed. `why` is a sentence. */
gboolean held_disable(struct held *held, const char *policy, const char *why, GError **error);
/* It may run again, whatever held it; its past is forgotten. */
gboolean held_release(struct held *held, const char *policy, GError **error);

/* The role died or had to be killed while the policy ran; the n-th time is returned, and KILLS_TO_SUSPEND suspend it. */
guint held_count_kill(struct held *held, const char *policy);

/* POLICIES: those that were suspended are held from now on, and those that run again are not any more. */
void held_take_policies(struct held *held, GVariant *policies);

gboolean held_has(const struct held *held, const char *policy);

/* a(sys): (policy, enum policy_state, reason) for POLICY_CONFIGURE. Floating. */
GVariant *held_body(const struct held *held);
