#pragma once
/*
 * What became of tests: a line of TAP each on standard output as they end, and JUnit XML of all of them. Names and
 * reasons come from packs: they are cleaned.
 */
#include "policy/test_file.h"

struct test_report;

struct test_report *test_report_new(void);
void test_report_free(struct test_report *report);

/* From here on results are those of that policy's tests. */
void test_report_begin(struct test_report *report, const char *pack_folder, const char *policy_file);
void test_report_add(struct test_report *report, const struct test_result *result);

/* Prints the plan of the TAP. */
void test_report_end(struct test_report *report);

guint test_report_failures(const struct test_report *report);

/* Writes all results to the file. FALSE with a sentence where that fails. */
gboolean test_report_write_junit(const struct test_report *report, const char *path, GError **error);
