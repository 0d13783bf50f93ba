#pragma once
/* What the run machinery asks of resize.c where a run is a resize. Inside action/; core's thread. */
#include "action/resize.h"
#include "action/run.h"

/* As actions_check_resize, asked by a run of its own (NULL: none yet). */
gboolean resize_admit(const struct actions *actions, const struct resize *resize, const char *by, const struct run *own,
                      GError **error);

GVariant *resize_arguments(const struct action *action, enum deed_kind deed); /* of the deed; floating */

/* The host has answered how the guest is: goes on, or ends. */
void resize_judge(struct run *run);

/* FALSE: a deed is under way, which cannot be stopped, or all is done and only looked at. */
gboolean resize_cancel(struct run *run, const char *by);
