using System.Net.Http.Json;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>The smallest platform: every text is a POST, every post has an id.</summary>
public sealed class TestPlatform<TPublisher> : IPlatform
    where TPublisher : class, IPublisher
{
    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "testing",
        DisplayName = "Testing",
        Capabilities = new PlatformCapabilities
        {
            ContentTypes = ["post", "thread"],
            Text = new TextRules { Counting = TextCounting.Utf16, MaxLength = 10_000_000, MaxParts = 10 },
            Media = new MediaRules { MaxItems = 1 },
            Credentials = new CredentialScheme { Kind = CredentialKinds.OAuth2 },
        },
    };

    public void Configure(PublisherBuilder publisher)
        => publisher.PublishWith<TPublisher>().CallWith<TestClient>("api", "http://127.0.0.1:1/");
}

public sealed class TestPublisher(TestClient client) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        TestPost? first = null;
        for (var part = 0; part < context.Texts.Count; part++)
        {
            var text = context.Texts[part];
            var post = await context.OnceAsync(
                $"part-{part + 1}",
                ct => client.CreateAsync(context.Credential.AccessToken, text, ct),
                cancellationToken,
                externalId: post => post.Id);
            first ??= post;
        }

        return new PublishedPost(first!.Id, null);
    }
}

/// <summary>Takes every failure lightly.</summary>
public sealed class StubbornPublisher(TestClient client) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        foreach (var text in context.Texts)
        {
            try
            {
                await context.OnceAsync(text, ct => client.CreateAsync(context.Credential.AccessToken, text, ct), cancellationToken);
            }
            catch (Exception exception) when (exception is not PlatformRefusedException)
            {
                continue;
            }
        }

        return new PublishedPost("made-up", null);
    }
}

/// <summary>Forgets to ask the ledger.</summary>
public sealed class CarelessPublisher : IPublisher
{
    public Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
        => Task.FromResult(new PublishedPost("made-up", null));
}

public sealed class TestClient(HttpClient http)
{
    public async Task<TestPost> CreateAsync(string token, string text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "posts") { Content = JsonContent.Create(new { text }) };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<TestPost>(cancellationToken))!;
    }
}

public sealed record TestPost(string Id);

internal static class Sample
{
    public static PublishPost Message(params string[] texts) => new()
    {
        PublicationId = Guid.CreateVersion7(),
        PostId = Guid.CreateVersion7(),
        WorkspaceId = Guid.CreateVersion7(),
        AccountId = Guid.CreateVersion7(),
        Platform = "testing",
        Attempt = 1,
        Content = texts.Length == 1 ? new PostContent { Text = texts[0] } : new PostContent { Parts = texts },
        ContentType = texts.Length == 1 ? "post" : "thread",
        NotAfter = TimeProvider.System.GetUtcNow().AddHours(1),
    };

    public static StandInAnswer Created(string id) => new(201, $$"""{"id":"{{id}}"}""");
}
