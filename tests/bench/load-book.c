/* What the load windows cost at 10,000 guests on 300 hosts: memory, the time to take a round of samples, and to read all
 * windows as placement does. `load-book [GUESTS]`. Prints figures; no network, no files. */
#include "model/load_book.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 1000
#define START_SEC 1700000000

static gsize in_use(void)
{
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void take(struct load_book *book, gint64 stamp_sec, const char *object, const enum metric_id *metrics, guint n)
{
  struct reading readings[4];
  for (guint i = 0; i < n; i++)
    readings[i] = reading_known(metrics[i], 1 + (double)(stamp_sec % 50));
  load_book_take(book, &(struct value_round){SOURCE_LIBVIRT, stamp_sec, object, readings, n}, 16);
}

static void take_round(struct load_book *book, char **guests, guint n, gint64 stamp_sec)
{
  static const enum metric_id own[] = {METRIC_GUEST_CPU_HOST_PCT, METRIC_GUEST_CPU_COUNT, METRIC_GUEST_MEM_RSS_BYTES};
  static const enum metric_id disk[] = {METRIC_GUEST_DISK_RD_BYTES_PER_SEC, METRIC_GUEST_DISK_WR_BYTES_PER_SEC};
  static const enum metric_id net[] = {METRIC_GUEST_NET_RX_BYTES_PER_SEC, METRIC_GUEST_NET_TX_BYTES_PER_SEC};
  for (guint g = 0; g < n; g++) {
    char part[128];
    take(book, stamp_sec, guests[g], own, 3);
    g_snprintf(part, sizeof part, "%s{dev=vda}", guests[g]);
    take(book, stamp_sec, part, disk, 2);
    g_snprintf(part, sizeof part, "%s{if=vnet0}", guests[g]);
    take(book, stamp_sec, part, net, 2);
  }
}

int main(int argc, char **argv)
{
  guint n = argc > 1 ? (guint)strtoul(argv[1], NULL, 10) : 10000;
  char **guests = g_new0(char *, n + 1);
  for (guint g = 0; g < n; g++)
    guests[g] = g_strdup_printf("guest:00000000-0000-0000-0000-%012u", g);
  gsize before = in_use();
  struct load_book *book = load_book_new();
  gint64 worst_us = 0, begin_us = g_get_monotonic_time(), read_us;
  for (guint r = 0; r < ROUNDS; r++) {
    gint64 round_us = g_get_monotonic_time();
    take_round(book, guests, n, START_SEC + r * 10);
    worst_us = MAX(worst_us, g_get_monotonic_time() - round_us);
  }
  gint64 mean_us = (g_get_monotonic_time() - begin_us) / ROUNDS;
  double sum = 0;
  begin_us = g_get_monotonic_time();
  for (guint g = 0; g < n; g++)
    for (guint r = 0; r < RESOURCES; r++)
      sum += load_book_read(book, guests[g], r, START_SEC + (ROUNDS - 1) * 10, 40).day;
  read_us = g_get_monotonic_time() - begin_us;
  gsize bytes = in_use() - before;
  printf("%u guests, 1 disk and 1 interface each: %.1f MiB (%.0f bytes a guest); a round of samples %.1f ms, the slowest of "
         "%d %.1f ms; reading all windows %.1f ms (checksum %.0f)\n",
         n, (double)bytes / 1048576, (double)bytes / n, (double)mean_us / 1000, ROUNDS, (double)worst_us / 1000,
         (double)read_us / 1000, sum);
  load_book_free(book);
  g_strfreev(guests);
  return 0;
}
