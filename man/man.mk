dist_man_MANS += man/provost.yaml.5
dist_man_MANS += man/provostd.8
