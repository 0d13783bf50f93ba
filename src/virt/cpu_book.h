#pragma once
/*
 * The distinct processors that guests of all hosts need, so that each host's libvirt is asked about each of them once
 * (virt/surveyor.h). At most LIMIT_PROCESSORS; counted: one is forgotten when its last guest is. Any thread.
 */
#include "virt/definition.h"

struct cpu_book;

struct cpu_book *cpu_book_new(void);
void cpu_book_free(struct cpu_book *book);

/* A guest needs it. FALSE: the book is full, and it is not in there. */
gboolean cpu_book_hold(struct cpu_book *book, struct cpu_question *question);
/* A guest that held it does not any more. */
void cpu_book_release(struct cpu_book *book, const char *key);

/* Rises with each processor that was not there before. */
guint cpu_book_changes(struct cpu_book *book);

/* All of them: struct cpu_question, by key, with a reference each. */
GHashTable *cpu_book_list(struct cpu_book *book);
