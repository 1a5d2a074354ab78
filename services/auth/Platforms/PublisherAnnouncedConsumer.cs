using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Platforms;

/// <summary>Keeps what each platform's worker says about itself; the latest word counts.</summary>
internal sealed class PublisherAnnouncedConsumer(AuthDbContext db, PlatformCatalog catalog) : IConsumer<PublisherAnnounced>
{
    public async Task Consume(ConsumeContext<PublisherAnnounced> context)
    {
        var announcement = context.Message;
        var platform = new Platform(announcement);
        await using (var transaction = await db.BeginAsync(Tenant.System, context.CancellationToken))
        {
            // Several processes of a platform announce it, and replicas of this service hear them at the same moment.
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into platforms (slug, display_name, capabilities, announced_at)
                values ({platform.Slug}, {platform.DisplayName}, {platform.Capabilities}::jsonb, {platform.AnnouncedAt})
                on conflict (slug) do update
                set display_name = excluded.display_name, capabilities = excluded.capabilities, announced_at = excluded.announced_at
                where platforms.announced_at < excluded.announced_at
                """,
                context.CancellationToken);
            await transaction.CommitAsync(context.CancellationToken);
        }

        catalog.Keep(platform.Read());
    }
}
