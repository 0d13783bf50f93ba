#pragma once
/*
 * What a pack declares that it may do, against what its policies and libraries do: remedies that are proposed and not
 * declared are errors, what is declared and not used are warnings at their places in pack.yaml.
 */
#include "config/manifest.h"
#include "policy/diagnostic.h"
#include "policy/policy.h"

/* Says where the file at `path`, a policy or a library, proposes what the pack does not declare. */
void lint_remedies(const struct pack_text *pack, const char *path, const struct script *script,
                   GPtrArray *diagnostics);

/* `policies` (struct policy): all of the pack, none of them refused. */
void lint_unused_capabilities(const struct manifest *manifest, const struct pack_text *pack, const GPtrArray *policies,
                              GPtrArray *diagnostics);
