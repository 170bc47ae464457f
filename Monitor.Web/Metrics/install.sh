#!/bin/sh
# Installs Monitor's agent on this machine: downloads it from your server, checks it, introduces this host with the one-time token and starts it.
# Arguments: --server URL --token TOKEN [--key-pin sha256//BASE64] [--name NAME] [--dir FOLDER] [--data FOLDER] [--no-service]
# As root on a machine with systemd it becomes a service of a user of its own; else it is started in the background.
set -eu

say() { printf '%s\n' "$*"; }
fail() { printf 'monitor: %s\n' "$*" >&2; exit 1; }

fetch() { # URL FILE
    if [ -n "$key_pin" ]; then
        # The certificate may be the server's own: what is checked is its public key, which the Add host page put into the command.
        curl -fsS --proto '=https' --insecure --pinnedpubkey "$key_pin" -o "$2" "$1"
    else
        curl -fsS --proto '=http,https' -o "$2" "$1"
    fi
}

system() {
    [ "$(uname -s)" = Linux ] || fail "this script is for Linux; see docs/install for other systems"
    case $(uname -m) in
        x86_64 | amd64) say linux-x64 ;;
        aarch64 | arm64) say linux-arm64 ;;
        *) fail "there is no agent for the processor $(uname -m)" ;;
    esac
}

install_service() {
    id monitor-agent >/dev/null 2>&1 || useradd --system --no-create-home --home-dir "$data" --shell /usr/sbin/nologin monitor-agent
    chown -R monitor-agent: "$data"
    # They may read the journal and the files of syslog; nothing else comes with them that the service could use.
    groups=''
    for group in adm systemd-journal; do
        if getent group "$group" >/dev/null 2>&1; then groups="$groups $group"; fi
    done
    cat >/etc/systemd/system/monitor-agent.service <<UNIT
[Unit]
Description=Monitor agent
After=network-online.target
Wants=network-online.target

[Service]
User=monitor-agent
SupplementaryGroups=$groups
ExecStart="$dir/monitor-agent" run --data "$data"
Restart=always
RestartSec=5
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths="$data"
PrivateTmp=yes
MemoryMax=100M

[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
    systemctl enable monitor-agent.service >/dev/null 2>&1 || say "The service could not be enabled: it will not start by itself at the next boot."
    systemctl restart monitor-agent.service
    say "The agent runs as the service monitor-agent. Look at it with: systemctl status monitor-agent"
}

start_in_background() {
    nohup "$dir/monitor-agent" run --data "$data" >>"$data/agent.out" 2>&1 </dev/null &
    sleep 1
    kill -0 $! 2>/dev/null || fail "the agent did not start: see $data/agent.out"
    say "The agent runs as process $!. It does not start by itself at the next boot; start it with:"
    say "  $dir/monitor-agent run --data $data"
}

# All in one function: a download of this script that breaks off runs nothing.
main() {
    server='' token='' key_pin='' name='' service=yes
    if [ "$(id -u)" = 0 ]; then
        dir=/opt/monitor-agent data=/var/lib/monitor-agent
    else
        dir=${HOME:-.}/.local/share/monitor-agent data=${HOME:-.}/.local/share/monitor-agent/data
    fi
    while [ $# -gt 0 ]; do
        case $1 in
            --server) server=${2:?--server needs an address}; shift 2 ;;
            --token) token=${2:?--token needs a token}; shift 2 ;;
            --key-pin) key_pin=${2:?--key-pin needs a pin}; shift 2 ;;
            --name) name=${2:?--name needs a name}; shift 2 ;;
            --dir) dir=${2:?--dir needs a folder}; shift 2 ;;
            --data) data=${2:?--data needs a folder}; shift 2 ;;
            --no-service) service=no; shift ;;
            *) fail "unknown argument: $1" ;;
        esac
    done
    [ -n "$server" ] || fail "--server is missing: copy the whole command from the Add host page"
    [ -n "$token" ] || fail "--token is missing: copy the whole command from the Add host page"
    server=${server%/}
    command -v curl >/dev/null || fail "curl is needed: install it (apt install curl)"
    command -v sha256sum >/dev/null || fail "sha256sum is needed: install coreutils"

    rid=$(system)
    mkdir -p "$dir" "$data"
    chmod 700 "$data"
    work=$(mktemp -d "$dir/.download.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' INT TERM
    say "Downloading the agent from $server"
    fetch "$server/agent/$rid/sha256" "$work/sha256" || fail "no answer from $server, or it has no agent for $rid (see its Add host page)"
    fetch "$server/agent/$rid" "$work/agent" || fail "the agent could not be downloaded"
    [ "$(sha256sum "$work/agent" | cut -d' ' -f1)" = "$(tr -d '[:space:]' <"$work/sha256")" ] || fail "the download is damaged: run the command again"
    chmod 755 "$work/agent"
    mv -f "$work/agent" "$dir/monitor-agent"

    # By the environment, so that the token is not in the list of processes.
    set -- enroll --server "$server" --data "$data"
    [ -z "$name" ] || set -- "$@" --name "$name"
    MONITOR_ENROLMENT_TOKEN=$token "$dir/monitor-agent" "$@" </dev/null || fail "this host was not enrolled; the reason is above"

    if [ "$service" = yes ] && [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ] && command -v systemctl >/dev/null; then
        install_service
    else
        start_in_background
    fi
}

main "$@"
