#include "policy/api.h"

#define FIELD(id, owners, name, type, sentence) [API_##id] = {owners, name, NULL, NULL, type, sentence},
#define FUNCTION(id, owners, name, call, parameters, results, sentence)                                                \
  [API_##id] = {owners, name, call, parameters, results, sentence},
static const struct api_row rows[API_ROWS] = {
#include "policy/api.def"
};

const struct api_row *api_row(enum api_id id)
{
  return &rows[id];
}
