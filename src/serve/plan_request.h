#pragma once
/*
 * What the body of a placement or of a plan asks (POST /v1/placements, /v1/plans). Whatever the outside sizes has its limit; whether
 * hosts and guests of such names are there is for the verb to say. Pure.
 */
#include "model/plan_question.h"

#include <jansson.h>

/* What the question points to is kept here or belongs to the body, which must live as long. */
struct plan_request {
  struct plan_question question;
  struct guest_profile profile;
  double weights[RESOURCES];
  gboolean apply; /* of a plan: it is to be carried out */
  GPtrArray *lists; /* char **, each of them owned */
};

void plan_request_init(struct plan_request *request);
void plan_request_clear(struct plan_request *request);

/* Once each, of a request that was just made. FALSE: an INVALID error that says what is expected. */
gboolean plan_request_read_placement(struct plan_request *request, const json_t *body, GError **error);
gboolean plan_request_read_plan(struct plan_request *request, const json_t *body, GError **error);

/* "exclude", an array of hosts, of any body. */
gboolean plan_request_read_excluded(struct plan_request *request, const json_t *body, GError **error);

/* For its own two files: the array of names under `key`, or a map of names as "name=value", at most `max` of them. What is
 * not there is NULL. */
struct names_wanted {
  const char *key;
  guint max, bytes_max;     /* bytes of each name, and of each value of a map */
  gboolean is_map;
  const char *kinds[2];     /* with one of which a name must begin; NULL: with anything */
  const char *const **names;
};
gboolean plan_request_read_names(struct plan_request *request, const json_t *json, const struct names_wanted *wanted,
                                 GError **error);
/* {"memory_bytes": ...}, a guest that is not there yet; becomes the question's. */
gboolean plan_request_read_profile(struct plan_request *request, const json_t *json, GError **error);
