#include "serve/plan_request.h"

#include "base/error.h"
#include "base/limits.h"
#include "model/guest_needs.h"

#include <math.h>
#include <string.h>

#define NEEDS_MAX 64

/* Zero and NaN: not said. */
struct numbers {
  json_int_t memory, vcpus;
  double cpu_pct, disk, network;
};

static gboolean is_within(const struct numbers *numbers)
{
  return numbers->memory >= 0 && (guint64)numbers->memory <= PROFILE_MEMORY_MAX && numbers->vcpus >= 0 &&
         numbers->vcpus <= PROFILE_VCPUS_MAX && !(numbers->cpu_pct < 0 || numbers->cpu_pct > 100) &&
         !(numbers->disk < 0 || numbers->disk > PROFILE_RATE_MAX) &&
         !(numbers->network < 0 || numbers->network > PROFILE_RATE_MAX);
}

static gboolean read_needs(struct plan_request *request, const json_t *json, GError **error)
{
  struct guest_profile *profile = &request->profile;
  const struct names_wanted wanted[] = {
      {"networks", NEEDS_MAX, LIMIT_NAME, FALSE, {NEED_NETWORK, NEED_INTERFACE}, &profile->networks},
      {"storage", NEEDS_MAX, LIMIT_URI, FALSE, {NEED_POOL, NEED_PATH}, &profile->storage},
      {"labels", LIMIT_LABELS, LIMIT_NAME, TRUE, {NULL}, &profile->labels},
      {"licences", NEEDS_MAX, LIMIT_NAME, FALSE, {NULL}, &profile->licences},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
    if (!plan_request_read_names(request, json, &wanted[i], error))
      return FALSE;
  return TRUE;
}

static gboolean unpack(struct plan_request *request, const json_t *json, struct numbers *numbers, GError **error)
{
  json_t *lists[4] = {NULL};
  json_error_t where;
  if (json_unpack_ex((json_t *)json, &where, 0, "{s?s, s?s, s?I, s?I, s?F, s?F, s?F, s?o, s?o, s?o, s?o !}", "name",
                     &request->profile.name, "like", &request->profile.like, "memory_bytes", &numbers->memory, "vcpus",
                     &numbers->vcpus, "cpu_pct", &numbers->cpu_pct, "disk_bytes_per_sec", &numbers->disk,
                     "network_bytes_per_sec", &numbers->network, "networks", &lists[0], "storage", &lists[1], "labels",
                     &lists[2], "licences", &lists[3]) == 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a new guest is {\"memory_bytes\": number, \"vcpus\": number} or {\"like\": guest}, and \"name\", \"cpu_pct\", "
              "\"disk_bytes_per_sec\", \"network_bytes_per_sec\", \"networks\", \"storage\", \"labels\", \"licences\": %s",
              where.text);
  return FALSE;
}

gboolean plan_request_read_profile(struct plan_request *request, const json_t *json, GError **error)
{
  struct guest_profile *profile = &request->profile;
  struct numbers numbers = {0, 0, NAN, NAN, NAN};
  if (!unpack(request, json, &numbers, error))
    return FALSE;
  if (!is_within(&numbers) || (!profile->like && (numbers.memory == 0 || numbers.vcpus == 0)) ||
      (profile->name && (!*profile->name || strlen(profile->name) > LIMIT_NAME))) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a new guest has a name of up to %d bytes, memory up to 64 TiB, 1 to %d vcpus, a cpu_pct of 0 to 100, and up to "
                "10 TB/s of disk and network; memory and vcpus are left out only where it is \"like\" another",
                LIMIT_NAME, PROFILE_VCPUS_MAX);
    return FALSE;
  }
  profile->memory_bytes = (guint64)numbers.memory;
  profile->vcpus = (guint)numbers.vcpus;
  profile->cpu_pct = numbers.cpu_pct;
  profile->disk_bytes_per_sec = numbers.disk;
  profile->network_bytes_per_sec = numbers.network;
  request->question.profile = profile;
  return read_needs(request, json, error);
}
