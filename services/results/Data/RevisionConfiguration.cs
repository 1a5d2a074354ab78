using ContentMultiplier.Results.Publications;
using ContentMultiplier.Results.Revisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Data;

internal sealed class RevisionConfiguration : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.ToTable("publication_revisions");
        builder.HasKey(revision => revision.Id);
        builder.Property(revision => revision.Id).ValueGeneratedNever();
        builder.Property(revision => revision.Kind).HasMaxLength(16);
        builder.Property(revision => revision.State).HasMaxLength(16);
        builder.Property(revision => revision.Category).HasMaxLength(32);
        builder.Property(revision => revision.Error).HasMaxLength(Publication.MaxDetail);
        builder.Property(revision => revision.Action).HasMaxLength(Publication.MaxDetail);
        builder.Ignore(revision => revision.IsRemoval);
        builder.Ignore(revision => revision.IsRequested);
        builder.HasOne<Publication>().WithMany().HasForeignKey(revision => revision.PublicationId);
    }
}
