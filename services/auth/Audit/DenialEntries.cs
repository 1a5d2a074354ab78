using System.Globalization;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Audit;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Writes down what the processes of the suite did not allow, this one's own among it; each report once.</summary>
internal sealed class DenialEntries(NpgsqlDataSource database, AuditLog audit) : IDenialSink
{
    private const string Consumer = "auth.denials";

    public Task KeepAsync(ReportDenialsRequest report, CancellationToken cancellationToken) => KeepAsync(report, "auth", cancellationToken);

    public async Task KeepAsync(ReportDenialsRequest report, string reporter, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        if ((await Inbox.AcceptAsync(session, Consumer, [report.Id], cancellationToken)).Count > 0)
        {
            await audit.RecordAsync(session, [.. report.Denials.Select(denied => EntryOf(denied, reporter))], cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
    }

    private static AuditEntry EntryOf(DeniedTries denied, string reporter) => new(denied.Action, denied.SubjectType, denied.SubjectId)
    {
        WorkspaceId = denied.WorkspaceId,
        Outcome = AuditOutcomes.Denied,
        Actor = denied is { By: null, Network: { } network }
            ? new AuditActor(AuditActorKinds.Anonymous, "") { Network = network }
            : AuditActor.Of(denied.By, reporter),
        At = denied.FirstAt,
        Detail = new Dictionary<string, string>
        {
            ["reason"] = denied.Reason,
            ["times"] = denied.Count.ToString(CultureInfo.InvariantCulture),
            ["reported_by"] = reporter,
        },
    };
}
