#pragma once
/*
 * One test of a policy: an engine of its own that holds nothing but the policy's file, subjects, series
 * and a virtual clock, steered by the methods of the object `t` (provost-policy(7), TESTS). The functions
 * that touch Lua may raise.
 */
#include "policy/deadline.h"

#include <lauxlib.h>

struct test_case;

/* `policy_file` is the name of a file in the pack's folder. All three must outlive it. */
struct test_case *test_case_new(struct deadline *deadline, const char *pack_folder, const char *policy_file);
void test_case_free(struct test_case *test);

/* Makes the class of `t`; once for a state. */
void test_case_open(lua_State *L);

/* Pushes a `t` without a test. Who sets it must free and clear it before the state is closed; a script
 * that keeps it longer gets an error. */
struct test_case **test_case_push(lua_State *L);
