/* What becomes of a guest agent's answer, which is the word of whoever rules the guest. */
#include "virt/guest_info.h"

#include "base/limits.h"
#include "model/guest_agent.h"
#include "unit.h"
#include "wire/samples.h"

#define UUID  "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001"
#define GUEST "guest:" UUID

struct answer {
  virTypedParameterPtr params;
  int n, room;
};

static void number(struct answer *answer, guint64 value, const char *field)
{
  virTypedParamsAddULLong(&answer->params, &answer->n, &answer->room, field, value);
}

static void text(struct answer *answer, const char *value, const char *field)
{
  virTypedParamsAddString(&answer->params, &answer->n, &answer->room, field, value);
}

static void add_mount(struct answer *answer, guint i, const char *mountpoint, guint64 total, guint64 used)
{
  g_autofree char *name = g_strdup_printf("fs.%u.mountpoint", i);
  g_autofree char *total_name = g_strdup_printf("fs.%u.total-bytes", i);
  g_autofree char *used_name = g_strdup_printf("fs.%u.used-bytes", i);
  text(answer, mountpoint, name);
  number(answer, total, total_name);
  number(answer, used, used_name);
}

static struct guest_info *read_answer(struct answer *answer)
{
  struct guest_info *info = guest_info_new(UUID, answer->params, answer->n);
  virTypedParamsFree(answer->params, answer->n);
  *answer = (struct answer){0};
  return info;
}

/* The message as it prints. */
static char *facts_of(struct answer *answer)
{
  struct guest_info *info = read_answer(answer);
  g_autoptr(GVariant) message = g_variant_ref_sink(guest_info_message(info));
  guest_info_free(info);
  assert_true(g_variant_is_of_type(message, message_type(MESSAGE_GUEST_FACTS)->type));
  return g_variant_print(message, FALSE);
}

/* What samples_each() takes of them: it drops what breaks a rule. */
struct told {
  guint objects;
  const char *wanted;
  struct reading size, used;
};

static void remember(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                     gpointer user)
{
  struct told *told = user;
  assert_int_equal(head->source, SOURCE_AGENT);
  assert_int_equal(n, 2);
  told->objects++;
  if (strcmp(object, told->wanted) == 0) {
    told->size = readings[0];
    told->used = readings[1];
  }
}

static void emit(GVariant *samples, gpointer user)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(samples);
  assert_int_equal(samples_each(MESSAGE_SAMPLES, owned, remember, user), 0);
}

static struct told tell(struct answer *answer, const char *wanted, gboolean as_unknown)
{
  struct told told = {.wanted = wanted};
  struct guest_info *info = read_answer(answer);
  struct batch *batch = batch_new_from(SOURCE_AGENT, emit, &told);
  batch_begin(batch, 100);
  if (as_unknown)
    guest_info_add_unknown(info, batch, READING_NO_ANSWER);
  else
    guest_info_add(info, batch, 7000);
  batch_end(batch);
  batch_free(batch);
  guest_info_free(info);
  return told;
}

static void a_file_system_is_a_part_of_the_guest_with_its_age(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 2, "fs.count");
  add_mount(&answer, 0, "/", 1000, 400);
  add_mount(&answer, 1, "C:\\", 1 << 30, 0);
  struct told told = tell(&answer, GUEST "{fs=/}", FALSE);
  assert_int_equal(told.objects, 2);
  assert_int_equal(told.size.metric, METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES);
  assert_int_equal(told.size.state, READING_KNOWN);
  assert_int_equal(told.size.age_ms, 7000);
  assert_float_equal(told.size.value, 1000, 0);
  assert_int_equal(told.used.metric, METRIC_GUEST_INSIDE_STORAGE_USED_BYTES);
  assert_float_equal(told.used.value, 400, 0);
}

static void an_old_agent_that_gives_no_sizes_has_unknown_ones(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 1, "fs.count");
  text(&answer, "/", "fs.0.mountpoint");
  struct told told = tell(&answer, GUEST "{fs=/}", FALSE);
  assert_int_equal(told.size.state, READING_NOT_SUPPORTED);
  assert_int_equal(told.used.state, READING_NOT_SUPPORTED);
  assert_int_equal(told.size.age_ms, 0);
}

static void what_is_heard_no_more_is_unknown_and_not_zero(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 1, "fs.count");
  add_mount(&answer, 0, "/", 1000, 400);
  struct told told = tell(&answer, GUEST "{fs=/}", TRUE);
  assert_int_equal(told.objects, 1);
  assert_int_equal(told.size.state, READING_NO_ANSWER);
}

static void a_guest_that_uses_more_than_there_is_lies(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 1, "fs.count");
  add_mount(&answer, 0, "/", 1000, 1001);
  struct told told = tell(&answer, GUEST "{fs=/}", FALSE);
  assert_int_equal(told.size.state, READING_KNOWN);
  assert_int_equal(told.used.state, READING_BAD_VALUE);
}

static void sizes_of_another_type_are_not_there(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 1, "fs.count");
  text(&answer, "/", "fs.0.mountpoint");
  text(&answer, "1000", "fs.0.total-bytes");
  virTypedParamsAddLLong(&answer.params, &answer.n, &answer.room, "fs.0.used-bytes", -1);
  struct told told = tell(&answer, GUEST "{fs=/}", FALSE);
  assert_int_equal(told.size.state, READING_NOT_SUPPORTED);
  assert_int_equal(told.used.state, READING_NOT_SUPPORTED);
}

static void a_mount_point_cannot_leave_its_object(void **state)
{
  (void)state;
  struct answer answer = {0};
  g_autofree char *endless = g_strnfill(100000, 'm');
  number(&answer, 5, "fs.count");
  add_mount(&answer, 0, "/a}\n{fs=/b\033[2J", 10, 1);
  add_mount(&answer, 1, endless, 10, 1);
  add_mount(&answer, 2, "\377\376", 10, 1);
  add_mount(&answer, 3, "", 10, 1);
  number(&answer, 7, "fs.4.mountpoint");
  struct told told = tell(&answer, GUEST "{fs=/a_ _fs_/b [2J}", FALSE);
  assert_int_equal(told.objects, 3); /* each of them sound: see emit() */
  assert_int_equal(told.size.state, READING_KNOWN);
}

static void of_mounts_of_one_name_the_first_counts(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, 2, "fs.count");
  add_mount(&answer, 0, "/a=", 10, 1);
  add_mount(&answer, 1, "/a_", 20, 2);
  struct told told = tell(&answer, GUEST "{fs=/a_}", FALSE);
  assert_int_equal(told.objects, 1);
  assert_float_equal(told.size.value, 10, 0);
}

static void only_so_many_file_systems_are_taken_however_many_are_claimed(void **state)
{
  (void)state;
  struct answer answer = {0};
  number(&answer, G_MAXUINT64, "fs.count");
  for (guint i = 0; i < LIMIT_INSTANCES + 10; i++) {
    g_autofree char *mountpoint = g_strdup_printf("/%u", i);
    add_mount(&answer, i, mountpoint, 10, 1);
  }
  struct told told = tell(&answer, GUEST "{fs=/255}", FALSE);
  assert_int_equal(told.objects, LIMIT_INSTANCES);
  assert_int_equal(told.size.state, READING_KNOWN);
}

static void the_system_inside_is_named_with_its_addresses(void **state)
{
  (void)state;
  struct answer answer = {0};
  text(&answer, "web1", "hostname");
  text(&answer, "Debian GNU/Linux", "os.name");
  text(&answer, "Debian GNU/Linux 12 (bookworm)", "os.pretty-name");
  number(&answer, 2, "if.count");
  number(&answer, 1, "if.0.addr.count");
  text(&answer, "127.0.0.1", "if.0.addr.0.addr");
  number(&answer, 2, "if.1.addr.count");
  text(&answer, "10.0.0.5", "if.1.addr.0.addr");
  text(&answer, "2001:DB8:0:0::5", "if.1.addr.1.addr");
  assert_owned_string_equal(facts_of(&answer), "('" UUID "', 'web1', 'Debian GNU/Linux 12 (bookworm)', "
                                               "['10.0.0.5', '2001:db8::5'])");
}

static void an_empty_answer_says_nothing(void **state)
{
  (void)state;
  struct answer answer = {0};
  assert_owned_string_equal(facts_of(&answer), "('" UUID "', '', '', [])");
}

static void names_are_made_harmless_and_only_addresses_are_addresses(void **state)
{
  (void)state;
  struct answer answer = {0};
  text(&answer, "web\n1\033[2J", "hostname");
  text(&answer, "", "os.pretty-name");
  text(&answer, "Plan\t9", "os.name");
  number(&answer, 1, "if.count");
  number(&answer, 4, "if.0.addr.count");
  text(&answer, "10.0.0.5; rm -rf /", "if.0.addr.0.addr");
  text(&answer, "\033[2J", "if.0.addr.1.addr");
  number(&answer, 5, "if.0.addr.2.addr");
  text(&answer, "10.0.0.6", "if.0.addr.3.addr");
  assert_owned_string_equal(facts_of(&answer), "('" UUID "', 'web 1 [2J', 'Plan 9', ['10.0.0.6'])");
}

static void only_so_many_addresses_are_taken(void **state)
{
  (void)state;
  struct answer answer = {0};
  g_autofree char *endless = g_strnfill(100000, 'h');
  text(&answer, endless, "hostname");
  number(&answer, 2, "if.count");
  for (guint i = 0; i < 2; i++) {
    g_autofree char *count = g_strdup_printf("if.%u.addr.count", i);
    number(&answer, G_MAXUINT64, count);
    for (guint k = 0; k < GUEST_ADDRESSES_MAX - 1; k++) {
      g_autofree char *name = g_strdup_printf("if.%u.addr.%u.addr", i, k);
      text(&answer, "10.0.0.1", name);
    }
  }
  struct guest_info *info = read_answer(&answer);
  g_autoptr(GVariant) message = g_variant_ref_sink(guest_info_message(info));
  guest_info_free(info);
  const char *hostname;
  g_autoptr(GVariant) addresses = NULL;
  g_variant_get(message, "(s&ss@as)", NULL, &hostname, NULL, &addresses);
  assert_int_equal(strlen(hostname), LIMIT_URI);
  assert_int_equal(g_variant_n_children(addresses), GUEST_ADDRESSES_MAX);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_system_is_a_part_of_the_guest_with_its_age),
      cmocka_unit_test(an_old_agent_that_gives_no_sizes_has_unknown_ones),
      cmocka_unit_test(what_is_heard_no_more_is_unknown_and_not_zero),
      cmocka_unit_test(a_guest_that_uses_more_than_there_is_lies),
      cmocka_unit_test(sizes_of_another_type_are_not_there),
      cmocka_unit_test(a_mount_point_cannot_leave_its_object),
      cmocka_unit_test(of_mounts_of_one_name_the_first_counts),
      cmocka_unit_test(only_so_many_file_systems_are_taken_however_many_are_claimed),
      cmocka_unit_test(the_system_inside_is_named_with_its_addresses),
      cmocka_unit_test(an_empty_answer_says_nothing),
      cmocka_unit_test(names_are_made_harmless_and_only_addresses_are_addresses),
      cmocka_unit_test(only_so_many_addresses_are_taken),
  };
  assert_int_equal(virInitialize(), 0);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
