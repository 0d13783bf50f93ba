/* Plans for whole clusters: plan_relieve.c, plan_consolidate.c, room.c; by what must always hold. */
#include "placement/room.h"
#include "placement/steps.h"

#include "unit.h"

#include <math.h>

#define CLUSTERS 20000
#define GIB 1073741824.0

typedef GArray *(*planner)(struct arrangement *arrangement, guint cluster);
static const planner planners[] = {plan_relieve, plan_consolidate};

/* Of the only cluster as it is. */
static GArray *steps_of(const struct placement_snapshot *snapshot, planner plan)
{
  struct arrangement *arrangement = arrangement_new(snapshot);
  GArray *steps = plan(arrangement, 0);
  arrangement_free(arrangement);
  return steps;
}

static void add_host(struct placement_snapshot *snapshot, GRand *rand, guint index)
{
  g_autofree char *name = g_strdup_printf("h%u", index);
  guint cpus = (guint)g_rand_int_range(rand, 1, 5) * 4;
  struct placement_host host = {.name = name,
                                .state = g_rand_int_range(rand, 0, 12) ? HOST_READY : HOST_DOWN,
                                .state_reason = "",
                                .cpus = cpus,
                                .cpu_model = g_rand_boolean(rand) ? "x" : "y"};
  for (guint r = 0; r < RESOURCES; r++) {
    host.capacity[r] = r == RESOURCE_CPU ? cpus : r == RESOURCE_MEMORY ? g_rand_double_range(rand, 16, 128) * GIB : NAN;
    host.load[r] = (struct load){0, 0, 0};
  }
  snapshot_add_host(snapshot, &host);
}

static void add_guest(struct placement_snapshot *snapshot, GRand *rand, guint index, guint host)
{
  g_autofree char *name = g_strdup_printf("g%u", index);
  guint vcpus = (guint)g_rand_int_range(rand, 1, 5);
  double usual = vcpus * pow(g_rand_double(rand), 2), day = usual + (vcpus - usual) * g_rand_double(rand) * 0.5;
  gboolean is_known = g_rand_int_range(rand, 0, 30) > 0;
  struct placement_guest guest = {.uuid = name,
                                  .name = name,
                                  .host = host,
                                  .is_running = g_rand_int_range(rand, 0, 20) > 0,
                                  .is_ignored = g_rand_int_range(rand, 0, 20) == 0,
                                  .vcpus = vcpus,
                                  .memory_bytes = (guint64)(g_rand_double_range(rand, 0.5, 12) * GIB),
                                  .dirty_bytes_per_sec = NAN,
                                  .moved_sec = g_rand_int_range(rand, 0, 5) ? INFINITY : 60,
                                  .moved_from = NOWHERE};
  for (guint r = 0; r < RESOURCES; r++)
    guest.load[r] = (struct load){NAN, NAN, NAN};
  if (is_known)
    guest.load[RESOURCE_CPU] = (struct load){usual, usual, day};
  snapshot_add_guest(snapshot, &guest);
}

/* Any cluster; hosts may well be too full of anything. */
static struct placement_snapshot *random_cluster(guint32 seed)
{
  GRand *rand = g_rand_new_with_seed(seed);
  struct placement_snapshot *snapshot = snapshot_new();
  guint hosts = (guint)g_rand_int_range(rand, 1, 9), guests = (guint)g_rand_int_range(rand, 0, 60);
  const struct placement_cluster cluster = {
      .name = "c", .goal = g_rand_boolean(rand) ? GOAL_LOAD_BALANCING : GOAL_RESOURCE_MAXIMIZATION, .weights = {5, 5, 2, 1}};
  snapshot_add_cluster(snapshot, &cluster);
  for (guint h = 0; h < hosts; h++)
    add_host(snapshot, rand, h);
  for (guint g = 0; g < guests; g++)
    add_guest(snapshot, rand, g, (guint)g_rand_int_range(rand, 0, (gint32)hosts));
  snapshot_seal(snapshot);
  g_rand_free(rand);
  return snapshot;
}

/* As it will be: moved guests are where they went, and have just been moved. */
static struct placement_snapshot *after(const struct placement_snapshot *snapshot, const GArray *steps)
{
  struct placement_snapshot *later = snapshot_new();
  snapshot_add_cluster(later, snapshot_cluster(snapshot, 0));
  for (guint h = 0; h < snapshot_n_hosts(snapshot); h++)
    snapshot_add_host(later, snapshot_host(snapshot, h));
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    struct placement_guest guest = *snapshot_guest(snapshot, g);
    for (guint i = 0; i < steps->len; i++) {
      const struct step *step = &g_array_index(steps, struct step, i);
      if (step->guest != g)
        continue;
      guest.host = step->to;
      guest.moved_from = step->from;
      guest.moved_sec = 0;
    }
    snapshot_add_guest(later, &guest);
  }
  snapshot_seal(later);
  return later;
}

static void each_step_is_allowed_when_its_turn_comes_and_no_guest_moves_twice(void **state)
{
  (void)state;
  guint steps_seen[G_N_ELEMENTS(planners)] = {0};
  for (guint seed = 0; seed < CLUSTERS; seed++)
    for (guint p = 0; p < G_N_ELEMENTS(planners); p++) {
      struct placement_snapshot *snapshot = random_cluster(seed);
      struct arrangement *arrangement = arrangement_new(snapshot);
      g_autoptr(GArray) steps = steps_of(snapshot, planners[p]);
      for (guint i = 0; i < steps->len; i++) {
        const struct step *step = &g_array_index(steps, struct step, i);
        assert_int_equal(snapshot_guest(snapshot, step->guest)->host, step->from);
        assert_int_equal(arrangement_host_of(arrangement, step->guest), step->from);
        assert_int_not_equal(step->from, step->to);
        assert_null(constraint_first(arrangement, step->guest, step->to, PARDON_LOAD));
        arrangement_move(arrangement, step->guest, step->to);
      }
      steps_seen[p] += steps->len;
      arrangement_free(arrangement);
      snapshot_free(snapshot);
    }
  for (guint p = 0; p < G_N_ELEMENTS(planners); p++)
    assert_true(steps_seen[p] > 500);
}

static void planning_again_from_the_result_yields_nothing(void **state)
{
  (void)state;
  for (guint seed = 0; seed < CLUSTERS; seed++)
    for (guint p = 0; p < G_N_ELEMENTS(planners); p++) {
      struct placement_snapshot *snapshot = random_cluster(seed);
      g_autoptr(GArray) steps = steps_of(snapshot, planners[p]);
      struct placement_snapshot *later = after(snapshot, steps);
      g_autoptr(GArray) again = steps_of(later, planners[p]);
      if (again->len)
        fail_msg("planner %u moves on in cluster %u after %u moves", p, seed, steps->len);
      snapshot_free(later);
      snapshot_free(snapshot);
    }
}

static void the_same_cluster_gives_the_same_plan(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 300; seed++)
    for (guint p = 0; p < G_N_ELEMENTS(planners); p++) {
      struct placement_snapshot *snapshot = random_cluster(seed);
      g_autoptr(GArray) a = steps_of(snapshot, planners[p]), b = steps_of(snapshot, planners[p]);
      assert_int_equal(a->len, b->len);
      assert_memory_equal(a->data ? a->data : "", b->data ? b->data : "", a->len * sizeof(struct step));
      snapshot_free(snapshot);
    }
}

/* How busy the host is as usual, of what it may use. */
static double usual_of(const struct placement_snapshot *snapshot, guint host)
{
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct room *room = room_new(arrangement);
  double usual = room_usual(room, host);
  room_free(room);
  arrangement_free(arrangement);
  return usual;
}

static void relief_makes_no_host_busy_that_was_not(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 500; seed++) {
    struct placement_snapshot *snapshot = random_cluster(seed);
    g_autoptr(GArray) steps = steps_of(snapshot, plan_relieve);
    struct placement_snapshot *later = after(snapshot, steps);
    for (guint h = 0; h < snapshot_n_hosts(snapshot); h++)
      assert_true(usual_of(later, h) <= fmax(usual_of(snapshot, h), RELIEVE_BELOW) + 1e-9);
    snapshot_free(later);
    snapshot_free(snapshot);
  }
}

static void consolidation_empties_a_host_or_leaves_it_alone(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 500; seed++) {
    struct placement_snapshot *snapshot = random_cluster(seed);
    struct arrangement *arrangement = arrangement_new(snapshot);
    g_autoptr(GArray) steps = steps_of(snapshot, plan_consolidate);
    for (guint i = 0; i < steps->len; i++)
      arrangement_move(arrangement, g_array_index(steps, struct step, i).guest, g_array_index(steps, struct step, i).to);
    for (guint i = 0; i < steps->len; i++)
      assert_int_equal(arrangement_count(arrangement, g_array_index(steps, struct step, i).from), 0);
    arrangement_free(arrangement);
    snapshot_free(snapshot);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_step_is_allowed_when_its_turn_comes_and_no_guest_moves_twice),
      cmocka_unit_test(planning_again_from_the_result_yields_nothing),
      cmocka_unit_test(the_same_cluster_gives_the_same_plan),
      cmocka_unit_test(relief_makes_no_host_busy_that_was_not),
      cmocka_unit_test(consolidation_empties_a_host_or_leaves_it_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
