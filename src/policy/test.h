#pragma once
/*
 * provost-policy --test [OPTION...] PACK...: runs PACK/tests/NAME_test.lua, each of which tests the policy of NAME.lua,
 * in the real engine and in virtual time. Writes TAP on standard output. Needs no daemon. Returns the exit status: 0,
 * 1 a test failed or could not run, 2 wrong usage.
 */
int policy_test_main(int argc, char **argv); /* argv[0] is "--test" */
