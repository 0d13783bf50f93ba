#pragma once
/*
 * What a guest's definition holds that belongs to its host and so hinders a move: devices of the host, files of firmware
 * variables and of a TPM, jobs on its disks, volumes of storage pools, and the note of an unplug. Source: virDomainGetXMLDesc. Pure.
 */
#include "model/obstacle.h"

/* What hinders, in words: "PCI device 0000:01:00.0". */
struct finding {
  enum obstacle obstacle;
  char *text;
};

#define FINDINGS_MAX 32 /* further ones are left out: the first will do */

/* An array of struct finding. */
GArray *findings_new(void);
void findings_add(GArray *findings, enum obstacle obstacle, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A disk that is named by its pool. */
struct pool_volume {
  char *pool, *volume;
};

struct belongings {
  GArray *findings; /* PASSTHROUGH, NVRAM of a TPM, FOREIGN_JOB, UNPLUG */
  GArray *volumes;  /* struct pool_volume */
  char *nvram;      /* path of the file of firmware variables; NULL */
};

/* FALSE: the document is not well-formed; nothing is to be freed. */
gboolean belongings_read(const char *xml, struct belongings *belongings);
void belongings_clear(struct belongings *belongings);
