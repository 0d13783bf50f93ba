dist_man_MANS += man/provost.yaml.5
