#pragma once
/*
 * Which libraries of its pack a Lua file requires, by what its text says. Pure.
 */
#include "config/pack_text.h"
#include "policy/script.h"

/* Which of `pack`'s libraries (struct pack_file, borrowed) the file requires, and which these require, each once; all of
 * them where what is required is put together. Caller unrefs. */
GPtrArray *required_libraries(const struct pack_text *pack, const struct script *script);
