/* Who is let in by a key of `api` and cannot come. */
#include "daemon/doctor.h"

#include <sys/stat.h>

void doctor_access(json_t *findings, const struct config *config)
{
  const struct access_rules *rules = &config->access;
  struct stat status;
  for (enum access access = ACCESS_VIEWER; access < ACCESSES; access++)
    if (rules->groups[access] && rules->gids[access] == ACCESS_NO_GID)
      doctor_add(findings, &(struct examined){"provostd", "API", HEALTH_WARNING, "make the group, then: provost reload"},
                 "api.groups.%s lets nobody in: this machine has no group %s", access_name(access), rules->groups[access]);
  if (access_has_groups(rules) && stat(config->runtime_dir, &status) == 0 && !(status.st_mode & S_IXOTH))
    doctor_add(findings, &(struct examined){"provostd", "API", HEALTH_WARNING, "chmod o+x it"},
               "members of the groups at api.groups cannot come to the socket, since %s is closed to others", config->runtime_dir);
}
