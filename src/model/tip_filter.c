#include "model/tip_filter.h"

#include <string.h>

static gboolean is_about(const struct tip *tip, const char *subject)
{
  return strcmp(tip->subject, subject) == 0 || g_strcmp0(tip->subject_name, subject) == 0;
}

gboolean tip_filter_takes(const struct tip_filter *filter, const struct tip *tip)
{
  return (filter->states & (1u << tip->state)) && (!filter->policy || strcmp(tip->policy, filter->policy) == 0) &&
         (!filter->subject || is_about(tip, filter->subject)) && tip->severity >= filter->severity &&
         tip->raised_us >= filter->from_us && (!filter->to_us || tip->raised_us < filter->to_us) && tip->id < filter->before_id;
}

guint tip_states_finished(void)
{
  guint states = 0;
  for (enum tip_state state = 0; state < TIP_STATES; state++)
    states |= tip_is_finished(&(struct tip){.state = state}) ? 1u << state : 0;
  return states;
}
