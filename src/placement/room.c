#include "placement/room.h"

#include <math.h>

struct room {
  struct arrangement *arrangement;
  double *squares; /* of the peaks of a host's guests, by host */
};

static double peak_of(const struct placement_guest *guest)
{
  double peak = guest->high[RESOURCE_CPU] - guest->usual[RESOURCE_CPU];
  return isnan(peak) ? 0 : peak;
}

/* Added up anew at each move, so that what was is exactly what it will be after a move back. */
static void count(struct room *room, guint host)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(room->arrangement);
  double sum = 0;
  for (guint g = arrangement_first(room->arrangement, host); g != NOWHERE; g = arrangement_next(room->arrangement, g))
    sum += pow(peak_of(snapshot_guest(snapshot, g)), 2);
  room->squares[host] = sum;
}

struct room *room_new(struct arrangement *arrangement)
{
  struct room *room = g_new(struct room, 1);
  guint n = snapshot_n_hosts(arrangement_snapshot(arrangement));
  *room = (struct room){arrangement, g_new0(double, n)};
  for (guint h = 0; h < n; h++)
    count(room, h);
  return room;
}

void room_free(struct room *room)
{
  g_free(room->squares);
  g_free(room);
}

void room_move(struct room *room, guint guest, guint host)
{
  guint from = arrangement_host_of(room->arrangement, guest);
  arrangement_move(room->arrangement, guest, host);
  if (from != NOWHERE)
    count(room, from);
  if (host != NOWHERE)
    count(room, host);
}

double room_capacity(const struct room *room, guint host)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(room->arrangement), host);
  return known->capacity[RESOURCE_CPU] - known->reserve[RESOURCE_CPU];
}

gboolean room_admits(const struct room *room, guint guest, guint host, double peaks)
{
  const struct placement_guest *known = snapshot_guest(arrangement_snapshot(room->arrangement), guest);
  double usual = arrangement_usual_with(room->arrangement, host, guest, RESOURCE_CPU);
  double squares = room->squares[host];
  if (arrangement_host_of(room->arrangement, guest) != host)
    squares += pow(peak_of(known), 2);
  return usual + peaks * sqrt(squares) <= room_capacity(room, host) &&
         !constraint_first(room->arrangement, guest, host, PARDON_LOAD);
}

double room_usual(const struct room *room, guint host)
{
  return arrangement_usual(room->arrangement, host)[RESOURCE_CPU] / room_capacity(room, host);
}

double room_peak(const struct room *room, guint host)
{
  return room_usual(room, host) + sqrt(room->squares[host]) / room_capacity(room, host);
}
