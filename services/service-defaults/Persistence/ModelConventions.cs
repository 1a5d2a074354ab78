using System.Reflection;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.ServiceDefaults.Persistence;

public static class ModelConventions
{
    /// <summary>
    /// For the end of <c>OnModelCreating</c>: the entity configurations of the assembly, the outbox and inbox, and
    /// snake_case names for every table and column that has none of its own.
    /// </summary>
    public static void UseServiceConventions(this ModelBuilder model, Assembly assembly)
    {
        model.ApplyConfigurationsFromAssembly(assembly);
        model.Entity<OutboxMessage>(OutboxMessage.Configure);
        model.Entity<InboxMessage>(InboxMessage.Configure);

        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
            {
                entity.SetTableName(SnakeCase(table));
            }

            foreach (var property in entity.GetProperties())
            {
                if (property.Name != "xmin")
                {
                    property.SetColumnName(SnakeCase(property.GetColumnName()));
                }
            }
        }
    }

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
