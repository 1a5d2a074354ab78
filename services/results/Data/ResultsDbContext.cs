using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Results.Data;

/// <summary>Reads by LINQ. The state machine is written by <see cref="PublicationStore"/>, many rows at a time.</summary>
internal sealed class ResultsDbContext(DbContextOptions<ResultsDbContext> options) : DbContext(options)
{
    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<Step> Steps => Set<Step>();
    public DbSet<Attempt> Attempts => Set<Attempt>();
    public DbSet<Platform> Platforms => Set<Platform>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(ResultsDbContext).Assembly);
}
