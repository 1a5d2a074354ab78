using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Results.Publications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Metrics;

/// <summary>When the numbers of a publication are read next. An answer to an earlier question changes nothing.</summary>
internal sealed class MetricSchedule
{
    /// <summary>After so many tries the age is given up; the next one may do better.</summary>
    public const int MostTries = 6;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Postponement = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan[] RetryDelays =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    public Guid PublicationId { get; init; }
    public Guid WorkspaceId { get; init; }

    /// <summary>The age that is read at.</summary>
    public long AgeSeconds { get; internal set; }

    /// <summary>Null when there is nothing left to read.</summary>
    public DateTimeOffset? DueAt { get; internal set; }

    /// <summary>Questions at this age that brought nothing.</summary>
    public int Tries { get; internal set; }

    /// <summary>Why there is nothing left to read: <c>done</c>, <c>gone</c> or <c>unsupported</c>.</summary>
    public string? Ended { get; internal set; }

    /// <summary>Why the last question brought nothing.</summary>
    public string? Detail { get; internal set; }

    /// <summary>Its time has come. False when the age is given up instead, because nobody answered for too long.</summary>
    public bool Ask(MetricAges ages, DateTimeOffset publishedAt, DateTimeOffset now)
    {
        var reached = ages.Reached(AgeSeconds, publishedAt, now);
        if (reached != AgeSeconds)
        {
            AgeSeconds = reached;
            Tries = 0;
        }
        else if (Tries >= MostTries)
        {
            MoveOn(ages, publishedAt);
            return false;
        }

        DueAt = now + (AnswerPatience * Math.Pow(2, Tries));
        Tries++;
        return true;
    }

    /// <summary>What the worker read. True when these are numbers to keep.</summary>
    public bool Take(PublicationMetrics told, MetricAges ages, DateTimeOffset publishedAt, DateTimeOffset now)
    {
        if (DueAt is null || told.AgeSeconds != AgeSeconds)
        {
            return false;
        }

        Detail = Clip.Text(told.Detail, Publication.MaxDetail);
        switch (told.State)
        {
            case MetricsStates.Collected:
                Detail = null;
                MoveOn(ages, publishedAt);
                return true;
            case MetricsStates.Gone or MetricsStates.Unsupported:
                End(told.State);
                return false;
            case MetricsStates.Postponed:
                // The platform only asked for patience: that counts for nothing.
                Tries = Math.Max(0, Tries - 1);
                DueAt = told.RetryNotBefore ?? now + Postponement;
                return false;
            case var _ when Tries >= MostTries:
                MoveOn(ages, publishedAt);
                return false;
            default:
                DueAt = now + RetryDelays[Math.Clamp(Tries - 1, 0, RetryDelays.Length - 1)];
                return false;
        }
    }

    private void MoveOn(MetricAges ages, DateTimeOffset publishedAt)
    {
        if (ages.After(AgeSeconds) is not { } next)
        {
            End("done");
            return;
        }

        AgeSeconds = next;
        Tries = 0;
        DueAt = MetricAges.DueAt(publishedAt, next);
    }

    private void End(string why)
    {
        Ended = why;
        DueAt = null;
    }
}

internal sealed class MetricScheduleConfiguration : IEntityTypeConfiguration<MetricSchedule>
{
    public void Configure(EntityTypeBuilder<MetricSchedule> builder)
    {
        builder.ToTable("metric_schedules");
        builder.HasKey(schedule => schedule.PublicationId);
        builder.Property(schedule => schedule.PublicationId).ValueGeneratedNever();
        builder.Property(schedule => schedule.Ended).HasMaxLength(16);
        builder.Property(schedule => schedule.Detail).HasMaxLength(Publication.MaxDetail);
    }
}
