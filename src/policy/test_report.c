#include "policy/test_report.h"

#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>

#define SECONDS(us) ((double)(us) / G_USEC_PER_SEC)

/* Results of one policy's tests, as they are written. */
struct suite {
  char *pack, *policy_file;
  guint tests, failures;
  gint64 took_us;
  GString *cases; /* XML */
};

struct test_report {
  GPtrArray *suites; /* struct suite */
  guint tests, failures;
};

static void suite_free(gpointer data)
{
  struct suite *suite = data;
  g_free(suite->pack);
  g_free(suite->policy_file);
  g_string_free(suite->cases, TRUE);
  g_free(suite);
}

struct test_report *test_report_new(void)
{
  struct test_report *report = g_new0(struct test_report, 1);
  report->suites = g_ptr_array_new_with_free_func(suite_free);
  return report;
}

void test_report_free(struct test_report *report)
{
  g_ptr_array_unref(report->suites);
  g_free(report);
}

void test_report_begin(struct test_report *report, const char *pack_folder, const char *policy_file)
{
  struct suite *suite = g_new0(struct suite, 1);
  suite->pack = g_path_get_basename(pack_folder);
  suite->policy_file = g_strdup(policy_file);
  suite->cases = g_string_new(NULL);
  g_ptr_array_add(report->suites, suite);
}

/* Escaped for XML. Two characters that text_clean leaves are none of XML's. Caller frees. */
static char *xml_text(const char *text, gsize max)
{
  g_autofree char *clean = text_clean(text, max);
  g_autoptr(GString) legal = g_string_new(clean);
  g_string_replace(legal, "\xEF\xBF\xBE", "?", 0);
  g_string_replace(legal, "\xEF\xBF\xBF", "?", 0);
  return g_markup_escape_text(legal->str, -1);
}

static void add_case(struct suite *suite, const struct test_result *result)
{
  g_autofree char *name = xml_text(result->name, LIMIT_TEXT), *pack = xml_text(suite->pack, LIMIT_NAME);
  g_autofree char *policy = xml_text(suite->policy_file, LIMIT_NAME);
  char took[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(took, sizeof took, "%.6f", SECONDS(result->took_us));
  g_string_append_printf(suite->cases, "    <testcase classname=\"%s/%s\" name=\"%s\" time=\"%s\"", pack, policy, name,
                         took);
  if (!result->why) {
    g_string_append(suite->cases, "/>\n");
    return;
  }
  g_auto(GStrv) lines = g_strsplit(result->why, "\n", -1);
  g_string_append(suite->cases, ">\n      <failure message=\"");
  for (char **line = lines; *line; line++) {
    g_autofree char *text = xml_text(*line, LIMIT_TEXT);
    g_string_append_printf(suite->cases, "%s%s", line > lines ? "&#10;" : "", text);
  }
  g_string_append(suite->cases, "\"/>\n    </testcase>\n");
}

static void print_tap(const struct test_report *report, const struct suite *suite, const struct test_result *result)
{
  g_autofree char *clean = text_clean(result->name, LIMIT_TEXT);
  g_strdelimit(clean, "#", ' '); /* would begin a directive */
  printf("%sok %u - %s/%s: %s\n", result->why ? "not " : "", report->tests, suite->pack, suite->policy_file, clean);
  g_auto(GStrv) lines = g_strsplit(result->why ? result->why : "", "\n", -1);
  for (char **line = lines; *line; line++) {
    g_autofree char *text = text_clean(*line, LIMIT_TEXT);
    printf("# %s\n", text);
  }
}

void test_report_add(struct test_report *report, const struct test_result *result)
{
  struct suite *suite = g_ptr_array_index(report->suites, report->suites->len - 1);
  report->tests++;
  suite->tests++;
  report->failures += result->why != NULL;
  suite->failures += result->why != NULL;
  suite->took_us += result->took_us;
  print_tap(report, suite, result);
  add_case(suite, result);
}

void test_report_end(struct test_report *report)
{
  printf("1..%u\n", report->tests);
}

guint test_report_failures(const struct test_report *report)
{
  return report->failures;
}

static void add_suite(GString *xml, const struct suite *suite)
{
  g_autofree char *pack = xml_text(suite->pack, LIMIT_NAME), *policy = xml_text(suite->policy_file, LIMIT_NAME);
  char took[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(took, sizeof took, "%.6f", SECONDS(suite->took_us));
  g_string_append_printf(xml, "  <testsuite name=\"%s/%s\" tests=\"%u\" failures=\"%u\" errors=\"0\" time=\"%s\">\n",
                         pack, policy, suite->tests, suite->failures, took);
  g_string_append_len(xml, suite->cases->str, (gssize)suite->cases->len);
  g_string_append(xml, "  </testsuite>\n");
}

gboolean test_report_write_junit(const struct test_report *report, const char *path, GError **error)
{
  g_autoptr(GString) xml = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_string_append_printf(xml, "<testsuites tests=\"%u\" failures=\"%u\">\n", report->tests, report->failures);
  for (guint i = 0; i < report->suites->len; i++)
    add_suite(xml, g_ptr_array_index(report->suites, i));
  g_string_append(xml, "</testsuites>\n");
  return g_file_set_contents(path, xml->str, (gssize)xml->len, error);
}
