#!/usr/bin/env bash
# Makes the base systems that campaigns are laid over, unless they are there: base.sh FOLDER [shell python node]...
set -euo pipefail
folder=$1
shift
mkdir -p "$folder"
sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.{sources,list}; do [[ -s $file ]] && sources+=("$file"); done
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
for system in "${@:-shell}"; do
    [[ -d $folder/$system ]] && continue
    packages=bash,ca-certificates,curl,wget,openssl,procps,iproute2,util-linux,cron,openssh-client,gzip,tar
    [[ $system == shell ]] || packages+=,python3
    [[ $system != node ]] || packages+=,nodejs,npm
    echo "base system $system: $packages"
    rm -rf "$folder/$system.new"
    mmdebstrap --quiet --variant=minbase --include="$packages" --aptopt='APT::Sandbox::User "root"' "$release" "$folder/$system.new" "${sources[@]}"
    # Devices cannot be copied by everybody and a cell has its own.
    rm -rf "$folder/$system.new/dev" "$folder/$system.new/var/cache/apt" "$folder/$system.new/var/lib/apt/lists"
    mkdir "$folder/$system.new/dev"
    mv "$folder/$system.new" "$folder/$system"
done
