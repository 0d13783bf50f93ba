#include "virt/definition.h"

#include "base/limits.h"
#include "base/text.h"
#include "virt/xml.h"

#include <string.h>

#define LIMIT_CPU_TEXT (16u << 10)
#define LABEL_FEATURES 3
#define KEY_DIGITS 32

struct definition {
  GPtrArray *networks, *storage;
  char *interface_type;
  gboolean in_interface, in_disk, in_mirror;
  gboolean is_active;
  char *virt_type, *arch;
  char *mode, *match, *check, *model, *vendor; /* of <cpu>; "": not said */
  GString *features, *label; /* of the processor */
  guint n_features;
};

static void add_name(GPtrArray *names, const char *kind, const char *name)
{
  if (*name && strlen(kind) + strlen(name) <= LIMIT_URI && names->len < LIMIT_INSTANCES)
    g_ptr_array_add(names, g_strconcat(kind, name, NULL));
}

/* Of a guest that runs on a network of libvirt's it says the type that came out of that, and both: the network, by which
 * another host finds its own, and the device. */
static void take_interface_source(struct definition *reading, const char **names, const char **values)
{
  const char *network = xml_value(names, values, "network");
  if (*network)
    add_name(reading->networks, NEED_NETWORK, network);
  else if (strcmp(reading->interface_type, "bridge") == 0)
    add_name(reading->networks, NEED_INTERFACE, xml_value(names, values, "bridge"));
  else if (strcmp(reading->interface_type, "direct") == 0)
    add_name(reading->networks, NEED_INTERFACE, xml_value(names, values, "dev"));
}

/* Of the disk itself, and of all that lies below it in its chain. */
static void take_disk_source(struct definition *reading, const char **names, const char **values)
{
  const char *policy = xml_value(names, values, "startupPolicy");
  if (reading->in_mirror || strcmp(policy, "optional") == 0 || strcmp(policy, "requisite") == 0)
    return;
  add_name(reading->storage, NEED_POOL, xml_value(names, values, "pool"));
  static const char *const paths[] = {"file", "dev", "dir"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
    if (xml_value(names, values, paths[i])[0] == '/')
      add_name(reading->storage, NEED_PATH, xml_value(names, values, paths[i]));
}

static void take_feature(struct definition *reading, const char **names, const char **values)
{
  const char *policy = xml_value(names, values, "policy"), *name = xml_value(names, values, "name");
  g_autofree char *text = g_markup_printf_escaped("<feature policy='%s' name='%s'/>", *policy ? policy : "require", name);
  if (reading->features->len <= LIMIT_CPU_TEXT)
    g_string_append(reading->features, text);
  if (*policy && strcmp(policy, "require") != 0)
    return;
  if (reading->n_features++ < LABEL_FEATURES)
    g_string_append_printf(reading->label, "%s%s", reading->label->len ? ", " : " with ", name);
}

static void take_cpu(struct definition *reading, const char **names, const char **values)
{
  text_replace(&reading->mode, xml_value(names, values, "mode"));
  text_replace(&reading->match, xml_value(names, values, "match"));
  text_replace(&reading->check, xml_value(names, values, "check"));
}

static void take_domain(struct definition *reading, const char **names, const char **values)
{
  reading->is_active = *xml_value(names, values, "id") != '\0';
  text_replace(&reading->virt_type, xml_value(names, values, "type"));
}

/* ---- the document -------------------------------------------------------------------------------- */

/* Whether the element being read stands in `parent`, and that in `grandparent` (NULL: wherever). */
static gboolean is_in(GMarkupParseContext *context, const char *parent, const char *grandparent)
{
  const GSList *stack = g_markup_parse_context_get_element_stack(context);
  const GSList *above = stack ? stack->next : NULL;
  return above && strcmp(above->data, parent) == 0 &&
         (!grandparent || (above->next && strcmp(above->next->data, grandparent) == 0));
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                     gpointer user, GError **error)
{
  (void)error;
  struct definition *reading = user;
  if (strcmp(element, "source") == 0 && reading->in_interface && is_in(context, "interface", NULL)) {
    take_interface_source(reading, names, values);
  } else if (strcmp(element, "source") == 0 && reading->in_disk) {
    take_disk_source(reading, names, values);
  } else if (strcmp(element, "feature") == 0 && is_in(context, "cpu", "domain")) {
    take_feature(reading, names, values);
  } else if (strcmp(element, "cpu") == 0 && is_in(context, "domain", NULL)) {
    take_cpu(reading, names, values);
  } else if (strcmp(element, "type") == 0 && is_in(context, "os", "domain")) {
    text_replace(&reading->arch, xml_value(names, values, "arch"));
  } else if (strcmp(element, "domain") == 0) {
    take_domain(reading, names, values);
  } else if (strcmp(element, "interface") == 0 && is_in(context, "devices", "domain")) {
    reading->in_interface = TRUE;
    text_replace(&reading->interface_type, xml_value(names, values, "type"));
  } else if (strcmp(element, "disk") == 0 && is_in(context, "devices", "domain")) {
    reading->in_disk = TRUE;
  } else if (strcmp(element, "mirror") == 0) {
    reading->in_mirror = TRUE;
  }
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct definition *reading = user;
  if (strcmp(element, "interface") == 0)
    reading->in_interface = FALSE;
  else if (strcmp(element, "disk") == 0)
    reading->in_disk = FALSE;
  else if (strcmp(element, "mirror") == 0)
    reading->in_mirror = FALSE;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer user, GError **error)
{
  (void)error;
  struct definition *reading = user;
  const char *element = g_markup_parse_context_get_element(context);
  if (!is_in(context, "cpu", "domain"))
    return;
  g_autofree char *word = g_strstrip(g_strndup(text, length));
  if (strcmp(element, "model") == 0)
    text_replace(&reading->model, word);
  else if (strcmp(element, "vendor") == 0)
    text_replace(&reading->vendor, word);
}

/* ---- the processor ------------------------------------------------------------------------------- */

/* With `check='none'` libvirt holds a guest to nothing, and what QEMU made of it is not known. */
static enum cpu_need cpu_need(const struct definition *reading)
{
  gboolean is_active = reading->is_active;
  if (strcmp(reading->mode, "host-passthrough") == 0 || strcmp(reading->mode, "host-model") == 0 ||
      strcmp(reading->mode, "maximum") == 0)
    return is_active ? CPU_NEED_SAME : CPU_NEED_NONE;
  if (!*reading->model || strcmp(reading->check, "none") == 0)
    return is_active ? CPU_NEED_UNKNOWN : CPU_NEED_NONE;
  return reading->features->len > LIMIT_CPU_TEXT ? CPU_NEED_UNKNOWN : CPU_NEED_EXACT;
}

static void question_clear(gpointer data)
{
  struct cpu_question *question = data;
  g_free(question->key);
  g_free(question->virt_type);
  g_free(question->arch);
  g_free(question->xml);
}

void cpu_question_unref(struct cpu_question *question)
{
  g_atomic_rc_box_release_full(question, question_clear);
}

static char *cpu_xml(const struct definition *reading)
{
  g_autofree char *vendor =
      *reading->vendor ? g_markup_printf_escaped("<vendor>%s</vendor>", reading->vendor) : g_strdup("");
  g_autofree char *head =
      g_markup_printf_escaped("<cpu mode='custom' match='%s'><model fallback='forbid'>%s</model>",
                              *reading->match ? reading->match : "exact", reading->model);
  return g_strconcat(head, vendor, reading->features->str, "</cpu>", NULL);
}

static struct cpu_question *question_new(const struct definition *reading)
{
  struct cpu_question *question = g_atomic_rc_box_new0(struct cpu_question);
  question->virt_type = g_strdup(reading->virt_type);
  question->arch = g_strdup(reading->arch);
  question->xml = cpu_xml(reading);
  g_autofree char *all = g_strjoin("\n", question->virt_type, question->arch, question->xml, NULL);
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
  question->key = g_strndup(digest, KEY_DIGITS);
  return question;
}

static char *cpu_label(const struct definition *reading)
{
  g_autofree char *more = reading->n_features > LABEL_FEATURES
                              ? g_strdup_printf(" and %u more", reading->n_features - LABEL_FEATURES)
                              : g_strdup("");
  g_autofree char *label = g_strconcat(reading->model, reading->label->str, more, NULL);
  return text_clean(label, LIMIT_URI);
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static void reading_begin(struct definition *reading)
{
  *reading = (struct definition){
      .networks = g_ptr_array_new_with_free_func(g_free),
      .storage = g_ptr_array_new_with_free_func(g_free),
      .features = g_string_new(NULL),
      .label = g_string_new(NULL),
  };
  char **texts[] = {&reading->interface_type, &reading->virt_type, &reading->arch,  &reading->mode,
                    &reading->match,          &reading->check,     &reading->model, &reading->vendor};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = g_strdup("");
}

static void reading_end(struct definition *reading)
{
  g_ptr_array_unref(reading->networks);
  g_ptr_array_unref(reading->storage);
  g_string_free(reading->features, TRUE);
  g_string_free(reading->label, TRUE);
  char *texts[] = {reading->interface_type, reading->virt_type, reading->arch,  reading->mode,
                   reading->match,          reading->check,     reading->model, reading->vendor};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
}

/* The strings of the array, which is empty then. */
static char **strings_steal(GPtrArray *array)
{
  char **strings = g_new0(char *, array->len + 1);
  for (guint i = 0; i < array->len; i++)
    strings[i] = g_steal_pointer(&array->pdata[i]);
  return strings;
}

static struct guest_needs *needs_new(const struct definition *reading, struct cpu_question **question)
{
  struct guest_needs *needs = g_new(struct guest_needs, 1);
  *needs = (struct guest_needs){
      .networks = strings_steal(reading->networks),
      .storage = strings_steal(reading->storage),
      .is_running = reading->is_active,
      .cpu = cpu_need(reading),
  };
  gboolean is_exact = needs->cpu == CPU_NEED_EXACT;
  *question = is_exact ? question_new(reading) : NULL;
  needs->cpu_key = g_strdup(is_exact ? (*question)->key : "");
  needs->cpu_label = is_exact ? cpu_label(reading) : g_strdup("");
  return needs;
}

struct guest_needs *definition_read(const char *xml, struct cpu_question **question)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end, .text = on_text};
  *question = NULL;
  if (strlen(xml) > LIMIT_DEFINITION)
    return NULL;
  struct definition reading;
  reading_begin(&reading);
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &reading, NULL);
  gboolean is_sound =
      g_markup_parse_context_parse(context, xml, -1, NULL) && g_markup_parse_context_end_parse(context, NULL);
  struct guest_needs *needs = is_sound ? needs_new(&reading, question) : NULL;
  reading_end(&reading);
  return needs;
}
