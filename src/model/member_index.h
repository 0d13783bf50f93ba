#pragma once
/*
 * Who of the fleet is called so, or has that address: hosts, guests, devices and clusters by their names in any case, by the
 * short name of a full one, guests also by UUID; and whatever has addresses by those, the ones that guests say of themselves
 * counting only where nobody else has them. A picture of the fleet as it was when it
 * was made. Owns all it returns. One thread.
 */
#include "model/fleet.h"

struct member_index;

struct member_index *member_index_new(const struct fleet *fleet);
void member_index_free(struct member_index *index);

/* The subject has it, too; what is no literal address is ignored. */
void member_index_add_address(struct member_index *index, const char *subject, const char *address);

/* How many are meant, and the first two of them, in written form; by the most exact way in which anybody is. `kinds`: a mask of
 * 1 << enum subject_kind. */
struct members_found {
  guint n;
  const char *first, *second;
};
struct members_found member_index_named(const struct member_index *index, const char *name, guint kinds);
struct members_found member_index_at(const struct member_index *index, const char *address, guint kinds);

/* As everybody writes it: "2001:db8::1"; NULL where the text is none. Caller frees. */
char *address_normal(const char *text);
