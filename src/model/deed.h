#pragma once
/*
 * Deeds: the single calls that change a guest, each one libvirt call (or the shortest inseparable
 * sequence) made by provost-virt after its intent is durable in the journal. A deed has the id of its
 * intent and is made at most once: provost-virt refuses an id it has seen, and begins none after the argument until_us
 * (x, monotonic), which each is given when it is sent. How a deed ended is known for
 * certain (done, not done), or unknown: then somebody must look before anything else happens.
 */
#include <glib.h>

enum deed_kind {
  DEED_MIGRATE,      /* virDomainMigrateToURI3 with PEER2PEER; args: to (s, host subject), live (b), converge (b, of a live one),
                        postcopy (b, of a live one), tls (b), bandwidth_mibps (t, 0 none), downtime_ms (t, 0 default),
                        time_limit_sec (t); autostart (b): whether it starts with its host, for what follows, not for libvirt */
  DEED_SAVE,         /* virDomainSaveParams; args: path (s, as the host sees it) */
  DEED_CHECK_IMAGE,  /* virDomainSaveImageGetXMLDesc on `host`: the image is there and holds this UUID; args: path */
  DEED_RESTORE,      /* virDomainRestoreParams on `host`, running; args: path */
  DEED_COPY_DEFINITION, /* virDomainGetXMLDesc(INACTIVE, SECURE) on `host`, virDomainDefineXML on `to`; args: to;
                        autostart (b), as MIGRATE */
  DEED_UNDEFINE,     /* virDomainUndefineFlags on `host`, only where the guest is not active there */
  DEED_REMOVE_IMAGE, /* through a libvirt storage volume on `host`, never by local path; args: path */
  DEED_RESUME,       /* virDomainResume on `host` */
  DEED_ABORT,        /* virDomainAbortJob on `host` */
  DEED_SHUTDOWN,     /* virDomainShutdown on `host`, waiting until the guest is off; never by force; args: time_limit_sec */
  DEED_START,        /* virDomainCreate on `host`, only where it is defined and off there */
  DEED_SET_AUTOSTART, /* virDomainSetAutostart on `host`; args: autostart (b) */
  DEED_SET_MEMORY,   /* virDomainSetMemoryFlags on `host`, live and for the next boot; args: memory_bytes (t) */
  DEED_SET_VCPUS,    /* virDomainSetVcpusFlags on `host`, live and for the next boot; args: vcpus (t) */
  DEED_RESUME_POSTCOPY, /* as MIGRATE, with POSTCOPY_RESUME: a broken post-copy goes on; args: as MIGRATE */
  DEED_RUN,          /* a program of the administrator, by provost-notify; `host` and guest are ""; args: program (s) */
  DEED_KINDS
};

enum deed_result {
  DEED_DONE,    /* libvirt said so */
  DEED_FAILED,  /* libvirt said that it did not happen: nothing has changed */
  DEED_UNKNOWN, /* connection lost, role died, time-out: it may have happened or still be going on */
  DEED_RESULTS
};

/* The phase that DEED_PROGRESS tells from there on where nothing can be stopped any more. */
#define PHASE_POSTCOPY "copying the rest of the memory, guest runs there"

const char *deed_kind_name(enum deed_kind kind);
const char *deed_result_name(enum deed_result result);
gboolean deed_kind_parse(const char *name, enum deed_kind *kind);
gboolean deed_result_parse(const char *name, enum deed_result *result);
