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

/* For the methods of `t`: the test at index 1; its policy, which is there and not refused; and the field `key`, a
 * text, of the table at `index`, or `otherwise`. The field is left on the stack. */
struct test_case *lua_check_test(lua_State *L);
const struct policy *lua_tested_policy(lua_State *L, const struct test_case *test);
const char *lua_string_field(lua_State *L, int index, const char *key, const char *otherwise);

/* lua_scene.c: t:host(name, {...}) and its like. */
int lua_scene_host(lua_State *L);
int lua_scene_guest(lua_State *L);
int lua_scene_cluster(lua_State *L);
int lua_scene_device(lua_State *L);

/* lua_scene_alert.c: t:alert(subject, name, state, {...}) and t:service(name, {...}). */
int lua_scene_alert(lua_State *L);
int lua_scene_service(lua_State *L);

/* lua_expect.c: t:expect_tip{...} and its like. Each raises "FILE:LINE: after SPAN\nexpected: ...\nbut got: ...". */
int lua_expect_tip(lua_State *L);
int lua_expect_no_tip(lua_State *L);
int lua_expect_no_data(lua_State *L);
int lua_expect_error(lua_State *L);
