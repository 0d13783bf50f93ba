#include "config/values.h"

#include "base/limits.h"
#include "base/listen_address.h"
#include "base/quantity.h"
#include "base/text.h"
#include "config/address.h"
#include "config/commands.h"
#include "config/config.h"
#include "config/problems.h"
#include "config/secret_file.h"
#include "config/token_file.h"
#include "model/change_window.h"
#include "model/object.h"

#include <string.h>

/* One written value on its way into its field. */
struct written {
  const struct option *option;
  const char *key;
  const struct yaml_node *node;
  gpointer owner, field;
  GPtrArray *problems;
};

#define WRONG(written, ...)                                                                        \
  problem_add((written)->problems, (written)->node->line, (written)->node->column, __VA_ARGS__)

#define QUOTE_MAX 60

/* The written text as an error may show it. Never for what may be, or stand beside, a secret. */
static char *quoted(const struct written *written)
{
  return text_clean(written->node->text, QUOTE_MAX);
}

/* The entry of a list under the same key. */
static struct written entry_of(const struct written *list, const struct yaml_node *node)
{
  struct written entry = *list;
  entry.node = node;
  return entry;
}

static gboolean is_scalar(const struct written *written)
{
  const struct yaml_node *node = written->node;
  if (node->kind != YAML_SCALAR)
    WRONG(written, "%s must be a single value, not a list or map", written->key);
  else if (node->plain && !node->text[0])
    WRONG(written, "%s has no value: write one, or remove the key", written->key);
  else
    return TRUE;
  return FALSE;
}

static gboolean has_length(const struct written *written)
{
  gsize length = strlen(written->node->text);
  if (length >= written->option->min && length <= written->option->max)
    return TRUE;
  g_autofree char *bounds = option_bounds(written->option);
  WRONG(written, "%s has %zu bytes: it must have %s", written->key, length, bounds);
  return FALSE;
}

static void store_text(const struct written *written, char *text)
{
  char **field = written->field;
  g_free(*field);
  *field = text;
}

static void out_of_bounds(const struct written *written)
{
  g_autofree char *bounds = option_bounds(written->option);
  g_autofree char *text = quoted(written);
  WRONG(written, "%s is %s: it must be from %s", written->key, text, bounds);
}

/* FALSE, and said, where it is none, or out of bounds. */
static gboolean take_duration(const struct written *written, guint *seconds)
{
  guint64 value;
  g_autofree char *text = quoted(written);
  if (!duration_parse(written->node->text, &value))
    WRONG(written, "%s \"%s\" is no duration: write a whole number and s, m, h, d or w, such as %s",
          written->key, text, written->option->fallback ? written->option->fallback : "5m");
  else if (value < written->option->min || value > written->option->max)
    out_of_bounds(written);
  else {
    *seconds = (guint)value;
    return TRUE;
  }
  return FALSE;
}

static void read_duration(const struct written *written)
{
  guint seconds;
  if (take_duration(written, &seconds))
    *(guint *)written->field = seconds * 1000;
}

static void read_span(const struct written *written)
{
  take_duration(written, written->field);
}

static void read_size(const struct written *written)
{
  guint64 bytes;
  g_autofree char *text = quoted(written);
  gsize length = strlen(written->node->text);
  if (!size_parse(written->node->text, &bytes))
    WRONG(written,
          "%s \"%s\" is no size: write a whole number and B, KiB, MiB, GiB or TiB, such as 256MiB",
          written->key, text);
  else if (bytes > 0 && g_ascii_isdigit(written->node->text[length - 1]))
    WRONG(written, "%s \"%s\" has no unit: write %sB or %sMiB", written->key, text, text, text);
  else if (bytes < written->option->min || bytes > written->option->max)
    out_of_bounds(written);
  else
    *(guint64 *)written->field = bytes;
}

static void read_percent(const struct written *written)
{
  const char *text = written->node->text;
  gsize length = strlen(text), digits = strspn(text, G_CSET_DIGITS);
  gsize number = digits;
  if (text[digits] == '.')
    number += 1 + strspn(text + digits + 1, G_CSET_DIGITS);
  if (digits == 0 || digits > 9 || text[number - 1] == '.' || number + 1 != length ||
      text[number] != '%') {
    g_autofree char *shown = quoted(written);
    WRONG(written, "%s \"%s\" is no percentage: write a number and %%, such as 10%%", written->key,
          shown);
    return;
  }
  double percent = g_ascii_strtod(text, NULL);
  if (percent < (double)written->option->min || percent > (double)written->option->max)
    out_of_bounds(written);
  else
    *(double *)written->field = percent;
}

gboolean node_is_name(const struct yaml_node *node, GPtrArray *problems)
{
  if (name_is_valid(node->text))
    return TRUE;
  g_autofree char *shown = text_clean(node->text, QUOTE_MAX);
  problem_add(problems, node->line, node->column,
              "\"%s\" cannot be a name: names are 1 to %d letters, digits, '.', '_' and '-', and begin with "
              "neither '.' nor '-'",
              shown, LIMIT_NAME);
  return FALSE;
}

static void read_name(const struct written *written)
{
  if (node_is_name(written->node, written->problems))
    store_text(written, g_strdup(written->node->text));
}

static gboolean is_absolute(const struct written *written)
{
  if (!has_length(written))
    return FALSE;
  if (written->node->text[0] == '/')
    return TRUE;
  WRONG(written, "%s must be an absolute path: begin it with '/'", written->key);
  return FALSE;
}

static void read_path(const struct written *written)
{
  if (is_absolute(written))
    store_text(written, g_strdup(written->node->text));
}

static void read_paths(const struct written *written)
{
  GPtrArray *paths = *(GPtrArray **)written->field;
  for (guint i = 0; i < written->node->children->len; i++) {
    struct written entry = entry_of(written, written->node->children->pdata[i]);
    if (!entry.node->refused && is_scalar(&entry) && is_absolute(&entry))
      g_ptr_array_add(paths, g_strdup(entry.node->text));
  }
}

static void read_names(const struct written *written)
{
  GPtrArray *names = *(GPtrArray **)written->field;
  for (guint i = 0; i < written->node->children->len; i++) {
    struct written entry = entry_of(written, written->node->children->pdata[i]);
    if (!entry.node->refused && is_scalar(&entry) && node_is_name(entry.node, written->problems))
      g_ptr_array_add(names, g_strdup(entry.node->text));
  }
}

static void read_instances(const struct written *written)
{
  GPtrArray **texts = written->field;
  if (written->node->children->len > written->option->most)
    WRONG(written, "%s has %u entries: it may have %u at most", written->key, written->node->children->len,
          written->option->most);
  if (!*texts)
    *texts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < written->node->children->len; i++) {
    struct written entry = entry_of(written, written->node->children->pdata[i]);
    if (entry.node->refused || !is_scalar(&entry) || !has_length(&entry))
      continue;
    if (!instance_is_valid(entry.node->text))
      WRONG(&entry, "an entry of %s holds a control character or one of { } =: no name of a part can have these",
            written->key);
    else if (g_ptr_array_find_with_equal_func(*texts, entry.node->text, g_str_equal, NULL))
      WRONG(&entry, "%s names this one twice: remove it", written->key);
    else
      g_ptr_array_add(*texts, g_strdup(entry.node->text));
  }
}

/* A list of 1 to `most` texts, each of which `is_valid`; `what` says what each must be. */
static void read_texts(const struct written *written, gboolean (*is_valid)(const char *text), const char *what)
{
  GPtrArray **texts = written->field;
  if (written->node->children->len == 0 || written->node->children->len > written->option->most)
    WRONG(written, "%s has %u entries: it may have 1 to %u", written->key, written->node->children->len,
          written->option->most);
  if (!*texts)
    *texts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < written->node->children->len; i++) {
    struct written entry = entry_of(written, written->node->children->pdata[i]);
    if (entry.node->refused || !is_scalar(&entry) || !has_length(&entry))
      continue;
    if (is_valid(entry.node->text))
      g_ptr_array_add(*texts, g_strdup(entry.node->text));
    else
      WRONG(&entry, "an entry of %s %s", written->key, what);
  }
}

static void read_selectors(const struct written *written)
{
  read_texts(written, selector_is_valid, "is a name, a UUID, a pattern as in web*, or a label as in tier=db");
}

/* A URI may hold a password: it is not quoted. */
static void read_uri(const struct written *written)
{
  if (!has_length(written))
    return;
  if (libvirt_uri_is_valid(written->node->text))
    store_text(written, g_strdup(written->node->text));
  else
    WRONG(written, "%s must be a URI that begins with SCHEME://, such as qemu+tls://HOST/system",
          written->key);
}

static void read_address(const struct written *written)
{
  if (!has_length(written))
    return;
  gboolean is_receiver = written->option->type == OPTION_RECEIVER;
  char *address = is_receiver ? receiver_address_normalise(written->node->text) : agent_address_normalise(written->node->text);
  if (address)
    store_text(written, address);
  else
    WRONG(written,
          "%s must be HOST, HOST:PORT, udp:HOST:PORT, udp6:[ADDRESS]:PORT, tcp:HOST:PORT or "
          "tcp6:[ADDRESS]:PORT, with an IPv4 address or a name as HOST and an IPv6 ADDRESS",
          written->key);
}

static void read_socket(const struct written *written)
{
  if (!has_length(written))
    return;
  if (g_str_has_prefix(written->node->text, "unix:/"))
    store_text(written, g_strdup(written->node->text + strlen("unix:")));
  else
    WRONG(written, "%s must be unix:PATH, with the absolute path of a Unix socket", written->key);
}

/* Whether it is one of the option's words. */
static gboolean is_word(const struct written *written)
{
  const char *text = written->node->text;
  if (g_strv_contains(written->option->words, text))
    return TRUE;
  g_autofree char *bounds = option_bounds(written->option);
  const char *nearest = nearest_name(text, written->option->words);
  if (nearest && written->option->words[1])
    WRONG(written, "%s must be one of %s: did you mean %s?", written->key, bounds, nearest);
  else
    WRONG(written, "%s must be %s%s", written->key, written->option->words[1] ? "one of " : "",
          bounds);
  return FALSE;
}

static void read_speed(const struct written *written)
{
  guint64 speed;
  g_autofree char *text = quoted(written);
  if (!speed_parse(written->node->text, &speed))
    WRONG(written, "%s \"%s\" is no speed: write a whole number and Mbit/s or Gbit/s, such as 10Gbit/s", written->key, text);
  else if (speed < written->option->min || speed > written->option->max)
    out_of_bounds(written);
  else
    *(guint64 *)written->field = speed;
}

static void read_count(const struct written *written)
{
  guint64 count;
  g_autofree char *text = quoted(written);
  if (!g_ascii_string_to_unsigned(written->node->text, 10, 0, G_MAXUINT64, &count, NULL))
    WRONG(written, "%s \"%s\" is no whole number", written->key, text);
  else if (count < written->option->min || count > written->option->max)
    out_of_bounds(written);
  else
    *(guint *)written->field = (guint)count;
}

static void read_word(const struct written *written)
{
  if (is_word(written))
    store_text(written, g_strdup(written->node->text));
}

static void read_switch(const struct written *written)
{
  if (is_word(written))
    *(gboolean *)written->field = strcmp(written->node->text, "yes") == 0 || strcmp(written->node->text, "true") == 0;
}

static void read_zone(const struct written *written)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(written->node->text);
  g_autofree char *shown = quoted(written);
  if (has_length(written) && zone)
    store_text(written, g_strdup(written->node->text));
  else if (!zone)
    WRONG(written, "%s \"%s\" is no time zone that this machine knows: write one as in Europe/Berlin (package tzdata)", written->key,
          shown);
}

static gboolean is_window(const char *text)
{
  struct change_window window;
  return change_window_parse(text, &window);
}

static void read_windows(const struct written *written)
{
  read_texts(written, is_window, "is a time of the week as in 22:00-06:00, mon-fri 22:00-06:00 or sat,sun");
}

static void read_methods(const struct written *written)
{
  struct cluster *cluster = written->owner;
  cluster->n_methods = 0;
  if (written->node->children->len == 0)
    WRONG(written, "%s is empty: name at least one, or remove the key", written->key);
  for (guint i = 0; i < written->node->children->len; i++) {
    struct written entry = entry_of(written, written->node->children->pdata[i]);
    enum move_method method;
    if (entry.node->refused || !is_scalar(&entry) || !is_word(&entry) ||
        !move_method_parse(entry.node->text, &method))
      continue;
    gboolean is_new = TRUE;
    for (guint k = 0; k < cluster->n_methods; k++)
      is_new = is_new && cluster->methods[k] != method;
    if (is_new)
      cluster->methods[cluster->n_methods++] = method;
    else
      WRONG(&entry, "%s names this one twice: remove it", written->key);
  }
}

static void read_text(const struct written *written)
{
  if (has_length(written))
    store_text(written, g_strdup(written->node->text));
}

static void read_secret_file(const struct written *written)
{
  g_autoptr(GError) error = NULL;
  if (!is_absolute(written))
    return;
  char *secret = secret_file_read(written->node->text, &error);
  if (secret)
    store_text(written, secret);
  else
    WRONG(written, "%s: %s", written->key, error->message);
}

static void read_tokens(const struct written *written)
{
  g_autoptr(GError) error = NULL;
  GPtrArray **field = written->field;
  if (!is_absolute(written))
    return;
  *field = token_file_read(written->node->text, &error);
  if (!*field)
    WRONG(written, "%s: %s", written->key, error->message);
}

static void read_listen(const struct written *written)
{
  if (!has_length(written))
    return;
  g_autoptr(GInetSocketAddress) address = listen_address_read(written->node->text);
  if (address)
    store_text(written, g_strdup(written->node->text));
  else
    WRONG(written, "%s must be ADDRESS:PORT or [ADDRESS]:PORT, such as 127.0.0.1:8480: an address, not a name", written->key);
}

static void read_settings(const struct written *written)
{
  GHashTable *settings = *(GHashTable **)written->field;
  if (written->option->most > 0 && written->node->children->len > written->option->most)
    WRONG(written, "%s holds more than %u: leave some out", written->key, written->option->most);
  for (guint i = 0; i < written->node->children->len; i++) {
    const struct yaml_node *key = written->node->keys->pdata[i];
    struct written setting = entry_of(written, written->node->children->pdata[i]);
    if (key->refused || !node_is_name(key, written->problems))
      continue;
    setting.key = key->text;
    if (!setting.node->refused && is_scalar(&setting) && has_length(&setting))
      g_hash_table_insert(settings, g_strdup(key->text), g_strdup(setting.node->text));
  }
}

/* Reads what it can of one command; whether it is whole and sound. */
static gboolean read_command(const struct written *command, struct program *program)
{
  gboolean is_sound = command->node->children->len >= 1 && command->node->children->len <= PROGRAM_WORDS_MAX;
  if (!is_sound)
    WRONG(command, "%s has %u words: it may have 1 to %d, the first of them the path of the program", command->key,
          command->node->children->len, PROGRAM_WORDS_MAX);
  for (guint i = 0; i < command->node->children->len; i++) {
    struct written word = entry_of(command, command->node->children->pdata[i]);
    gboolean is_text = !word.node->refused && is_scalar(&word) && has_length(&word);
    g_autofree char *problem = is_text ? command_word_problem(word.node->text, i == 0) : NULL;
    if (problem)
      WRONG(&word, "%s: %s", command->key, problem);
    is_sound = is_sound && is_text && !problem;
    g_ptr_array_add(program->words, g_strdup(is_text ? word.node->text : ""));
  }
  return is_sound;
}

static void read_programs(const struct written *written)
{
  GPtrArray *programs = *(GPtrArray **)written->field;
  if (written->node->children->len > written->option->most)
    WRONG(written, "%s holds more than %u: leave some out", written->key, written->option->most);
  for (guint i = 0; i < written->node->children->len; i++) {
    const struct yaml_node *key = written->node->keys->pdata[i];
    struct written command = entry_of(written, written->node->children->pdata[i]);
    if (key->refused || command.node->refused || !node_is_name(key, written->problems) ||
        !node_is(command.node, YAML_LIST, key->text, written->problems))
      continue;
    command.key = key->text;
    struct program *program = program_new(key->text);
    if (read_command(&command, program))
      g_ptr_array_add(programs, program);
    else
      program_free(program);
  }
}

static const struct {
  enum yaml_kind kind;
  void (*read)(const struct written *written);
} types[OPTION_TYPES] = {
    [OPTION_DURATION] = {YAML_SCALAR, read_duration},
    [OPTION_SPAN] = {YAML_SCALAR, read_span},
    [OPTION_SIZE] = {YAML_SCALAR, read_size},
    [OPTION_SPEED] = {YAML_SCALAR, read_speed},
    [OPTION_COUNT] = {YAML_SCALAR, read_count},
    [OPTION_PERCENT] = {YAML_SCALAR, read_percent},
    [OPTION_SWITCH] = {YAML_SCALAR, read_switch},
    [OPTION_NAME] = {YAML_SCALAR, read_name},
    [OPTION_PATH] = {YAML_SCALAR, read_path},
    [OPTION_PATHS] = {YAML_LIST, read_paths},
    [OPTION_NAMES] = {YAML_LIST, read_names},
    [OPTION_INSTANCES] = {YAML_LIST, read_instances},
    [OPTION_SELECTORS] = {YAML_LIST, read_selectors},
    [OPTION_URI] = {YAML_SCALAR, read_uri},
    [OPTION_ADDRESS] = {YAML_SCALAR, read_address},
    [OPTION_RECEIVER] = {YAML_SCALAR, read_address},
    [OPTION_SOCKET] = {YAML_SCALAR, read_socket},
    [OPTION_WORD] = {YAML_SCALAR, read_word},
    [OPTION_TEXT] = {YAML_SCALAR, read_text},
    [OPTION_SECRET] = {YAML_SCALAR, read_text},
    [OPTION_SECRET_FILE] = {YAML_SCALAR, read_secret_file},
    [OPTION_ZONE] = {YAML_SCALAR, read_zone},
    [OPTION_WINDOWS] = {YAML_LIST, read_windows},
    [OPTION_TOKENS] = {YAML_SCALAR, read_tokens},
    [OPTION_LISTEN] = {YAML_SCALAR, read_listen},
    [OPTION_METHODS] = {YAML_LIST, read_methods},
    [OPTION_SETTINGS] = {YAML_MAP, read_settings},
    [OPTION_PROGRAMS] = {YAML_MAP, read_programs},
};

gboolean node_is(const struct yaml_node *node, enum yaml_kind kind, const char *key,
                 GPtrArray *problems)
{
  static const char *const wanted[] = {
      [YAML_LIST] = "a list: one entry a line behind \"- \", or [ENTRY, ...]",
      [YAML_MAP] = "a map: its keys below it, indented, or {KEY: VALUE, ...}",
  };
  if (node->kind == kind)
    return TRUE;
  problem_add(problems, node->line, node->column, "%s must be %s", key, wanted[kind]);
  return FALSE;
}

void value_read(const struct option *option, const struct yaml_node *node, gpointer owner,
                GPtrArray *problems)
{
  const char *key = option_key(option);
  struct written written = {option,  key, node, owner, G_STRUCT_MEMBER_P(owner, option->offset),
                            problems};
  if (types[option->type].kind == YAML_SCALAR
          ? is_scalar(&written)
          : node_is(node, types[option->type].kind, key, problems))
    types[option->type].read(&written);
}
