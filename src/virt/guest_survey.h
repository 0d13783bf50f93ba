#pragma once
/*
 * What the guests of one host need, read from their definitions and told to the core as GUEST_NEEDS; the processors among
 * that are held in the book of all. A definition is read when the guest is new here, where the caller says so, and within each
 * SURVEY_GUEST_SEC: then it is told again, so that nothing the core missed is missed for long. Blocks; the surveyor's thread only.
 */
#include "virt/cpu_book.h"
#include "virt/endpoint.h"
#include "virt/tally.h"
#include "wire/channel.h"

#define SURVEY_GUEST_SEC 300 /* at the latest; spread, so that many guests are not read at once again */

struct guest_survey;

/* All that is handed over outlives it. */
struct guest_survey *guest_survey_new(const struct endpoint *endpoint, struct cpu_book *book, struct channel *channel,
                                      struct tally *tally);
void guest_survey_free(struct guest_survey *survey);

/* Reads who is due, those whose UUIDs are in `changed`, or all; forgets who is gone. */
void guest_survey_look(struct guest_survey *survey, virConnectPtr connection, GHashTable *changed, gboolean all);
