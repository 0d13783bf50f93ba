#include "model/access.h"

#include "model/names.h"

static const char *const access_names[ACCESSES] = {
    [ACCESS_NONE] = "none",
    [ACCESS_VIEWER] = "viewer",
    [ACCESS_OPERATOR] = "operator",
    [ACCESS_ADMIN] = "admin",
};

const char *access_name(enum access access)
{
  return name_of(access_names, ACCESSES, access);
}

gboolean access_parse(const char *name, enum access *access)
{
  return name_find(access_names, ACCESSES, name, access);
}
