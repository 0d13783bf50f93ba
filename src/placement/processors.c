#include "placement/processors.h"

struct processors {
  GPtrArray *all;      /* struct processor, by number less one */
  GHashTable *numbers; /* key -> number */
};

struct processor {
  char *key, *label;
  GByteArray *fits;    /* enum cpu_fit, by host; those beyond its end are unknown */
  GHashTable *reasons; /* host -> why not */
};

static void processor_free(gpointer data)
{
  struct processor *processor = data;
  g_free(processor->key);
  g_free(processor->label);
  g_byte_array_unref(processor->fits);
  g_hash_table_unref(processor->reasons);
  g_free(processor);
}

struct processors *processors_new(void)
{
  struct processors *processors = g_new(struct processors, 1);
  processors->all = g_ptr_array_new_with_free_func(processor_free);
  processors->numbers = g_hash_table_new(g_str_hash, g_str_equal);
  return processors;
}

void processors_free(struct processors *processors)
{
  g_hash_table_unref(processors->numbers);
  g_ptr_array_unref(processors->all);
  g_free(processors);
}

static struct processor *processor_of(const struct processors *processors, guint number)
{
  return processors->all->pdata[number - 1];
}

guint processors_find(const struct processors *processors, const char *key)
{
  return GPOINTER_TO_UINT(g_hash_table_lookup(processors->numbers, key));
}

guint processors_add(struct processors *processors, const char *key, const char *label)
{
  guint number = processors_find(processors, key);
  if (number)
    return number;
  struct processor *processor = g_new(struct processor, 1);
  *processor = (struct processor){
      .key = g_strdup(key),
      .label = g_strdup(label),
      .fits = g_byte_array_new(),
      .reasons = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free),
  };
  g_ptr_array_add(processors->all, processor);
  g_hash_table_insert(processors->numbers, processor->key, GUINT_TO_POINTER(processors->all->len));
  return processors->all->len;
}

void processors_set(struct processors *processors, guint number, guint host, const struct cpu_verdict *verdict)
{
  struct processor *processor = processor_of(processors, number);
  const guint8 unknown = CPU_FIT_UNKNOWN;
  while (processor->fits->len <= host)
    g_byte_array_append(processor->fits, &unknown, 1);
  processor->fits->data[host] = (guint8)verdict->fit;
  if (verdict->fit == CPU_FIT_NO)
    g_hash_table_insert(processor->reasons, GUINT_TO_POINTER(host), g_strdup(verdict->reason));
}

enum cpu_fit processors_fit(const struct processors *processors, guint number, guint host)
{
  const struct processor *processor = processor_of(processors, number);
  return host < processor->fits->len ? processor->fits->data[host] : CPU_FIT_UNKNOWN;
}

const char *processors_label(const struct processors *processors, guint number)
{
  return processor_of(processors, number)->label;
}

const char *processors_reason(const struct processors *processors, guint number, guint host)
{
  const char *reason = g_hash_table_lookup(processor_of(processors, number)->reasons, GUINT_TO_POINTER(host));
  return reason ? reason : "";
}
