using System.Net;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local;
using ContentMultiplier.Local.Commands;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What <c>./deploy/up</c> prints at its end is what a newcomer tries first.</summary>
public sealed class FirstPostTests
{
    [Test]
    public async Task The_printed_command_publishes_to_X_and_Discord()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        using var client = await suite.RegisterAsync();
        await client.ConnectTwitterAsync();
        await client.ConnectDiscordAsync();
        var key = client.Http.DefaultRequestHeaders.Authorization!.Parameter!;

        var printed = Summary.Of(RunFile.Of(suite.Processes.Postgres, suite.Processes.Rabbit, suite.Processes.Suite, key));
        var command = printed.Split('\n').Single(line => line.Contains("curl ", StringComparison.Ordinal));
        Assert.That(command, Does.Contain($"{suite.Gateway.Port}/api/publishing/publish -H 'Authorization: Bearer {key}'"));
        using var body = new StringContent(command.Split("-d '")[1].TrimEnd('\''), Encoding.UTF8, "application/json");
        using var answer = await client.Http.PostAsync(new Uri("/api/publishing/publish", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), text);
        var accepted = JsonSerializer.Deserialize<PublishResponse>(text, PublicJson.Options)!;

        var settled = await client.WaitUntilSettledAsync(accepted.PostId, TimeSpan.FromSeconds(60));
        Assert.That(
            settled.Publications.Select(publication => (publication.Platform, publication.Status)),
            Is.EquivalentTo(new[] { ("twitter", PublicationStatus.Published), ("discord", PublicationStatus.Published) }));
    }
}
