using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Results.Tests;

/// <summary>Somebody, as a migration does, locks the whole table of publications.</summary>
public sealed class LockedTableTests : RunningResults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Guid _workspace = Guid.CreateVersion7();
    private readonly Guid _account = Guid.CreateVersion7();

    [Test]
    public async Task Row_37_whoever_needs_the_locked_table_comes_back_later_and_nothing_is_lost()
    {
        var post = Guid.CreateVersion7();
        var before = Guid.CreateVersion7();
        var meanwhile = Guid.CreateVersion7();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await RequestAsync(post, before);
                return await CountAsync(before) == 1;
            },
            Patience);
        using var worker = Results.CreateClient();
        worker.DefaultRequestHeaders.Add(
            InternalTickets.Header,
            Results.Services.GetRequiredService<InternalTickets>().ForService("publisher.twitter", InternalTickets.Workers));
        using var user = Results.ClientOf(_workspace);

        await using (var blocker = new NpgsqlConnection(Servers.Database.AdministratorConnectionString))
        {
            await blocker.OpenAsync();
            await using var block = await blocker.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("lock table publications in access exclusive mode", blocker))
            {
                await command.ExecuteNonQueryAsync();
            }

            // The lock stays as long as they wait: only their own limit ends them.
            await RequestAsync(post, meanwhile);
            using var claimed = await ClaimAsync(worker, post, before);
            using var status = await user.GetAsync($"/api/publishing/status/{post}");
            foreach (var answer in new[] { claimed, status })
            {
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), await answer.Content.ReadAsStringAsync());
                Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
            }

            await block.RollbackAsync();
        }

        await Eventually.BecomesTrueAsync(async () => await CountAsync(meanwhile) == 1, Patience);
        using var granted = await ClaimAsync(worker, post, before);
        var claims = await granted.Content.ReadFromJsonAsync<ClaimsResponse>(StrictJson.Options);
        Assert.That(claims!.Claims.Single().Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    private Task RequestAsync(Guid post, Guid publication) => Results.Services.GetRequiredService<IBus>().Publish(new PublicationsRequested
    {
        PostId = post,
        WorkspaceId = _workspace,
        Publications = [new() { PublicationId = publication, Platform = "twitter", AccountId = _account }],
    });

    private Task<HttpResponseMessage> ClaimAsync(HttpClient worker, Guid post, Guid publication) => worker.PostAsJsonAsync(
        "/internal/ledger/claims",
        new ClaimsRequest(
        [
            new()
            {
                ClaimId = Guid.CreateVersion7(), PublicationId = publication, PostId = post, WorkspaceId = _workspace, Platform = "twitter",
                AccountId = _account, Attempt = 1, Intent = new StepIntent("message"),
            },
        ]),
        StrictJson.Options);

    private Task<long> CountAsync(Guid publication) =>
        Servers.Database.ScalarAsync<long>($"select count(*) from publications where id = '{publication}'");
}
