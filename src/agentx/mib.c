#include "agentx/mib.h"

#include <string.h>

static const char *const severity_words[] = {"info", "warning", "critical", NULL};
static const char *const tipstate_words[] = {"open",     "accepted", "planned",   "acting",     "verifying", "failed",
                                             "resolved", "cleared",  "dismissed", "superseded", NULL};
static const char *const actionstate_words[] = {"preparing", "acting", "verifying", "done", "failed", "cancelled", "ambiguous", NULL};
static const char *const hoststate_words[] = {"up", "partial", "down", "connecting", NULL};
static const char *const gueststate_words[] = {"unknown", "running", "paused", "off", "crashed", NULL};
static const char *const policystate_words[] = {"active", "refused", "suspended", "disabled", NULL};
static const char *const level_words[] = {"off", "advise", "apply", NULL};

/* number, name, syntax, path; of words: number, name, path, words */
#define COLUMN(number, name, syntax, path) {number, name, SYNTAX_##syntax, path, NULL}
#define WORD(number, name, path, words) {number, name, SYNTAX_WORD, path, words}

static const struct mib_column status_columns[] = {
    COLUMN(1, "Version", TEXT, "version"),
    COLUMN(2, "Started", TIME, "started"),
    COLUMN(3, "Age", AGE, ""),
    COLUMN(4, "Interval", NUMBER, "interval_sec"),
    COLUMN(5, "Evaluated", TIME, "evaluated"),
    COLUMN(6, "Healthy", TRUTH, "healthy"),
    COLUMN(7, "Trouble", TEXT, "trouble"),
    COLUMN(8, "JournalHealthy", TRUTH, "journal_healthy"),
    WORD(9, "Automation", "automation", level_words),
    COLUMN(10, "Paused", TRUTH, "paused"),
    COLUMN(11, "TipsInfo", NUMBER, "tips.info"),
    COLUMN(12, "TipsWarning", NUMBER, "tips.warning"),
    COLUMN(13, "TipsCritical", NUMBER, "tips.critical"),
    COLUMN(14, "ActionsRunning", NUMBER, "actions_running"),
    COLUMN(15, "Clusters", NUMBER, "clusters"),
    COLUMN(16, "Hosts", NUMBER, "hosts"),
    COLUMN(17, "HostsDown", NUMBER, "hosts_down"),
    COLUMN(18, "Guests", NUMBER, "guests"),
    COLUMN(19, "GuestsRunning", NUMBER, "guests_running"),
};

static const struct mib_column counters_columns[] = {
    COLUMN(1, "RoleRestarts", COUNTER, "role_restarts"),
    COLUMN(2, "RejectedValues", COUNTER, "rejected_values"),
    COLUMN(3, "LostSamples", COUNTER, "lost_samples"),
    COLUMN(4, "MissedEvents", COUNTER, "missed_events"),
};

static const struct mib_column cluster_columns[] = {
    COLUMN(2, "Name", TEXT, "name"),
    WORD(3, "State", "state", hoststate_words),
    COLUMN(4, "Hosts", COUNT, "hosts"),
    COLUMN(5, "Guests", NUMBER, "guest_count"),
};

static const struct mib_column host_columns[] = {
    COLUMN(2, "Name", TEXT, "name"),
    COLUMN(3, "Cluster", TEXT, "cluster"),
    WORD(4, "State", "state", hoststate_words),
    COLUMN(5, "Trouble", TEXT, "links.libvirt.reason|links.snmp.reason"),
    COLUMN(6, "CpuBusy", PERCENT, "cpu_busy_pct"),
    COLUMN(7, "MemTotal", BYTES, "mem_total_bytes"),
    COLUMN(8, "MemAvailable", BYTES, "mem_available_bytes"),
    COLUMN(9, "Restricted", GIVEN, "restricted"),
    COLUMN(10, "Guests", COUNT, "guests"),
    COLUMN(11, "Processors", NUMBER, "cpus"),
    COLUMN(12, "HostName", TEXT, "hostname"),
};

static const struct mib_column guest_columns[] = {
    COLUMN(2, "Name", TEXT, "name"),
    COLUMN(3, "Uuid", TEXT, "uuid"),
    COLUMN(4, "Host", TEXT, "host"),
    COLUMN(5, "Cluster", TEXT, "cluster"),
    WORD(6, "State", "state", gueststate_words),
    COLUMN(7, "CpuUsed", PERCENT, "cpu_used_pct"),
    COLUMN(8, "Vcpus", NUMBER, "vcpus"),
    COLUMN(9, "Memory", BYTES, "memory_bytes"),
    COLUMN(10, "Copies", NUMBER, "running_copies"),
};

static const struct mib_column tip_columns[] = {
    COLUMN(2, "Policy", TEXT, "policy"),
    WORD(3, "Severity", "severity", severity_words),
    WORD(4, "State", "state", tipstate_words),
    COLUMN(5, "SubjectKind", TEXT, "subject.kind"),
    COLUMN(6, "SubjectName", TEXT, "subject.name"),
    COLUMN(7, "SubjectUuid", TEXT, "subject.uuid"),
    COLUMN(8, "Text", TEXT, "text"),
    COLUMN(9, "Raised", TIME, "raised"),
    COLUMN(10, "Updated", TIME, "updated"),
    COLUMN(11, "Action", NUMBER, "action"),
    COLUMN(12, "Cause", NUMBER, "cause"),
    COLUMN(13, "Reason", TEXT, "state_reason"),
    COLUMN(14, "Number", NUMBER, "id"),
    COLUMN(15, "Alerts", IDS, "alerts"),
};

static const struct mib_column action_columns[] = {
    COLUMN(2, "Kind", TEXT, "kind"),
    COLUMN(3, "Tip", NUMBER, "tip"),
    COLUMN(4, "Guest", TEXT, "guest"),
    COLUMN(5, "GuestUuid", TEXT, "guest_uuid"),
    COLUMN(6, "From", TEXT, "from"),
    COLUMN(7, "To", TEXT, "to"),
    COLUMN(8, "Target", TEXT, "target"),
    COLUMN(9, "Method", TEXT, "method"),
    WORD(10, "State", "state", actionstate_words),
    COLUMN(11, "Phase", TEXT, "phase"),
    COLUMN(12, "Progress", NUMBER, "progress_pct"),
    COLUMN(13, "Downtime", NUMBER, "downtime_ms"),
    COLUMN(14, "Began", TIME, "started"),
    COLUMN(15, "Ended", TIME, "ended"),
    COLUMN(16, "By", TEXT, "by"),
    COLUMN(17, "Error", TEXT, "error"),
    COLUMN(18, "Number", NUMBER, "id"),
};

static const struct mib_column policy_columns[] = {
    COLUMN(2, "Name", TEXT, "name"),
    COLUMN(3, "Pack", TEXT, "pack"),
    COLUMN(4, "PackVersion", TEXT, "version"),
    COLUMN(5, "Title", TEXT, "title"),
    COLUMN(6, "Subject", TEXT, "subject"),
    WORD(7, "State", "state", policystate_words),
    COLUMN(8, "Reason", TEXT, "reason"),
    COLUMN(9, "Every", NUMBER, "every_sec"),
};

static const struct mib_column event_columns[] = {
    COLUMN(1, "Number", NUMBER, "number"),
    COLUMN(2, "Time", TIME, "time"),
    COLUMN(3, "From", TEXT, "from"),
    COLUMN(4, "Version", TEXT, "provost.version"),
};

#define COLUMNS(columns) columns, G_N_ELEMENTS(columns)

static const struct mib_table_row tables[MIB_ALL_TABLES] = {
    [MIB_STATUS] = {"", NULL, NULL, FALSE, FALSE, COLUMNS(status_columns)},
    [MIB_COUNTERS] = {"", NULL, NULL, FALSE, FALSE, COLUMNS(counters_columns)},
    [MIB_CLUSTERS] = {"Cluster", "cluster", "name", FALSE, FALSE, COLUMNS(cluster_columns)},
    [MIB_HOSTS] = {"Host", "host", "name", FALSE, FALSE, COLUMNS(host_columns)},
    [MIB_GUESTS] = {"Guest", "guest", "uuid", FALSE, FALSE, COLUMNS(guest_columns)},
    [MIB_TIPS] = {"Tip", "tip", "id", TRUE, FALSE, COLUMNS(tip_columns)},
    [MIB_ACTIONS] = {"Action", "action", "id", TRUE, FALSE, COLUMNS(action_columns)},
    [MIB_POLICIES] = {"Policy", "policy", "name", FALSE, FALSE, COLUMNS(policy_columns)},
    [MIB_EVENT] = {"Event", NULL, NULL, FALSE, TRUE, COLUMNS(event_columns)},
};

/* What all tell, and what all of a tip, an action and a guest. */
#define OF_EVENT "EventNumber", "EventTime"
#define OF_TIP                                                                                                          \
  OF_EVENT, "TipNumber", "TipPolicy", "TipSeverity", "TipState", "TipSubjectKind", "TipSubjectName", "TipText", "TipRaised", \
      "TipAlerts"
#define OF_ACTION                                                                                                       \
  OF_EVENT, "ActionNumber", "ActionKind", "ActionTip", "ActionGuest", "ActionFrom", "ActionTo", "ActionTarget", "ActionState"
#define OF_GUEST OF_EVENT, "GuestName", "GuestUuid", "GuestHost"

static const struct mib_notification notifications[] = {
    {1, "TipOpened", {OF_TIP}},
    {2, "TipChanged", {OF_TIP, "TipReason"}},
    {3, "TipClosed", {OF_TIP, "TipReason"}},
    {4, "ActionStarted", {OF_ACTION, "ActionBy"}},
    {5, "ActionFinished", {OF_ACTION, "ActionBegan", "ActionEnded"}},
    {6, "ActionFailed", {OF_ACTION, "ActionError"}},
    {7, "GuestCreated", {OF_GUEST, "GuestCluster", "GuestState"}},
    {8, "GuestMoved", {OF_GUEST, "EventFrom", "GuestState"}},
    {9, "GuestRemoved", {OF_GUEST}},
    {10, "HostSilent", {OF_EVENT, "HostName", "HostCluster", "HostState", "HostTrouble"}},
    {11, "HostBack", {OF_EVENT, "HostName", "HostCluster", "HostState"}},
    {12, "DaemonStarted", {OF_EVENT, "EventVersion"}},
    {13, "DaemonStopped", {OF_EVENT, "EventVersion"}},
    {14, "Heartbeat", {OF_EVENT, "EventVersion"}},
};

const struct mib_table_row *mib_table(guint table)
{
  g_assert(table < MIB_ALL_TABLES);
  return &tables[table];
}

const struct mib_notification *mib_notifications(guint *n)
{
  *n = G_N_ELEMENTS(notifications);
  return notifications;
}

const struct mib_column *mib_object(const char *name, guint *table)
{
  for (*table = 0; *table < MIB_ALL_TABLES; (*table)++) {
    const struct mib_table_row *row = &tables[*table];
    if (!row->name[0] || !g_str_has_prefix(name, row->name))
      continue;
    for (guint i = 0; i < row->n_columns; i++)
      if (strcmp(name + strlen(row->name), row->columns[i].name) == 0)
        return &row->columns[i];
  }
  g_assert_not_reached();
}
