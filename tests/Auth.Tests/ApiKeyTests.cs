using System.Net;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests;

public sealed class ApiKeyTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task A_key_stands_for_its_user_with_the_scopes_it_was_given()
    {
        var user = await _app.NewUserAsync();
        var key = await CreateAsync(user, ["read", "publish"]);

        using var answer = await _app.ExchangeAsync(key.Key);

        var who = await answer.ReadAsync<TokenExchangeResponse>();
        Assert.Multiple(() =>
        {
            Assert.That((who.UserId, who.WorkspaceId, who.ApiKeyId), Is.EqualTo((user.UserId, user.WorkspaceId, (Guid?)key.Id)));
            Assert.That(who.Scopes, Is.EqualTo(new[] { "read", "publish" }));
            Assert.That(key.Key, Does.Match("^cm_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$"));
        });
    }

    [Test]
    public async Task Row_67_a_key_with_any_bit_changed_is_refused()
    {
        var key = ApiKeyText.Create().Reveal();
        var changed =
            from at in Enumerable.Range(0, key.Length)
            from bit in Enumerable.Range(0, 7)
            select key[..at] + (char)(key[at] ^ (1 << bit)) + key[(at + 1)..];

        Assert.That(changed.Where(text => ApiKeyText.TryParse(text, out _)), Is.Empty);

        var user = await _app.NewUserAsync();
        var real = (await CreateAsync(user)).Key;
        using var answer = await _app.ExchangeAsync(real[..20] + (real[20] == 'a' ? 'b' : 'a') + real[21..]);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Row_67_a_well_formed_key_that_nobody_made_is_refused()
    {
        using var answer = await _app.ExchangeAsync(ApiKeyText.Create().Reveal());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Row_67_a_known_id_with_another_secret_is_refused()
    {
        var user = await _app.NewUserAsync();
        var key = await CreateAsync(user);
        await _app.Database.ExecuteAsync($"update api_keys set hash = sha256('another secret') where id = '{key.Id}'");

        using var answer = await _app.ExchangeAsync(key.Key);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Row_67_a_revoked_key_is_refused()
    {
        var user = await _app.NewUserAsync();
        var key = await CreateAsync(user);

        using var revoked = await user.Http.DeleteAsync($"/api/auth/api-keys/{key.Id}");
        using var answer = await _app.ExchangeAsync(key.Key);

        Assert.Multiple(() =>
        {
            Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
    }

    [Test]
    public async Task A_key_ends_when_it_was_said_to()
    {
        var user = await _app.NewUserAsync();
        var key = await CreateAsync(user, expiresAt: _app.Clock.GetUtcNow().AddHours(1));

        using var before = await _app.ExchangeAsync(key.Key);
        _app.Clock.Advance(TimeSpan.FromHours(1));
        using var after = await _app.ExchangeAsync(key.Key);

        Assert.Multiple(() =>
        {
            Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
    }

    [Test]
    public async Task The_list_shows_use_but_no_secret()
    {
        var user = await _app.NewUserAsync();
        var key = await CreateAsync(user);
        using var used = await _app.ExchangeAsync(key.Key);

        var listed = await Eventually.GetAsync(
            async () => (await user.Http.ReadAsync<Page<ApiKeyResponse>>("/api/auth/api-keys")).Items.SingleOrDefault(shown => shown.LastUsedAt is not null),
            TimeSpan.FromSeconds(60));
        var text = await user.Http.GetStringAsync("/api/auth/api-keys");

        Assert.Multiple(() =>
        {
            Assert.That(key.Key, Does.StartWith(listed.Prefix));
            Assert.That(text, Does.Not.Contain(key.Key[17..49]));
        });
    }

    [Test]
    public async Task The_list_comes_in_pages()
    {
        var user = await _app.NewUserAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await CreateAsync(user)).Id);
        }

        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await user.Http.ReadAsync<Page<ApiKeyResponse>>("/api/auth/api-keys?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
            listed.AddRange(page.Items.Select(key => key.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.That(listed, Is.EqualTo(made));
    }

    [Test]
    public async Task Row_67_another_workspaces_key_is_not_there()
    {
        var owner = await _app.NewUserAsync();
        var key = await CreateAsync(owner);
        var stranger = await _app.NewUserAsync();

        using var answer = await stranger.Http.DeleteAsync($"/api/auth/api-keys/{key.Id}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await stranger.Http.ReadAsync<Page<ApiKeyResponse>>("/api/auth/api-keys")).Items, Is.Empty);
    }

    [Test]
    public async Task A_key_makes_no_keys()
    {
        var user = await _app.NewUserAsync();
        using var http = _app.As(new UserTicket(user.UserId, user.WorkspaceId, "owner", Policies.Scopes, Guid.NewGuid()));

        using var answer = await http.PostAsync("/api/auth/api-keys", new CreateApiKeyRequest("more"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Unknown_scopes_and_past_ends_are_refused_together()
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.PostAsync(
            "/api/auth/api-keys", new CreateApiKeyRequest("", ["everything"], _app.Clock.GetUtcNow().AddDays(-1)));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EquivalentTo(new[] { "name", "scopes", "expires_at" }));
    }

    private static Task<CreatedApiKeyResponse> CreateAsync(TestUser user, string[]? scopes = null, DateTimeOffset? expiresAt = null) =>
        user.Http.PostAsync<CreatedApiKeyResponse>("/api/auth/api-keys", new CreateApiKeyRequest("a key", scopes, expiresAt));
}
