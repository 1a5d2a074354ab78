# Sourced by ./deploy/up: builds what runs. MSBuild takes half a minute to find that nothing is to do, so what was built is written
# down: the sources as they were before (an edit meanwhile is not missed), the outputs as they are after.
build_suite() {
  local root=$1 stamp="$1/deploy/local/bin/Release/suite.built" sources
  sources=$(suite_sources "$root")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sources$(suite_outputs "$root")" ]; then
    return
  fi

  echo "Building …"
  (cd "$root" && dotnet build deploy/suite.slnf -c Release -v q --nologo "-clp:ErrorsOnly;NoSummary")
  echo "$sources$(suite_outputs "$root")" >"$stamp"
}

suite_sources() {
  (cd "$1" && dotnet --version && find ./*.* deploy gateway services shared-contracts \
    \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum)
}

suite_outputs() {
  (cd "$1" && find deploy gateway services -name obj -prune -o -path '*/bin/Release/*' -type f -not -name suite.built -printf '%p %s %T@\n' \
    | LC_ALL=C sort | sha256sum)
}
