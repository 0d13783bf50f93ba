#include "config/yaml_tree.h"

#include "config/problems.h"

#include <string.h>
#include <yaml.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct builder {
  const char *text;
  gsize length;
  GPtrArray *problems;
  struct yaml_node *root;
  GPtrArray *open; /* borrowed: the maps and lists not ended yet, outermost first */
  guint documents;
  gboolean stop;
};

void yaml_tree_free(struct yaml_node *node)
{
  if (!node)
    return;
  g_free(node->text);
  g_clear_pointer(&node->keys, g_ptr_array_unref);
  g_clear_pointer(&node->children, g_ptr_array_unref);
  g_clear_pointer(&node->by_key, g_hash_table_unref);
  g_free(node);
}

static GPtrArray *nodes_new(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)yaml_tree_free);
}

static struct yaml_node *node_new(enum yaml_kind kind, const yaml_mark_t *mark)
{
  struct yaml_node *node = g_new0(struct yaml_node, 1);
  node->kind = kind;
  node->line = (guint)mark->line + 1;
  node->column = (guint)mark->column + 1;
  if (kind != YAML_SCALAR)
    node->children = nodes_new();
  if (kind == YAML_MAP) {
    node->keys = nodes_new();
    node->by_key = g_hash_table_new(g_str_hash, g_str_equal);
  }
  return node;
}

const struct yaml_node *yaml_tree_child(const struct yaml_node *node, const char *key)
{
  if (!node || node->kind != YAML_MAP)
    return NULL;
  guint place = GPOINTER_TO_UINT(g_hash_table_lookup(node->by_key, key));
  return place > 0 ? node->children->pdata[place - 1] : NULL;
}

static void complain(struct builder *builder, const struct yaml_node *node, const char *sentence)
{
  problem_add(builder->problems, node->line, node->column, "%s", sentence);
}

static void refuse(struct builder *builder, struct yaml_node *node, const char *sentence)
{
  if (!node->refused)
    complain(builder, node, sentence);
  node->refused = TRUE;
}

/* An anchor or a tag does not hide what else is wrong with its node. */
static void complain_properties(struct builder *builder, const struct yaml_node *node,
                                const void *anchor, const void *tag)
{
  if (anchor)
    complain(builder, node,
             "anchors (&) are not taken here: write the value out where it is needed");
  if (tag)
    complain(builder, node, "tags (!) are not taken here: remove it");
}

static void add_key(struct builder *builder, struct yaml_node *map, struct yaml_node *key)
{
  if (key->kind != YAML_SCALAR)
    refuse(builder, key, "a key must be plain text, not a list or map");
  g_ptr_array_add(map->keys, key);
}

/* The value belongs to the key that came last. */
static void add_value(struct builder *builder, struct yaml_node *map, struct yaml_node *value)
{
  struct yaml_node *key = map->keys->pdata[map->keys->len - 1];
  g_ptr_array_add(map->children, value);
  if (key->refused)
    return;
  guint place = GPOINTER_TO_UINT(g_hash_table_lookup(map->by_key, key->text));
  if (place == 0) {
    g_hash_table_insert(map->by_key, key->text, GUINT_TO_POINTER(map->children->len));
    return;
  }
  const struct yaml_node *first = map->keys->pdata[place - 1];
  problem_add(builder->problems, key->line, key->column,
              "this key stands on line %u already: keep one of the two", first->line);
  key->refused = TRUE;
}

static void add_node(struct builder *builder, struct yaml_node *node)
{
  guint depth = builder->open->len;
  struct yaml_node *parent = depth > 0 ? builder->open->pdata[depth - 1] : NULL;
  if (!parent)
    builder->root = node;
  else if (parent->kind == YAML_LIST)
    g_ptr_array_add(parent->children, node);
  else if (parent->keys->len == parent->children->len)
    add_key(builder, parent, node);
  else
    add_value(builder, parent, node);
  if (node->kind == YAML_SCALAR)
    return;
  g_ptr_array_add(builder->open, node);
  if (depth + 1 > YAML_MAX_DEPTH) {
    problem_add(builder->problems, node->line, node->column,
                "more than %d maps and lists in each other: nothing in this file goes so deep",
                YAML_MAX_DEPTH);
    builder->stop = TRUE;
  }
}

static void take_scalar(struct builder *builder, const yaml_event_t *event)
{
  struct yaml_node *node = node_new(YAML_SCALAR, &event->start_mark);
  const char *value = (const char *)event->data.scalar.value;
  gsize length = event->data.scalar.length;
  node->text = g_strndup(value, length);
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  complain_properties(builder, node, event->data.scalar.anchor, event->data.scalar.tag);
  for (gsize i = 0; i < length; i++)
    if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
      refuse(builder, node, "this text holds a line break or another control character: remove it");
  add_node(builder, node);
}

static void take_collection(struct builder *builder, const yaml_event_t *event)
{
  gboolean is_map = event->type == YAML_MAPPING_START_EVENT;
  struct yaml_node *node = node_new(is_map ? YAML_MAP : YAML_LIST, &event->start_mark);
  if (is_map)
    complain_properties(builder, node, event->data.mapping_start.anchor,
                        event->data.mapping_start.tag);
  else
    complain_properties(builder, node, event->data.sequence_start.anchor,
                        event->data.sequence_start.tag);
  add_node(builder, node);
}

static void take_alias(struct builder *builder, const yaml_event_t *event)
{
  struct yaml_node *node = node_new(YAML_SCALAR, &event->start_mark);
  node->text = g_strdup("");
  refuse(builder, node, "aliases (*) are not taken here: write the value out");
  add_node(builder, node);
}

static void take_event(struct builder *builder, const yaml_event_t *event)
{
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    take_scalar(builder, event);
    break;
  case YAML_SEQUENCE_START_EVENT:
  case YAML_MAPPING_START_EVENT:
    take_collection(builder, event);
    break;
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    g_ptr_array_set_size(builder->open, (gint)builder->open->len - 1);
    break;
  case YAML_ALIAS_EVENT:
    take_alias(builder, event);
    break;
  case YAML_DOCUMENT_START_EVENT:
    if (++builder->documents > 1) {
      problem_add(builder->problems, (guint)event->start_mark.line + 1,
                  (guint)event->start_mark.column + 1,
                  "a second document begins here: a file holds one, so remove this line");
      builder->stop = TRUE;
    }
    break;
  case YAML_STREAM_END_EVENT:
    builder->stop = TRUE;
    break;
  default:
    break;
  }
}

/* libyaml gives the place of a bad character as an offset in bytes. */
static void add_encoding_problem(struct builder *builder, const yaml_parser_t *parser)
{
  gsize offset = MIN(parser->problem_offset, builder->length);
  guint line = 1;
  const char *start = builder->text;
  for (const char *p = start; p < builder->text + offset; p++)
    if (*p == '\n') {
      line++;
      start = p + 1;
    }
  glong column = g_utf8_strlen(start, builder->text + offset - start) + 1;
  problem_add(builder->problems, line, (guint)column,
              "this is not UTF-8 text (%s): save the file as UTF-8 without control characters",
              parser->problem);
}

static char character_at(const struct builder *builder, const yaml_mark_t *mark)
{
  const char *p = builder->text, *end = p + builder->length;
  for (gsize line = 0; line < mark->line && p; line++) {
    p = memchr(p, '\n', (gsize)(end - p));
    p = p ? p + 1 : NULL;
  }
  for (gsize column = 0; p && column < mark->column && p < end; column++)
    p = g_utf8_find_next_char(p, end);
  return p && p < end ? *p : '\0';
}

static void add_syntax_problem(struct builder *builder, const yaml_parser_t *parser)
{
  if (parser->error == YAML_MEMORY_ERROR)
    g_error("out of memory while reading YAML");
  if (parser->error == YAML_READER_ERROR) {
    add_encoding_problem(builder, parser);
    return;
  }
  const yaml_mark_t *mark = &parser->problem_mark;
  guint line = (guint)mark->line + 1, column = (guint)mark->column + 1;
  if (character_at(builder, mark) == '\t')
    problem_add(builder->problems, line, column,
                "a tab stands where YAML takes spaces only: replace it");
  else if (parser->context && parser->context_mark.line != mark->line)
    problem_add(builder->problems, line, column,
                "this is not YAML: %s, %s that began on line %zu; check indentation and quotes",
                parser->problem, parser->context, parser->context_mark.line + 1);
  else
    problem_add(builder->problems, line, column,
                "this is not YAML: %s; check indentation, quotes and the space behind ':'",
                parser->problem);
}

/* What stands unfinished on the stack is cut: its last key may wait for its value. Inner ones
 * first, as such a key may be one of them. */
static void cut_open(struct builder *builder)
{
  for (guint i = builder->open->len; i > 0; i--) {
    struct yaml_node *node = builder->open->pdata[i - 1];
    node->cut = TRUE;
    if (node->kind == YAML_MAP && node->keys->len > node->children->len)
      g_ptr_array_set_size(node->keys, (gint)node->children->len);
  }
}

struct yaml_node *yaml_tree_read(const char *text, gsize length, GPtrArray *problems)
{
  if (length >= strlen(BYTE_ORDER_MARK) &&
      memcmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
    text += strlen(BYTE_ORDER_MARK); /* libyaml would count it as a column of the first key */
    length -= strlen(BYTE_ORDER_MARK);
  }
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    g_error("out of memory while reading YAML");
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);

  struct builder builder = {text, length, problems, NULL, g_ptr_array_new(), 0, FALSE};
  while (!builder.stop) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      add_syntax_problem(&builder, &parser);
      break;
    }
    take_event(&builder, &event);
    yaml_event_delete(&event);
  }
  cut_open(&builder);
  g_ptr_array_unref(builder.open);
  yaml_parser_delete(&parser);
  return builder.root;
}
