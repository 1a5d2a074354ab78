using ContentMultiplier.Scheduler.Recurrences;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Scheduler.Data;

internal sealed class RecurrenceConfiguration : IEntityTypeConfiguration<Recurrence>
{
    public void Configure(EntityTypeBuilder<Recurrence> builder)
    {
        builder.ToTable("recurrences");
        builder.HasKey(recurrence => recurrence.Id);
        builder.Property(recurrence => recurrence.Id).ValueGeneratedNever();
        builder.Property(recurrence => recurrence.Request).HasColumnType("json");
    }
}

internal sealed class RecurrenceOccurrenceConfiguration : IEntityTypeConfiguration<RecurrenceOccurrence>
{
    public void Configure(EntityTypeBuilder<RecurrenceOccurrence> builder)
    {
        builder.ToTable("recurrence_occurrences");
        builder.HasKey(occurrence => new { occurrence.RecurrenceId, occurrence.OccursAt });
    }
}
