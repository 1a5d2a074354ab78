using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Endpoints;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Data;

/// <summary>For endpoints and their secrets; events and deliveries are written many at a time, in SQL.</summary>
internal sealed class WebhooksDbContext(DbContextOptions<WebhooksDbContext> options) : DbContext(options)
{
    public DbSet<WebhookEndpoint> Endpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookSecret> Secrets => Set<WebhookSecret>();

    public DbSet<WebhookHealth> Health => Set<WebhookHealth>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(WebhooksDbContext).Assembly);
}
