namespace ContentMultiplier.Local.Commands;

/// <summary>`up --observe`: where telemetry goes and what there is to look at it with.</summary>
internal static class Observing
{
    private const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static string Endpoint => System.Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } set ? set : "http://127.0.0.1:4317";

    public static Dictionary<string, string> Environment => new() { [Setting] = Endpoint };

    public static string Text => $"""

        Metrics and traces go to {Endpoint} by OTLP ({Setting} says otherwise).

          Names        {At("README.md")}
          Collector    {At("collector.yaml")}
          Dashboards   {At("dashboards")} (Grafana: import)
          Alerts       {At("alerts.yaml")} (Prometheus rules, with runbooks in {Path.Combine(Repository.Root, "deploy/runbooks")})
        """;

    private static string At(string file) => Path.Combine(Repository.Root, "deploy/observability", file);
}
