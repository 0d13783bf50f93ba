#pragma once
/*
 * The reader's pictures: each GRAPH is answered with a PICTURE. Reading and drawing are done by a process made for
 * it that dies behind it, GRAPHS_AT_ONCE of them at a time: fetches are not delayed by pictures, and what librrd,
 * Pango or a font file may do wrong kills a picture only. Never blocks; the reader's thread.
 */
#include "wire/channel.h"

#define GRAPHS_AT_ONCE 2
#define GRAPHS_WAITING 16
#define GRAPH_SEC 8 /* a process that takes longer is killed */

struct graphs;

/* The channel outlives it. */
struct graphs *graphs_new(struct channel *channel);

/* Takes a GRAPH; `directory` NULL: it is not known yet where the files lie. */
void graphs_take(struct graphs *graphs, const char *directory, GVariant *body);

guint64 graphs_drawn(const struct graphs *graphs);
guint64 graphs_failed(const struct graphs *graphs);
