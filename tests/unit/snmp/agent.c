#include "agent.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OIDS_MAX 32
#define SLOW_MS 700

enum tag {
  INTEGER = 0x02,
  OCTETS = 0x04,
  OID = 0x06,
  SEQUENCE = 0x30,
  GAUGE = 0x42,
  TICKS = 0x43,
  COUNTER64 = 0x46,
  NO_SUCH_OBJECT = 0x80,
  END_OF_VIEW = 0x82,
  GET = 0xa0,
  RESPONSE = 0xa2,
  GETBULK = 0xa5,
};

/* Values that move. */
enum live { STILL, UPTIME, BOOTS, RATE };

struct entry {
  const char *name; /* sorted, as text: 1.3.6 ... */
  enum tag tag;
  const char *text;
  guint64 number; /* with RATE: bytes per second */
  enum live live;
};

#define IF "1.3.6.1.2.1.2.2.1.3."
#define HR "1.3.6.1.2.1.25.2.3.1."
#define CPU "1.3.6.1.2.1.25.3.3.1.2."
#define IFX "1.3.6.1.2.1.31.1.1.1."
#define UCD "1.3.6.1.4.1.2021.4."
#define RAM "1.3.6.1.2.1.25.2.1.2"
#define DISK "1.3.6.1.2.1.25.2.1.4"

static const struct entry entries[] = {
    {"1.3.6.1.2.1.1.3.0", TICKS, .live = UPTIME},
    {IF "1", INTEGER, .number = 24}, {IF "2", INTEGER, .number = 6}, {IF "3", INTEGER, .number = 6},
    {HR "2.1", OID, .text = RAM}, {HR "2.31", OID, .text = DISK}, {HR "2.32", OID, .text = DISK},
    {HR "3.1", OCTETS, .text = "Physical memory"},
    {HR "3.31", OCTETS, .text = "/"},
    {HR "3.32", OCTETS, .text = "/srv"},
    {HR "4.1", INTEGER, .number = 1024}, {HR "4.31", INTEGER, .number = 4096},
    {HR "4.32", INTEGER, .number = 4096},
    {HR "5.1", INTEGER, .number = 8388608}, {HR "5.31", INTEGER, .number = 1000000},
    {HR "5.32", INTEGER, .number = 2000000},
    {HR "6.1", INTEGER, .number = 6291456}, {HR "6.31", INTEGER, .number = 250000},
    {HR "6.32", INTEGER, .number = 1000},
    {CPU "196608", INTEGER, .number = 30}, {CPU "196609", INTEGER, .number = 50},
    {IFX "1.1", OCTETS, .text = "lo"},
    {IFX "1.2", OCTETS, .text = "eth0"},
    {IFX "1.3", OCTETS, .text = "vnet0"},
    {IFX "6.1", COUNTER64, .number = 10, .live = RATE},
    {IFX "6.2", COUNTER64, .number = 125000, .live = RATE},
    {IFX "6.3", COUNTER64, .number = 10, .live = RATE},
    {IFX "10.1", COUNTER64, .number = 10, .live = RATE},
    {IFX "10.2", COUNTER64, .number = 250000, .live = RATE},
    {IFX "10.3", COUNTER64, .number = 10, .live = RATE},
    {IFX "15.1", GAUGE, .number = 10},
    {IFX "15.2", GAUGE, .number = 1000},
    {IFX "15.3", GAUGE, .number = 10},
    {IFX "19.1", TICKS, .number = 0}, {IFX "19.2", TICKS, .number = 0}, {IFX "19.3", TICKS, .number = 0},
    {UCD "5.0", INTEGER, .number = 8388608}, {UCD "6.0", INTEGER, .number = 1048576},
    {UCD "14.0", INTEGER, .number = 1024}, {UCD "15.0", INTEGER, .number = 1047552},
    {"1.3.6.1.6.3.10.2.1.2.0", INTEGER, .live = BOOTS},
};

struct name {
  guint n;
  guint32 ids[OIDS_MAX];
};

struct agent_thread {
  int fd, other_fd; /* `other_fd` answers from another port */
  guint16 port;
  GThread *thread;
  gint quit, behaviour, boots, requests;
  gint64 started_us; /* guarded by lock: monotonic time at which it "started" */
  GMutex lock;
  GByteArray *before; /* the reply before, for late copies */
  struct name names[G_N_ELEMENTS(entries)];
};

/* ---- BER ---- */

static void put_head(GByteArray *out, guint8 tag, gsize length)
{
  guint8 head[4] = {tag};
  guint n = 1;
  if (length > 255)
    head[n++] = 0x82, head[n++] = (guint8)(length >> 8);
  else if (length > 127)
    head[n++] = 0x81;
  head[n++] = (guint8)length;
  g_byte_array_append(out, head, n);
}

static void put(GByteArray *out, guint8 tag, const void *content, gsize length)
{
  put_head(out, tag, length);
  g_byte_array_append(out, content, (guint)length);
}

/* Puts `inner` into `out` under a tag and frees it. */
static void put_nested(GByteArray *out, guint8 tag, GByteArray *inner)
{
  put(out, tag, inner->data, inner->len);
  g_byte_array_unref(inner);
}

static void put_number(GByteArray *out, guint8 tag, guint64 number)
{
  guint8 bytes[9] = {0};
  for (guint i = 0; i < 8; i++)
    bytes[1 + i] = (guint8)(number >> (56 - 8 * i));
  guint skip = 0;
  while (skip < 8 && bytes[skip] == 0 && !(bytes[skip + 1] & 0x80))
    skip++;
  put(out, tag, bytes + skip, sizeof bytes - skip);
}

static void put_name(GByteArray *out, const struct name *name)
{
  GByteArray *inner = g_byte_array_new();
  guint8 first = (guint8)(name->ids[0] * 40 + name->ids[1]);
  g_byte_array_append(inner, &first, 1);
  for (guint i = 2; i < name->n; i++)
    for (gint shift = 28; shift >= 0; shift -= 7) {
      guint8 byte = (guint8)((name->ids[i] >> shift & 0x7f) | (shift ? 0x80 : 0));
      if (shift == 0 || name->ids[i] >> shift)
        g_byte_array_append(inner, &byte, 1);
    }
  put_nested(out, OID, inner);
}

static void name_parse(struct name *name, const char *text)
{
  name->n = 0;
  for (char *end = (char *)text; *end && name->n < OIDS_MAX; text = end + 1)
    name->ids[name->n++] = (guint32)g_ascii_strtoull(text, &end, 10);
}

static int name_compare(const struct name *a, const struct name *b)
{
  for (guint i = 0; i < a->n && i < b->n; i++)
    if (a->ids[i] != b->ids[i])
      return a->ids[i] < b->ids[i] ? -1 : 1;
  return (a->n > b->n) - (a->n < b->n);
}

/* Enters or steps over one element: its content; the request comes from our own program, so is sound. */
static const guint8 *take(const guint8 **at, gsize *length)
{
  const guint8 *p = *at + 1;
  gsize n = *p++;
  if (n & 0x80)
    for (gsize k = n & 0x7f, i = n = 0; i < k; i++)
      n = n << 8 | *p++;
  *length = n;
  *at = p + n;
  return p;
}

static guint64 take_number(const guint8 **at)
{
  gsize length;
  const guint8 *p = take(at, &length);
  guint64 number = 0;
  while (length--)
    number = number << 8 | *p++;
  return number;
}

struct question {
  guint8 kind;
  guint64 id, scalars, repetitions;
  guint n;
  struct name names[OIDS_MAX];
  GBytes *community;
};

static void take_name(const guint8 **at, struct name *name)
{
  gsize length;
  const guint8 *p = take(at, &length), *end = p + length;
  name->ids[0] = *p / 40;
  name->ids[1] = *p++ % 40;
  name->n = 2;
  while (p < end) {
    guint32 id = 0;
    do
      id = id << 7 | (*p & 0x7f);
    while (*p++ & 0x80);
    name->ids[name->n++] = id;
  }
}

static void question_read(struct question *question, const guint8 *bytes)
{
  gsize length;
  const guint8 *at = take(&bytes, &length);
  take_number(&at); /* version */
  const guint8 *community = take(&at, &length);
  question->community = g_bytes_new(community, length);
  question->kind = *at;
  at = take(&at, &length);
  question->id = take_number(&at);
  question->scalars = take_number(&at);
  question->repetitions = take_number(&at);
  const guint8 *list = take(&at, &length), *end = list + length;
  for (question->n = 0; list < end; question->n++) {
    const guint8 *binding = take(&list, &length);
    take_name(&binding, &question->names[question->n]);
  }
}

/* ---- answers ---- */

static gint64 uptime_us(struct agent_thread *agent)
{
  g_mutex_lock(&agent->lock);
  gint64 started_us = agent->started_us;
  g_mutex_unlock(&agent->lock);
  if (g_atomic_int_get(&agent->behaviour) == STANDING)
    return 3600ll * G_USEC_PER_SEC;
  return g_get_monotonic_time() - started_us;
}

static gboolean is_hidden(enum behaviour behaviour, const struct entry *entry)
{
  return behaviour == NO_UCD && (g_str_has_prefix(entry->name, UCD) || entry->live == BOOTS);
}

static void put_value(struct agent_thread *agent, GByteArray *out, const struct entry *entry, gint64 now_us)
{
  struct name oid;
  enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
  if (behaviour == WRONG_TYPES && (g_str_has_prefix(entry->name, CPU) || entry->live == RATE))
    put(out, OCTETS, "many", 4);
  else if (entry->tag == OCTETS)
    put(out, OCTETS, entry->text, strlen(entry->text));
  else if (entry->tag == OID) {
    name_parse(&oid, entry->text);
    put_name(out, &oid);
  } else if (entry->live == UPTIME)
    put_number(out, TICKS, (guint32)(now_us / 10000));
  else if (entry->live == BOOTS)
    put_number(out, INTEGER, (guint64)g_atomic_int_get(&agent->boots));
  else if (entry->live == RATE)
    put_number(out, COUNTER64, entry->number * (guint64)(now_us / 1000) / 1000);
  else
    put_number(out, (guint8)entry->tag, entry->number);
}

/* The binding for `name` (GET) or the first after it (GETBULK), and moves `name` to it. */
static void put_binding(struct agent_thread *agent, GByteArray *list, struct name *name, gboolean after,
                        gint64 now_us)
{
  enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
  GByteArray *binding = g_byte_array_new();
  const struct entry *found = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(entries) && !found; i++) {
    int order = name_compare(&agent->names[i], name);
    if (!is_hidden(behaviour, &entries[i]) && (after ? order > 0 : order == 0)) {
      found = &entries[i];
      *name = agent->names[i];
    }
  }
  put_name(binding, name);
  if (found)
    put_value(agent, binding, found, now_us);
  else
    put(binding, after ? END_OF_VIEW : NO_SUCH_OBJECT, "", 0);
  put_nested(list, SEQUENCE, binding);
}

/* A row that nobody has, below what was asked: `column`, then `index`. */
static void put_invented(GByteArray *list, const struct name *column, guint32 index)
{
  GByteArray *binding = g_byte_array_new();
  struct name name = *column;
  name.ids[name.n++] = index;
  put_name(binding, &name);
  put_number(binding, INTEGER, 1);
  put_nested(list, SEQUENCE, binding);
}

/* Goes on from each name asked, which is a column (of ifTable at the 10th sub-identifier, of the others at
 * the 11th) or already a row of it. */
static void put_bulk_evil(struct agent_thread *agent, GByteArray *list, const struct question *question)
{
  enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
  for (guint64 r = 0; r < question->repetitions; r++)
    for (guint i = (guint)question->scalars; i < question->n; i++) {
      struct name column = question->names[i];
      gboolean begun = column.n == (column.ids[6] == 2 ? 11u : 12u);
      guint32 last = begun ? column.ids[column.n - 1] : 0;
      if (begun)
        column.n--;
      put_invented(list, &column, behaviour == NOT_INCREASING ? 1 : last + (guint32)r + 1);
    }
}

static GByteArray *bindings(struct agent_thread *agent, struct question *question)
{
  enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
  GByteArray *list = g_byte_array_new();
  gint64 now_us = uptime_us(agent);
  if (behaviour == HUGE_REPLY) {
    struct name name = {2, {1, 3}};
    for (guint i = 0; i < 9000; i++) {
      GByteArray *binding = g_byte_array_new();
      put_name(binding, &name);
      put(binding, NO_SUCH_OBJECT, "", 0);
      put_nested(list, SEQUENCE, binding);
    }
    return list;
  }
  if (behaviour == OTHER_OIDS)
    for (guint i = 0; i < question->n; i++)
      name_parse(&question->names[i], "1.3.6.1.2.1.1.2");
  guint once = question->kind == GET ? question->n : (guint)question->scalars;
  for (guint i = 0; i < once; i++)
    put_binding(agent, list, &question->names[i], question->kind != GET, now_us);
  if (question->kind == GET)
    return list;
  if (behaviour == ENDLESS || behaviour == NOT_INCREASING) {
    put_bulk_evil(agent, list, question);
    return list;
  }
  for (guint64 r = 0; r < question->repetitions; r++)
    for (guint i = once; i < question->n; i++)
      put_binding(agent, list, &question->names[i], TRUE, now_us);
  return list;
}

static GByteArray *answer(struct agent_thread *agent, struct question *question)
{
  gboolean too_big = (enum behaviour)g_atomic_int_get(&agent->behaviour) == TOO_BIG &&
                     question->kind == GETBULK && question->repetitions > 3;
  GByteArray *pdu = g_byte_array_new(), *message = g_byte_array_new(), *packet = g_byte_array_new();
  put_number(pdu, INTEGER, question->id);
  put_number(pdu, INTEGER, too_big ? 1 : 0);
  put_number(pdu, INTEGER, 0);
  put_nested(pdu, SEQUENCE, too_big ? g_byte_array_new() : bindings(agent, question));
  gsize length;
  const void *community = g_bytes_get_data(question->community, &length);
  put_number(message, INTEGER, 1);
  put(message, OCTETS, community, length);
  put_nested(message, RESPONSE, pdu);
  put_nested(packet, SEQUENCE, message);
  return packet;
}

/* ---- sending ---- */

static void spoil(GByteArray *packet, enum behaviour behaviour)
{
  if (behaviour == TRUNCATED)
    g_byte_array_set_size(packet, packet->len / 2);
  for (guint i = 0; behaviour == GARBAGE && i < packet->len; i++)
    packet->data[i] = (guint8)g_random_int();
  for (guint i = 8; behaviour == LYING_LENGTHS && i < packet->len; i++)
    if (packet->data[i] == SEQUENCE && i + 1 < packet->len)
      packet->data[++i] = (guint8)g_random_int();
}

static void reply(struct agent_thread *agent, GByteArray *packet, const struct sockaddr_in *to)
{
  enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
  const struct sockaddr *address = (const struct sockaddr *)to;
  spoil(packet, behaviour);
  if (behaviour == FOREIGN || behaviour == FOREIGN_FIRST)
    sendto(agent->other_fd, packet->data, packet->len, 0, address, sizeof *to);
  if (behaviour == FOREIGN)
    return;
  for (guint i = 0; i < (behaviour == DUPLICATES ? 3 : 1); i++)
    sendto(agent->fd, packet->data, packet->len, 0, address, sizeof *to);
  if (behaviour == DUPLICATES && agent->before)
    sendto(agent->fd, agent->before->data, agent->before->len, 0, address, sizeof *to);
  g_clear_pointer(&agent->before, g_byte_array_unref);
  agent->before = g_byte_array_ref(packet);
}

static gboolean is_of_software(const struct question *question)
{
  static const struct name software = {9, {1, 3, 6, 1, 2, 1, 25, 4, 2}};
  const struct name *first = &question->names[0];
  return question->n > 0 && first->n > software.n && memcmp(first->ids, software.ids, software.n * sizeof first->ids[0]) == 0;
}

static gpointer agent_run(gpointer user)
{
  struct agent_thread *agent = user;
  while (!g_atomic_int_get(&agent->quit)) {
    guint8 bytes[4096];
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    ssize_t n = recvfrom(agent->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length);
    if (n <= 1)
      continue;
    gint count = g_atomic_int_add(&agent->requests, 1);
    enum behaviour behaviour = (enum behaviour)g_atomic_int_get(&agent->behaviour);
    if (behaviour == SILENT || (behaviour == LOSSY && count % 3 == 0))
      continue;
    if (behaviour == SLOW)
      g_usleep(SLOW_MS * 1000);
    struct question question;
    question_read(&question, bytes);
    if (behaviour != RETICENT || !is_of_software(&question)) {
      g_autoptr(GByteArray) packet = answer(agent, &question);
      reply(agent, packet, &from);
    }
    g_bytes_unref(question.community);
  }
  return NULL;
}

static int socket_open(guint16 *port)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
      getsockname(fd, (struct sockaddr *)&address, &length) < 0)
    g_error("no UDP socket for the test's agent");
  *port = ntohs(address.sin_port);
  return fd;
}

struct agent_thread *agent_start(enum behaviour behaviour)
{
  struct agent_thread *agent = g_new0(struct agent_thread, 1);
  guint16 other;
  agent->fd = socket_open(&agent->port);
  agent->other_fd = socket_open(&other);
  agent->behaviour = (gint)behaviour;
  agent->boots = 7;
  g_mutex_init(&agent->lock);
  for (gsize i = 0; i < G_N_ELEMENTS(entries); i++)
    name_parse(&agent->names[i], entries[i].name);
  agent_restart(agent, 3600 * 1000);
  agent->thread = g_thread_new("agent", agent_run, agent);
  return agent;
}

void agent_stop(struct agent_thread *agent)
{
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(agent->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  g_atomic_int_set(&agent->quit, 1);
  sendto(agent->other_fd, "", 1, 0, (struct sockaddr *)&address, sizeof address); /* wakes it */
  g_thread_join(agent->thread);
  close(agent->fd);
  close(agent->other_fd);
  g_clear_pointer(&agent->before, g_byte_array_unref);
  g_mutex_clear(&agent->lock);
  g_free(agent);
}

guint16 agent_port(const struct agent_thread *agent)
{
  return agent->port;
}

void agent_behave(struct agent_thread *agent, enum behaviour behaviour)
{
  g_atomic_int_set(&agent->behaviour, (gint)behaviour);
}

void agent_restart(struct agent_thread *agent, gint64 uptime_ms)
{
  g_mutex_lock(&agent->lock);
  agent->started_us = g_get_monotonic_time() - uptime_ms * 1000;
  g_mutex_unlock(&agent->lock);
}

void agent_set_boots(struct agent_thread *agent, gint boots)
{
  g_atomic_int_set(&agent->boots, boots);
}

gint agent_requests(struct agent_thread *agent)
{
  return g_atomic_int_get(&agent->requests);
}
