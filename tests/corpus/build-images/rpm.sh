# Two images with rpm databases (sqlite, ndb): packages built here from a few of this machine's own files.

# rpm_package NAME VERSION SOURCE:TARGET...
rpm_package() {
  local name=$1 version=$2 pair stage=$work/rpm/stage; shift 2
  rm -rf "$stage"; mkdir -p "$stage" "$work/rpm/top"
  for pair; do mkdir -p "$stage$(dirname "${pair#*:}")"; cp -L "${pair%%:*}" "$stage${pair#*:}" 2>/dev/null || return 0; done
  { printf 'Name: %s\nVersion: %s\nRelease: 1.el9\nSummary: %s\nLicense: MIT\nAutoReqProv: no\n%%description\n%s\n%%install\ncp -a %s/. %%{buildroot}\n%%files\n' "$name" "$version" "$name" "$name" "$stage"
    (cd "$stage" && find . -type f -printf '/%P\n'); } >"$work/rpm/$name.spec"
  rpmbuild --quiet -bb --target x86_64 --define "_topdir $work/rpm/top" --define '_build_id_links none' --define 'debug_package %{nil}' --define '__os_install_post %{nil}' "$work/rpm/$name.spec" >>"$work/log" 2>&1
}

rpm_image() {
  local name=$1 backend=$2 root=$work/rpm/root-$2
  if [[ ! -d "$work/rpm/top/RPMS" ]]; then
    mkdir -p "$work/rpm"
    printf 'NAME="Example Linux"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="Example Linux 9.4"\n' >"$work/rpm/os-release"
    local libs; libs=$(ldconfig -p | awk '/libc\.so\.6|libtinfo\.so\.6|libselinux\.so\.1|libpcre2-8\.so\.0|ld-linux-x86-64\.so\.2/ && /x86-64/ {print $NF}' | sort -u)
    rpm_package example-release 9.4 "$work/rpm/os-release:/etc/os-release" /etc/profile:/etc/profile
    rpm_package glibc 2.34 $(for lib in $libs; do echo "$lib:/lib64/${lib##*/}"; done)
    rpm_package bash 5.1.8 /bin/bash:/usr/bin/bash /etc/bash.bashrc:/etc/bashrc
    rpm_package coreutils 8.32 $(for tool in ls cat cp rm chmod sleep env id base64; do echo "/usr/bin/$tool:/usr/bin/$tool"; done)
    rpm_package tar 1.34 /usr/bin/tar:/usr/bin/tar
    rpm_package gawk 5.1 /usr/bin/awk:/usr/bin/awk
  fi
  rm -rf "$root"; mkdir -p "$root/usr/bin" "$root/tmp"; ln -s usr/bin "$root/bin"
  rpm --root "$root" --define '_db_backend sqlite' --define '_dbpath /var/lib/rpm' --nodeps --noscripts --nosignature -i "$work"/rpm/top/RPMS/x86_64/*.rpm >>"$work/log" 2>&1
  if [[ $backend == ndb ]]; then
    python3 "$here/build-images/sqlite-to-ndb.py" "$root/var/lib/rpm/rpmdb.sqlite" "$root/var/lib/rpm/Packages.db" && rm -f "$root"/var/lib/rpm/rpmdb.sqlite*
  fi
  mkdir -p "$work/context/root" && cp -a "$root/." "$work/context/root/"
  printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/sbin/nologin\n' >"$work/context/root/etc/passwd"
  add run.sh 755 <<'S'
#!/bin/bash
exec "$@"
S
  image "$name" <<'D'
FROM scratch
ADD root /
COPY run.sh /usr/local/bin/
LABEL org.opencontainers.image.version=9.4
ENTRYPOINT ["run.sh"]
CMD ["bash"]
D
}

need rpm-sqlite && rpm_image rpm-sqlite sqlite
need rpm-ndb && rpm_image rpm-ndb ndb
rm -rf "$work/rpm"
