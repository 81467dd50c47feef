# Installs a package as a project does, then uses it: test.sh FILE NAME [COMMAND]...
file=$1 name=$2 end=0
shift 2
npm install --foreground-scripts --prefer-offline --no-audit --no-fund --no-update-notifier --no-progress --fetch-retries=0 --fetch-timeout=5000 "$file"
if [ ! -f "node_modules/$name/package.json" ]; then
    end=87
    # Without all of its dependencies npm installs nothing: the package alone, and its scripts.
    mkdir -p "node_modules/${name:-package}" && tar -xzf "$file" -C "node_modules/${name:-package}" --strip-components=1
    for script in preinstall install postinstall; do
        (cd "node_modules/${name:-package}" && npm run --if-present "$script")
    done
fi
node test.mjs "$name"
for command; do
    timeout 5 "node_modules/.bin/$command" --help < /dev/null
done
exit $end
