using System.Globalization;

namespace ContentMultiplier.Local.Commands;

/// <summary>The last lines of `up`: where to look and what to try.</summary>
internal static class Summary
{
    public static string Of(RunFile run)
    {
        var gateway = Text(run.Gateway!);
        var platforms = run.Services.Keys
            .Where(name => name.StartsWith("publisher-", StringComparison.Ordinal))
            .Select(name => $"\"{name["publisher-".Length..]}\"")
            .Reverse();
        var sandbox = run.Sandbox is null ? "off: posts go to the real platforms" : $"{Text(run.Sandbox)} (shows what was posted)";

        return string.Create(CultureInfo.InvariantCulture, $$"""

            Content Multiplier is running.

              API        {{gateway}}
              API docs   {{gateway}}/docs
              RabbitMQ   {{Text(run.Rabbitmq.Management)}} (user {{run.Rabbitmq.User}}, password {{run.Rabbitmq.Password}})
              Sandbox    {{sandbox}}
              API key    {{run.ApiKey}}

            Publish a post:

              curl -s -X POST {{gateway}}/api/publishing/publish -H 'Authorization: Bearer {{run.ApiKey}}' -H 'Content-Type: application/json' -d '{"post":{"content":"Hello from Content Multiplier"},"platforms":[{{string.Join(',', platforms)}}],"mode":"immediate"}'

            Stop it with ./deploy/down (or Ctrl-C where it runs in the foreground).
            """);
    }

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/').Replace("//127.0.0.1:", "//localhost:", StringComparison.Ordinal);
}
