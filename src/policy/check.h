#pragma once
/*
 * provost-policy --check PACK...: says all that is wrong with packs, one "PATH:LINE: sentence" each on
 * standard error, and lists on standard output what is right. A PACK is a pack's folder or a folder of
 * packs. Needs no daemon. Returns the exit status: 0, 1 something is wrong, 2 wrong usage.
 */
int policy_check_main(int argc, char **argv); /* argv[0] is "--check" */
