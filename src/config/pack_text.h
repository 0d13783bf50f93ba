#pragma once
/*
 * A pack as it stands on disk at one moment: what its manifest says of it, and the text of its policies. The core reads
 * packs and hands them to provost-policy, which opens no file; what runs without a core reads them itself. Plain
 * values; a file or pack that cannot be used says why. Only what reads files blocks.
 */
#include "config/manifest.h"

#define PACK_FILES_MAX 256           /* policies of one pack */
#define POLICY_FILE_MAX (256u << 10) /* bytes of a policy file */
#define PACK_TEXT_MAX (4u << 20)     /* bytes of all files: a pack travels in one message */

struct pack_file {
  char *name; /* "host-cpu.lua" */
  char *text; /* ends with a 0 behind its length */
  gsize length;
  char *fault; /* why it cannot be read, a clause: "is not a regular file"; "" */
};

struct pack_text {
  char *folder, *name, *version; /* name and version "" where the manifest is wrong */
  struct capabilities *capabilities;
  char *fault;                   /* why the pack is refused as a whole, a sentence; "" */
  GPtrArray *files;              /* struct pack_file, by name: policies */
  GPtrArray *libraries;          /* struct pack_file, "lib/NAME.lua": what policies of the pack require */
};

/* The paths of FOLDER/[SUBFOLDER/]*SUFFIX, sorted, at most PACK_FILES_MAX. Caller unrefs. */
GPtrArray *pack_files(const char *folder, const char *subfolder, const char *suffix);

/* What `manifest`, NULL where it cannot be used for `fault`, and the files of the pack say. `fault` NULL: what is wrong
 * with what the manifest nests, if anything. */
struct pack_text *pack_text_read(const char *folder, const struct manifest *manifest, const char *fault);
/* For what is found wrong later, unless something was before. */
void pack_text_refuse(struct pack_text *pack, const char *fault);

/* For who receives one: without files, to be added to `files` or `libraries`, and with the capabilities of a pack that
 * declares none. */
struct pack_text *pack_text_new(const char *folder, const char *name, const char *version, const char *fault);
void pack_text_declare(struct pack_text *pack, const struct capabilities *capabilities);
void pack_text_add(GPtrArray *files, const char *name, const char *text, gsize length, const char *fault);
struct pack_text *pack_text_ref(const struct pack_text *pack); /* _new and the like give the first reference */
void pack_text_unref(struct pack_text *pack);             /* NULL: nothing */

/* As it travels: (folder, name, version, fault, capabilities, files: (name, text, fault), libraries likewise). Floating. */
GVariant *pack_text_body(const struct pack_text *pack);
struct pack_text *pack_text_of(GVariant *body);

gboolean pack_file_equal(const struct pack_file *a, const struct pack_file *b);
gboolean pack_files_equal(const GPtrArray *a, const GPtrArray *b);
gboolean pack_text_equal(const struct pack_text *a, const struct pack_text *b);

/* The policy's file of that name, or NULL; and the library that policies require by that one. */
const struct pack_file *pack_text_file(const struct pack_text *pack, const char *name);
const struct pack_file *pack_text_library(const struct pack_text *pack, const char *name);
