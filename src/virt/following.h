#pragma once
/*
 * FOLLOW: DEED_PROGRESS of a job that a deed began in an earlier life of the program, twice a second, until the job is
 * over, which is not told: whoever asked looks himself (INSPECT). Ends, too, when the host has said nothing for
 * FOLLOWING_PATIENCE_SEC, and may then be asked for again. Each job has a thread with an acting connection of its own.
 */
#include "wire/channel.h"

#define FOLLOWING_PATIENCE_SEC 60
#define FOLLOWING_MAX 64 /* at once; further ones are not followed */

struct following;

/* `endpoints` maps subjects to struct endpoint; it and `channel` live as long as the program. */
struct following *following_new(GHashTable *endpoints, struct channel *channel);

/* A job that is being followed already is not followed twice. */
void following_take(struct following *following, GVariant *body);
