using ContentMultiplier.Results.Analytics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Data;

internal sealed class PublicationCountConfiguration : IEntityTypeConfiguration<PublicationCount>
{
    public void Configure(EntityTypeBuilder<PublicationCount> builder)
    {
        builder.ToTable("publication_counts");
        builder.HasKey(count => new { count.WorkspaceId, count.Measure, count.Hour, count.Platform, count.AccountId, count.Key });
        builder.Property(count => count.Measure).HasMaxLength(16);
        builder.Property(count => count.Platform).HasMaxLength(32);
        builder.Property(count => count.Key).HasMaxLength(100);
    }
}

internal sealed class PublicationAccountConfiguration : IEntityTypeConfiguration<PublicationAccount>
{
    public void Configure(EntityTypeBuilder<PublicationAccount> builder)
    {
        builder.ToTable("publication_accounts");
        builder.HasKey(account => new { account.WorkspaceId, account.AccountId });
        builder.Property(account => account.Platform).HasMaxLength(32);
        builder.Property(account => account.Name).HasMaxLength(200);
    }
}
