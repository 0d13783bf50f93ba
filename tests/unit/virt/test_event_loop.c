/* libvirt's sockets and timers are served by a thread of their own, beside the main loop. */
#include "virt/event_loop.h"
#include "unit.h"

#include <glib.h>
#include <libvirt/libvirt.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* Counts what happens on the loop's thread. */
struct bell {
  GMutex lock;
  GCond rung;
  guint rings, releases;
  int id;
  GThread *thread;
};

static void ring(struct bell *bell, guint *count)
{
  g_mutex_lock(&bell->lock);
  (*count)++;
  bell->thread = g_thread_self();
  g_cond_signal(&bell->rung);
  g_mutex_unlock(&bell->lock);
}

static void await(struct bell *bell, const guint *count, guint wanted)
{
  gint64 until_us = g_get_monotonic_time() + PATIENCE_US;
  g_mutex_lock(&bell->lock);
  while (*count < wanted)
    if (!g_cond_wait_until(&bell->rung, &bell->lock, until_us))
      break;
  guint got = *count;
  g_mutex_unlock(&bell->lock);
  assert_true(got >= wanted);
}

static void on_time(int id, void *user)
{
  struct bell *bell = user;
  assert_int_equal(id, bell->id);
  ring(bell, &bell->rings);
}

static void on_ready(int id, int fd, int events, void *user)
{
  char byte;
  (void)id;
  if (events & VIR_EVENT_HANDLE_READABLE && read(fd, &byte, 1) == 1)
    ring(user, &((struct bell *)user)->rings);
  if (events & VIR_EVENT_HANDLE_HANGUP)
    virEventRemoveHandle(((struct bell *)user)->id);
}

static void on_release(void *user)
{
  ring(user, &((struct bell *)user)->releases);
}

static void a_timer_rings_until_it_is_removed(void **state)
{
  (void)state;
  struct bell bell = {0};
  bell.id = virEventAddTimeout(-1, on_time, &bell, on_release);
  assert_true(bell.id > 0);
  virEventUpdateTimeout(bell.id, 1);
  await(&bell, &bell.rings, 3);
  assert_ptr_not_equal(bell.thread, g_thread_self());
  assert_int_equal(virEventRemoveTimeout(bell.id), 0);
  await(&bell, &bell.releases, 1);
  assert_int_equal(virEventRemoveTimeout(bell.id), -1);
}

static void a_socket_rings_for_what_it_is_asked_and_may_remove_itself(void **state)
{
  (void)state;
  struct bell bell = {0};
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  assert_int_equal(write(pair[1], "ab", 2), 2);
  bell.id = virEventAddHandle(pair[0], 0, on_ready, &bell, on_release);
  assert_true(bell.id > 0);
  virEventUpdateHandle(bell.id, VIR_EVENT_HANDLE_READABLE);
  await(&bell, &bell.rings, 2);
  close(pair[1]);
  await(&bell, &bell.releases, 1);
  assert_int_equal(bell.releases, 1);
  close(pair[0]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_timer_rings_until_it_is_removed),
      cmocka_unit_test(a_socket_rings_for_what_it_is_asked_and_may_remove_itself),
  };
  assert_int_equal(virInitialize(), 0);
  event_loop_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
