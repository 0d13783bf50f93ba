#pragma once
/*
 * Building and reading the body of SAMPLES and STORE. The names of a batch travel as one text, its readings as one
 * array, so that the cost of a sample is that of its bytes: as a container each would cost both ends far more
 * than polling it. What is read here comes from outside: every range is checked.
 */
#include "wire/messages.h"

/* Builds one batch. The builder is reused: _end starts the next batch. Used by one thread. */
struct samples_builder;
struct samples_builder *samples_builder_new(void);
void samples_builder_free(struct samples_builder *builder);
void samples_builder_add(struct samples_builder *builder, const char *object, const struct reading *readings,
                         gsize n);
guint samples_builder_count(const struct samples_builder *builder); /* objects added */
/* A floating SAMPLES body. */
GVariant *samples_builder_end(struct samples_builder *builder, gint64 stamp_sec, enum source source);

/* The same batch as STORE. Floating. */
GVariant *samples_to_store(GVariant *samples, guint64 sequence);

/* How many objects a body of either kind holds. */
guint samples_count(GVariant *body);

/* Calls `take` for each well-formed object of a SAMPLES body (or of STORE). `readings` points into the
 * body. Returns how many objects were skipped because time, name, metric, state or value were none, or the parts of the
 * batch do not fit together. */
struct samples_head {
  guint64 sequence; /* STORE only */
  gint64 stamp_sec;
  enum source source;
};
typedef void (*samples_take)(const struct samples_head *head, const char *object,
                             const struct reading *readings, gsize n, gpointer user);
guint samples_each(enum message_kind kind, GVariant *body, samples_take take, gpointer user);
