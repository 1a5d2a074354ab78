using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Metrics;

/// <summary>The numbers of a publication at one age.</summary>
internal sealed class MetricReading
{
    public Guid PublicationId { get; init; }
    public Guid WorkspaceId { get; init; }
    public long AgeSeconds { get; init; }
    public DateTimeOffset CollectedAt { get; init; }

    /// <summary>By the common names, as JSON.</summary>
    public string Metrics { get; init; } = "{}";

    /// <summary>By the platform's own names, as JSON.</summary>
    public string Own { get; init; } = "{}";
}

internal sealed class MetricReadingConfiguration : IEntityTypeConfiguration<MetricReading>
{
    public void Configure(EntityTypeBuilder<MetricReading> builder)
    {
        builder.ToTable("metric_readings");
        builder.HasKey(reading => new { reading.PublicationId, reading.AgeSeconds });
        builder.Property(reading => reading.Metrics).HasColumnType("jsonb");
        builder.Property(reading => reading.Own).HasColumnType("jsonb");
    }
}
