#pragma once
/*
 * What provost.db looks like: one SQL text, and the two numbers in its header by which a file is known to
 * be ours and of which age. Tips and actions are kept as the JSON the API shows (json/json.h) beside the
 * columns that are searched by. A file of an earlier version is brought up step by step, so that each version is the former
 * one and what was added (SCHEMA_STEPS). AUTOINCREMENT lets ids rise for ever, whatever rows are removed later.
 */

#define SCHEMA_APPLICATION_ID 0x70726f76 /* "prov" */
#define SCHEMA_VERSION 7

#define SCHEMA_1_SQL                                                                                       \
  "CREATE TABLE tips (id INTEGER PRIMARY KEY AUTOINCREMENT, policy TEXT NOT NULL, subject TEXT NOT NULL," \
  "  state TEXT NOT NULL, raised TEXT NOT NULL, stored_us INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;"   \
  "CREATE INDEX tips_by_subject ON tips (policy, subject, id);"                                           \
  "CREATE INDEX tips_by_state ON tips (state);"                                                           \
  "CREATE TABLE actions (id INTEGER PRIMARY KEY AUTOINCREMENT, tip_id INTEGER NOT NULL,"                  \
  "  guest TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL) STRICT;"                                \
  "CREATE INDEX actions_by_state ON actions (state);"                                                     \
  "CREATE TABLE intents (id INTEGER PRIMARY KEY AUTOINCREMENT, action_id INTEGER NOT NULL,"               \
  "  deed TEXT NOT NULL, host TEXT NOT NULL, guest_uuid TEXT NOT NULL, arguments TEXT NOT NULL,"          \
  "  open INTEGER NOT NULL, result TEXT, error TEXT, opened_us INTEGER NOT NULL, closed_us INTEGER)"      \
  "  STRICT;"                                                                                             \
  "CREATE INDEX intents_by_action ON intents (action_id);"                                                \
  "CREATE INDEX intents_open ON intents (id) WHERE open;"                                                 \
  "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, time_us INTEGER NOT NULL,"                   \
  "  \"by\" TEXT NOT NULL, subject TEXT NOT NULL, event TEXT NOT NULL, why TEXT NOT NULL) STRICT;"        \
  "CREATE INDEX audit_by_subject ON audit (subject, id);"

/* Stays of licensed guests on hosts (model/residence_book.h); until_us 0: they last. */
#define SCHEMA_2_SQL                                                                                     \
  "CREATE TABLE residences (id INTEGER PRIMARY KEY AUTOINCREMENT, product TEXT NOT NULL,"                \
  "  guest_uuid TEXT NOT NULL, guest TEXT NOT NULL, host TEXT NOT NULL, \"from\" TEXT,"                   \
  "  moved_us INTEGER NOT NULL, since_us INTEGER NOT NULL, until_us INTEGER NOT NULL) STRICT;"           \
  "CREATE INDEX residences_by_end ON residences (until_us);"

/* Measured effects of actions (model/verdict_book.h). */
#define SCHEMA_3_SQL                                                                                      \
  "CREATE TABLE verdicts (id INTEGER PRIMARY KEY AUTOINCREMENT, time_us INTEGER NOT NULL,"                \
  "  policy TEXT NOT NULL, cluster TEXT NOT NULL, tip_id INTEGER NOT NULL, action_id INTEGER NOT NULL,"   \
  "  verdict TEXT NOT NULL) STRICT;"                                                                      \
  "CREATE INDEX verdicts_by_time ON verdicts (time_us);"

/* Hosts that are given no new guests (model/restriction.h), and of which action another one is a part; 0: of none. */
#define SCHEMA_4_SQL                                                                                     \
  "CREATE TABLE restrictions (host TEXT PRIMARY KEY, \"by\" TEXT NOT NULL, reason TEXT NOT NULL,"        \
  "  since_us INTEGER NOT NULL) STRICT;"                                                                 \
  "ALTER TABLE actions ADD COLUMN parent_id INTEGER NOT NULL DEFAULT 0;"                                 \
  "CREATE INDEX actions_by_parent ON actions (parent_id) WHERE parent_id > 0;"

/* What is kept for a time only is found by its age. */
#define SCHEMA_5_SQL "CREATE INDEX tips_by_age ON tips (stored_us);"

/* What others say (model/alert.h), by the words in which they say it, and the highest id that an alert ever had. */
#define SCHEMA_6_SQL                                                                    \
  "CREATE TABLE alerts (origin TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT;"            \
  "CREATE TABLE alert_ids (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;"

/* Traps (model/trap_record.h). */
#define SCHEMA_7_SQL                                                                              \
  "CREATE TABLE traps (id INTEGER PRIMARY KEY AUTOINCREMENT, time_us INTEGER NOT NULL,"           \
  "  oid TEXT NOT NULL, doc TEXT NOT NULL) STRICT;"

#define SCHEMA_SQL SCHEMA_1_SQL SCHEMA_2_SQL SCHEMA_3_SQL SCHEMA_4_SQL SCHEMA_5_SQL SCHEMA_6_SQL SCHEMA_7_SQL

/* What makes a file of version i + 2 of one of version i + 1. */
#define SCHEMA_STEPS {SCHEMA_2_SQL, SCHEMA_3_SQL, SCHEMA_4_SQL, SCHEMA_5_SQL, SCHEMA_6_SQL, SCHEMA_7_SQL}
