#pragma once
/*
 * The two roles of provost-rrd: the writer answers STORE with STORED, the reader FETCH with SERIES and
 * GRAPH with PICTURE. Each does one message at a time on its main loop's thread, since nothing else has to go on
 * meanwhile; but pictures are drawn beside it (rrd/graph.h).
 */
#include "rrd/store.h"
#include "wire/role.h"

const struct role_program *rrd_writer(void);
const struct role_program *rrd_reader(void);

/* The content of RRD_CONFIGURE if it can be used, else FALSE and a warning: the old one goes on then. Texts are borrowed
 * from the body. */
gboolean rrd_configuration_read(GVariant *body, struct store_options *configuration);
