namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>A table that processes share and make themselves at their first use.</summary>
public static class SharedTable
{
    /// <summary>
    /// One after another: of two that begin together `if not exists` alone lets both begin to create, and the loser gets one
    /// of several errors. Both statements are one transaction, as Npgsql sends them.
    /// </summary>
    /// <param name="create">A `create table if not exists`.</param>
    public static string Once(string create) => "select pg_advisory_xact_lock(hashtext('content-multiplier tables'));\n" + create;
}
