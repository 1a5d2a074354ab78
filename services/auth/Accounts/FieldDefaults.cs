using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>
/// Keys that the operator put into the environment, <c>&lt;SLUG&gt;_&lt;FIELD&gt;</c> such as <c>SENDGRID_API_KEY</c>: what a
/// secret field is filled with when it is left out, within the way to connect that was begun. They belong to whoever runs the
/// installation, so only its first workspace may connect with them.
/// </summary>
internal sealed class FieldDefaults(IConfiguration configuration)
{
    public async Task<IReadOnlyDictionary<string, string>> FillAsync(
        AuthDbContext db, KnownPlatform platform, IReadOnlyDictionary<string, string> given, Guid workspaceId, CancellationToken cancellationToken)
    {
        var defaults = platform.Credentials.Fields
            .Where(field => field.Secret && !given.ContainsKey(field.Name))
            .Select(field => (field.Name, field.Way, Value: Find(platform.Slug, field.Name)))
            .Where(field => field.Value is not null)
            .ToList();
        var way = platform.Credentials.Fields.FirstOrDefault(field => field.Way is not null && given.ContainsKey(field.Name))?.Way
            ?? defaults.Find(field => field.Way is not null).Way;
        defaults.RemoveAll(field => field.Way is not null && field.Way != way);
        if (defaults.Count == 0 || !await IsFirstAsync(db, workspaceId, cancellationToken))
        {
            return given;
        }

        var filled = new Dictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var (name, _, value) in defaults)
        {
            filled[name] = value!;
        }

        return filled;
    }

    private string? Find(string slug, string field) =>
        configuration[$"{slug}_{field}".ToUpperInvariant().Replace('-', '_')] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static async Task<bool> IsFirstAsync(AuthDbContext db, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        return await db.Workspaces.OrderBy(workspace => workspace.CreatedAt).ThenBy(workspace => workspace.Id)
            .Select(workspace => workspace.Id).FirstOrDefaultAsync(cancellationToken) == workspaceId;
    }
}
