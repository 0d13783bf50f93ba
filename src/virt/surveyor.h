#pragma once
/*
 * The thread of one host that reads what rarely changes and placement must know (model/guest_needs.h): what the host offers,
 * what its guests' definitions need, and which of the processors that guests of any host need libvirt says it can give. It is
 * beside the watching thread and delays no sweep. A guest's definition is read when the guest is new here, after an event
 * of its life (once nothing has happened to any for some seconds), and within each SURVEY_GUEST_SEC (virt/guest_survey.h);
 * what the host offers each SURVEY_SEC. libvirt is asked about a processor once:
 * again only when the host was met anew, or when there was no verdict. The connection is borrowed for each look, since comparing
 * processors needs an acting one. It lives as long as the program.
 */
#include "virt/cpu_book.h"
#include "virt/endpoint.h"
#include "virt/tally.h"
#include "wire/channel.h"

#define SURVEY_SEC 60

struct surveyor;

/* What is handed over lives as long as the surveyor, that is as the program once its thread is started. */
struct surveyor *surveyor_new(struct endpoint *endpoint, struct cpu_book *book, struct channel *channel);
void surveyor_start(struct surveyor *surveyor);

/* Something happened to the guest, so that its definition may be another. Any thread. */
void surveyor_note(struct surveyor *surveyor, const char *uuid);

/* The host was met anew: all may be otherwise. Any thread. */
void surveyor_meet(struct surveyor *surveyor);

/* Main loop, each second: guests elsewhere may need other processors now. */
void surveyor_check(struct surveyor *surveyor);

/* Adds how many definitions were read and how many processors compared. */
void surveyor_collect(struct surveyor *surveyor, guint64 totals[TALLY_KINDS]);

/* ---- for tests ---- */

void surveyor_free(struct surveyor *surveyor); /* whose thread was not started */
void surveyor_look(struct surveyor *surveyor); /* what the thread does each time. Blocks. */
