#include "sim/chance.h"

#include <math.h>

/* The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static guint64 mix(guint64 x)
{
  x += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

guint64 chance_seed(guint64 seed, guint64 number)
{
  return mix(mix(seed) ^ number);
}

double chance_uniform(guint64 seed, guint64 kind, guint64 number)
{
  return (double)(mix(chance_seed(chance_seed(seed, kind), number)) >> 11) * 0x1p-53;
}

/* Box and Muller. */
double chance_normal(guint64 seed, guint64 kind, guint64 number)
{
  double first = chance_uniform(seed, kind, 2 * number), second = chance_uniform(seed, kind, 2 * number + 1);
  return sqrt(-2 * log(1 - first)) * cos(2 * G_PI * second);
}
