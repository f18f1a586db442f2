#!/usr/bin/env bash
# local-base.sh FOLDER: creates a base image for the tests without a registry: Debian with this machine's JDK (JAVA_HOME)
# and Maven, at the paths of the published base images. Needs root.
set -euo pipefail
folder=$1
[ ! -d "$folder" ] || exit 0
rm -rf "$folder.part"
trap 'rm -rf "$folder.part"' EXIT
# Use the package mirror of this machine.
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Codename: $suite" | sed -n 1p)
mkdir -p "$(dirname "$folder")"
debootstrap --variant=minbase "$suite" "$folder.part" "$mirror" >"$folder.log" 2>&1
mkdir -p "$folder.part/opt/java" "$folder.part/usr/share/maven"
cp -aL "$JAVA_HOME" "$folder.part/opt/java/openjdk"
cp -aL "$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")/." "$folder.part/usr/share/maven"
mv "$folder.part" "$folder"
