#pragma once
/*
 * One deed on its way: what was asked, how far it is, how it ended. Made by the main thread, carried out
 * by a thread of its own, and read again by the main thread once that has handed it back; shared with the
 * thread that follows its progress, hence counted. A deed has one point of no return, deed_call_begin():
 * before it nothing has been changed, and the main thread may give the deed up for lack of an answer.
 */
#include "model/deed.h"
#include "virt/endpoint.h"
#include "wire/channel.h"

struct job_facts {
  gboolean has_downtime, has_elapsed, has_transferred;
  guint64 downtime_ms, elapsed_ms, transferred_bytes;
};

struct deed_call {
  /* What was asked; immutable. */
  guint64 id;
  enum deed_kind kind;
  char *uuid;
  struct endpoint *host, *to; /* `to`: MIGRATE, RESUME_POSTCOPY and COPY_DEFINITION only */
  struct channel *channel;
  char *path; /* SAVE, CHECK_IMAGE, RESTORE, REMOVE_IMAGE */
  gboolean live, converge; /* converge: of a live one, the guest is slowed down until it ends */
  gboolean postcopy, tls;  /* postcopy: of a live one, the guest goes on there before all its memory is */
  guint64 bandwidth_mibps, downtime_limit_ms, time_limit_sec; /* 0: none */
  gboolean autostart;         /* SET_AUTOSTART */
  guint64 memory_bytes, vcpus; /* SET_MEMORY, SET_VCPUS */
  gint64 accepted_us;
  gint64 until_us; /* monotonic, alike in the core: not begun later; G_MAXINT64: no bound */
  gboolean answered; /* the main thread's: DEED_ENDED was sent without waiting for the deed's thread */
  gint stage;        /* atomic; private to deed_call.c */
  gboolean overtime; /* atomic: we aborted it at its time limit */
  gint broken_sec;   /* atomic: monotonic second since when its post-copy is seen to be broken; 0: it is not */
  /* How it ended: its thread's until it is handed back. */
  enum deed_result result;
  char *error;
  struct job_facts facts;
};

/* Reads the body of DEED. `endpoints` maps subjects to struct endpoint. NULL with INVALID or NOT_FOUND. */
struct deed_call *deed_call_new(GVariant *body, GHashTable *endpoints, struct channel *channel,
                                GError **error);
struct deed_call *deed_call_ref(struct deed_call *call);
void deed_call_unref(struct deed_call *call);

/* The deed's thread: the next call changes something. FALSE: it was given up or comes too late, do nothing. */
gboolean deed_call_begin(struct deed_call *call);
/* The main thread: TRUE if it had not begun, and now never will. */
gboolean deed_call_give_up(struct deed_call *call);

/* How it ended; the last word counts. The error is a sentence. */
void deed_call_done(struct deed_call *call);
void deed_call_failed(struct deed_call *call, const char *format, ...) G_GNUC_PRINTF(2, 3);
void deed_call_unknown(struct deed_call *call, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* After a failed libvirt call on `connection`: FAILED where libvirt itself answered, UNKNOWN where the
 * connection is gone and the deed had begun. "`what`: libvirt's words". */
void deed_call_refused(struct deed_call *call, virConnectPtr connection, const char *what);
