#pragma once
/*
 * provost-traphandle: passes on to provostd what snmptrapd gives to a program of its traphandle. Runs nothing, and ends in time
 * whatever happens, since snmptrapd waits for it.
 */

int traphandle_main(int argc, char **argv);
