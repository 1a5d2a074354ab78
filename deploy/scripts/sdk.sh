# Sourced by the commands that build: says in one sentence what is missing.
require_sdk() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again." >&2
    exit 1
  fi
  # Run in the repository, where global.json says which SDK is wanted.
  if ! (cd "$1" && dotnet --version >/dev/null 2>&1); then
    echo "The .NET 10 SDK is missing (found: $(cd / && dotnet --list-sdks | tr '\n' ' ')): install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again." >&2
    exit 1
  fi
  # Nothing stays behind a command: no telemetry, no build servers.
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
}
