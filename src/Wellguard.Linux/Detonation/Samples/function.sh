# Starts each file as the provider's runtime does: start.sh FILE...
for file; do
    case $file in
        *.py) timeout 30 python3 /var/runtime/bootstrap.py "$file" ;;
        *.js | *.mjs | *.cjs) timeout 30 node /var/runtime/bootstrap.mjs "$file" ;;
        *.sh) timeout 20 sh "$file" ;;
        *) timeout 20 "./$file" ;;
    esac < /dev/null
done
exit 0
