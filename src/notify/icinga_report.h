#pragma once
/* Events and objects of Icinga 2 as alert reports: the JSON of POST /v1/alerts. Pure. */
#include <jansson.h>

#include <glib.h>

/* Of one line of /v1/events, and of one object of /v1/objects/hosts or services. NULL: it says nothing that others need to know,
 * or is about what we said ourselves. New reference. */
json_t *icinga_report_of_event(const json_t *event);
json_t *icinga_report_of_object(const json_t *object);
