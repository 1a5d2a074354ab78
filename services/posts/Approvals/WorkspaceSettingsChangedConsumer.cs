using ContentMultiplier.Contracts.Workspaces;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Posts.Approvals;

/// <summary>What owners decide for their workspaces is known here, so that neither publishing nor sending asks anybody. The newest version wins.</summary>
internal sealed class WorkspaceSettingsChangedConsumer(NpgsqlDataSource dataSource, TimeProvider clock) : IConsumer<WorkspaceSettingsChanged>
{
    public async Task Consume(ConsumeContext<WorkspaceSettingsChanged> context)
    {
        var settings = context.Message;
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            insert into workspaces as known (workspace_id, approval_required, allow_self_approval, version, updated_at)
            values ($1, $2, $3, $4, $5)
            on conflict (workspace_id) do update set
                approval_required = excluded.approval_required, allow_self_approval = excluded.allow_self_approval,
                version = excluded.version, updated_at = excluded.updated_at
            where known.version < excluded.version
            """,
            settings.WorkspaceId,
            settings.ApprovalRequired,
            settings.AllowSelfApproval,
            settings.Version,
            clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
