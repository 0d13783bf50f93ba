#pragma once
/*
 * Tips that provostd itself opens: no policy finds what they are about, and their policies are names that no pack may use
 * (policy_is_ours). They advise nothing that provost would do. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "tips/tipbook.h"

/* `policy`, `title` and `text` are copied, `subject` is taken. A warning, by provost's own version. */
struct finding *own_finding(const char *policy, const char *title, char *subject, const char *text);

/* What is about the whole fleet is about its first cluster: there is always one. Written form, caller frees; NULL: none. */
char *own_subject(const struct fleet *fleet);

/* Gives it to the tip book as news: also where an operator dismissed the tip about the last one, unless he did so for a
 * certain time. */
void own_tip_take_news(struct tipbook *tips, struct finding *finding, const char *subject_name);
