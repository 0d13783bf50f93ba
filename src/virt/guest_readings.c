#include "virt/guest_readings.h"

#include "model/object.h"
#include "virt/fields.h"

#define KIB 1024.0
/* Nanoseconds of processor time per second, as per cent of one processor. */
#define NS_TO_PCT 1e-7
#define NS_TO_MS  1e-6

/* An object's readings while they are collected. */
struct sheet {
  struct rated *rated;
  GHashTable *fields;
  struct reading readings[CLASS_METRICS_MAX];
  gsize n;
};

static void put(struct sheet *sheet, struct reading reading)
{
  sheet->readings[sheet->n++] = reading;
}

static void put_kib(struct sheet *sheet, enum metric_id metric, const char *field)
{
  guint64 kib;
  put(sheet, fields_number(sheet->fields, &kib, "%s", field)
                 ? rated_gauge(sheet->rated, metric, (double)kib * KIB)
                 : rated_absent(sheet->rated, metric));
}

static void put_disk_size(struct sheet *sheet, enum metric_id metric, guint disk, const char *field)
{
  guint64 bytes;
  put(sheet, fields_number(sheet->fields, &bytes, "block.%u.%s", disk, field)
                 ? rated_gauge(sheet->rated, metric, (double)bytes)
                 : rated_absent(sheet->rated, metric));
}

/* "block.0.rd.bytes" and its like. */
static void put_counter(struct sheet *sheet, enum metric_id metric, const char *group, guint index,
                        const char *field)
{
  guint64 now;
  put(sheet, fields_number(sheet->fields, &now, "%s.%u.%s", group, index, field)
                 ? rated_counter(sheet->rated, metric, now, 1)
                 : rated_absent(sheet->rated, metric));
}

static void put_latency(struct sheet *sheet, enum metric_id metric, guint disk,
                        const char *direction)
{
  guint64 times_ns, requests;
  if (fields_number(sheet->fields, &times_ns, "block.%u.%s.times", disk, direction) &&
      fields_number(sheet->fields, &requests, "block.%u.%s.reqs", disk, direction))
    put(sheet, rated_ratio(sheet->rated, metric, times_ns, requests, NS_TO_MS));
  else
    put(sheet, rated_absent(sheet->rated, metric));
}

/* The sum of "vcpu.N.`what`" over the guest's virtual CPUs, which need not be numbered without
 * gaps. FALSE unless all `vcpus` have it: a part of the sum would look like a counter that went
 * back. */
static gboolean sum_vcpus(GHashTable *fields, const char *what, guint64 vcpus, guint64 *sum)
{
  guint64 maximum, one;
  if (!fields_number(fields, &maximum, "vcpu.maximum"))
    return FALSE;
  guint64 found = 0;
  *sum = 0;
  for (guint i = 0; i < MIN(maximum, (guint64)metric_get(METRIC_GUEST_CPU_COUNT)->max); i++)
    if (fields_number(fields, &one, "vcpu.%u.%s", i, what)) {
      *sum += one;
      found++;
    }
  return found == vcpus;
}

static void put_cpu_share(struct sheet *sheet, enum metric_id metric, gboolean there,
                          guint64 time_ns, guint64 cpus)
{
  put(sheet, there && cpus > 0
                 ? rated_counter(sheet->rated, metric, time_ns, NS_TO_PCT / (double)cpus)
                 : rated_absent(sheet->rated, metric));
}

static void put_cpu(struct sheet *sheet, guint host_cpus)
{
  guint64 vcpus = 0, used_ns = 0, delay_ns = 0, host_ns = 0;
  gboolean counted = fields_number(sheet->fields, &vcpus, "vcpu.current");
  gboolean used = counted && (fields_number(sheet->fields, &used_ns, "info.cpu_time") ||
                              sum_vcpus(sheet->fields, "time", vcpus, &used_ns));
  gboolean delayed = counted && sum_vcpus(sheet->fields, "delay", vcpus, &delay_ns);
  gboolean timed = fields_number(sheet->fields, &host_ns, "cpu.time");
  put_cpu_share(sheet, METRIC_GUEST_CPU_USED_PCT, used, used_ns, vcpus);
  put_cpu_share(sheet, METRIC_GUEST_CPU_HOST_PCT, timed, host_ns, host_cpus);
  put_cpu_share(sheet, METRIC_GUEST_CPU_WAIT_PCT, delayed, delay_ns, vcpus);
  put(sheet, counted ? rated_gauge(sheet->rated, METRIC_GUEST_CPU_COUNT, (double)vcpus)
                     : rated_absent(sheet->rated, METRIC_GUEST_CPU_COUNT));
}

/* What the balloon says of the memory inside. Without a period it says so once, when its driver starts, and libvirt
 * repeats that for ever. */
static const struct {
  enum metric_id metric;
  const char *field;
  gboolean counts;
  double factor;
} inside[] = {
    {METRIC_GUEST_MEM_UNUSED_BYTES, "balloon.unused", FALSE, KIB},
    {METRIC_GUEST_MEM_USABLE_BYTES, "balloon.usable", FALSE, KIB},
    {METRIC_GUEST_MEM_AVAILABLE_BYTES, "balloon.available", FALSE, KIB},
    {METRIC_GUEST_MEM_SWAP_IN_BYTES_PER_SEC, "balloon.swap_in", TRUE, KIB},
    {METRIC_GUEST_MEM_SWAP_OUT_BYTES_PER_SEC, "balloon.swap_out", TRUE, KIB},
    {METRIC_GUEST_MEM_MAJOR_FAULTS_PER_SEC, "balloon.major_fault", TRUE, 1},
};

static void put_memory(struct sheet *sheet)
{
  put_kib(sheet, METRIC_GUEST_MEM_CURRENT_BYTES, "balloon.current");
  put_kib(sheet, METRIC_GUEST_MEM_MAX_BYTES, "balloon.maximum");
  put_kib(sheet, METRIC_GUEST_MEM_RSS_BYTES, "balloon.rss");
  guint64 stamp_sec, now;
  gboolean renewed = fields_number(sheet->fields, &stamp_sec, "balloon.last-update") &&
                     rated_is_renewed(sheet->rated, stamp_sec);
  for (gsize i = 0; i < G_N_ELEMENTS(inside); i++)
    if (!renewed || !fields_number(sheet->fields, &now, "%s", inside[i].field))
      put(sheet, rated_absent(sheet->rated, inside[i].metric));
    else if (inside[i].counts)
      put(sheet, rated_renewed(sheet->rated, inside[i].metric, now, stamp_sec, inside[i].factor));
    else
      put(sheet, rated_gauge(sheet->rated, inside[i].metric, (double)now * inside[i].factor));
}

static void put_disk(struct sheet *sheet, guint disk)
{
  put_counter(sheet, METRIC_GUEST_DISK_RD_BYTES_PER_SEC, "block", disk, "rd.bytes");
  put_counter(sheet, METRIC_GUEST_DISK_WR_BYTES_PER_SEC, "block", disk, "wr.bytes");
  put_latency(sheet, METRIC_GUEST_DISK_RD_LATENCY_MS, disk, "rd");
  put_latency(sheet, METRIC_GUEST_DISK_WR_LATENCY_MS, disk, "wr");
  put_counter(sheet, METRIC_GUEST_DISK_RD_OPS_PER_SEC, "block", disk, "rd.reqs");
  put_counter(sheet, METRIC_GUEST_DISK_WR_OPS_PER_SEC, "block", disk, "wr.reqs");
  put_disk_size(sheet, METRIC_GUEST_DISK_CAPACITY_BYTES, disk, "capacity");
  put_disk_size(sheet, METRIC_GUEST_DISK_ALLOCATION_BYTES, disk, "allocation");
  put_disk_size(sheet, METRIC_GUEST_DISK_PHYSICAL_BYTES, disk, "physical");
}

static void put_interface(struct sheet *sheet, guint interface)
{
  put_counter(sheet, METRIC_GUEST_NET_RX_BYTES_PER_SEC, "net", interface, "rx.bytes");
  put_counter(sheet, METRIC_GUEST_NET_TX_BYTES_PER_SEC, "net", interface, "tx.bytes");
  put_counter(sheet, METRIC_GUEST_NET_RX_PACKETS_PER_SEC, "net", interface, "rx.pkts");
  put_counter(sheet, METRIC_GUEST_NET_RX_ERRORS_PER_SEC, "net", interface, "rx.errs");
  put_counter(sheet, METRIC_GUEST_NET_RX_DROPS_PER_SEC, "net", interface, "rx.drop");
  put_counter(sheet, METRIC_GUEST_NET_TX_PACKETS_PER_SEC, "net", interface, "tx.pkts");
  put_counter(sheet, METRIC_GUEST_NET_TX_ERRORS_PER_SEC, "net", interface, "tx.errs");
  put_counter(sheet, METRIC_GUEST_NET_TX_DROPS_PER_SEC, "net", interface, "tx.drop");
}

/* A kind of parts of a guest: libvirt numbers them and gives each a name. */
struct part_kind {
  const char *group;
  enum object_class class;
  void (*put)(struct sheet *sheet, guint index);
};

static const struct part_kind part_kinds[] = {
    {"block", CLASS_GUEST_DISK, put_disk},
    {"net", CLASS_GUEST_NET, put_interface},
};

static void add_parts(struct batch *batch, struct rates *rates, const char *guest,
                      GHashTable *fields, const struct part_kind *kind)
{
  guint64 count = 0;
  fields_number(fields, &count, "%s.count", kind->group);
  for (guint i = 0; i < MIN(count, LIMIT_INSTANCES); i++) {
    const char *name = fields_text(fields, "%s.%u.name", kind->group, i);
    if (!name)
      continue;
    g_autofree char *object = object_part(guest, kind->class, name);
    struct sheet sheet = {.rated = rates_touch(rates, object, kind->class), .fields = fields};
    kind->put(&sheet, i);
    batch_add(batch, object, sheet.readings, sheet.n);
  }
}

void guest_readings_add(struct batch *batch, struct rates *rates, const char *uuid,
                        GHashTable *fields, guint host_cpus)
{
  g_autofree char *guest = subject_format(SUBJECT_GUEST, uuid);
  struct sheet sheet = {.rated = rates_touch(rates, guest, CLASS_GUEST), .fields = fields};
  put_cpu(&sheet, host_cpus);
  put_memory(&sheet);
  batch_add(batch, guest, sheet.readings, sheet.n);
  for (gsize i = 0; i < G_N_ELEMENTS(part_kinds); i++)
    add_parts(batch, rates, guest, fields, &part_kinds[i]);
}
