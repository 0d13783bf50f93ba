#include "model/member_index.h"

#include <gio/gio.h>
#include <string.h>

enum way { BY_NAME, BY_FOLDED_NAME, BY_SHORT_NAME, BY_ADDRESS, BY_TOLD_ADDRESS, WAYS };

struct member {
  enum subject_kind kind;
  char *subject;
};

struct member_index {
  GHashTable *subjects;   /* subject -> struct member, owned */
  GHashTable *ways[WAYS]; /* text -> GPtrArray of struct member, borrowed */
};

static void member_free(gpointer data)
{
  struct member *member = data;
  g_free(member->subject);
  g_free(member);
}

char *address_normal(const char *text)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
  return address ? g_inet_address_to_string(address) : NULL;
}

/* Takes the text. */
static void add(struct member_index *index, enum way way, char *text, struct member *member)
{
  GPtrArray *members = g_hash_table_lookup(index->ways[way], text);
  if (!members)
    g_hash_table_insert(index->ways[way], g_strdup(text), members = g_ptr_array_new());
  if (!g_ptr_array_find(members, member, NULL))
    g_ptr_array_add(members, member);
  g_free(text);
}

static void add_address(struct member_index *index, enum way way, const char *address, struct member *member)
{
  char *normal = address_normal(address);
  if (normal)
    add(index, way, normal, member);
}

/* "web1" of "web1.example.org"; NULL where it is no such name. Caller frees. */
static char *short_of(const char *folded)
{
  g_autofree char *address = address_normal(folded);
  const char *dot = address ? NULL : strchr(folded, '.');
  return dot && dot > folded ? g_strndup(folded, (gsize)(dot - folded)) : NULL;
}

static struct member *add_member(struct member_index *index, enum subject_kind kind, const char *key, const char *name)
{
  struct member *member = g_new(struct member, 1);
  *member = (struct member){kind, subject_format(kind, key)};
  g_hash_table_insert(index->subjects, member->subject, member);
  g_autofree char *folded = g_utf8_strdown(name, -1);
  char *short_name = short_of(folded);
  add(index, BY_NAME, g_strdup(name), member);
  add(index, BY_FOLDED_NAME, g_strdup(folded), member);
  if (short_name)
    add(index, BY_SHORT_NAME, short_name, member);
  return member;
}

static void add_guest(struct member_index *index, const struct fleet *fleet, const struct guest *guest)
{
  struct member *member = add_member(index, SUBJECT_GUEST, guest->uuid, guest->name);
  add(index, BY_FOLDED_NAME, g_strdup(guest->uuid), member);
  gint64 age_ms;
  const struct guest_agent *agent = fleet_guest_agent(fleet, guest->uuid, &age_ms);
  for (guint i = 0; agent && agent->addresses[i]; i++)
    add_address(index, BY_TOLD_ADDRESS, agent->addresses[i], member);
}

struct member_index *member_index_new(const struct fleet *fleet)
{
  struct member_index *index = g_new0(struct member_index, 1);
  index->subjects = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, member_free);
  for (enum way way = 0; way < WAYS; way++)
    index->ways[way] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  const GPtrArray *clusters = fleet_clusters(fleet), *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet),
                  *devices = fleet_devices(fleet);
  for (guint i = 0; i < clusters->len; i++) {
    const struct cluster *cluster = clusters->pdata[i];
    add_member(index, SUBJECT_CLUSTER, cluster->name, cluster->name);
  }
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    add_member(index, SUBJECT_HOST, host->name, host->name);
  }
  for (guint i = 0; i < guests->len; i++)
    add_guest(index, fleet, guests->pdata[i]);
  for (guint i = 0; i < devices->len; i++) {
    const struct device *device = devices->pdata[i];
    add_member(index, SUBJECT_DEVICE, device->name, device->name);
  }
  return index;
}

void member_index_free(struct member_index *index)
{
  if (!index)
    return;
  for (enum way way = 0; way < WAYS; way++)
    g_hash_table_unref(index->ways[way]);
  g_hash_table_unref(index->subjects);
  g_free(index);
}

void member_index_add_address(struct member_index *index, const char *subject, const char *address)
{
  struct member *member = g_hash_table_lookup(index->subjects, subject);
  if (member)
    add_address(index, BY_ADDRESS, address, member);
}

static struct members_found find(const struct member_index *index, enum way way, const char *text, guint kinds)
{
  struct members_found found = {0};
  const GPtrArray *members = text ? g_hash_table_lookup(index->ways[way], text) : NULL;
  for (guint i = 0; members && i < members->len; i++) {
    const struct member *member = members->pdata[i];
    if (!(kinds & 1u << member->kind))
      continue;
    if (found.n == 0)
      found.first = member->subject;
    else if (found.n == 1)
      found.second = member->subject;
    found.n++;
  }
  return found;
}

struct members_found member_index_named(const struct member_index *index, const char *name, guint kinds)
{
  g_autofree char *folded = g_utf8_strdown(name, -1), *short_name = short_of(folded);
  const struct {
    enum way way;
    const char *text;
  } tries[] = {{BY_NAME, name},
               {BY_FOLDED_NAME, folded},
               {BY_FOLDED_NAME, short_name},
               {BY_SHORT_NAME, short_name ? NULL : folded}};
  struct members_found found = {0};
  for (gsize i = 0; i < G_N_ELEMENTS(tries) && found.n == 0; i++)
    found = find(index, tries[i].way, tries[i].text, kinds);
  return found;
}

struct members_found member_index_at(const struct member_index *index, const char *address, guint kinds)
{
  g_autofree char *normal = address_normal(address);
  struct members_found found = find(index, BY_ADDRESS, normal, kinds);
  return found.n ? found : find(index, BY_TOLD_ADDRESS, normal, kinds);
}
