#include "model/obstacle.h"

#include "model/names.h"

#define STREAMED (1 << METHOD_LIVE | 1 << METHOD_CONVERGE | 1 << METHOD_POSTCOPY | 1 << METHOD_QUICK)

static const char *const texts[OBSTACLES] = {
    [OBSTACLE_SNAPSHOTS] = "it has snapshots",
    [OBSTACLE_PASSTHROUGH] = "it uses a device of its host",
    [OBSTACLE_LOCAL_DISK] = "its disk is on storage that the destination does not have",
    [OBSTACLE_HOST_NETWORK] = "it uses a network that the destination does not have",
    [OBSTACLE_MANAGED_SAVE] = "it has a managed save image, which would be lost",
    [OBSTACLE_CPU] = "the destination's processors lack what it uses",
    [OBSTACLE_MEMORY] = "the destination has too little memory free",
    [OBSTACLE_NAME] = "another guest of its name is defined on the destination",
    [OBSTACLE_FOREIGN_JOB] = "a job that provost did not order is going on",
    [OBSTACLE_TRANSIENT] = "it has no lasting definition",
    [OBSTACLE_NVRAM] = "its firmware variables or TPM are in files of its host",
    [OBSTACLE_UNPLUG] = "it did not answer when it was asked to let processors go, and its QEMU may die of a move",
};

static const char *const remedies[OBSTACLES] = {
    [OBSTACLE_SNAPSHOTS] = "delete them",
    [OBSTACLE_PASSTHROUGH] = "detach it",
    [OBSTACLE_LOCAL_DISK] = "put it on storage that both hosts have",
    [OBSTACLE_HOST_NETWORK] = "set it up there",
    [OBSTACLE_MANAGED_SAVE] = "remove it with virsh managedsave-remove",
    [OBSTACLE_CPU] = "choose another host",
    [OBSTACLE_MEMORY] = "choose another host",
    [OBSTACLE_NAME] = "rename or undefine that one",
    [OBSTACLE_FOREIGN_JOB] = "wait until it is over",
    [OBSTACLE_TRANSIENT] = "define it",
    [OBSTACLE_NVRAM] = "move it live",
    [OBSTACLE_UNPLUG] = "shut it down and start it",
};

/* The methods that get by with it. */
static const guint permitted[OBSTACLES] = {
    [OBSTACLE_CPU] = 1 << METHOD_COLD,
    [OBSTACLE_TRANSIENT] = STREAMED,
    [OBSTACLE_NVRAM] = STREAMED,
    [OBSTACLE_UNPLUG] = 1 << METHOD_COLD,
};

gboolean obstacle_permits(enum obstacle obstacle, enum move_method method)
{
  return (permitted[obstacle] & 1u << method) != 0;
}

const char *obstacle_text(enum obstacle obstacle)
{
  return name_of(texts, OBSTACLES, obstacle);
}

const char *obstacle_remedy(enum obstacle obstacle)
{
  return name_of(remedies, OBSTACLES, obstacle);
}
