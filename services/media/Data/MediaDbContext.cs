using ContentMultiplier.Media.Assets;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Media.Data;

/// <summary>For reading what was uploaded; what refers to it is spoken to in SQL.</summary>
internal sealed class MediaDbContext(DbContextOptions<MediaDbContext> options) : DbContext(options)
{
    public DbSet<Asset> Assets => Set<Asset>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(MediaDbContext).Assembly);
}
