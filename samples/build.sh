#!/bin/bash
# Builds harvesting.apk, exiting.apk and compliant.apk from source on Debian 12, the same bytes each time.
#   samples/build.sh            writes them beside this script
#   samples/build.sh --check    builds elsewhere and fails if a byte differs from what is checked in
#   samples/build.sh --fetch    only fetches the two parts named below
# Two parts come from outside Debian 12: the API 23 class stubs (Debian package of a later suite) and D8 (Maven). Both
# are pinned by SHA-256 and kept in $KINSAFE_CACHE, or build/android; with them there, no network is used.
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022
samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KINSAFE_CACHE:-$samples/../build/android}
key_password=kinsafe-sample   # public on purpose, like the key: README.md

stubs=libandroid-23-java
stubs_deb_sha256=8af1b6df556971dda0a6da3536ea526a838e0c363afcdd454213d8bce94793e3
stubs_jar_sha256=4475aa3fe1fc28bdb87ae6351d6ccff58f344a1b9e2fe685f7a6fee41ba68613
d8=com.android.tools:r8:9.5.28
d8_sha256=38a9ffaaebbd17d1514e3ecbff5a85b989bb13c551b9e224c7409514eea84ff5

die() { echo "samples/build.sh: $*" >&2; exit 1; }

has_sum() { [ -f "$1" ] && echo "$2  $1" | sha256sum --check --status; }

need() {
  local package missing=()
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *' installed' ]] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "first, as root: apt-get install --no-install-recommends ${missing[*]}"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# The package is only unpacked, never installed: it holds one JAR and comes from another suite of the same mirror. A
# mirror may be a little old: the sum decides, not the date.
fetch_stubs() {
  local uri apt=$work/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  uri=$(apt-cache policy base-files | awk '/Packages$/ && $2 ~ /debian\/?$/ && $2 !~ /security/ && !seen {print $2; seen = 1}')
  [ -n "$uri" ] || die "apt knows no Debian mirror; run apt-get update"
  echo "deb $uri sid main" > "$apt/sources.list"
  cat > "$apt/apt.conf" <<C
Dir::Etc::sourcelist "$apt/sources.list"; Dir::Etc::sourceparts "-"; Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache"; APT::Sandbox::User "root"; Acquire::Check-Valid-Until "false";
C
  (cd "$apt" && export APT_CONFIG=$apt/apt.conf && apt-get -qq update && apt-get -qq download "$stubs/sid")
  has_sum "$(echo "$apt/$stubs"_*.deb)" $stubs_deb_sha256 || die "$stubs is not the pinned package"
  dpkg-deb --fsys-tarfile "$apt/$stubs"_*.deb | tar -xO ./usr/share/java/com.android.android-23.jar > "$work/stubs.jar"
  mv "$work/stubs.jar" "$stubs_jar"
}

fetch_d8() {
  need maven
  mvn -q -B dependency:copy -Dartifact=$d8 -DoutputDirectory="$work/maven" >&2
  mv "$work/maven/r8-9.5.28.jar" "$d8_jar"
}

build() {
  local name=$1 apk=$2 dir=$work/$1 sources classes
  mkdir -p "$dir/gen" "$dir/obj" "$dir/apk"

  # All builds share one R class, in the package of the common code.
  aapt package -f -m --auto-add-overlay --custom-package org.kinsafe.sample.common \
    -M "$samples/$name/AndroidManifest.xml" -S "$samples/res/$name" -S "$samples/res/common" \
    -I "$stubs_jar" -J "$dir/gen" -F "$dir/resources.apk"

  # --release 8 rather than a boot class path: the stubs alone lack what lambdas need.
  mapfile -t sources < <(find "$samples/src/common" "$samples/src/$name" "$dir/gen" -name '*.java' | sort)
  javac -g -nowarn -Xlint:-options --release 8 -encoding UTF-8 -cp "$stubs_jar" -d "$dir/obj" "${sources[@]}"
  mapfile -t classes < <(find "$dir/obj" -name '*.class' | sort)
  java -cp "$d8_jar" com.android.tools.r8.D8 --release --min-api 23 --lib "$stubs_jar" --output "$dir/apk" "${classes[@]}"

  # Packed anew, because aapt writes the time of day into the zip. Android 11 wants the resource table stored.
  unzip -q "$dir/resources.apk" -d "$dir/apk"
  find "$dir/apk" -exec touch -d 2020-01-01T00:00:00 {} +
  (cd "$dir/apk" && find . -type f | sort | zip -q -X -D -n .arsc ../unaligned.apk -@)
  zipalign -f -p 4 "$dir/unaligned.apk" "$dir/unsigned.apk"
  apksigner sign --ks "$samples/sample-key.p12" --ks-pass "pass:$key_password" --ks-key-alias sample \
    --v4-signing-enabled false --out "$apk" "$dir/unsigned.apk"
}

case ${1-} in
  '') out=$samples ;;
  --check | --fetch) out= ;;
  *) die "usage: samples/build.sh [--check | --fetch]" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"
stubs_jar=$cache/android-23.jar
d8_jar=$cache/r8-9.5.28.jar

need aapt apksigner zipalign openjdk-17-jdk-headless unzip zip
PATH=$(dirname "$(dpkg -L openjdk-17-jdk-headless | grep '/bin/javac$')"):$PATH   # whatever other JDK is the default

has_sum "$stubs_jar" $stubs_jar_sha256 || fetch_stubs
has_sum "$stubs_jar" $stubs_jar_sha256 || die "$stubs_jar is not the pinned file"
has_sum "$d8_jar" $d8_sha256 || fetch_d8
has_sum "$d8_jar" $d8_sha256 || die "$d8_jar is not the pinned file"
[ "${1-}" != --fetch ] || exit 0

for name in harvesting exiting compliant; do
  build $name "$work/$name.apk"
  if [ -n "$out" ]; then
    mv "$work/$name.apk" "$out/$name.apk"
  else
    cmp "$work/$name.apk" "$samples/$name.apk" || die "$name.apk is not what its source builds; run samples/build.sh"
  fi
done
cd "$samples" && sha256sum harvesting.apk exiting.apk compliant.apk
