#pragma once
/*
 * What an agent answers, read from lines as snmpsim(1) plays them ("OID|TAG|VALUE", sorted or not), for tests
 * of discovery and polls without a network: answers GET, GETNEXT and GETBULK as an agent of version 1 or 2c
 * does, discovers and polls as the role does. Time stands still but for recording_pass().
 */
#include "snmp/discovery.h"
#include "snmp/plan.h"

struct recording;

/* A line that cannot be read fails the test; one that begins with '#' says something of the others. */
struct recording *recording_parse(const char *lines);
void recording_free(struct recording *recording);

/* As an agent of version 1 (no GETBULK, no Counter64, errors for what is missing), or one whose replies hold
 * few bindings. */
void recording_be_version_1(struct recording *recording);
void recording_hold(struct recording *recording, guint bindings);

/* Refuses requests of more names than these with tooBig, and with genErr those that come to a value of `tag` 5. */
void recording_refuse(struct recording *recording, guint names);

/* Tables that are asked for beside the built-in ones (struct table); borrowed. */
void recording_declare(struct recording *recording, const GPtrArray *tables);

/* Changes or adds one value. */
void recording_set(struct recording *recording, const char *line);

/* Lets time pass, also in sysUpTime where it has one. */
void recording_pass(struct recording *recording, gint64 ms);

void recording_answer(const struct recording *recording, const struct request *request, struct reply *reply);

/* Discovers it as this kind of subject, named "KIND:r". NULL: it never ends. Caller frees. */
struct inventory *recording_discover(const struct recording *recording, enum subject_kind kind,
                                     const struct inventory *old);

/* One poll of all that the inventory has. Whether it was suspect. */
gboolean recording_poll(const struct recording *recording, struct inventory *inventory);

/* What the poll gives for a metric of an object ("host:r", "host:r{if=eth0}"); state NOT_SUPPORTED where
 * nothing is reported. */
struct reading recording_reading(const struct inventory *inventory, const char *object, guint metric);

/* How many parts of a class there are. */
guint recording_count(const struct inventory *inventory, enum object_class class);
