using ContentMultiplier.Auth.Users;
using ContentMultiplier.Auth.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Auth.Data;

internal sealed class WorkspacesConfiguration :
    IEntityTypeConfiguration<Workspace>,
    IEntityTypeConfiguration<Membership>,
    IEntityTypeConfiguration<Invitation>
{
    private const int Role = 16;

    public void Configure(EntityTypeBuilder<Workspace> builder)
    {
        builder.Property(workspace => workspace.Id).ValueGeneratedNever();
        builder.Property(workspace => workspace.Name).HasMaxLength(100);
        builder.Property(workspace => workspace.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.HasKey(membership => new { membership.WorkspaceId, membership.UserId });
        builder.HasOne<Workspace>().WithMany().HasForeignKey(membership => membership.WorkspaceId);
        builder.HasOne<User>().WithMany().HasForeignKey(membership => membership.UserId);
        builder.Property(membership => membership.Role).HasMaxLength(Role);
    }

    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.Property(invitation => invitation.Id).ValueGeneratedNever();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(invitation => invitation.WorkspaceId);
        builder.HasOne<User>().WithMany().HasForeignKey(invitation => invitation.InvitedBy);
        builder.Property(invitation => invitation.Email).HasMaxLength(254);
        builder.Property(invitation => invitation.Role).HasMaxLength(Role);
        builder.HasIndex(invitation => invitation.Hash).IsUnique();
        builder.HasIndex(invitation => new { invitation.WorkspaceId, invitation.Email }).IsUnique();
    }
}
