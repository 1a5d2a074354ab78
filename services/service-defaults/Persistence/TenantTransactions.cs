using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>Every unit of work is a transaction that names its tenant first.</summary>
public static class TenantTransactions
{
    internal const string SetTenant = "select set_config($1, $2, true)";

    /// <summary>Begins a transaction of the context; commands outside of one are refused.</summary>
    public static async Task<IDbContextTransaction> BeginAsync(
        this DbContext db, Tenant tenant, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select set_config({tenant.Setting}, {tenant.Value}, true)", cancellationToken);
        return transaction;
    }

    /// <summary>A connection in a transaction, for statements written by hand.</summary>
    public static async Task<DatabaseSession> BeginAsync(
        this NpgsqlDataSource dataSource, Tenant tenant, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            return new DatabaseSession(connection, transaction, tenant);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Statements that travel and commit together: one round trip, one implicit transaction.</summary>
    public static NpgsqlBatch CreateTenantBatch(this NpgsqlDataSource dataSource, Tenant tenant)
    {
        var batch = dataSource.CreateBatch();
        batch.Add(SetTenant, tenant.Setting, tenant.Value);
        return batch;
    }

    /// <summary>Adds a statement with its positional parameters (<c>$1</c>, <c>$2</c>, …).</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params object?[] parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
        return command;
    }
}

/// <summary>A transaction under way, with its tenant set by the first batch that is sent.</summary>
public sealed class DatabaseSession : IAsyncDisposable
{
    private readonly Tenant _tenant;
    private bool _tenantSet;

    internal DatabaseSession(NpgsqlConnection connection, NpgsqlTransaction transaction, Tenant tenant)
    {
        Connection = connection;
        Transaction = transaction;
        _tenant = tenant;
    }

    public NpgsqlConnection Connection { get; }
    public NpgsqlTransaction Transaction { get; }

    /// <summary>
    /// A batch of this transaction. The first one carries the tenant in front, which saves a round trip; its result
    /// set is skipped by <see cref="ReadAsync"/>.
    /// </summary>
    public NpgsqlBatch Batch() => new(Connection, Transaction);

    /// <summary>Sends the batch and gives a reader that stands before the first row of the first statement.</summary>
    public async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var skip = SetTenant(batch);
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (skip)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        return reader;
    }

    public async Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        SetTenant(batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task CommitAsync(CancellationToken cancellationToken) => Transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private bool SetTenant(NpgsqlBatch batch)
    {
        if (_tenantSet)
        {
            return false;
        }

        _tenantSet = true;
        var command = batch.Add(TenantTransactions.SetTenant, _tenant.Setting, _tenant.Value);
        batch.BatchCommands.RemoveAt(batch.BatchCommands.Count - 1);
        batch.BatchCommands.Insert(0, command);
        return true;
    }
}
