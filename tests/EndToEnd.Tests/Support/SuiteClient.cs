using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Local.Demo;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <param name="SandboxName">What the stand-in's file calls the account: a handle, or the id of a webhook.</param>
public sealed record ConnectedAccount(Guid Id, string Platform, string SandboxName);

/// <summary>A clear no of the API, with its words.</summary>
public sealed class ApiRefusalException(HttpStatusCode status, string body) : Exception($"{(int)status}: {body}")
{
    public HttpStatusCode Status { get; } = status;

    public string Body { get; } = body;
}

/// <summary>
/// A user of the suite, seen from outside. Like every good client it repeats a call that was not answered, and a publish
/// under the same key.
/// </summary>
public sealed class SuiteClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly string[] Scopes = ["posts:write", "publish", "credentials:write", "webhooks:write", "read"];

    private readonly SandboxControl _sandbox;
    private readonly DemoApi _demo;

    private SuiteClient(Uri gateway, SandboxControl sandbox)
    {
        _sandbox = sandbox;
        Http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
        _demo = new DemoApi(Http);
    }

    /// <summary>For calls without a method of their own; it carries the user's session.</summary>
    public HttpClient Http { get; }

    /// <summary>Its API key.</summary>
    public string Key => Http.DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>A new user with a new workspace, signed in by an API key with every right.</summary>
    public static async Task<SuiteClient> RegisterAsync(Uri gateway, SandboxControl sandbox)
    {
        var client = new SuiteClient(gateway, sandbox);
        var email = $"{Mark()}@example.com";
        var password = "pass-" + Mark() + Mark();

        // Who is registered already, by a call that was not answered, can sign in.
        await UntilItWorksAsync(() => client._demo.RegisterAsync(email, password, "A user", CancellationToken.None));
        await UntilItWorksAsync(() => client._demo.SignInAsync(email, password, CancellationToken.None));
        await UntilItWorksAsync(async () => client._demo.Use(await client._demo.CreateApiKeyAsync("tests", Scopes, CancellationToken.None)));
        return client;
    }

    /// <summary>A new webhook, connected by its address.</summary>
    public async Task<ConnectedAccount> ConnectDiscordAsync()
    {
        var webhook = await _sandbox.CreateWebhookAsync("hook-" + Mark());
        await UntilItWorksAsync(() => _demo.ConnectByFieldsAsync(
            "discord", new Dictionary<string, string> { ["webhook_url"] = webhook.Url }, CancellationToken.None));
        return await FindAccountAsync("discord", webhook.Id);
    }

    /// <summary>A new bot, connected by its token for its channel.</summary>
    public async Task<ConnectedAccount> ConnectDiscordBotAsync()
    {
        var bot = await _sandbox.CreateBotAsync("bot-" + Mark());
        await UntilItWorksAsync(() => _demo.ConnectByFieldsAsync("discord", bot.Fields, CancellationToken.None));
        return await FindAccountAsync("discord", $"{bot.Id}-{bot.ChannelId}");
    }

    /// <summary>By what a person copies from the platform.</summary>
    /// <param name="sandboxName">As in <see cref="ConnectedAccount"/>.</param>
    public async Task<ConnectedAccount> ConnectByFieldsAsync(string platform, string sandboxName, IReadOnlyDictionary<string, string> fields)
    {
        await UntilItWorksAsync(() => _demo.ConnectByFieldsAsync(platform, fields, CancellationToken.None));
        return await FindAccountAsync(platform, sandboxName);
    }

    /// <summary>A new X user, connected through the consent page.</summary>
    public Task<ConnectedAccount> ConnectTwitterAsync() => ConnectByConsentAsync("twitter");

    /// <summary>A new user of a platform, connected through its consent page.</summary>
    public async Task<ConnectedAccount> ConnectByConsentAsync(string platform)
    {
        var handle = "x_" + Mark();
        await UntilItWorksAsync(() => _demo.ConnectByConsentAsync(platform, handle, CancellationToken.None));
        return await FindAccountAsync(platform, handle);
    }

    /// <summary>Once more through the consent page, as the same user of the platform.</summary>
    public async Task ReconnectAsync(ConnectedAccount account)
    {
        await UntilItWorksAsync(() => _demo.ConnectByConsentAsync(account.Platform, account.SandboxName, CancellationToken.None));
        await WhenPublishableAsync(Http, account.Id);
    }

    /// <summary>Asks until the suite has answered; a repeated call publishes nothing twice.</summary>
    /// <exception cref="ApiRefusalException">The suite said no.</exception>
    public async Task<PublishResponse> PublishAsync(PublishRequest request, string? idempotencyKey = null)
    {
        var key = idempotencyKey ?? Guid.CreateVersion7().ToString();
        return await UntilAnsweredAsync<PublishResponse>(() =>
        {
            var call = new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish")
            {
                Content = JsonContent.Create(request, new MediaTypeHeaderValue("application/json"), PublicJson.Options),
            };
            call.Headers.Add("Idempotency-Key", key);
            return call;
        });
    }

    public Task<PublishResponse> PublishAsync(string text, params ConnectedAccount[] accounts) =>
        PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Targets = [.. accounts.Select(account => new TargetRequest { AccountId = account.Id })],
        });

    public Task<PostStatusResponse> StatusAsync(Guid postId) =>
        UntilAnsweredAsync<PostStatusResponse>(() => new HttpRequestMessage(HttpMethod.Get, $"/api/publishing/status/{postId}"));

    public Task<PostResponse> PostAsync(Guid postId) =>
        UntilAnsweredAsync<PostResponse>(() => new HttpRequestMessage(HttpMethod.Get, $"/api/posts/{postId}"));

    /// <summary>Waits until every publication of the posts has come to rest and gives their last status.</summary>
    public async Task<IReadOnlyDictionary<Guid, PostStatusResponse>> WaitUntilSettledAsync(IReadOnlyCollection<Guid> postIds, TimeSpan deadline)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var settled = new Dictionary<Guid, PostStatusResponse>();
        var open = postIds.ToList();
        while (true)
        {
            foreach (var chunk in open.ToList().Chunk(4))
            {
                foreach (var status in await Task.WhenAll(chunk.Select(StatusAsync)))
                {
                    settled[status.PostId] = status;
                }
            }

            open.RemoveAll(id => settled[id].Publications.All(IsSettled));
            if (open.Count == 0 || clock.GetElapsedTime(started) > deadline)
            {
                return settled;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(400), clock);
        }
    }

    public async Task<PostStatusResponse> WaitUntilSettledAsync(Guid postId, TimeSpan deadline) =>
        (await WaitUntilSettledAsync([postId], deadline))[postId];

    /// <summary>Most platforms are read back, so only at the others an unknown outcome is a rest, and not before it was handed to a person.</summary>
    public static bool IsSettled(PublicationResponse publication) => PublicationStatus.IsFinal(publication.Status) || IsLeftToAPerson(publication);

    /// <summary>Its answer was lost at a platform that cannot be read back: no machine does anything about it any more.</summary>
    public static bool IsLeftToAPerson(PublicationResponse publication) =>
        publication.Platform is "discord" or "linkedin" or "medium" or "sendgrid"
        && publication is { Status: PublicationStatus.Unknown, Problem: { Category: FailureCategories.LostAnswer, Action: { } action } }
        && action.Contains("cannot be read back", StringComparison.Ordinal);

    /// <summary>A webhook of this user's, asked until it is there.</summary>
    /// <returns>Its id and its secret.</returns>
    public async Task<(Guid Id, string Secret)> RegisterWebhookAsync(string url, params string[] events)
    {
        var key = Guid.CreateVersion7().ToString();
        var webhook = await UntilAnsweredAsync<WebhookResponse>(() =>
        {
            var call = new HttpRequestMessage(HttpMethod.Post, "/api/publishing/webhooks") { Content = JsonContent.Create(new { url, events }) };
            call.Headers.Add("Idempotency-Key", key);
            return call;
        });
        return (webhook.Id, webhook.Secret!);
    }

    public async Task RemoveWebhookAsync(Guid webhook) =>
        await UntilItWorksAsync(async () => (await Http.DeleteAsync(new Uri($"/api/publishing/webhooks/{webhook}", UriKind.Relative))).Dispose());

    public void Dispose() => Http.Dispose();

    private static string Mark() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>A platform is unknown until its worker has announced it, and a first call may take longer than one waits.</summary>
    private static async Task UntilItWorksAsync(Func<Task> call)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception unanswered) when (
                unanswered is HttpRequestException or TaskCanceledException && clock.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, clock);
            }
        }
    }

    private async Task<ConnectedAccount> FindAccountAsync(string platform, string sandboxName)
    {
        var known = await UntilAnsweredAsync<Page<AccountResponse>>(() => new HttpRequestMessage(HttpMethod.Get, "/api/publishing/credentials"));
        var account = known.Items.Single(account =>
            account.Platform == platform && (account.ExternalId == sandboxName || account.Name == sandboxName || account.Name == "@" + sandboxName));
        await WhenPublishableAsync(Http, account.AccountId);
        return new ConnectedAccount(account.AccountId, platform, sandboxName);
    }

    /// <summary>That an account is connected reaches the service that publishes a moment later, by a message.</summary>
    public static async Task WhenPublishableAsync(HttpClient http, Guid account)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var trial = new PublishRequest { Post = new() { Content = "A trial" }, Targets = [new() { AccountId = account }] };
        while (true)
        {
            using var answer = await http.PostAsJsonAsync("/api/publishing/publish?dry_run=true", trial, PublicJson.Options);
            var body = await answer.Content.ReadAsStringAsync();

            // A platform that takes nothing without a file says so of an account that it knows.
            if (answer.IsSuccessStatusCode || body.Contains("post.media", StringComparison.Ordinal))
            {
                return;
            }

            if (clock.GetElapsedTime(started) > Patience)
            {
                throw new ApiRefusalException(answer.StatusCode, body);
            }

            await Task.Delay(Pause, clock);
        }
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<HttpRequestMessage> request)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                using var call = request();
                using var answer = await Http.SendAsync(call);
                if (answer.IsSuccessStatusCode)
                {
                    return (await answer.Content.ReadFromJsonAsync<T>(PublicJson.Options))!;
                }

                var body = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode < HttpStatusCode.InternalServerError || clock.GetElapsedTime(started) > Patience)
                {
                    throw new ApiRefusalException(answer.StatusCode, body);
                }
            }
            catch (Exception unanswered) when (
                unanswered is HttpRequestException or IOException or TaskCanceledException && clock.GetElapsedTime(started) < Patience)
            {
                // Asked again below.
            }

            await Task.Delay(Pause, clock);
        }
    }
}
