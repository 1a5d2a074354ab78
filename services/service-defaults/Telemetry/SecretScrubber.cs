using System.Diagnostics;
using OpenTelemetry;

namespace ContentMultiplier.ServiceDefaults.Telemetry;

/// <summary>
/// Cuts paths and queries out of the address of outgoing calls: with several platforms the path itself is the
/// secret (a webhook's token), and one leaked trace is enough. Of an incoming call whose address holds a key, the route is left.
/// </summary>
internal sealed class SecretScrubber : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client
            && data.GetTagItem("url.full") is string url
            && Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            data.SetTag("url.full", address.GetLeftPart(UriPartial.Authority) + "/…");
        }

        if (data.Kind == ActivityKind.Server && data.GetTagItem("http.route") is string route
            && (route.Contains("{key}", StringComparison.Ordinal) || route.Contains("{token}", StringComparison.Ordinal)))
        {
            data.SetTag("url.path", route);
        }
    }
}
