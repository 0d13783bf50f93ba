#pragma once
/*
 * What a tip proposes, what would be done about it now, or was planned, and by which commands the same is done by hand.
 */
#include <jansson.h>

void tip_print_remedy(const json_t *tip);
