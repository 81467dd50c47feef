# Builds a project that refers to the package, then loads its libraries: test.sh [ASSEMBLY]...
dotnet=/usr/lib/dotnet/dotnet
if ! $dotnet build app.csproj -c Release -o bin -nodeReuse:false -p:UseSharedCompilation=false -v quiet; then
    # Without all that it depends on: its libraries alone.
    end=87
    mkdir -p libraries
    for file in /root/feed/*.nupkg; do unzip -qo "$file" -d libraries; done
    sed -i 's/<PackageReference[^>]*>//g' app.csproj
    $dotnet build app.csproj -c Release -o bin -nodeReuse:false -p:UseSharedCompilation=false -v quiet || exit 87
fi
timeout 30 $dotnet bin/app.dll "$@" < /dev/null
exit ${end:-0}
