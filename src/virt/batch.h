#pragma once
/*
 * The samples of one point of the grid on their way out: collects objects with their readings, counts known and
 * unknown values, and hands over full SAMPLES messages, none of which comes near LIMIT_MESSAGE. One thread.
 */
#include "model/metrics.h"
#include "model/sample.h"

struct batch;

/* Takes the floating body of one SAMPLES message. */
typedef void (*batch_emit)(GVariant *samples, gpointer user);

struct batch *batch_new(batch_emit emit, gpointer user); /* of SOURCE_LIBVIRT */
struct batch *batch_new_from(enum source source, batch_emit emit, gpointer user);
void batch_free(struct batch *batch);

void batch_begin(struct batch *batch, gint64 stamp_sec);
void batch_add(struct batch *batch, const char *object, const struct reading *readings, gsize n);
/* Every metric of the object's class, unknown. */
void batch_add_unknown(struct batch *batch, const char *object, enum object_class class,
                       enum reading_state why);
void batch_end(struct batch *batch);

/* Values of this batch so far. */
guint batch_values(const struct batch *batch);
guint batch_unknown_values(const struct batch *batch);
