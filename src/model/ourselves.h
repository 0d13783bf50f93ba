#pragma once
/*
 * What we are called in a Nagios or an Icinga, where we write results and plan downtimes, and by which they are told from others'
 * when they come back. Pure; any thread.
 */
#include <glib.h>

#define OURSELVES "provost" /* the author of our downtimes */

/* "provost", or "provost POLICY" (NULL: none), the service that is told how a subject does. Caller frees. */
char *our_service(const char *policy);

/* Whether it is one of those; NULL is none. */
gboolean our_service_is(const char *service);

/* The policy of one of ours; NULL: it is that of all of them. Borrowed from it. */
const char *our_service_policy(const char *service);
