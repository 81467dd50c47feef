# Sourced by ./wellguard and ./test: Debian packages that are missing. Never touches apt's sources.

# missing_packages NEED=PACKAGE...: the packages whose NEED (a command, or a file when it starts with /) is absent, each once.
missing_packages() {
    local pair need
    for pair in "$@"; do
        need=${pair%%=*}
        if [[ $need == /* ]]; then compgen -G "$need" > /dev/null || echo "${pair#*=}"
        else command -v "$need" > /dev/null || echo "${pair#*=}"; fi
    done | sort -u
}

# install_packages LOG PACKAGE...: as root or by sudo; the package lists are fetched only when they do not do. 1: could not.
install_packages() {
    local log=$1 as_root=()
    shift
    if ! command -v apt-get > /dev/null; then
        echo "  this system has no apt-get: install by hand what the Debian packages $* hold" >&2
        return 1
    fi
    if (( EUID != 0 )); then
        if ! command -v sudo > /dev/null; then
            echo "  needs root: apt-get install $*" >&2
            return 1
        fi
        as_root=(sudo)
        [[ -t 0 ]] || as_root+=(-n)
    fi
    local install=(apt-get install -y -q --no-install-recommends "$@")
    export DEBIAN_FRONTEND=noninteractive
    { apt-cache show --no-all-versions "$@" && "${as_root[@]}" "${install[@]}"; } > "$log" 2>&1 && return 0
    { "${as_root[@]}" apt-get update -q && "${as_root[@]}" "${install[@]}"; } > "$log" 2>&1 && return 0
    tail -n 15 "$log" >&2
    echo "  could not install them; by hand: apt-get update && apt-get install $*" >&2
    return 1
}
