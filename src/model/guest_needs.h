#pragma once
/*
 * What a guest needs of a host beyond room, as the definition says with which it runs (or, while it is off, with which it
 * would start), and what a host has of that. Networks, interfaces and storage are named alike on both sides:
 * "network:default", "interface:br0" (a bridge is one), "pool:images", "path:/srv/images/g1.qcow2". Plain values; whoever
 * made one owns it; no string or list is NULL but where said. Sources: virDomainGetXMLDesc, virConnectListAllNetworks,
 * virConnectListAllInterfaces, virConnectListAllStoragePools, virConnectCompareHypervisorCPU.
 */
#include <glib.h>

#define NEED_NETWORK   "network:"
#define NEED_INTERFACE "interface:"
#define NEED_POOL      "pool:"
#define NEED_PATH      "path:"

/* What it needs of the host's processors. */
enum cpu_need {
  CPU_NEED_UNKNOWN,
  CPU_NEED_NONE,  /* it starts on whatever the host has */
  CPU_NEED_SAME,  /* it runs with all that its host's have: only a host of the same model will do */
  CPU_NEED_EXACT, /* a processor that is named with its features: libvirt compares it with the host's */
  CPU_NEEDS
};

struct guest_needs {
  char **networks, **storage; /* each name once, sorted, NULL-terminated */
  gboolean is_running;        /* the definition with which it runs */
  enum cpu_need cpu;
  char *cpu_key;   /* the same for the same processor: where libvirt's verdicts are found; "" unless EXACT */
  char *cpu_label; /* "Skylake-Server-IBRS with avx512f"; "" unless EXACT */
  char *owner;     /* who else manages it, by its metadata: "OpenStack"; "" or NULL: nobody that is known */
};

/* Made with g_new. */
void guest_needs_free(struct guest_needs *needs);

/* Of what a host has all of a kind is known, or nothing. */
enum offer_kind { OFFER_NETWORKS = 1 << 0, OFFER_INTERFACES = 1 << 1, OFFER_POOLS = 1 << 2 };

struct storage_pool {
  char *name, *type; /* "images", "dir" */
  char *path;        /* below which its volumes are; "": they are no files */
};

struct host_offers {
  guint known;     /* of enum offer_kind */
  char **networks; /* networks that are active, and interfaces; sorted, NULL-terminated */
  struct storage_pool *pools; /* that are active, by name */
  guint n_pools;
};

/* Made with g_new. */
void host_offers_free(struct host_offers *offers);

/* The path of the pool below which `path` is, the nearest one; NULL: of none. Borrowed from the offers. */
const char *host_offers_path(const struct host_offers *offers, const char *path);

/* Whether a host can give a processor: what libvirt's compare call says. */
enum cpu_fit { CPU_FIT_UNKNOWN, CPU_FIT_YES, CPU_FIT_NO, CPU_FITS };

struct cpu_verdict {
  enum cpu_fit fit;
  char *reason; /* why not, or why it is not known, in libvirt's words; "" */
};

void cpu_verdict_free(struct cpu_verdict *verdict);
