#!/bin/bash
# Makes a fresh clone ready: installs the missing packages of tools/packages.txt by apt, then configures and builds.
#   tools/set_up.sh PRESET...     presets of CMakePresets.json; all but release also take the packages for tests
# Root, or sudo, is used for apt-get alone. Afterwards build/PRESET/.built is older than whatever changed since.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"

say() { echo "kinsafe: $*" >&2; }
die() { say "$@"; exit 1; }

packages_for() { # build, test or browser
  awk -v use="$1" '$1 == use {print $2}' tools/packages.txt
}

missing_of() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# Without a terminal sudo must not ask for a password: nobody would answer.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    return 1
  elif { : </dev/tty; } 2>/dev/null; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@" >/dev/null; }

install_packages() {
  local missing
  command -v apt-get >/dev/null || return 0 # another system: CMake names what it does not find
  mapfile -t missing < <(missing_of "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "missing packages: ${missing[*]}"
  # Old lists name files that the mirror no longer has. A broken third-party source is no reason to stop.
  apt_get update || true
  apt_get install -y --no-install-recommends "${missing[@]}" ||
    { say "they could not be installed. As root run: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"; return 1; }
}

# Node from elsewhere than Debian brings its own npm, which the package would be at odds with.
browser_packages() {
  local package
  for package in $(packages_for browser); do
    [ "$package" = npm ] && command -v npm >/dev/null || echo "$package"
  done
}

# The tests in a browser are extra: where something of theirs can't be had, CMake leaves them out.
install_browser() {
  local packages
  mapfile -t packages < <(browser_packages)
  install_packages "${packages[@]}" || return 0
  command -v npm >/dev/null || return 0
  [ tests/browser/node_modules/.package-lock.json -nt tests/browser/package-lock.json ] ||
    npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error >&2 ||
    say "npm could not fetch what tests/browser needs"
}

# One compiler a processor, but a gigabyte for each: what is free, or what a container may use.
jobs_that_fit() {
  local processors gigabytes limit
  processors=$(nproc)
  gigabytes=$(awk '$1 == "MemAvailable:" {print int($2 / 1048576)}' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  [ "$limit" = max ] || [ $((limit >> 30)) -ge "$gigabytes" ] || gigabytes=$((limit >> 30))
  [ "$gigabytes" -ge "$processors" ] || processors=$gigabytes
  [ "$processors" -ge 1 ] || processors=1
  echo "$processors"
}

build() {
  local folder=build/$1 fresh=()
  # A clone that was copied or moved still points at its old place.
  if [ -f "$folder/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    fresh=(--fresh)
  fi
  # Configured each time: ninja does not see that a preset changed or that a tool was installed. The stamp is dated
  # before the build: a file saved while that runs is newer, and the next start builds again.
  cmake "${fresh[@]}" --preset "$1" &&
    touch "$folder/.building" &&
    cmake --build --preset "$1" --parallel "$(jobs_that_fit)" &&
    mv "$folder/.building" "$folder/.built"
}

uses=(build)
[ "$*" = release ] || uses+=(test)
packages=()
for use in "${uses[@]}"; do mapfile -t -O ${#packages[@]} packages < <(packages_for "$use"); done

# One at a time: two builds in one folder spoil each other.
mkdir -p build
exec 9>build/.lock
flock -n 9 || { say "waiting for another build here to end"; flock 9; }
install_packages "${packages[@]}" || exit 1
[ "$*" = release ] || install_browser
for preset in "$@"; do
  say "building build/$preset"
  build "$preset" || die "build/$preset can't be built; what stands above says why. Kinsafe needs Debian 12, Ubuntu 24.04 or newer"
done
