dist_man_MANS += man/provost-policy.7
