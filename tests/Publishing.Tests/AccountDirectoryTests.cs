using System.Text.Json;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentMultiplier.Publishing.Tests;

public sealed class AccountDirectoryTests : Fixture
{
    private const string PageToken = "page-token-of-the-garden";

    private readonly DiscoverAccounts _question = new()
    {
        Platform = "testing",
        WorkspaceId = Guid.CreateVersion7(),
        ConnectionId = Guid.CreateVersion7(),
    };

    [Test]
    public async Task An_accounts_own_token_goes_to_auth_and_never_into_the_answer()
    {
        var answer = await AskAsync(new PageDirectory());

        Assert.Multiple(() =>
        {
            Assert.That(Credentials.AccountTokens!.Platform, Is.EqualTo("testing"));
            Assert.That(Credentials.AccountTokens.WorkspaceId, Is.EqualTo(_question.WorkspaceId));
            Assert.That(Credentials.AccountTokens.Tokens.Select(token => (token.ExternalId, token.Token)), Is.EqualTo(new[] { ("page-1", PageToken) }));
            Assert.That(answer.GrantedScopes, Is.EqualTo(new[] { "pages_manage_posts" }));
            Assert.That(JsonSerializer.Serialize(answer, MessageJson.Options), Does.Not.Contain(PageToken));
        });
    }

    [Test]
    public async Task A_verified_account_keeps_the_token_it_has()
    {
        Credentials.Lease = Credentials.Lease with { AccountExternalId = "page-1" };

        var answer = await AskAsync(new PageDirectory());

        Assert.That(answer.Accounts, Has.Count.EqualTo(1));
        Assert.That(Credentials.AccountTokens, Is.Null);
    }

    [Test]
    public async Task A_refusal_that_repeats_an_accounts_token_is_masked()
    {
        var answer = await AskAsync(new PageDirectory { Refusal = $"The page of {PageToken} is not yours." });

        Assert.That(answer.Category, Is.EqualTo(FailureCategories.Forbidden));
        Assert.That(answer.Detail, Is.EqualTo("The page of *** is not yours."));
    }

    private Task<AccountsDiscovered> AskAsync(IAccountDirectory directory) =>
        new PlatformReader(Worker.Get<CredentialLeases>(), NullLogger<PlatformReader>.Instance, directory: directory)
            .DiscoverAsync(_question, CancellationToken.None);

    private sealed class PageDirectory : IAccountDirectory
    {
        public string? Refusal { get; init; }

        public Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
        {
            credential.KeepAccountToken("page-1", PageToken);
            credential.KeepGrantedScopes(["pages_manage_posts"]);
            return Refusal is null
                ? Task.FromResult<IReadOnlyList<DiscoveredAccount>>([new("page-1", "The garden", Kind: "page")])
                : throw new PlatformRefusedException(FailureCategories.Forbidden, Refusal);
        }
    }
}
