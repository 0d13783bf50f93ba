#include "model/deed.h"

#include "model/names.h"

static const char *const kind_names[DEED_KINDS] = {
    [DEED_MIGRATE] = "migrate",
    [DEED_SAVE] = "save",
    [DEED_CHECK_IMAGE] = "check image",
    [DEED_RESTORE] = "restore",
    [DEED_COPY_DEFINITION] = "copy definition",
    [DEED_UNDEFINE] = "undefine",
    [DEED_REMOVE_IMAGE] = "remove image",
    [DEED_RESUME] = "resume",
    [DEED_ABORT] = "abort",
    [DEED_SHUTDOWN] = "shut down",
    [DEED_START] = "start",
    [DEED_SET_AUTOSTART] = "set autostart",
    [DEED_SET_MEMORY] = "set memory",
    [DEED_SET_VCPUS] = "set vcpus",
    [DEED_RESUME_POSTCOPY] = "resume post-copy",
    [DEED_RUN] = "run",
};

static const char *const result_names[DEED_RESULTS] = {
    [DEED_DONE] = "done",
    [DEED_FAILED] = "failed",
    [DEED_UNKNOWN] = "unknown",
};

const char *deed_kind_name(enum deed_kind kind)
{
  return name_of(kind_names, DEED_KINDS, kind);
}

const char *deed_result_name(enum deed_result result)
{
  return name_of(result_names, DEED_RESULTS, result);
}

gboolean deed_kind_parse(const char *name, enum deed_kind *kind)
{
  return name_find(kind_names, DEED_KINDS, name, kind);
}

gboolean deed_result_parse(const char *name, enum deed_result *result)
{
  return name_find(result_names, DEED_RESULTS, name, result);
}
