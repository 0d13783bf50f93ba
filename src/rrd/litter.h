#pragma once
/*
 * librrd makes a file under a temporary name, FILE.rrd and six letters or digits, and renames it; when it is
 * killed between, that stays. For the start of the writer, when nobody else makes files there.
 */

/* Removes them below `directory`, which need not exist. */
void litter_remove(const char *directory);
