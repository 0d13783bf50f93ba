#include "farm_answer.h"

#include <string.h>

enum { SEQUENCE = 0x30, GET = 0xa0, GETNEXT = 0xa1, RESPONSE = 0xa2, GETBULK = 0xa5 };
enum { VERSION_1 = 0, VERSION_2C = 1 };
enum { NO_SUCH_NAME = 2 }; /* error-status; 0: none */

/* The rest of what is read. */
struct bytes {
  const guint8 *at, *end;
};

struct request {
  guint64 version;
  struct bytes community; /* with tag and length, as are the next two */
  struct bytes id, varbinds;
  guint8 kind;
  guint64 non_repeaters, repetitions;
  struct bytes names[FARM_VARBINDS_MAX]; /* contents */
  guint n;
};

/* One variable binding of a reply: a row's value, or a name with what stands instead of one. */
struct binding {
  const struct farm_row *row;
  struct bytes name;
  guint8 instead;
};

struct answer {
  guint error, error_index, n;
  struct binding bindings[FARM_VARBINDS_MAX];
};

/* ---- reading -------------------------------------------------------------------------------------- */

static gsize length_of(struct bytes bytes)
{
  return (gsize)(bytes.end - bytes.at);
}

/* Takes the next element; FALSE if it is not of this tag (0: of any) or not whole. */
static gboolean take(struct bytes *from, guint8 tag, struct bytes *contents)
{
  if (from->end - from->at < 2 || (tag && from->at[0] != tag))
    return FALSE;
  gsize length = from->at[1];
  const guint8 *at = from->at + 2;
  if (length & 0x80) {
    gsize n = length & 0x7f;
    if (n == 0 || n > 4 || (gsize)(from->end - at) < n)
      return FALSE;
    for (length = 0; n > 0; n--)
      length = length << 8 | *at++;
  }
  if ((gsize)(from->end - at) < length)
    return FALSE;
  *contents = (struct bytes){at, at + length};
  from->at = at + length;
  return TRUE;
}

static gboolean take_number(struct bytes *from, guint64 *number)
{
  struct bytes contents;
  if (!take(from, TAG_INTEGER, &contents))
    return FALSE;
  *number = 0;
  for (; contents.at < contents.end; contents.at++)
    *number = *number << 8 | *contents.at;
  return TRUE;
}

static gboolean take_names(struct bytes varbinds, struct request *request)
{
  for (request->n = 0; varbinds.at < varbinds.end; request->n++) {
    struct bytes varbind;
    if (request->n == G_N_ELEMENTS(request->names) || !take(&varbinds, SEQUENCE, &varbind) ||
        !take(&varbind, TAG_OID, &request->names[request->n]) || length_of(request->names[request->n]) == 0 ||
        length_of(request->names[request->n]) > FARM_ASKED_MAX)
      return FALSE;
  }
  return TRUE;
}

static gboolean request_read(struct bytes datagram, struct request *request)
{
  struct bytes message, pdu, contents;
  if (!take(&datagram, SEQUENCE, &message) || !take_number(&message, &request->version) ||
      request->version > VERSION_2C)
    return FALSE;
  request->community.at = message.at;
  if (!take(&message, TAG_TEXT, &contents) || message.at == message.end)
    return FALSE;
  request->community.end = request->id.at = message.at;
  request->kind = message.at[0];
  if (request->kind != GET && request->kind != GETNEXT &&
      (request->kind != GETBULK || request->version == VERSION_1))
    return FALSE;
  if (!take(&message, 0, &pdu))
    return FALSE;
  request->id.at = pdu.at;
  if (!take(&pdu, TAG_INTEGER, &contents))
    return FALSE;
  request->id.end = pdu.at;
  if (!take_number(&pdu, &request->non_repeaters) || !take_number(&pdu, &request->repetitions))
    return FALSE;
  request->varbinds = pdu;
  return take(&pdu, SEQUENCE, &contents) && take_names(contents, request);
}

/* ---- answering ------------------------------------------------------------------------------------ */

/* A version 1 agent has no 64-bit counters and no word for what is missing but an error. */
static gboolean is_hidden(const struct request *request, const struct farm_row *row)
{
  return request->version == VERSION_1 && farm_row_tag(row) == TAG_COUNTER64;
}

static void answer_add(struct answer *answer, const struct farm_row *row, struct bytes name, guint8 instead)
{
  answer->bindings[answer->n++] = (struct binding){row, name, instead};
}

static void answer_get(const struct farm_table *table, const struct request *request, struct answer *answer)
{
  for (guint i = 0; i < request->n && !answer->error; i++) {
    int found = farm_table_find(table, request->names[i].at, length_of(request->names[i]));
    const struct farm_row *row = found >= 0 ? &table->rows[found] : NULL;
    if (request->version == VERSION_1 && (!row || is_hidden(request, row))) {
      answer->error = NO_SUCH_NAME;
      answer->error_index = i + 1;
    }
    answer_add(answer, row, request->names[i], TAG_NO_SUCH_OBJECT);
  }
}

static void answer_getnext(const struct farm_table *table, const struct request *request, struct answer *answer)
{
  for (guint i = 0; i < request->n && !answer->error; i++) {
    guint next = farm_table_next(table, request->names[i].at, length_of(request->names[i]));
    while (next < table->n && is_hidden(request, &table->rows[next]))
      next++;
    const struct farm_row *row = next < table->n ? &table->rows[next] : NULL;
    if (!row && request->version == VERSION_1) {
      answer->error = NO_SUCH_NAME;
      answer->error_index = i + 1;
    }
    answer_add(answer, row, request->names[i], TAG_END_OF_MIB_VIEW);
  }
}

/* The row `next` of a repeater whose first was `first`; behind the last row, that there is no more. */
static void answer_add_next(const struct farm_table *table, struct bytes asked, guint first, guint next,
                            struct answer *answer)
{
  struct bytes name = asked;
  if (next > first) {
    const struct farm_row *last = &table->rows[table->n - 1];
    name = (struct bytes){last->name + 2, last->name + last->name_length};
  }
  answer_add(answer, next < table->n ? &table->rows[next] : NULL, name, TAG_END_OF_MIB_VIEW);
}

static void answer_getbulk(const struct farm_table *table, const struct request *request, struct answer *answer)
{
  guint firsts[FARM_VARBINDS_MAX];
  guint once = (guint)MIN(request->non_repeaters, request->n), repeaters = request->n - once;
  for (guint i = 0; i < request->n; i++) {
    firsts[i] = farm_table_next(table, request->names[i].at, length_of(request->names[i]));
    if (i < once)
      answer_add_next(table, request->names[i], firsts[i], firsts[i], answer);
  }
  gboolean more = repeaters > 0;
  for (guint r = 0; more && r < request->repetitions && answer->n + repeaters <= FARM_VARBINDS_MAX; r++) {
    more = FALSE;
    for (guint i = once; i < request->n; i++) {
      answer_add_next(table, request->names[i], firsts[i], firsts[i] + r, answer);
      more = more || firsts[i] + r < table->n;
    }
  }
}

/* ---- writing -------------------------------------------------------------------------------------- */

static guint8 *put(const void *bytes, gsize length, guint8 *end)
{
  return memcpy(end - length, bytes, length);
}

static guint8 *put_binding(const struct binding *binding, const struct farm_moment *moment, guint8 *end)
{
  guint8 *at;
  if (binding->row) {
    at = farm_row_put(binding->row, moment, end);
    at = put(binding->row->name, binding->row->name_length, at);
  } else {
    at = ber_put_head(binding->instead, end, end);
    guint8 *name_end = at;
    at = put(binding->name.at, length_of(binding->name), at);
    at = ber_put_head(TAG_OID, at, name_end);
  }
  return ber_put_head(SEQUENCE, at, end);
}

/* The variable bindings, or those of the request where there is an error. */
static guint8 *put_bindings(const struct request *request, const struct farm_moment *moment,
                            const struct answer *answer, guint8 *end)
{
  if (answer->error)
    return put(request->varbinds.at, length_of(request->varbinds), end);
  guint8 *at = end;
  for (guint i = answer->n; i > 0; i--)
    at = put_binding(&answer->bindings[i - 1], moment, at);
  return ber_put_head(SEQUENCE, at, end);
}

static const guint8 *put_answer(const struct request *request, const struct farm_moment *moment,
                                const struct answer *answer, guint8 *end)
{
  guint8 *at = put_bindings(request, moment, answer, end);
  at = ber_put_unsigned(TAG_INTEGER, answer->error_index, at);
  at = ber_put_unsigned(TAG_INTEGER, answer->error, at);
  at = put(request->id.at, length_of(request->id), at);
  at = ber_put_head(RESPONSE, at, end);
  at = put(request->community.at, length_of(request->community), at);
  at = ber_put_unsigned(TAG_INTEGER, request->version, at);
  return ber_put_head(SEQUENCE, at, end);
}

const guint8 *farm_answer(const struct farm_table *table, const struct farm_moment *moment,
                          const guint8 *bytes, gsize length, guint8 reply[FARM_REPLY_MAX],
                          guint64 *values)
{
  G_STATIC_ASSERT(FARM_REPLY_MAX >= FARM_VARBINDS_MAX * (FARM_VALUE_MAX + FARM_ASKED_MAX + 10) + FARM_REQUEST_MAX);
  struct request request;
  struct answer answer;
  answer.error = answer.error_index = answer.n = 0;
  if (length > FARM_REQUEST_MAX || !request_read((struct bytes){bytes, bytes + length}, &request))
    return NULL;
  if (request.kind == GET)
    answer_get(table, &request, &answer);
  else if (request.kind == GETNEXT)
    answer_getnext(table, &request, &answer);
  else
    answer_getbulk(table, &request, &answer);
  *values += answer.n;
  return put_answer(&request, moment, &answer, reply + FARM_REPLY_MAX);
}
