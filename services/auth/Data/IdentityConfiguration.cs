using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Sessions;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Auth.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Auth.Data;

internal sealed class IdentityConfiguration :
    IEntityTypeConfiguration<User>,
    IEntityTypeConfiguration<Session>,
    IEntityTypeConfiguration<RefreshToken>,
    IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.Email).HasMaxLength(254);
        builder.Property(user => user.Name).HasMaxLength(100);
        builder.Property(user => user.PasswordHash).HasMaxLength(200);
        builder.HasIndex(user => user.Email).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId);
        builder.Property(session => session.UserAgent).HasMaxLength(200);
        builder.Property(session => session.Network).HasMaxLength(50);
    }

    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.HasOne<Session>().WithMany().HasForeignKey(token => token.SessionId);
        builder.HasIndex(token => token.Hash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(key => key.WorkspaceId);
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId);
        builder.Property(key => key.Name).HasMaxLength(100);
        builder.Property(key => key.KeyId).HasMaxLength(8);
        builder.HasIndex(key => key.KeyId).IsUnique();
    }
}
