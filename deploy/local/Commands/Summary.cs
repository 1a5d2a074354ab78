using System.Globalization;

namespace ContentMultiplier.Local.Commands;

/// <summary>The last lines of `up`: where to look and what to try.</summary>
public static class Summary
{
    /// <summary>These take a text and nothing else; the others want a title, a picture or a list of recipients, too.</summary>
    private static readonly string[] TakeAnyText = ["twitter", "discord"];

    public static string Of(RunFile run)
    {
        var gateway = Text(run.Gateway!);
        var platforms = TakeAnyText.Where(platform => run.Services.ContainsKey("publisher-" + platform)).Select(platform => $"\"{platform}\"");
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
