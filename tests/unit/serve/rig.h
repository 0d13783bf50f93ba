#pragma once
/*
 * An API over a real fleet, tip book, actions and journal in a folder of its own, with verbs that remember
 * what they were asked; and a client that writes bytes and reads bytes, all in one thread's main loop.
 */
#include "serve/serve.h"

struct rig {
  char *folder, *socket;
  struct virtual_clock clock;
  struct journal *journal;
  struct fleet *fleet;
  struct tipbook *tips;
  struct trap_book *traps;
  struct actions *actions;
  struct event_book *events; /* of the life "life1" */
  struct serve *serve;
  guint wait_ms, idle_sec; /* for serve_new */
  const struct access_rules *access; /* the same */
  const char *certificate, *key;
  char *listen;
  /* What the verbs were asked last; the caller of a waiting one is answered through `token`. */
  guint moves, fetches, graphs, reloads;
  char *guest, *to, *by, *object;
  char *excluded; /* the first of them */
  enum move_method method;
  gboolean dry_run;
  enum metric_id metric;
  gint64 from_sec, to_sec;
  guint step_sec;
  serve_plan_done plan_done;
  serve_series_done series_done;
  serve_picture_done picture_done;
  serve_dirty_rate_done dirty_rate_done;
  serve_reload_done reload_done;
  serve_proposal_done proposal_done;
  guint proposals, alerts;
  const GError *alert_refusal; /* of all alerts; NULL: none is refused */
  guint seconds;
  GVariant *graph; /* as it would be sent to the reader */
  gpointer token;
};

#define RIG_NOW_US (G_GINT64_CONSTANT(1767322800) * G_USEC_PER_SEC) /* 2026-01-02T03:00:00Z */
#define RIG_UUID   "11111111-2222-3333-4444-555555555555"

/* Hosts h1 (all known, guest g1 runs on it) and h2 (libvirt down, nothing known), in cluster lab; tips 1
 * (open) and 2 (dismissed). Fit for cmocka's setup and teardown. */
int rig_up(void **state);
int rig_down(void **state);
/* Of policy host-cpu; a tip about a guest is a symptom of that about its host. */
void rig_raise_tip(struct rig *rig, const char *subject, const char *name);
void rig_serve(struct rig *rig); /* once more, with other limits */

/* Runs the main loop until `done(data)`; fails after ten seconds. */
void rig_until(gboolean (*done)(gpointer data), gpointer data);

/* A connection that collects what comes. */
struct wire {
  int fd;
  guint watch;
  GString *text;
  gboolean closed; /* by the other side */
};
struct wire *wire_new(const struct rig *rig);
struct wire *wire_of(int fd); /* that is connected, or connecting */
void wire_free(struct wire *wire);
gsize wire_send(struct wire *wire, const char *bytes, gsize size); /* all that the socket takes now */
void wire_write(struct wire *wire, const char *text);
void wire_read_all(struct wire *wire); /* until the other side closes */

/* The answer to one request; `body` NULL for a GET. */
struct answer {
  guint status;
  json_t *json; /* NULL where it is none */
};
struct answer ask(const struct rig *rig, const char *method, const char *path, const char *body);
struct answer answer_read(const char *text);

/* Asks, compares the status and, unless NULL, that the error sentence contains `words`. */
void expect_error(const struct rig *rig, const char *request, const char *body, guint status, const char *words);
/* Asks and compares the whole answer with the JSON in `wanted`, in which ' stands for ". */
void expect_json(const struct rig *rig, const char *path, const char *wanted);
