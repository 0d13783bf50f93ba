#include "cli/cli.h"

#include "cli/commands.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/quantity.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define SOCKET_DEFAULT "/run/provost/provost.sock"
#define TIMEOUT_SEC    15

static const struct command commands[] = {
    {"status", "", "how provostd, its programs and the fleet do", "format", 0, 0, command_status},
    {"clusters", "", "clusters and what is kept free in them", "format", 0, 0, command_clusters},
    {"hosts", "", "hosts, their load, and why a value is unknown", "format", 0, 0, command_hosts},
    {"guests", "", "guests, where they run and what they use", "format", 0, 0, command_guests},
    {"tree", "", "clusters, their hosts, the guests there and services, with their state and load", "", 0, 0, command_tree},
    {"top", "", "tips, hosts, guests and clusters on a full screen; explains, accepts and dismisses tips", "", 0, 0, command_top},
    {"dirty-rate", "GUEST [--seconds N]", "measures how fast a guest writes to its memory", "seconds", 1, 1,
     command_dirty_rate},
    {"devices", "", "switches, arrays and other devices, and whether they answer", "format", 0, 0, command_devices},
    {"tips", "[--state STATE] [--all] [--policy P] [--subject S] [--severity S] [--from -7d] [--to TIME] [--follow]",
     "tips that wait for somebody; with --all the finished too, with --follow what becomes of them", "state,all,policy,subject,severity,from,to,follow,format", 0, 0,
     command_tips},
    {"tip", "ID [--verify]", "explains one tip: evidence, plan, candidates, outcome; with --verify recomputes it", "verify,format", 1, 1,
     command_tip},
    {"accept", "ID [--facts FACTS] [--wait]", "carries a tip's remedy out, unless the tip has changed meanwhile", "facts,wait", 1, 1, command_accept},
    {"dismiss", "ID --reason TEXT [--for 2h]", "puts a tip away, for a time if given", "reason,for", 1, 1,
     command_dismiss},
    {"move", "GUEST [HOST] [--method live|converge|postcopy|quick|cold] [--exclude HOST] [--dry-run] [--wait]",
     "moves a guest, to the best host if none is named", "method,exclude,dry-run,wait", 1, 2, command_move},
    {"resize", "GUEST [--memory 2GiB] [--vcpus 4] [--dry-run] [--wait]",
     "gives a running guest more or less memory, more or fewer processors", "memory,vcpus,dry-run,wait", 1, 1, command_resize},
    {"place",
     "GUEST | --like GUEST | --memory 2GiB --vcpus 2 [--cpu 20 ...] [--goal GOAL] [--weight cpu=5] [--exclude HOST]",
     "ranks the hosts for a guest, or for a new one",
     "goal,weight,exclude,like,name,memory,vcpus,cpu,disk,network,label,needs-network,needs-storage,licence", 0, 1, command_place},
    {"plan",
     "balance|consolidate|rules [CLUSTER] | evacuate HOST | relieve HOST [--resource cpu|memory] [--exclude HOST] [--apply] "
     "[--wait]",
     "shows the moves that would do it; with --apply makes them", "resource,exclude,apply,wait", 1, 2, command_plan},
    {"restrict", "HOST [--reason TEXT]", "gives a host no new guests until it is released", "reason", 1, 1, command_restrict},
    {"evacuate", "HOST [--reason TEXT] [--dry-run] [--wait]", "restricts a host and moves its guests to others",
     "reason,dry-run,wait", 1, 1, command_evacuate},
    {"release", "HOST", "gives a restricted host guests again", "", 1, 1, command_release},
    {"why", "GUEST|HOST", "why a guest or host is as it is, and why nothing is done about it", "", 1, 1, command_why},
    {"pause", "[--reason TEXT]", "stops all automation until it is resumed, also over restarts", "reason", 0, 0, command_pause},
    {"resume", "", "lets automation go on", "", 0, 0, command_resume},
    {"alert", "[SUBJECT] [NAME] ok|warning|critical|unknown [--host HOST] [--address ADDRESS] [--kind KIND] [--text TEXT] "
     "[--source WHO] [--soft] [--attempt N] [--downtime] [--acknowledged] [--flapping] [--until TIME] [--author WHO] "
     "[--comment TEXT] | ID",
     "says how something of a host, guest, device or cluster does, for policies to read; or shows an alert",
     "host,address,kind,text,source,soft,attempt,downtime,acknowledged,flapping,until,author,comment,format", 0, 3, command_alert},
    {"alerts", "[--problems] [--unmapped]", "what others have said so; with --unmapped that of nobody here, and why",
     "problems,unmapped,format", 0, 0, command_alerts},
    {"report licences", "[--from -90d]", "licences in use, what more may be, and what their terms did not allow", "from,format", 0, 0,
     command_report_licences},
    {"actions", "", "what was carried out, and how it went", "format", 0, 0, command_actions},
    {"audit", "[--subject 'tip 12'] [--by 'operator ann'] [--from -1d] [--to TIME]", "who did what, and why", "subject,by,from,to,format", 0, 0,
     command_audit},
    {"events", "[--follow]", "what became of tips and actions lately, and with --follow what becomes of them", "follow", 0, 0,
     command_events},
    {"cancel", "ID", "cancels an action; the guest stays where it is", "", 1, 1, command_cancel},
    {"metrics", "SUBJECT METRIC [--from -1h] [--to TIME] [--step 1m]", "the history of one metric",
     "from,to,step", 2, 2, command_metrics},
    {"graph", "SUBJECT METRIC... -o FILE [--from -1h] [--to TIME] [--size 900x320] [--theme dark|light]",
     "draws history as a PNG picture, with thresholds and tips", "output,from,to,size,theme", 2, 13, command_graph},
    {"policy list", "", "policies, and why one does not run", "format", 0, 0, command_policy_list},
    {"policy show", "POLICY", "one policy: what it reads, its settings and where they come from", "format", 1, 1,
     command_policy_show},
    {"policy canary", "", "packs that are only tried, and what they say otherwise than those that run", "", 0, 0,
     command_policy_canary},
    {"policy reload", "", "reads the packs anew; a new version that is wrong leaves the old one running", "", 0, 0,
     command_policy_reload},
    {"policy enable", "POLICY", "lets a policy run again that was disabled or suspended", "", 1, 1,
     command_policy_enable},
    {"policy disable", "POLICY [--reason TEXT]", "stops a policy until it is enabled again, also over restarts",
     "reason", 1, 1, command_policy_disable},
    {"policy check", "PACK...", "checks packs without a daemon", "", 1, 64, command_policy_check},
    {"policy test", "PACK... [--junit FILE] [--coverage] [--mutate [--report-only]]",
     "runs the tests of packs without a daemon", "junit,coverage,mutate,report-only", 1, 64, command_policy_test},
    {"policy replay",
     "PACK [--from -7d] [--to TIME] [--step 1m] [--settings P.NAME=VALUE] [--against PACK] "
     "[--against-settings P.NAME=VALUE] [--history FOLDER]",
     "what a pack would have said of recorded history", "from,to,step,settings,against,against-settings,history", 1, 1,
     command_policy_replay},
    {"simulate", "SCENARIO", "plays hosts and guests that are not there, and what provost would do with them", "", 1, 1,
     command_simulate},
    {"doctor", "[--config FILE] | --tip POLICY --subject NAME [--apply]",
     "examines every connection and says what to do; or plays a tip through all its stations", "config,format,tip,subject,apply", 0, 0,
     command_doctor},
    {"nagios-config", "[--per subject|policy] [--active] [--ttl 5m] [-o FILE] [--follow] [--reload COMMAND_FILE]",
     "hosts, services and dependencies of the fleet for Nagios; with --follow kept as the fleet is", "per,active,ttl,output,follow,reload", 0, 0,
     command_nagios_config},
    {"icinga-config", "[--per subject|policy] [--active] [-o FILE] [--follow]",
     "hosts, services and dependencies of the fleet for Icinga 2; with --follow kept as the fleet is", "per,active,output,follow", 0, 0,
     command_icinga_config},
    {"reload", "[--dry-run]", "has provostd read its configuration anew, or says what that would do", "dry-run", 0, 0,
     command_reload},
    {"complete", "-- WORD...", "", "", 1, 64, command_complete},
    {"config check", "FILE", "checks a configuration without starting anything", "", 1, 1,
     command_config_check},
};

struct option {
  GOptionEntry entry; /* arg_data is set for each run */
  gsize offset;       /* in struct cli_options */
};

/* Strings are taken as bytes, whatever the locale says. */
#define OPTION_TEXT(name, field, what, help) OPTION_LETTER(name, 0, field, what, help)
#define OPTION_LETTER(name, letter, field, what, help) \
  {{name, letter, 0, G_OPTION_ARG_FILENAME, NULL, help, what}, G_STRUCT_OFFSET(struct cli_options, field)}
#define OPTION_LIST(name, field, what, help) \
  {{name, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, help, what}, G_STRUCT_OFFSET(struct cli_options, field)}
#define OPTION_FLAG(name, letter, field, help) \
  {{name, letter, 0, G_OPTION_ARG_NONE, NULL, help, NULL}, G_STRUCT_OFFSET(struct cli_options, field)}

/* Those of every command first. */
static const struct option options[] = {
    OPTION_TEXT("socket", socket, "PATH", "socket of provostd (default: $PROVOST_SOCKET, else " SOCKET_DEFAULT ")"),
    OPTION_TEXT("timeout", timeout, "TIME", "how long to wait for an answer (default: 15s)"),
    OPTION_FLAG("json", 0, json, "print what the API answers"),
    OPTION_FLAG("help", 'h', help, "explain provost or a command"),
    OPTION_FLAG("version", 0, version, "print the version"),
    OPTION_TEXT("format", format, "TEMPLATE", "print each as this says: '{id} {subject.name}\\n', by the names of --json"),
    OPTION_TEXT("state", state, "STATE", "only tips in this state"),
    OPTION_FLAG("all", 0, all, "finished tips too"),
    OPTION_TEXT("policy", policy, "POLICY", "only tips of this policy"),
    OPTION_TEXT("subject", subject, "NAME", "about this host, guest, cluster or device; in the audit trail also: 'tip 12'"),
    OPTION_TEXT("by", by, "WHO", "only what was done by this one: 'operator ann', automation, 'token web'"),
    OPTION_TEXT("severity", severity, "SEVERITY", "only tips that are as grave: info, warning, critical"),
    OPTION_TEXT("text", text, "TEXT", "what is the matter, in a sentence"),
    OPTION_TEXT("source", source, "WHO", "who says so (default: provost)"),
    OPTION_TEXT("host", host, "HOST", "whom it is about, as the source calls it"),
    OPTION_TEXT("address", address, "ADDRESS", "whom it is about, by its address"),
    OPTION_TEXT("kind", kind, "KIND",
                "state (default), acknowledged, unacknowledged, downtime_began, downtime_ended, flapping_began or flapping_ended"),
    OPTION_FLAG("soft", 0, soft, "the source checks again before it believes it"),
    OPTION_TEXT("attempt", attempt, "N", "which of its checks it was"),
    OPTION_FLAG("downtime", 0, downtime, "it is in downtime there"),
    OPTION_FLAG("acknowledged", 0, acknowledged, "somebody has acknowledged it there"),
    OPTION_FLAG("flapping", 0, flapping, "it comes and goes"),
    OPTION_TEXT("until", until, "TIME", "the end of the downtime: 2026-11-23T03:00:00Z or seconds since 1970"),
    OPTION_TEXT("author", author, "WHO", "of the acknowledgement or downtime"),
    OPTION_TEXT("comment", comment, "TEXT", "what he says of it"),
    OPTION_FLAG("problems", 0, problems, "only those that are not ok"),
    OPTION_FLAG("unmapped", 0, unmapped, "only those of which nobody knows whom they mean"),
    OPTION_TEXT("reason", reason, "TEXT", "why, for whoever looks next"),
    OPTION_TEXT("for", snooze, "TIME", "hold new ones back for so long: 30m, 2h, 7d"),
    OPTION_TEXT("facts", facts, "FACTS", "the tip's \"facts\" as it was seen (default: as it is now)"),
    OPTION_FLAG("wait", 0, wait, "show progress until it is done"),
    OPTION_TEXT("method", method, "METHOD", "live (the guest runs on), converge (slowed down), postcopy, quick (it pauses) or cold (off)"),
    OPTION_TEXT("goal", goal, "GOAL", "load-balancing or resource-maximization (default: as the cluster says)"),
    OPTION_LIST("weight", weight, "RESOURCE=N", "how much cpu, memory, disk or network counts, 0 to 100; may be repeated"),
    OPTION_LIST("exclude", exclude, "HOST", "no guest goes to this host; may be repeated"),
    OPTION_TEXT("like", like, "GUEST", "a new guest as this one is, but for what is said besides"),
    OPTION_TEXT("name", name, "NAME", "of a new guest, for rules that mean it"),
    OPTION_TEXT("memory", memory, "SIZE", "what the guest is to have: 512MiB, 2GiB"),
    OPTION_TEXT("vcpus", vcpus, "N", "how many processors the guest is to have"),
    OPTION_TEXT("cpu", cpu, "PERCENT", "how busy its processors will be (default: 20, or as of the one it is like)"),
    OPTION_TEXT("disk", disk, "RATE", "what it will read and write: 20MiB/s"),
    OPTION_TEXT("network", network, "RATE", "what it will send and receive: 100Mbit/s, 10MiB/s"),
    OPTION_LIST("label", label, "NAME=VALUE", "of a new guest, for rules that mean it; may be repeated"),
    OPTION_LIST("needs-network", needs_network, "NAME", "that the host must have: network:lan, interface:br0; may be repeated"),
    OPTION_LIST("needs-storage", needs_storage, "NAME", "that the host must have: pool:images, path:/srv/images; may be repeated"),
    OPTION_LIST("licence", licence, "PRODUCT", "that a new guest needs; may be repeated"),
    OPTION_TEXT("resource", resource, "RESOURCE", "cpu, memory, disk or network (default: cpu)"),
    OPTION_TEXT("seconds", seconds, "N", "measure for so long, 1 to 5 (default: 1)"),
    OPTION_FLAG("verify", 0, verify, "recompute it from history and what is stored, and say whether it matches"),
    OPTION_FLAG("follow", 0, follow, "go on until it is interrupted"),
    OPTION_TEXT("per", per, "PER", "one service for each subject, or for each policy of each (default: subject)"),
    OPTION_FLAG("active", 0, active, "hosts and guests are asked about with check_provost"),
    OPTION_TEXT("ttl", ttl, "TIME", "how long a result holds, as nagios.ttl of provost.yaml (default: 5m)"),
    OPTION_TEXT("reload", command_file, "COMMAND_FILE", "restart Nagios by its command_file when the file has changed"),
    OPTION_FLAG("apply", 0, apply, "carry it out"),
    OPTION_TEXT("tip", tip, "POLICY", "play a test tip of this policy"),
    OPTION_FLAG("dry-run", 0, dry_run, "only show what would be done"),
    OPTION_TEXT("from", from, "TIME", "-1h, 2026-11-23T03:00 or seconds since 1970"),
    OPTION_TEXT("to", to, "TIME", "likewise (default: now)"),
    OPTION_LETTER("output", 'o', output, "FILE", "what is written, or - for standard output"),
    OPTION_TEXT("size", size, "WxH", "pixels (default: 900x320)"),
    OPTION_TEXT("theme", theme, "THEME", "dark or light (default: light)"),
    OPTION_TEXT("config", config, "FILE", "checked where provostd does not run (default: the installed one)"),
    OPTION_TEXT("junit", junit, "FILE", "write the results as JUnit XML, too"),
    OPTION_FLAG("coverage", 0, coverage, "say which lines the tests run"),
    OPTION_FLAG("mutate", 0, mutate, "say which mistakes in the policies no test would notice"),
    OPTION_FLAG("report-only", 0, report_only, "such mistakes do not make it fail"),
    OPTION_TEXT("step", step, "TIME", "time from point to point (default: the finest kept)"),
    OPTION_LIST("settings", settings, "POLICY.NAME=VALUE", "a setting in place of the pack's; may be repeated"),
    OPTION_TEXT("against", against, "PACK", "compare with another version of the pack"),
    OPTION_LIST("against-settings", against_settings, "POLICY.NAME=VALUE", "compare with other settings; may be repeated"),
    OPTION_TEXT("history", history, "FOLDER", "history files to read, without asking provostd"),
};
#define OPTIONS_COMMON 5

static gboolean option_is_set(const struct option *option, const struct cli_options *values)
{
  return option->entry.arg == G_OPTION_ARG_NONE ? G_STRUCT_MEMBER(gboolean, values, option->offset)
                                                : G_STRUCT_MEMBER(char *, values, option->offset) != NULL;
}

static gboolean command_takes(const struct command *command, const struct option *option)
{
  g_auto(GStrv) taken = g_strsplit(command->takes, ",", -1);
  return option < options + OPTIONS_COMMON ||
         g_strv_contains((const char *const *)taken, option->entry.long_name);
}

GPtrArray *cli_options_of(const struct command *command)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
    if (command_takes(command, &options[i]))
      g_ptr_array_add(names, g_strconcat("--", options[i].entry.long_name, NULL));
  return names;
}

const struct command *cli_commands(gsize *n)
{
  *n = G_N_ELEMENTS(commands);
  return commands;
}

static gboolean options_parse(struct cli_options *values, char ***words, GError **error)
{
  GOptionEntry entries[G_N_ELEMENTS(options) + 1] = {0};
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
    entries[i] = options[i].entry;
    entries[i].arg_data = G_STRUCT_MEMBER_P(values, options[i].offset);
  }
  GOptionContext *context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, entries, NULL);
  gboolean is_good = g_option_context_parse_strv(context, words, error);
  g_option_context_free(context);
  return is_good;
}

static void options_clear(struct cli_options *values)
{
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
    if (options[i].entry.arg == G_OPTION_ARG_FILENAME)
      g_free(G_STRUCT_MEMBER(char *, values, options[i].offset));
    else if (options[i].entry.arg == G_OPTION_ARG_FILENAME_ARRAY)
      g_strfreev(G_STRUCT_MEMBER(char **, values, options[i].offset));
}

/* ---- help ---------------------------------------------------------------------------------------- */

static void print_option(const struct option *option)
{
  g_autofree char *left = g_strdup_printf("--%s%s%s", option->entry.long_name,
                                          option->entry.arg_description ? " " : "",
                                          option->entry.arg_description ? option->entry.arg_description : "");
  if (strlen(left) <= 16)
    text_print("  %-16s %s", left, option->entry.description);
  else
    text_print("  %s\n  %-16s %s", left, "", option->entry.description);
}

/* "policy list" is in the group "policy". */
static gboolean command_is_in(const struct command *command, const char *group)
{
  gsize length = strlen(group);
  return strncmp(command->name, group, length) == 0 && command->name[length] == ' ';
}

/* Of a group, or of all commands where the word names none. */
static int help_list(const char *word)
{
  gboolean is_group = FALSE;
  for (gsize i = 0; word && i < G_N_ELEMENTS(commands); i++)
    is_group |= command_is_in(&commands[i], word);
  text_print("usage: provost %s%sCOMMAND [WORD...] [OPTION...]\n", is_group ? word : "", is_group ? " " : "");
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    if (*commands[i].summary && (!is_group || command_is_in(&commands[i], word)))
      text_print("  %-15s %s", commands[i].name, commands[i].summary);
  text_print("\nof every command:");
  for (gsize i = 0; i < OPTIONS_COMMON; i++)
    print_option(&options[i]);
  text_print("\nprovost COMMAND --help explains one, provost(1) all of them");
  return CLI_DONE;
}

/* "provost tip ID". Caller frees. */
static char *usage_of(const struct command *command)
{
  return g_strchomp(g_strdup_printf("provost %s %s", command->name, command->words));
}

static int help_command(const struct command *command)
{
  g_autofree char *usage = usage_of(command);
  text_print("usage: %s\n", usage);
  text_print("  %s\n", command->summary);
  for (gsize i = OPTIONS_COMMON; i < G_N_ELEMENTS(options); i++)
    if (command_takes(command, &options[i]))
      print_option(&options[i]);
  for (gsize i = 0; i < OPTIONS_COMMON; i++)
    if (command_takes(command, &options[i]))
      print_option(&options[i]);
  return CLI_DONE;
}

/* ---- finding the command ------------------------------------------------------------------------- */

int cli_usage(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  text_print_error("provost: %s", sentence);
  return CLI_USAGE;
}

const struct command *cli_find_command(char **words, guint *used)
{
  for (gsize i = 0; words[0] && i < G_N_ELEMENTS(commands); i++) {
    g_auto(GStrv) name = g_strsplit(commands[i].name, " ", -1);
    *used = g_strv_length(name);
    if (strcmp(name[0], words[0]) == 0 && (!name[1] || g_strcmp0(name[1], words[1]) == 0))
      return &commands[i];
  }
  return NULL;
}

/* The second word is missing or none of the group's. */
static int unknown_in_group(char **words, const char *const *names)
{
  g_autofree char *list = g_strjoinv(", ", (char **)names);
  if (!words[1])
    return cli_usage("provost %s takes one more word: %s", words[0], list);
  const char *nearest = nearest_name(words[1], names);
  if (nearest)
    return cli_usage("there is no command \"%s %s\": did you mean provost %s %s?", words[0], words[1], words[0], nearest);
  return cli_usage("there is no command \"%s %s\": provost %s takes %s", words[0], words[1], words[0], list);
}

static int unknown_command(char **words)
{
  const char *names[G_N_ELEMENTS(commands) + 1] = {0}, *group[G_N_ELEMENTS(commands) + 1] = {0};
  gsize in_group = 0;
  g_autoptr(GStringChunk) firsts = g_string_chunk_new(256); /* of "policy list" the word that was mistyped */
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
    names[i] = g_string_chunk_insert_len(firsts, commands[i].name, (gssize)strcspn(commands[i].name, " "));
    if (command_is_in(&commands[i], words[0]))
      group[in_group++] = commands[i].name + strlen(words[0]) + 1;
  }
  if (in_group)
    return unknown_in_group(words, group);
  const char *nearest = nearest_name(words[0], names);
  if (nearest)
    return cli_usage("there is no command \"%s\": did you mean provost %s?", words[0], nearest);
  return cli_usage("there is no command \"%s\": provost --help lists them", words[0]);
}

static int check_words(const struct command *command, const struct cli_options *values, char **words)
{
  g_autofree char *usage = usage_of(command);
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
    if (option_is_set(&options[i], values) && !command_takes(command, &options[i]))
      return cli_usage("provost %s has no option --%s; usage: %s", command->name, options[i].entry.long_name,
                       usage);
  guint n = g_strv_length(words);
  if (n >= command->min_words && n <= command->max_words)
    return CLI_DONE;
  return cli_usage("%s; usage: %s", n < command->min_words ? "a word is missing" : "a word too many", usage);
}

/* FALSE, with the usage told: the template makes no sense. */
static gboolean prepare_format(struct cli *cli)
{
  g_autoptr(GError) error = NULL;
  if (cli->options.json) {
    cli_usage("--json and --format are two wishes: choose one");
    return FALSE;
  }
  cli->format = format_new(cli->options.format, &error);
  if (!cli->format)
    cli_usage("%s", error->message);
  return cli->format != NULL;
}

static int run_command(struct cli *cli, const struct command *command, char **words)
{
  const char *path = cli->options.socket ? cli->options.socket : g_getenv("PROVOST_SOCKET");
  guint64 timeout_sec = TIMEOUT_SEC;
  int status = check_words(command, &cli->options, words);
  if (status != CLI_DONE)
    return status;
  if (cli->options.timeout &&
      (!duration_parse(cli->options.timeout, &timeout_sec) || timeout_sec == 0 || timeout_sec > 86400))
    return cli_usage("--timeout %s is no time from 1s to 1d", cli->options.timeout);
  if (cli->options.format && !prepare_format(cli))
    return CLI_USAGE;
  cli->client = client_new(path && *path ? path : SOCKET_DEFAULT, (guint)timeout_sec * 1000);
  status = command->run(cli, words);
  client_free(cli->client);
  format_free(cli->format);
  return status;
}

static int run(struct cli *cli, char **words)
{
  guint used = 0;
  gboolean is_help = cli->options.help || g_strcmp0(words[0], "help") == 0; /* "help tip" is "tip --help" */
  words += g_strcmp0(words[0], "help") == 0;
  const struct command *command = cli_find_command(words, &used);
  if (cli->options.version) {
    text_print("provost %s", PROVOST_VERSION);
    return CLI_DONE;
  }
  if (is_help)
    return command ? help_command(command) : help_list(words[0]);
  if (command)
    return run_command(cli, command, words + used);
  return words[0] ? unknown_command(words) : cli_usage("a command is missing: provost --help lists them");
}

int cli_main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  struct cli cli = {0};
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  int status = options_parse(&cli.options, &words, &error)
                   ? run(&cli, words[0] ? words + 1 : words)
                   : cli_usage("%s: provost COMMAND --help lists what there is", error->message);
  options_clear(&cli.options);
  return status == CLI_DONE && !text_is_out() ? CLI_REFUSED : status;
}

/* ---- for the commands ---------------------------------------------------------------------------- */

void cli_print_json(const json_t *json)
{
  g_autofree char *text = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  if (text)
    puts(text);
}

void cli_print_json_line(const json_t *json)
{
  g_autofree char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
  if (text)
    text_print("%s", text);
}

int cli_fail(struct cli *cli, const GError *error)
{
  text_print_error("provost: %s", error->message);
  if (cli->options.json) {
    json_auto_t *json = json_pack("{s:s}", "error", error->message);
    cli_print_json(json);
  }
  gboolean is_silent =
      error->code == PROVOST_ERROR_UNAVAILABLE || error->code == PROVOST_ERROR_TIMEOUT;
  return cli->status = is_silent ? CLI_NO_DAEMON : CLI_REFUSED;
}

int cli_print_format(struct cli *cli, const json_t *objects)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = objects ? format_apply(cli->format, objects, &error) : NULL;
  if (text)
    fputs(text, stdout);
  else
    cli->status = objects ? cli_usage("%s", error->message) : CLI_REFUSED;
  return cli->status;
}

/* `noun`: where the list stands in it; NULL: it is no list. */
static json_t *take_answer(struct cli *cli, json_t *answer, const char *noun, const GError *error)
{
  if (!answer) {
    cli_fail(cli, error);
    return NULL;
  }
  if (!cli->options.json && !cli->format)
    return answer;
  if (cli->options.json)
    cli_print_json(answer);
  else
    cli_print_format(cli, noun ? reply_list(answer, noun) : answer);
  json_decref(answer);
  return NULL;
}

json_t *cli_get(struct cli *cli, const char *path)
{
  g_autoptr(GError) error = NULL;
  json_t *answer = client_get(cli->client, path, &error);
  return take_answer(cli, answer, NULL, error);
}

json_t *cli_get_list(struct cli *cli, const char *path, const char *noun)
{
  g_autoptr(GError) error = NULL;
  json_t *answer = client_get_list(cli->client, path, noun, &error);
  return take_answer(cli, answer, noun, error);
}

json_t *cli_post(struct cli *cli, const char *path, json_t *body)
{
  g_autoptr(GError) error = NULL;
  json_t *answer = client_post(cli->client, path, body, &error);
  return take_answer(cli, answer, NULL, error);
}

gboolean cli_add_names(json_t *body, const char *key, char **names)
{
  json_t *array = names ? json_array() : NULL;
  for (gsize i = 0; names && names[i]; i++)
    if (json_array_append_new(array, json_string(names[i])) < 0) {
      json_decref(array);
      cli_usage("the name is not UTF-8");
      return FALSE;
    }
  return !array || json_object_set_new(body, key, array) == 0;
}

char *cli_path(const char *noun, const char *word, const char *verb)
{
  g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)word, strlen(word), NULL);
  return g_strconcat("/v1/", noun, "/", escaped, verb ? "/" : NULL, verb, NULL);
}
