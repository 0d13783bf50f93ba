#pragma once
/*
 * The claims by which of several instances of provost only one acts on a host. A claim is a secret of libvirt without a
 * value, ephemeral, that all may read: libvirt keeps one of each usage, and refuses a second one in the same breath, so
 * that of two who come at the same time one has it. Its description says whose it is, and changes with each renewal.
 * A thread for each host renews it, and tells CLAIM; when that may be is claimant.h's. Where a host keeps no secrets
 * (test:///default, or without the right to write them) there are no claims. Source: virSecretDefineXML,
 * virSecretLookupByUsage.
 */
#include "virt/endpoint.h"
#include "wire/channel.h"

struct claims;
struct host_claim;

struct claims *claims_new(struct channel *channel);

/* INSTANCE: as whom hosts that are added from now on are claimed; or all claims are given up. */
void claims_take(struct claims *claims, GVariant *body);

/* Before the hosts are added: after how long a claim that is not renewed is void. */
void claims_begin(struct claims *claims, guint takeover_sec);

/* Claims the host from now on; nothing without INSTANCE. */
void claims_add(struct claims *claims, struct endpoint *endpoint);

/* Where they are being given up: waits until they are, or the time is over that a stop may take. */
void claims_await_release(struct claims *claims);

/* The deed's thread, on its connection, first thing: renews the claim. Why nothing may be done there, in a sentence; NULL:
 * the host is ours, or nobody's. Blocks. Caller frees. */
char *claims_refusal(const struct endpoint *endpoint, virConnectPtr connection);
