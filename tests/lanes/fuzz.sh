# Every parser against mutated real seeds, five minutes each: tests/Wellguard.Fuzz.
set -euo pipefail
dotnet run --project tests/Wellguard.Fuzz -c Release -- all --seconds "${WELLGUARD_FUZZ_SECONDS:-300}"
