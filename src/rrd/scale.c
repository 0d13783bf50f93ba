#include "rrd/scale.h"

#include <math.h>
#include <string.h>

#define PERCENT_END 100

/* Units whose numbers grow large, and how these are written. */
static const struct {
  const char *unit; /* in the catalogue, or the beginning of it */
  double base;
  const char *words[6]; /* of base^0, base^1 ... */
} families[] = {
    {"bytes", 1024, {"B", "KiB", "MiB", "GiB", "TiB", "PiB"}},
    {"bits", 1000, {"bit", "kbit", "Mbit", "Gbit", "Tbit", "Pbit"}},
    {"ms", 1000, {"ms", "s"}},
    {"", 1000, {"", "k", "M", "G", "T", "P"}},
};

/* The unit for numbers as large as `value`, into `word`; returns what they are divided by. */
static double unit_choose(const char *unit, double value, char *word)
{
  g_strlcpy(word, unit, SCALE_UNIT);
  for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
    gsize length = strlen(families[i].unit), power = 0;
    if (strncmp(unit, families[i].unit, length) != 0 || (unit[length] && unit[length] != '/') )
      continue;
    double divisor = 1;
    while (power + 1 < G_N_ELEMENTS(families[i].words) && families[i].words[power + 1] &&
           fabs(value) >= divisor * families[i].base) {
      divisor *= families[i].base;
      power++;
    }
    g_snprintf(word, SCALE_UNIT, "%s%s", families[i].words[power], unit + length);
    return divisor;
  }
  return 1;
}

/* The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below. */
static double round_step(double step)
{
  static const double nice[] = {1, 2, 2.5, 5, 10};
  double power = pow(10, floor(log10(step)));
  for (gsize i = 0; i < G_N_ELEMENTS(nice); i++)
    if (step <= nice[i] * power * (1 + 1e-9))
      return nice[i] * power;
  return 10 * power;
}

static guint decimals_of(double step)
{
  guint decimals = 0;
  for (double rest = step; decimals < 4 && fabs(rest - round(rest)) > 1e-6; decimals++)
    rest *= 10;
  return decimals;
}

void scale_init(struct scale *scale, const char *unit, double min, double max, guint lines)
{
  gboolean is_percent = strcmp(unit, "%") == 0;
  double high = is_percent ? fmax(max, PERCENT_END) : max > 0 ? max * 1.05 : min < 0 ? 0 : 1;
  scale->divisor = unit_choose(unit, fmax(high, -min), scale->unit);
  high /= scale->divisor;
  double low = fmin(min, 0) / scale->divisor;
  scale->step = round_step((high - low) / MAX(lines, 2));
  scale->lower = floor(low / scale->step) * scale->step;
  scale->upper = is_percent && max <= PERCENT_END ? PERCENT_END : ceil(high / scale->step) * scale->step;
  scale->decimals = decimals_of(scale->step);
}

char *scale_quantity(double value, const char *unit)
{
  if (!isfinite(value))
    return g_strdup("-");
  char word[SCALE_UNIT];
  value /= unit_choose(unit, value, word);
  int decimals = fabs(value) >= 100 || value == floor(value) ? 0 : fabs(value) >= 10 ? 1 : 2;
  return g_strdup_printf("%.*f%s%s", decimals, value, *word ? " " : "", word);
}
