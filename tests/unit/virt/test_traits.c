/* What a definition says of the ways to look inside a guest. */
#include "virt/traits.h"

#include "unit.h"

#define CHANNEL(state)                                                                                               \
  "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='" state "'/></channel>"
#define DOMAIN(devices) "<domain><devices>" devices "</devices></domain>"

static void an_agent_listens_where_its_channel_is_open(void **state)
{
  (void)state;
  assert_true(traits_read(DOMAIN(CHANNEL("connected"))).agent_listens);
  assert_false(traits_read(DOMAIN(CHANNEL("disconnected"))).agent_listens);
  assert_false(traits_read(DOMAIN("<channel><target name='com.redhat.spice.0' state='connected'/></channel>"))
                   .agent_listens);
  assert_false(traits_read(DOMAIN("")).agent_listens);
}

static void a_balloon_is_mute_unless_it_has_a_period(void **state)
{
  (void)state;
  assert_true(traits_read(DOMAIN("<memballoon model='virtio'/>")).balloon_is_mute);
  assert_true(traits_read(DOMAIN("<memballoon model='virtio'><stats period='0'/></memballoon>")).balloon_is_mute);
  assert_false(traits_read(DOMAIN("<memballoon model='virtio'><stats period='5'/></memballoon>")).balloon_is_mute);
  assert_false(traits_read(DOMAIN("<memballoon model='none'/>")).balloon_is_mute);
  assert_false(traits_read(DOMAIN("")).balloon_is_mute);
}

static void what_is_not_well_formed_says_nothing(void **state)
{
  (void)state;
  struct traits traits = traits_read("<domain>" CHANNEL("connected") "<memballoon model='virtio'/>");
  assert_false(traits.agent_listens);
  assert_false(traits.balloon_is_mute);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_agent_listens_where_its_channel_is_open),
      cmocka_unit_test(a_balloon_is_mute_unless_it_has_a_period),
      cmocka_unit_test(what_is_not_well_formed_says_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
