/* The rows of the policy language as annotations that editors with the Lua language server read. */
#include "policy/api.h"

#include "model/metrics.h"

#include <string.h>

static const struct {
  guint owner;
  const char *class, *variable, *sentence;
  gboolean is_global;
} classes[] = {
    {OF_CLUSTER, "provost.cluster", "cluster", "A cluster: its policies read the metrics of its hosts and guests.", FALSE},
    {OF_HOST, "provost.host", "host", "A host.", FALSE},
    {OF_GUEST, "provost.guest", "guest", "A guest.", FALSE},
    {OF_DEVICE, "provost.device", "device", "A device, such as a switch or an array.", FALSE},
    {OF_SERVICE, "provost.service", "service", "What others watch of a subject, such as a service that Nagios checks.", FALSE},
    {OF_PART, "provost.part", "part", "A part of a subject: a file system, an interface, a disk, a sensor.", FALSE},
    {OF_WINDOW, "provost.window", "window", "The recent samples of a metric.", FALSE},
    {OF_BASELINE, "provost.baseline", "baseline", "What is usual of a metric in this hour of the week.", FALSE},
    {OF_PROVOST, "provost", "provost", "What policies call.", TRUE},
    {OF_TEST, "provost.test", "t", "One test of a policy.", FALSE},
};

static const char head[] =
    "---@meta\n"
    "-- The language of PRO packs, for editors with the Lua language server; see provost-policy(7). Made from\n"
    "-- src/policy/api.def of provost " PROVOST_VERSION ".\n"
    "\n"
    "---@alias provost.severity \"info\"|\"warning\"|\"critical\"\n"
    "---@alias provost.remedies string\n"
    "\n"
    "---@class provost.tip\n"
    "---@class provost.remedy\n"
    "\n"
    "---@class provost.alert\n"
    "---@field name string of the service or trap\n"
    "---@field source string who says so\n"
    "---@field state \"ok\"|\"warning\"|\"critical\"|\"unknown\"\n"
    "---@field text string\n"
    "---@field age integer the seconds that it has been so\n"
    "\n"
    "---@class provost.need\n"
    "---@field back string how far back it is read\n"
    "---@field age? string how old the newest value may be\n"
    "---@field baseline? boolean whether it is asked what is usual\n"
    "\n"
    "---@class provost.setting\n"
    "---@field default number|string a number, or a duration such as \"5m\"\n"
    "---@field min? number|string\n"
    "---@field max? number|string\n"
    "---@field unit? string\n"
    "\n"
    "---What the file of a policy returns.\n"
    "---@class provost.policy\n"
    "---@field name string\n"
    "---@field title string what is wrong when its tip opens\n"
    "---@field subject \"host\"|\"guest\"|\"cluster\"|\"device\"|\"service\"\n"
    "---@field every? string\n"
    "---@field needs? table<provost.metric, string|provost.need>\n"
    "---@field settings? table<string, provost.setting>\n"
    "---@field evaluate fun(subject: any, set: table<string, any>): provost.tip?, string?\n"
    "\n";

/* Without the marks of code, and on one line. */
static void put_sentence(GString *text, const char *sentence)
{
  for (const char *c = sentence; *c; c++)
    if (*c != '`')
      g_string_append_c(text, *c == '\n' ? ' ' : *c);
  g_string_append_c(text, '\n');
}

static void put_metrics(GString *text)
{
  g_string_append(text, "---@alias provost.metric string\n");
  for (guint i = 0; i < metric_count(); i++)
    g_string_append_printf(text, "---| \"%s\" # %s\n", metric_get(i)->name, metric_get(i)->help);
  g_string_append_c(text, '\n');
}

/* The names of "value number; of? string", as a list with commas. */
static char *parameter_names(char **parameters)
{
  GString *names = g_string_new(NULL);
  for (; *parameters; parameters++) {
    gsize length = strcspn(*parameters, "? ");
    g_string_append_printf(names, "%s%.*s", names->len > 0 ? ", " : "", (int)length, *parameters);
  }
  return g_string_free(names, FALSE);
}

static char **split(const char *list)
{
  return g_strsplit(list, "; ", -1);
}

static void put_function(GString *text, const struct api_row *row, const char *prefix)
{
  g_auto(GStrv) parameters = split(row->parameters);
  g_auto(GStrv) results = split(row->type);
  g_autofree char *names = parameter_names(parameters);
  g_string_append_printf(text, "\n---`%s`: ", row->call);
  put_sentence(text, row->sentence);
  for (char **parameter = parameters; *parameter; parameter++)
    g_string_append_printf(text, "---@param %s\n", *parameter);
  for (char **result = results; *result; result++)
    g_string_append_printf(text, "---@return %s\n", *result);
  g_string_append_printf(text, "function %s%s(%s) end\n", prefix, row->name, names);
}

static void put_class(GString *text, guint i)
{
  g_string_append_printf(text, "\n---%s\n---@class %s\n", classes[i].sentence, classes[i].class);
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    if ((row->owners & classes[i].owner) && !row->call) {
      g_string_append_printf(text, "---@field %s %s ", row->name, row->type);
      put_sentence(text, row->sentence);
    }
  }
  g_string_append_printf(text, "%s%s = {}\n", classes[i].is_global ? "" : "local ", classes[i].variable);
  g_autofree char *prefix = g_strconcat(classes[i].variable, classes[i].is_global ? "." : ":", NULL);
  for (guint id = 0; id < API_ROWS; id++)
    if ((api_row(id)->owners & classes[i].owner) && api_row(id)->call)
      put_function(text, api_row(id), prefix);
}

char *api_annotations(void)
{
  GString *text = g_string_new(head);
  put_metrics(text);
  for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
    put_class(text, i);
  for (guint id = 0; id < API_ROWS; id++)
    if (api_row(id)->owners & OF_GLOBALS)
      put_function(text, api_row(id), "");
  return g_string_free(text, FALSE);
}
