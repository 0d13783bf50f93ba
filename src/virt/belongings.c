#include "virt/belongings.h"

#include "base/limits.h"
#include "base/text.h"
#include "virt/unplug_note.h"
#include "virt/xml.h"

#include <string.h>

struct reading {
  struct belongings *out;
  GString *here;      /* path of the element being read */
  char *device;       /* what the device being read is, in words; NULL: nothing of the host's */
  char *address;      /* of it on its host; NULL */
  gboolean is_spare;  /* libvirt unplugs it before a migration: the passing half of a team */
  gboolean in_mirror;
};

/* ---- findings ------------------------------------------------------------------------------------ */

static void finding_clear(gpointer data)
{
  g_free(((struct finding *)data)->text);
}

GArray *findings_new(void)
{
  GArray *findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
  g_array_set_clear_func(findings, finding_clear);
  return findings;
}

void findings_add(GArray *findings, enum obstacle obstacle, const char *format, ...)
{
  if (findings->len >= FINDINGS_MAX)
    return;
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  const struct finding finding = {obstacle, text_clean(text, LIMIT_TEXT / 2)};
  g_array_append_val(findings, finding);
}

/* ---- devices ------------------------------------------------------------------------------------- */

/* Those that a device can be: where it stands, the attribute that tells what it is, and what it is then. */
static const struct {
  const char *path, *attribute, *value, *words;
} devices[] = {
    {"/domain/devices/hostdev", "type", "pci", "PCI device"},
    {"/domain/devices/hostdev", "type", "usb", "USB device"},
    {"/domain/devices/hostdev", "type", "scsi", "SCSI device"},
    {"/domain/devices/hostdev", "type", "scsi_host", "SCSI adapter"},
    {"/domain/devices/hostdev", "type", "mdev", "mediated device (vGPU)"},
    {"/domain/devices/hostdev", NULL, NULL, "device"},
    {"/domain/devices/interface", "type", "hostdev", "network device"},
    {"/domain/devices/interface", "type", "vdpa", "vDPA network device"},
    {"/domain/devices/disk", "type", "nvme", "NVMe device"},
    {"/domain/devices/filesystem", "type", "mount", "folder"},
    {"/domain/devices/input", "type", "passthrough", "input device"},
    {"/domain/devices/input", "type", "evdev", "input device"},
    {"/domain/devices/tpm/backend", "type", "passthrough", "TPM"},
};

static const char *device_words(const char *path, const char **names, const char **values)
{
  for (gsize i = 0; i < G_N_ELEMENTS(devices); i++)
    if (strcmp(devices[i].path, path) == 0 &&
        (!devices[i].attribute || strcmp(xml_value(names, values, devices[i].attribute), devices[i].value) == 0))
      return devices[i].words;
  return NULL;
}

/* "0000:01:00.0" of the four numbers of a PCI address; of others what there is. */
static char *address_words(const char **names, const char **values)
{
  static const char *const parts[] = {"uuid", "dir", "dev", "evdev"};
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
    if (*xml_value(names, values, parts[i]))
      return g_strdup(xml_value(names, values, parts[i]));
  if (!*xml_value(names, values, "bus"))
    return NULL;
  guint numbers[4];
  static const char *const fields[] = {"domain", "bus", "slot", "function"};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
    numbers[i] = (guint)g_ascii_strtoull(xml_value(names, values, fields[i]), NULL, 0);
  return *xml_value(names, values, "slot")
             ? g_strdup_printf("%04x:%02x:%02x.%x", numbers[0], numbers[1], numbers[2], numbers[3])
             : NULL;
}

static void end_device(struct reading *reading)
{
  if (reading->device && !reading->is_spare)
    findings_add(reading->out->findings, OBSTACLE_PASSTHROUGH, "%s%s%s", reading->device,
                 reading->address ? " " : "", reading->address ? reading->address : "");
  g_clear_pointer(&reading->device, g_free);
  g_clear_pointer(&reading->address, g_free);
  reading->is_spare = FALSE;
}

static void take_volume(const struct reading *reading, const char **names, const char **values)
{
  const char *policy = xml_value(names, values, "startupPolicy");
  const char *pool = xml_value(names, values, "pool"), *volume = xml_value(names, values, "volume");
  if (!*pool || !*volume || reading->in_mirror || strcmp(policy, "optional") == 0 ||
      strcmp(policy, "requisite") == 0 || reading->out->volumes->len >= LIMIT_INSTANCES)
    return;
  const struct pool_volume row = {g_strdup(pool), g_strdup(volume)};
  g_array_append_val(reading->out->volumes, row);
}

/* ---- the document -------------------------------------------------------------------------------- */

static gboolean is_at(const struct reading *reading, const char *path)
{
  return strcmp(reading->here->str, path) == 0;
}

static void take_element(struct reading *reading, const char **names, const char **values)
{
  GArray *findings = reading->out->findings;
  const char *words = device_words(reading->here->str, names, values);
  if (words && !reading->device)
    reading->device = g_strdup(words);
  if (g_str_has_suffix(reading->here->str, "/source") || g_str_has_suffix(reading->here->str, "/source/address")) {
    if (reading->device && !reading->address)
      reading->address = address_words(names, values);
  }
  if (is_at(reading, "/domain/devices/disk/mirror")) {
    reading->in_mirror = TRUE;
    findings_add(findings, OBSTACLE_FOREIGN_JOB, "one of its disks is being copied or merged");
  }
  if (is_at(reading, "/domain/devices/disk/source"))
    take_volume(reading, names, values);
  if (g_str_has_suffix(reading->here->str, "/teaming"))
    reading->is_spare = strcmp(xml_value(names, values, "type"), "transient") == 0;
  if (is_at(reading, "/domain/devices/tpm/backend") && strcmp(xml_value(names, values, "type"), "emulator") == 0)
    findings_add(findings, OBSTACLE_NVRAM, "its TPM keeps its state in files");
  if (is_at(reading, UNPLUG_NOTE_PATH))
    findings_add(findings, OBSTACLE_UNPLUG, "%s", "");
  if (is_at(reading, "/domain/os/nvram/source") && *xml_value(names, values, "file"))
    text_replace(&reading->out->nvram, xml_value(names, values, "file"));
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names, const char **values,
                     gpointer user, GError **error)
{
  (void)context, (void)error;
  struct reading *reading = user;
  g_string_append_printf(reading->here, "/%s", element);
  take_element(reading, names, values);
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct reading *reading = user;
  if (is_at(reading, "/domain/devices/disk/mirror"))
    reading->in_mirror = FALSE;
  g_string_truncate(reading->here, reading->here->len - strlen(element) - 1);
  if (is_at(reading, "/domain/devices"))
    end_device(reading);
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer user, GError **error)
{
  (void)context, (void)error;
  struct reading *reading = user;
  if (!is_at(reading, "/domain/os/nvram"))
    return;
  g_autofree char *path = g_strstrip(g_strndup(text, length));
  if (path[0] == '/')
    text_replace(&reading->out->nvram, path);
}

static void volume_clear(gpointer data)
{
  struct pool_volume *row = data;
  g_free(row->pool);
  g_free(row->volume);
}

void belongings_clear(struct belongings *belongings)
{
  g_clear_pointer(&belongings->findings, g_array_unref);
  g_clear_pointer(&belongings->volumes, g_array_unref);
  g_clear_pointer(&belongings->nvram, g_free);
}

gboolean belongings_read(const char *xml, struct belongings *belongings)
{
  static const GMarkupParser parser = {.start_element = on_start, .end_element = on_end, .text = on_text};
  *belongings = (struct belongings){findings_new(), g_array_new(FALSE, FALSE, sizeof(struct pool_volume)), NULL};
  g_array_set_clear_func(belongings->volumes, volume_clear);
  struct reading reading = {.out = belongings, .here = g_string_new(NULL)};
  g_autoptr(GMarkupParseContext) context =
      g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &reading, NULL);
  gboolean is_sound = g_markup_parse_context_parse(context, xml, -1, NULL) &&
                      g_markup_parse_context_end_parse(context, NULL);
  g_free(reading.device);
  g_free(reading.address);
  g_string_free(reading.here, TRUE);
  if (!is_sound)
    belongings_clear(belongings);
  return is_sound;
}
