#pragma once
/*
 * The deeds themselves, one function each, and the table of them. A function gets an acting connection to
 * the deed's host, looks whether the deed makes sense, calls deed_call_begin() and then does it, and says
 * how it ended. It runs on a thread of its own and may block for as long as libvirt does.
 */
#include "virt/deed_call.h"
#include "virt/look.h"

struct deed_row {
  void (*run)(struct deed_call *call, virConnectPtr connection);
  gboolean beside; /* runs beside another deed of the same guest instead of being refused */
};

/* `kind` must be < DEED_KINDS, and none that is refused when it is read (RUN). */
const struct deed_row *deed_row(enum deed_kind kind);

void deed_migrate(struct deed_call *call, virConnectPtr connection);         /* deed_migrate.c */
void deed_save(struct deed_call *call, virConnectPtr connection);            /* deed_save.c */
void deed_check_image(struct deed_call *call, virConnectPtr connection);     /* deed_image.c */
void deed_restore(struct deed_call *call, virConnectPtr connection);         /* deed_restore.c */
void deed_copy_definition(struct deed_call *call, virConnectPtr connection); /* deed_definition.c */
void deed_undefine(struct deed_call *call, virConnectPtr connection);        /* deed_definition.c */
void deed_remove_image(struct deed_call *call, virConnectPtr connection);    /* deed_image.c */
void deed_resume(struct deed_call *call, virConnectPtr connection);          /* deeds.c */
void deed_abort(struct deed_call *call, virConnectPtr connection);           /* deeds.c */
void deed_shutdown(struct deed_call *call, virConnectPtr connection);        /* deed_power.c */
void deed_start(struct deed_call *call, virConnectPtr connection);           /* deed_power.c */
void deed_set_autostart(struct deed_call *call, virConnectPtr connection);   /* deed_power.c */
void deed_set_memory(struct deed_call *call, virConnectPtr connection);      /* deed_resize.c */
void deed_set_vcpus(struct deed_call *call, virConnectPtr connection);       /* deed_resize.c */
void deed_resume_postcopy(struct deed_call *call, virConnectPtr connection); /* deed_migrate.c */

/* ---- what several of them need ---- */

/* The guest on that connection, fresh. NULL: the deed was refused with the reason. */
virDomainPtr deed_find(struct deed_call *call, virConnectPtr connection);

/* A fresh look at the guest, which `look` gets. FALSE: the host does not say or does not have it, and the deed has failed
 * with that. */
gboolean deed_look(struct deed_call *call, virConnectPtr connection, struct look *look);

/* The same for a guest that runs or is paused there and has no job; `look` says how it is. */
virDomainPtr deed_find_active(struct deed_call *call, virConnectPtr connection, struct look *look);

/* Whether a call was refused for flags that the driver or QEMU does not know: they look before they do anything. */
gboolean deed_is_flag_refused(void);

/* After a failed job on an active guest, first thing: FAILED where a fresh look shows the guest as it was
 * before, UNKNOWN otherwise. */
void deed_judge_job(struct deed_call *call, virConnectPtr connection, const struct look *before,
                    const char *what);

/* Whether the file at the deed's path is a save image of the deed's guest. FALSE: refused with the reason. */
gboolean deed_image_is_ours(struct deed_call *call, virConnectPtr connection);
