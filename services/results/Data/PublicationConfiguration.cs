using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Data;

internal sealed class PublicationConfiguration : IEntityTypeConfiguration<Publication>
{
    public void Configure(EntityTypeBuilder<Publication> builder)
    {
        builder.ToTable("publications");
        builder.HasKey(publication => publication.Id);
        builder.Property(publication => publication.Id).ValueGeneratedNever();
        builder.Property(publication => publication.Platform).HasMaxLength(32);
        builder.Property(publication => publication.AccountName).HasMaxLength(200);
        builder.Property(publication => publication.Status).HasMaxLength(16);
        builder.Property(publication => publication.ExternalId).HasMaxLength(500);
        builder.Property(publication => publication.ExternalUrl).HasMaxLength(2000);
        builder.Property(publication => publication.Category).HasMaxLength(32);
        builder.Property(publication => publication.Detail).HasMaxLength(Publication.MaxDetail);
        builder.Property(publication => publication.Action).HasMaxLength(Publication.MaxDetail);
        builder.Property(publication => publication.ContentType).HasMaxLength(64);
        builder.Property<ulong>("ChangedXid").HasColumnType("xid8");
        builder.Property(publication => publication.Counted).HasMaxLength(16);
        builder.Ignore(publication => publication.OpenStep);
        builder.HasMany(publication => publication.Steps).WithOne().HasForeignKey(step => step.PublicationId);
        builder.HasMany(publication => publication.Attempts).WithOne().HasForeignKey(attempt => attempt.PublicationId);
        builder.HasIndex(publication => new { publication.WorkspaceId, publication.PostId });
    }
}

internal sealed class StepConfiguration : IEntityTypeConfiguration<Step>
{
    public void Configure(EntityTypeBuilder<Step> builder)
    {
        builder.ToTable("steps");
        builder.HasKey(step => new { step.PublicationId, step.Name });
        builder.Ignore(step => step.IsDirty);
        builder.Property(step => step.Name).HasMaxLength(64);
        builder.Property(step => step.State).HasMaxLength(16);
        builder.Property(step => step.Fingerprint).HasMaxLength(100);
        builder.Property(step => step.Value).HasColumnType("jsonb");
        builder.Property(step => step.ExternalId).HasMaxLength(500);
        builder.Property(step => step.Detail).HasMaxLength(Publication.MaxDetail);
    }
}

internal sealed class AttemptConfiguration : IEntityTypeConfiguration<Attempt>
{
    public void Configure(EntityTypeBuilder<Attempt> builder)
    {
        builder.ToTable("attempts");
        builder.HasKey(attempt => new { attempt.PublicationId, attempt.Number });
        builder.Property(attempt => attempt.Result).HasMaxLength(16);
        builder.Property(attempt => attempt.Category).HasMaxLength(32);
        builder.Property(attempt => attempt.Detail).HasMaxLength(Publication.MaxDetail);
    }
}

internal sealed class PlatformConfiguration : IEntityTypeConfiguration<Platform>
{
    public void Configure(EntityTypeBuilder<Platform> builder)
    {
        builder.ToTable("platforms");
        builder.HasKey(platform => platform.Slug);
        builder.Property(platform => platform.Slug).HasMaxLength(32);
    }
}
