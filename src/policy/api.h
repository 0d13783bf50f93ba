#pragma once
/*
 * All that policies and their tests can call and read, as api.def lists it. The functions are registered by their rows
 * (lua_bind), so that none is without one. Plain constants.
 */
#include "model/object.h"

/* Whose a row is: bits. */
enum {
  OF_HOST = 1 << SUBJECT_HOST,
  OF_GUEST = 1 << SUBJECT_GUEST,
  OF_CLUSTER = 1 << SUBJECT_CLUSTER,
  OF_DEVICE = 1 << SUBJECT_DEVICE,
  OF_SERVICE = 1 << SUBJECT_SERVICE,
  OF_PART = 1 << SUBJECT_KINDS,
  OF_PROVOST = OF_PART << 1,
  OF_WINDOW = OF_PART << 2,
  OF_BASELINE = OF_PART << 3,
  OF_TEST = OF_PART << 4,
  OF_GLOBALS = OF_PART << 5, /* of test files */
  OF_MEASURED = OF_HOST | OF_GUEST | OF_DEVICE, /* has metrics of its own, and parts */
  OF_MEMBER = OF_MEASURED | OF_CLUSTER,         /* is of the fleet */
  OF_SUBJECT = OF_MEMBER | OF_SERVICE
};

#define FIELD(id, owners, name, type, sentence) API_##id,
#define FUNCTION(id, owners, name, call, parameters, results, sentence) API_##id,
enum api_id {
#include "policy/api.def"
  API_ROWS
};
#undef FIELD
#undef FUNCTION

struct api_row {
  guint owners;
  const char *name;
  const char *call;       /* how it is written: "window:percentile(p)"; NULL: it is a field */
  const char *parameters; /* "p number", of a function */
  const char *type;       /* of a field, or what a function gives: "number value" */
  const char *sentence;
};

const struct api_row *api_row(enum api_id id);

/* What is made of the rows, to be freed: a list of mdoc(7) entries of those rows of `owners` that are functions or
 * fields, and the annotations for the Lua language server. */
char *api_manual(guint owners, gboolean functions);
char *api_annotations(void);
