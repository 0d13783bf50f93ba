#pragma once
/*
 * The limits of whatever the outside sizes, each with a test at the limit. Floor 0.
 */

#define LIMIT_NAME 63            /* bytes of a name a person chose: host, guest, cluster, policy, pack */
#define LIMIT_INSTANCE 63        /* bytes of an instance: interface, disk, file system */
#define LIMIT_OBJECT 191         /* bytes of an object's written form */
#define LIMIT_TEXT 1023          /* bytes of a sentence from a role */
#define LIMIT_URI 255            /* bytes of a libvirt URI, an address or a path in the configuration */
#define LIMIT_MESSAGE (8u << 20) /* bytes of one message between core and role */
#define LIMIT_QUEUE (64u << 20)  /* bytes waiting for one role before samples are dropped */
#define LIMIT_SOFTWARE 16        /* programs of one host, guest or device that are to run */
#define LIMIT_TARGETS 16         /* receivers of SNMP notifications */
#define LIMIT_PROGRAMS 64        /* of the administrator, that policies may have run */
#define LIMIT_PROGRAM_SEC 600    /* that one of them may run */
#define LIMIT_WEBHOOKS 16        /* who are told of events */
#define LIMIT_HEADERS 16         /* of HTTP, of one webhook */
#define LIMIT_TEMPLATE 16384     /* bytes of the text of a webhook's body */
#define LIMIT_RULES 500          /* of the administrator about where guests may be */
#define LIMIT_SELECTORS 1000     /* of one rule or licence */
#define LIMIT_LICENCES 200       /* products that are licensed */
#define LIMIT_RESIDENCES 20000   /* stays of licensed guests on hosts that are remembered (model/residence_book.h) */
#define LIMIT_ENTITLEMENTS 10000000 /* of one product */
#define LIMIT_LABELS 16          /* of one cluster, host, guest or device; names and values are LIMIT_NAME long at most */
#define LIMIT_ALERTS 65536       /* that others feed in: six of each of 10,000 guests; and as many of nobody of the fleet */
#define LIMIT_ALERT_RULES 500    /* of the administrator about whom they mean */
#define LIMIT_TRAP_LISTENS 8     /* addresses where traps are listened for */
#define LIMIT_TRAP_SOURCES 256   /* networks from which traps may come */
#define LIMIT_TRAPS 10000        /* that are remembered */
#define LIMIT_TRAP_RATE 10000    /* a second that may be looked at */
#define LIMIT_INSTANCES 256      /* interfaces, disks or file systems of one host or guest */
#define LIMIT_DIRTY_RATE_SEC 5   /* of one measurement: an operator waits for it */
#define LIMIT_PROCESSORS 256     /* that guests need, each unlike the others: model, features */
#define LIMIT_HOSTS 10000
#define LIMIT_GUESTS_PER_HOST 4096
#define LIMIT_EVIDENCE 8         /* series in the evidence of one tip */
#define LIMIT_EVIDENCE_VALUES 512 /* values kept of each */
#define LIMIT_APPROVALS 5        /* people who must accept a tip together */
#define LIMIT_REMEDIES 8         /* alternatives in one first_of */
#define LIMIT_TIME_SEC (1ll << 33) /* seconds since 1970, in the year 2242: these fit also in microseconds */
#define LIMIT_INTERVAL_SEC 3600  /* from one sample to the next */
