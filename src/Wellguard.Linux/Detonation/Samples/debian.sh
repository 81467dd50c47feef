# Installs a Debian package, uses the commands that it brings, removes it: test.sh FILE
name=$(dpkg-deb -f "$1" Package)
dpkg -i --force-depends --force-architecture --force-confnew "$1" || end=87
dpkg -L "$name" | while read -r file; do
    case $file in /usr/bin/* | /bin/* | /usr/sbin/* | /sbin/*) [ -f "$file" ] && timeout 5 "$file" --help < /dev/null ;; esac
done
dpkg -r --force-depends "$name"
dpkg -P --force-depends "$name"
exit ${end:-0}
