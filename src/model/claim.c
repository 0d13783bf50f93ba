#include "model/claim.h"

const char *claim_state_name(enum claim_state state)
{
  static const char *const names[CLAIM_STATES] = {"unknown", "ours", "other", "none"};
  return names[state];
}
