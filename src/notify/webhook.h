#pragma once
/*
 * One webhook: the events that it is to be told of, in their order, each until it was taken or refused for good; one request at a
 * time, so that order holds. WEBHOOK_WAITING events wait for it at most, the oldest are dropped and counted. What is on its way
 * when the program dies is told again by the core: hence each has an Idempotency-Key, which stays the same (draft
 * ietf-httpapi-idempotency-key-header).
 */
#include "notify/http.h"
#include "notify/outlet.h"

#define WEBHOOK_WAITING 1000
#define WEBHOOK_MOST_MS 300000

struct webhook;

struct webhook_options {
  const char *name, *url, *method;
  const char *const *on;       /* kinds of events, NULL-terminated */
  guint min_severity;          /* enum severity, of tips */
  const char *const *headers;  /* NULL-terminated; one of them may be a secret */
  const char *template;        /* NULL: the event's JSON */
  const char *ca_file;         /* NULL: whom this machine trusts */
  guint timeout_ms;
};

/* All is copied. `settled` is called whenever an event is off its hands. */
struct webhook *webhook_new(struct http *http, const struct webhook_options *options, void (*settled)(gpointer user), gpointer user);
void webhook_free(struct webhook *webhook);

/* `key` names the event for good, over restarts. FALSE: it is none of those it is told of. */
gboolean webhook_take(struct webhook *webhook, guint64 number, const char *kind, const char *event, const char *key);

/* The number of the oldest event that is not settled; 0: all are. `waits`: how many. */
guint64 webhook_oldest(const struct webhook *webhook, guint *waits);

const struct outlet *webhook_outlet(const struct webhook *webhook);
