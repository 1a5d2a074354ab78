using System.Text.Json;
using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.Contracts.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Auth.Data;

internal sealed class AccountsConfiguration :
    IEntityTypeConfiguration<Platform>,
    IEntityTypeConfiguration<Authorization>,
    IEntityTypeConfiguration<Credential>,
    IEntityTypeConfiguration<Account>,
    IEntityTypeConfiguration<ConnectionAccount>,
    IEntityTypeConfiguration<Revocation>,
    IEntityTypeConfiguration<VaultInstance>
{
    private const int Slug = 32;

    public void Configure(EntityTypeBuilder<Platform> builder)
    {
        builder.HasKey(platform => platform.Slug);
        builder.Property(platform => platform.Slug).HasMaxLength(Slug);
        builder.Property(platform => platform.DisplayName).HasMaxLength(100);
        builder.Property(platform => platform.Capabilities).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<Authorization> builder)
    {
        builder.Property(authorization => authorization.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(authorization => authorization.WorkspaceId);
        builder.Property(authorization => authorization.Platform).HasMaxLength(Slug);
        builder.Property(authorization => authorization.RedirectAfter).HasMaxLength(500);
        builder.HasIndex(authorization => authorization.StateHash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.Property(credential => credential.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(credential => credential.WorkspaceId);
        builder.Property(credential => credential.Platform).HasMaxLength(Slug);
        builder.Property(credential => credential.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(account => account.WorkspaceId);
        builder.HasOne<Credential>().WithMany().HasForeignKey(account => account.CredentialId);
        builder.Property(account => account.Platform).HasMaxLength(Slug);
        builder.Property(account => account.ExternalId).HasMaxLength(200);
        builder.Property(account => account.Name).HasMaxLength(200);
        builder.Property(account => account.Url).HasMaxLength(2048);
        builder.Property(account => account.AvatarUrl).HasMaxLength(2048);
        builder.Property(account => account.Attributes).HasColumnType("jsonb").HasConversion(
            attributes => JsonSerializer.Serialize(attributes, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<Dictionary<string, string>>(
                (left, right) => left!.Count == right!.Count && !left.Except(right).Any(),
                attributes => attributes.Count,
                attributes => new(attributes, StringComparer.Ordinal)));
        builder.Property(account => account.Health).HasMaxLength(16);
        builder.Property(account => account.HealthDetail).HasMaxLength(500);
        builder.Property(account => account.Version).IsConcurrencyToken();
        builder.HasIndex(account => new { account.WorkspaceId, account.Platform, account.ExternalId }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ConnectionAccount> builder)
    {
        builder.HasKey(account => new { account.CredentialId, account.ExternalId });
        builder.HasOne<Credential>().WithMany().HasForeignKey(account => account.CredentialId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(account => account.WorkspaceId);
        builder.Property(account => account.ExternalId).HasMaxLength(200);
        builder.Property(account => account.Platform).HasMaxLength(Slug);
        builder.Property(account => account.Found).HasColumnType("jsonb").HasConversion(
            found => JsonSerializer.Serialize(found, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<DiscoveredAccount>(json, JsonSerializerOptions.Default)!);
    }

    public void Configure(EntityTypeBuilder<VaultInstance> builder)
    {
        builder.Property(instance => instance.Id).ValueGeneratedNever();
        builder.Property(instance => instance.PrimaryKey).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<Revocation> builder)
    {
        builder.Property(revocation => revocation.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(revocation => revocation.WorkspaceId);
        builder.Property(revocation => revocation.Platform).HasMaxLength(Slug);
    }
}
