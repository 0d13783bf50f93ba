#pragma once
/*
 * The keys of provost.yaml: one table that is the only place to name a key, its type, bounds,
 * default and meaning. Reading, errors, the manual and the shipped example follow it (make check
 * compares them). In a path, "[]" stands for each entry of a list and NAME for a name that the file
 * chooses. Const; any thread.
 */
#include <glib.h>

enum option_type {
  OPTION_MAP,      /* further keys below, fields of the same struct */
  OPTION_LIST,     /* of maps, each a struct of its own: "PATH[]" */
  OPTION_NAMED,    /* map of maps under names, each a struct of its own: "PATH.NAME" */
  OPTION_DURATION, /* guint, milliseconds; bounds in seconds */
  OPTION_SPAN,     /* guint, seconds: of months and years */
  OPTION_SIZE,     /* guint64, bytes */
  OPTION_SPEED,    /* guint64, bits a second; 0: not written */
  OPTION_COUNT,    /* guint */
  OPTION_PERCENT,  /* double */
  OPTION_SWITCH,   /* gboolean, written yes or no, true or false */
  OPTION_NAME,     /* char *, name_is_valid */
  OPTION_PATH,     /* char *, absolute; max in bytes */
  OPTION_PATHS,    /* GPtrArray * of char *, a list of them */
  OPTION_NAMES,    /* GPtrArray * of char *, a list of names */
  OPTION_SELECTORS, /* GPtrArray * of char *, or NULL where it is not written: whom a rule means (model/rule.h); at most `most` */
  OPTION_INSTANCES, /* GPtrArray * of char *, or NULL where it is not written: a list of texts that may name parts
                       (model/object.h), none of them twice */
  OPTION_URI,      /* char *, "SCHEME://..." */
  OPTION_ADDRESS, /* char *, of an SNMP agent, stored as "udp:ADDRESS:PORT", "tcp6:[ADDRESS]:PORT" ... */
  OPTION_RECEIVER, /* the same, of a receiver of notifications: port 162 where none is written */
  OPTION_SOCKET,  /* char *, written "unix:PATH", stored as PATH, absolute */
  OPTION_WORD,    /* char *, one of the words */
  OPTION_TEXT,    /* char * */
  OPTION_SECRET,  /* char *, never shown */
  OPTION_SECRET_FILE, /* char *, the content of the file named; never shown */
  OPTION_ZONE,    /* char *, the name of a time zone */
  OPTION_WINDOWS, /* GPtrArray * of char *, or NULL where it is not written: change windows (model/change_window.h); at most `most` */
  OPTION_TOKENS,      /* GPtrArray * of struct access_token (model/access.h), or NULL where it is not written: those in the file
                         named; never shown */
  OPTION_LISTEN,      /* char *, "ADDRESS:PORT" to listen at (base/listen_address.h) */
  OPTION_METHODS,     /* methods and n_methods of struct cluster, a list */
  OPTION_SETTINGS,    /* GHashTable * of strings, a map of scalars as written: "PATH.KEY"; bounds are those of
                         the values, in bytes */
  OPTION_PROGRAMS,    /* GPtrArray * of struct program (model/program.h), a map of their commands: at most `most`; bounds are
                         those of a word, in bytes */
  OPTION_TYPES
};

/* Whom a key concerns. */
enum option_part {
  PART_CORE = 1,
  PART_SNMP = 2,
  PART_VIRT = 4,
  PART_RRD = 8,
  PART_POLICY = 16,
  PART_NOTIFY = 32,
  PART_AGENTX = 64,
};

struct option {
  const char *path; /* "clusters[].hosts[].snmp.address" */
  enum option_type type;
  gsize offset;             /* of its field in its struct */
  guint64 min, max;         /* where the type has bounds */
  guint most;               /* entries of a list of instances or of a map of settings; 0: no matter how many */
  const char *const *words; /* those allowed, NULL-terminated, where the type is one of words */
  const char *fallback;     /* the default as it would be written; NULL: none */
  gboolean required;        /* wherever the map around it stands */
  guint live;     /* mask of enum option_part: who takes a change up as it runs, at a reload */
  guint restarts; /* the same: who is started anew for a change; PART_CORE: nothing less than provostd itself */
  gboolean again;           /* one of several alike: the first describes it, as to manual and example */
  const char *help;         /* a sentence without its full stop */
};

/* All options, parents before their children. */
const struct option *options(gsize *n);

/* The option of `key` directly below `path`, "" being the file itself; NULL: there is none. */
const struct option *option_child(const char *path, const char *key);

/* The key itself: "address". */
const char *option_key(const struct option *option);

/* The keys directly below `path`, NULL-terminated; the array is the caller's. */
const char **option_keys_below(const char *path);

/* Where the option stands in the struct that `path` describes, "snmp.address" for
 * "clusters[].hosts[]"; NULL where it is a field of another struct. */
const char *option_within(const struct option *option, const char *path);

/* Whether a secret may stand in the map `path`: nothing written there may be quoted. */
gboolean option_is_near_secret(const char *path);

/* Whether `key` below `path` is one of the design that no code stands behind yet. */
gboolean option_is_planned(const char *path, const char *key);

/* For a person: "duration"; "1s to 1h" or "" (caller frees); "reload: live", "reload: restarts provost-snmp,
 * provost-virt" or "needs a restart of provostd" (caller frees). */
const char *option_type_name(enum option_type type);
char *option_bounds(const struct option *option);
char *option_reload(const struct option *option);
