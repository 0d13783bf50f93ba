#pragma once
/*
 * The object `t` that a test of a policy is given: sets the scene, lets time pass, says what is expected
 * (provost-policy(7), TESTS). Functions may raise.
 */
#include "policy/test_case.h"

#include <lauxlib.h>

/* Makes the class of `t`; once for a state. */
void lua_test_open(lua_State *L);

/* Pushes a `t` without a test. Who sets it must free and clear it before the state is closed; a script
 * that keeps it longer gets an error. */
struct test_case **lua_push_test(lua_State *L);
