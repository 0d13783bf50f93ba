#pragma once
/*
 * provost-policy --check [--json] PACK...: says all that is wrong or doubtful in packs, as a compiler does, on standard
 * error, and lists on standard output what is right; or all of it as JSON. A PACK is a pack's folder or a folder of
 * packs. Needs no daemon. Returns the exit status: 0 also with warnings, 1 something is wrong, 2 wrong usage.
 */
int policy_check_main(int argc, char **argv); /* argv[0] is "--check" */
