using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>Refuses a command outside a transaction: without a tenant it would see no rows and look like an empty table.</summary>
internal sealed class TransactionGuard : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbCommand command)
    {
        if (command.Transaction is null)
        {
            throw new InvalidOperationException("A command needs a transaction that names its tenant: begin one with `db.BeginAsync(tenant, …)`.");
        }
    }
}
