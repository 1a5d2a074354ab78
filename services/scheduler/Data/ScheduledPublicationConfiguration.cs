using ContentMultiplier.Scheduler.Publications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Scheduler.Data;

internal sealed class ScheduledPublicationConfiguration : IEntityTypeConfiguration<ScheduledPublication>
{
    public void Configure(EntityTypeBuilder<ScheduledPublication> builder)
    {
        builder.ToTable("scheduled_publications");
        builder.HasKey(publication => new { publication.PublicationId, publication.Attempt });
    }
}
