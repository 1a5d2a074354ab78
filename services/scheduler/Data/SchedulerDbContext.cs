using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.Scheduler.Recurrences;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Scheduler.Data;

/// <summary>For reading the schedule; rows are written and claimed many at a time, in SQL.</summary>
internal sealed class SchedulerDbContext(DbContextOptions<SchedulerDbContext> options) : DbContext(options)
{
    public DbSet<ScheduledPublication> ScheduledPublications => Set<ScheduledPublication>();

    public DbSet<Recurrence> Recurrences => Set<Recurrence>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(SchedulerDbContext).Assembly);
}
