#include "rrd/theme.h"

static const struct theme themes[] = {
    {
        .back = "FFFFFF", .canvas = "FFFFFF", .grid = "EDF0F3", .major_grid = "E1E5EA",
        .text = "24292F", .muted = "6B7680",
        .severity = {"6B7680", "2F7ED8", "E08A00", "D6263B"},
        .line = {"1F78D1", "E8730C", "2B9A4A", "8E4EC6", "D6409F", "0C9AA8", "A67C00", "5B6FE0", "C2410C",
                 "4D7C0F", "7A5C48", "64748B"},
        .fill = "33", .faint_fill = "12",
    },
    {
        .back = "181B1F", .canvas = "181B1F", .grid = "24282E", .major_grid = "2E333A",
        .text = "E3E6EA", .muted = "8E98A4",
        .severity = {"8E98A4", "5CA8FF", "FFB020", "FF5263"},
        .line = {"4FA3FF", "FF9B3D", "5BD17B", "B98CFF", "FF7AC0", "3DD1DE", "E8C547", "8EA2FF", "FF7F5C",
                 "A6D854", "C8A588", "A9B4C2"},
        .fill = "33", .faint_fill = "12",
    },
};

const struct theme *theme_get(gboolean is_dark)
{
  return &themes[is_dark ? 1 : 0];
}
