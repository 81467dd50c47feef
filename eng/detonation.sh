# Sourced by ./wellguard and ./test: what detonation needs. gVisor's runtime comes from the next Debian release and is unpacked privately; apt's sources stay as they are.

# The release after this one, whose runsc can record what it runs; Debian 12's own cannot.
readonly runsc_release=trixie

# install_detonation FOLDER: nft and ip as packages, runsc into FOLDER. 1: could not.
install_detonation() {
    local tools=$1 missing
    mapfile -t missing < <(missing_packages nft=nftables ip=iproute2 nsenter=util-linux setpriv=util-linux mmdebstrap=mmdebstrap)
    if (( ${#missing[@]} > 0 )); then
        echo "wellguard: installing what detonation needs: ${missing[*]}" >&2
        install_packages "$tools/packages.log" "${missing[@]}" || return 1
    fi
    compile_clock "$tools"
    [[ -x $tools/runsc ]] || command -v runsc > /dev/null || fetch_runsc "$tools"
}

# compile_clock FOLDER: the library that skips long sleeps; without a compiler runs go on without it.
compile_clock() {
    local source=${BASH_SOURCE[0]%/*}/../src/Wellguard.Linux/Detonation/Clock/clock.c compiler
    [[ $1/libclock.so -nt $source ]] && return
    for compiler in clang gcc; do
        command -v $compiler > /dev/null || continue
        $compiler -shared -fPIC -O2 -nostdlib -fvisibility=hidden -fno-builtin -o "$1/libclock.so.new" "$source" 2> "$1/clock.log" && mv "$1/libclock.so.new" "$1/libclock.so" && return
    done
    echo "  libclock.so was not compiled: long sleeps last as long as they say" >&2
}

# install_runc FOLDER: what `--engine runc` needs besides: runc and libbpf as packages, the sensor for the kernel compiled into FOLDER. 1: could not.
install_runc() {
    local tools=$1 sources=${BASH_SOURCE[0]%/*}/../src/Wellguard.Linux/Sensors/Ebpf missing needs=(runc=runc '/usr/lib*/*/libbpf.so.1=libbpf1')
    local sensor=$tools/wellguard.bpf.o compiles=false
    if [[ ! -e $sensor || -n $(find "$sources" -newer "$sensor" -print -quit) ]]; then
        compiles=true
        needs+=(clang=clang /usr/include/bpf/bpf_helpers.h=libbpf-dev)
    fi
    mapfile -t missing < <(missing_packages "${needs[@]}")
    if (( ${#missing[@]} > 0 )); then
        echo "wellguard: installing what the engine runc needs: ${missing[*]}" >&2
        install_packages "$tools/packages.log" "${missing[@]}" || return 1
    fi
    $compiles || return 0
    if ! clang -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 -g -O2 -Wall -Werror -c "$sources/wellguard.bpf.c" -o "$sensor.new" 2> "$tools/sensor.log"; then
        tail -n 10 "$tools/sensor.log" >&2
        echo "  could not compile the sensor" >&2
        return 1
    fi
    mv "$sensor.new" "$sensor"
}

# fetch_runsc FOLDER: downloads and unpacks the package with apt, which checks its signatures; the list of sources is derived from this system's.
fetch_runsc() {
    local tools=$1 work now file
    command -v apt-get > /dev/null || { echo "  this system has no apt-get: put gVisor's runsc into PATH" >&2; return 1; }
    echo "wellguard: fetching gVisor's runsc from Debian $runsc_release" >&2
    work=$tools/apt
    rm -rf "$work"
    mkdir -p "$work"/{sources,lists/partial,cache/archives/partial}
    now=$(. /etc/os-release && echo "$VERSION_CODENAME")
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.{sources,list}; do
        [[ -e $file ]] && sed "s/\b$now\b/$runsc_release/g" "$file" > "$work/sources/next-$(basename "$file")"
    done
    [[ -e $work/sources/next-sources.list ]] && mv "$work/sources/next-sources.list" "$work/sources/next.list"
    local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
    if ! { "${apt[@]}" update && (cd "$work" && "${apt[@]}" download runsc) && dpkg-deb -x "$work"/runsc_*.deb "$work/unpacked"; } > "$tools/runsc.log" 2>&1; then
        tail -n 10 "$tools/runsc.log" >&2
        echo "  could not fetch it; put gVisor's runsc (20240729 or later) into PATH" >&2
        return 1
    fi
    mv "$work/unpacked/usr/bin/runsc" "$tools/runsc"
    rm -rf "$work"
}
