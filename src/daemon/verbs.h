#pragma once
/*
 * What the API asks of the core beyond the values it reads itself: the serve_verbs of a struct core.
 */
#include "serve/serve.h"

const struct serve_verbs *core_verbs(void); /* `user` is the struct core */
