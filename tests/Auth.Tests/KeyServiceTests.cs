using System.Security.Cryptography;
using System.Text.Json;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Tests;

/// <summary>The vault's keys come from a service that keeps keys.</summary>
public sealed class KeyServiceTests
{
    private const string Member = "data.data";

    private readonly List<string> _files = [];
    private StubKeyService _keys = null!;

    [SetUp]
    public async Task StartAsync() => _keys = await StubKeyService.StartAsync();

    [TearDown]
    public async Task StopAsync()
    {
        await _keys.DisposeAsync();
        _files.ForEach(File.Delete);
        _files.Clear();
    }

    [Test]
    public async Task Its_key_seals_and_a_new_one_takes_over_without_a_restart()
    {
        var old = RandomNumberGenerator.GetBytes(32);
        _keys.Answer = () => StubKeyService.Of(KeySetFiles.With("old", old));
        await using var app = await AuthApp.StartAsync(
            ("Vault:KeySetFile", ""),
            ("Vault:KeySetUrl", _keys.Url),
            ("Vault:KeySetTokenFile", TokenFile()),
            ("Vault:KeySetMember", Member),
            ("Vault:KeySetInterval", "00:00:01"));
        var user = await app.NewUserAsync();
        var account = await user.ConnectByFieldsAsync();

        var former = $$"""{"b64":"{{Convert.ToBase64String(old)}}","status":"decrypt_only"}""";
        var next = $$"""{"b64":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}","status":"enabled"}""";
        _keys.Answer = () => StubKeyService.Of($$$"""{"primary":"next","keys":{"next":{{{next}}},"old":{{{former}}}}}""");

        await Eventually.BecomesTrueAsync(() => IsSettledAsync(app, "next"), TimeSpan.FromSeconds(60));
        using var worker = app.WorkerClient("publisher.keyed");
        var lease = await worker.PostAsync<CredentialLeaseResponse>(
            $"/internal/credentials/{account.AccountId}/lease", new LeaseCredentialRequest("keyed", user.WorkspaceId));
        Assert.That(lease.Fields["api_key"], Is.EqualTo("key-secret-12345678"));
    }

    [Test]
    public void While_it_is_away_the_keys_stay_and_are_asked_for_again()
    {
        _keys.Answer = () => StubKeyService.Of(KeySetFiles.Random("first"));
        using var source = Open();

        _keys.Answer = () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        Assert.That(source.Reload(), Is.False);
        Assert.That(source.Current.Primary, Is.EqualTo("first"));

        _keys.Answer = () => StubKeyService.Of(KeySetFiles.Random("second"));
        Assert.That(source.Reload(), Is.True);
        Assert.That(source.Current.Primary, Is.EqualTo("second"));
    }

    [Test]
    public void It_is_not_asked_before_its_time()
    {
        using var source = Open(options => options.KeySetInterval = TimeSpan.FromDays(1));

        Assert.That(source.Reload(), Is.False);
        Assert.That(_keys.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_starts_without_it()
    {
        var gone = await StubKeyService.StartAsync();
        var url = gone.Url;
        await gone.DisposeAsync();

        Refused(() => Open(options => options.KeySetUrl = url), "cannot be asked: ConnectionError");
    }

    private static IEnumerable<TestCaseData> BadAnswers =>
    [
        new TestCaseData(Results.StatusCode(StatusCodes.Status401Unauthorized), "answered 401") { TestName = "Nothing_starts_with_a_refusal" },
        new TestCaseData(Results.Redirect("/elsewhere"), "answered 302") { TestName = "Nothing_starts_with_a_redirect" },
        new TestCaseData(Results.Text("<html>"), "not answer with JSON") { TestName = "Nothing_starts_with_html" },
        new TestCaseData(Results.Text("{\"data\":{}}"), "no 'data.data'") { TestName = "Nothing_starts_with_another_document" },
        new TestCaseData(Results.Text(new string(' ', 70_000)), "cannot be asked") { TestName = "Nothing_starts_with_a_flood" },
        new TestCaseData(StubKeyService.Of("{}"), "primary key") { TestName = "Nothing_starts_with_no_key" },
    ];

    [TestCaseSource(nameof(BadAnswers))]
    public void Nothing_starts_with(IResult answer, string reason)
    {
        _keys.Answer = () => answer;
        Refused(() => Open(), reason);
    }

    [TestCase("http://keys.example/set", "https")]
    [TestCase("https://user:secret@keys.example/set", "https")]
    [TestCase("keys.example", "https")]
    public void Outside_development_it_is_asked_by_https_alone(string url, string reason) =>
        Refused(() => Open(options => options.KeySetUrl = url, "Production"), reason);

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("line\nbreak")]
    [TestCase("töken")]
    public void What_is_no_token_is_not_sent(string token)
    {
        Refused(() => Open(options => options.KeySetTokenFile = TokenFile(token)), "one token");
        Assert.That(_keys.Asked, Is.Zero);
    }

    [Test]
    public void A_token_that_others_may_read_is_not_used() => Refused(
        () => Open(options => options.KeySetTokenFile = TokenFile(mode: UnixFileMode.UserRead | UnixFileMode.OtherRead)), "by its owner only");

    private void Refused(Action open, string reason)
    {
        var refusal = Assert.Throws<VaultKeySetException>(() => open())!;
        Assert.That(refusal.Message, Does.Contain(reason).And.Not.Contain(_keys.Token));
    }

    private VaultKeySetService Open(Action<VaultOptions>? change = null, string environment = "Development")
    {
        var options = new VaultOptions
        {
            KeySetUrl = _keys.Url,
            KeySetTokenFile = TokenFile(),
            KeySetMember = Member,
            KeySetInterval = TimeSpan.Zero,
        };
        change?.Invoke(options);
        return new(
            Options.Create(options), new HostingEnvironment { EnvironmentName = environment }, TimeProvider.System, NullLogger<VaultKeySetService>.Instance);
    }

    private string TokenFile(string? token = null, UnixFileMode mode = UnixFileMode.UserRead)
    {
        var path = KeySetFiles.Write((token ?? _keys.Token) + "\n", mode);
        _files.Add(path);
        return path;
    }

    private static async Task<bool> IsSettledAsync(AuthApp app, string primary)
    {
        using var gateway = app.Gateway();
        var report = JsonDocument.Parse(await gateway.GetStringAsync("/internal/keys")).RootElement;
        return report.GetProperty("primary").GetString() == primary
            && report.GetProperty("keys").EnumerateArray().All(key => key.GetProperty("id").GetString() == primary || key.GetProperty("secrets").GetInt64() == 0);
    }
}
