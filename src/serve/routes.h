#pragma once
/*
 * Which request is answered by whom: one const table of method, path, role and handler. The handlers stand
 * in the files named after their nouns. A POST carries nothing or one JSON object; a GET changes nothing.
 */
#include "model/access.h"
#include "serve/call.h"

struct route {
  const char *method;
  const char *path;  /* '*' stands for one segment, the call's key */
  const char *query; /* parameters it knows, joined with ','; "" none */
  enum access needs; /* the role that a caller must have */
  void (*answer)(struct call *call);
  gsize body_max; /* bytes of a request's body */
};

#define ROUTE_BODY_MAX 65536 /* of most */

/* Bytes that the body of a request may have; one that is refused already has no route, NULL. */
gsize route_body_max(const struct route *route);

/* All `n` of them, for the test that holds openapi.json to them. */
const struct route *routes_all(gsize *n);

/* The route of a request, and its key into the call; NULL where there is none or the request is not
 * wanted like this: then the call is answered with 404, 405, 400 or 413. */
const struct route *route_find(struct call *call, struct MHD_Connection *connection, const char *method,
                               const char *path);

void answer_exposition(struct call *call);
void answer_openapi(struct call *call);
void answer_status(struct call *call);
void answer_doctor(struct call *call);
void answer_rehearsal(struct call *call);
void answer_policies(struct call *call);
void answer_reload(struct call *call);
void answer_policy(struct call *call);
void answer_canaries(struct call *call);
void answer_policies_reload(struct call *call);
void answer_policy_enable(struct call *call);
void answer_policy_disable(struct call *call);
void answer_clusters(struct call *call);
void answer_hosts(struct call *call);
void answer_host(struct call *call);
void answer_host_restrict(struct call *call);
void answer_host_release(struct call *call);
void answer_host_evacuate(struct call *call);
void answer_devices(struct call *call);
void answer_device(struct call *call);
void answer_guests(struct call *call);
void answer_guest(struct call *call);
void answer_dirty_rate(struct call *call);
void answer_tips(struct call *call);
void answer_tip(struct call *call);
void answer_tip_accept(struct call *call);
void answer_tip_dismiss(struct call *call);
void answer_pause(struct call *call);
void answer_resume(struct call *call);
void answer_audit(struct call *call);
void answer_traps(struct call *call);
void answer_trap_take(struct call *call);
void answer_alerts(struct call *call);
void answer_alert(struct call *call);
void answer_alert_take(struct call *call);
void answer_actions(struct call *call);
void answer_action(struct call *call);
void answer_action_cancel(struct call *call);
void answer_moves(struct call *call);
void answer_resizes(struct call *call);
void answer_placements(struct call *call);
void answer_plans(struct call *call);
void answer_report_licences(struct call *call);
void answer_why(struct call *call);
void answer_events(struct call *call);
void answer_metrics(struct call *call);
void answer_flush(struct call *call);
void answer_graph(struct call *call);
