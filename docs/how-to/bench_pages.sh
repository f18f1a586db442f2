#!/usr/bin/env bash
# Measures the pages and REST lists of the server of a home folder: bench_pages.sh HOME [TURNS]
# Each line: median and maximum of the response time in ms after three warm-up requests, size in kB, path.
set -euo pipefail
export LC_ALL=C
home=$1 turns=${2:-10}
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$home/server.json")
token=$(cat "$home/token")

request() { curl -sS --compressed -o /dev/null -H "Authorization: Bearer $token" -H "Accept: $1" -w "$3" "$url$2"; }
api() { curl -sS -H "Authorization: Bearer $token" "$url/api/v1/$1"; }
ids() { api "$1" | grep -o '{"id":"[a-z2-7]*"' | cut -d'"' -f4 | paste -sd, -; }

measure() {
    for _ in 1 2 3; do request "$1" "$2" ''; done
    for _ in $(seq "$turns"); do request "$1" "$2" '%{http_code} %{time_total} %{size_download}\n'; done | sort -n |
        awk -v path="$2" '$1 != 200 { print path ": HTTP " $1; bad = 1 } { t[NR] = $2 * 1000; kb = $3 / 1000 }
            END { if (!bad) printf "%6.0f %6.0f %7.1f  %s\n", t[int((NR + 1) / 2)], t[NR], kb, path; exit bad }'
}

fifty=$(ids 'runs?state=FINISHED&limit=50')
run=${fifty%%,*}
experiments=$(api 'experiments?limit=1000' | grep -o '{"name":"[^"]*"' | cut -d'"' -f4)
echo "median    max      kB  path"
for path in / /runs '/runs?q=seed=1' '/runs?sort=-result' '/runs?sort=took' '/runs?sort=experiment' '/runs?state=FAILED' '/runs?archived=ONLY' \
    "/runs?after=$run" "/runs/$run" "/compare?runs=$fifty" /submit /workers /glossary; do
    measure text/html "$path"
done
for experiment in $experiments; do
    case $experiment in small-?*) [ "$experiment" = small-1 ] || continue ;; esac
    measure text/html "/experiments/$experiment"
done
for path in runs 'runs?limit=1000' 'runs?state=FINISHED' 'runs?archived=INCLUDE' "runs?id=$fifty" experiments 'experiments?limit=1000&archived=true' workers catalog \
    "runs/$run" "runs/$run/logs" "runs/$run/samples" "runs/$run/metrics" "runs/$run/metrics/points?key=train/loss" "runs/$run/activity" \
    "runs/$run/artifacts" "curves?run=$fifty&key=train/ce,train/executed_rate&buckets=180"; do
    measure application/json "/api/v1/$path"
done
for experiment in $experiments; do
    case $experiment in small-?*) [ "$experiment" = small-1 ] || continue ;; esac
    measure application/json "/api/v1/experiments/$experiment"
    measure application/json "/api/v1/runs?experiment=$experiment"
done
