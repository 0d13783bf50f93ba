#pragma once
/*
 * A rule of an administrator about where guests may be, as plain values, and how the guests and hosts it speaks of are found.
 * A selector is a name, a UUID, a pattern of names ("web*"), or a label ("tier=db", "rack=*"). Strings belong to their struct.
 * Pure; any thread.
 */
#include <glib.h>

enum rule_kind {
  RULE_AFFINITY,      /* its guests are on the same host, those of each cluster by themselves */
  RULE_ANTI_AFFINITY, /* no two of its guests are on the same host */
  RULE_PIN,           /* its guests are on one of its hosts */
  RULE_OWNERS,        /* the same; the hosts stand in the order in which they are preferred */
  RULE_GROUP,         /* those of its guests that share a host leave it together only */
  RULE_IGNORE,        /* its guests are left where they are */
  RULE_KINDS
};

struct rule {
  char *name;
  enum rule_kind kind;
  gboolean is_hard;  /* forbids; else it costs stars */
  GPtrArray *guests; /* char *, selectors */
  GPtrArray *hosts;  /* the same; of RULE_PIN and RULE_OWNERS */
};

struct rule *rule_new(const char *name, enum rule_kind kind, gboolean is_hard);
struct rule *rule_copy(const struct rule *rule);
void rule_free(struct rule *rule);

const char *rule_kind_name(enum rule_kind kind); /* "anti-affinity" */
gboolean rule_kind_parse(const char *name, enum rule_kind *kind);
gboolean rule_kind_has_hosts(enum rule_kind kind);

#define SELECTOR_MAX (2 * 63 + 1) /* bytes: a label's name, '=' and its value */

/* Whether it can be one: names (base/limits.h) in which '*' and '?' may stand, with at most one '=' between two of them. */
gboolean selector_is_valid(const char *selector);

/* Whether the selector means what has that name, UUID (may be NULL) and labels ("name=value", NULL-terminated, or NULL). */
gboolean selector_means(const char *selector, const char *name, const char *uuid, const char *const *labels);
