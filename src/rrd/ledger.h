#pragma once
/*
 * Which STORE batches are wholly in files: a batch is settled when none of its samples waits any more, and the core,
 * which can send it again until then, may forget it. Each waiting sample holds the receipts of the batches it
 * came with. One thread.
 */
#include <glib.h>

struct ledger;
struct receipt;

struct ledger *ledger_new(void);
/* All receipts are released before. */
void ledger_free(struct ledger *ledger);

/* A receipt for a batch, held once, by the caller. */
struct receipt *ledger_open(struct ledger *ledger, guint64 sequence);
struct receipt *receipt_hold(struct receipt *receipt);
void receipt_release(struct receipt *receipt);

/* The batches settled since the last call, as guint64. Caller unrefs. */
GArray *ledger_take_settled(struct ledger *ledger);
