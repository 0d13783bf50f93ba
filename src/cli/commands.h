#pragma once
/*
 * The commands of provost(1), in the files named after what they are about.
 */
#include "cli/cli.h"

int command_status(struct cli *cli, char **words);
int command_doctor(struct cli *cli, char **words);
int command_clusters(struct cli *cli, char **words);
int command_hosts(struct cli *cli, char **words);
int command_guests(struct cli *cli, char **words);
int command_tips(struct cli *cli, char **words);
int command_tip(struct cli *cli, char **words);
int command_accept(struct cli *cli, char **words);
int command_dismiss(struct cli *cli, char **words);
int command_move(struct cli *cli, char **words);
int command_resize(struct cli *cli, char **words);
int command_place(struct cli *cli, char **words);
int command_plan(struct cli *cli, char **words);
int command_restrict(struct cli *cli, char **words);
int command_evacuate(struct cli *cli, char **words);
int command_release(struct cli *cli, char **words);
int command_report_licences(struct cli *cli, char **words);
int command_alert(struct cli *cli, char **words);
int command_audit(struct cli *cli, char **words);
int command_alerts(struct cli *cli, char **words);
int command_actions(struct cli *cli, char **words);
int command_pause(struct cli *cli, char **words);
int command_resume(struct cli *cli, char **words);
int command_why(struct cli *cli, char **words);
int command_complete(struct cli *cli, char **words);
int command_events(struct cli *cli, char **words);
int command_cancel(struct cli *cli, char **words);
int command_graph(struct cli *cli, char **words);
int command_dirty_rate(struct cli *cli, char **words);
int command_top(struct cli *cli, char **words);
int command_tree(struct cli *cli, char **words);
int command_devices(struct cli *cli, char **words);
int command_metrics(struct cli *cli, char **words);
int command_policy_list(struct cli *cli, char **words);
int command_policy_show(struct cli *cli, char **words);
int command_policy_canary(struct cli *cli, char **words);
int command_policy_reload(struct cli *cli, char **words);
int command_policy_enable(struct cli *cli, char **words);
int command_policy_disable(struct cli *cli, char **words);
int command_policy_check(struct cli *cli, char **words);
int command_policy_test(struct cli *cli, char **words);
int command_policy_replay(struct cli *cli, char **words);
int command_simulate(struct cli *cli, char **words);
int command_nagios_config(struct cli *cli, char **words);
int command_icinga_config(struct cli *cli, char **words);
int command_reload(struct cli *cli, char **words);
int command_config_check(struct cli *cli, char **words);
