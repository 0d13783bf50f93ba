dist_man_MANS += man/provost-policy.7
dist_man_MANS += man/provost-packs.7
dist_man_MANS += man/provost-simulate.7
dist_man_MANS += man/provost-packs-core.7
dist_man_MANS += man/provost.yaml.5
dist_man_MANS += man/provostd.8
dist_man_MANS += man/provost.1
dist_man_MANS += man/check_provost.8
