# A provost.yaml for the lab, on standard output.

config_print() {
  local state_dir=$lab_dir/provost interval=2s sustained=10s level=advise methods=live,quick host
  while (($#)); do
    (($# > 1)) || die_usage "$1 needs a value"
    case $1 in
      --state-dir) state_dir=$2 ;;
      --interval) interval=$2 ;;
      --sustained) sustained=$2 ;;
      --level) level=$2 ;;
      --methods) methods=$2 ;;
      *) die_usage "config has no option $1" ;;
    esac
    shift 2
  done
  cat <<END
state_dir: $state_dir
runtime_dir: $state_dir/run
interval: $interval
automation: {level: $level}
policies:
  host-cpu: {settings: {sustained: $sustained}}
  host-storage: {settings: {warning: 100, critical: 100, clear: 100, at_least: 100}} # the disk is this machine's
clusters:
  - name: lab
    reserve: {memory: 256MiB}
    migration: {methods: [${methods//,/, }], save_dir: $lab_saves}
    hosts:
END
  for host in "${hosts[@]}"; do
    cat <<END
      - name: $host
        libvirt: $(host_uri "$host")
        snmp: {address: 'udp:$(machine_address "$host"):161', version: 2c, community: public}
END
  done
}
