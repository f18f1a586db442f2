#!/usr/bin/env bash
# local-base.sh FOLDER: makes a base for the images without a registry, for the tests: a Debian with this machine's JDK (in
# JAVA_HOME) and Maven where the published bases have theirs. Needs root.
set -euo pipefail
folder=$1
[ ! -d "$folder" ] || exit 0
rm -rf "$folder.part"
trap 'rm -rf "$folder.part"' EXIT
# The packages come from where this machine gets its own.
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Codename: $suite" | sed -n 1p)
mkdir -p "$(dirname "$folder")"
debootstrap --variant=minbase "$suite" "$folder.part" "$mirror" >"$folder.log" 2>&1
mkdir -p "$folder.part/opt/java" "$folder.part/usr/share/maven"
cp -aL "$JAVA_HOME" "$folder.part/opt/java/openjdk"
cp -aL "$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")/." "$folder.part/usr/share/maven"
mv "$folder.part" "$folder"
