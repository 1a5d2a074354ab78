using ContentMultiplier.Auth.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Auth.Data;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEvent>, IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(row => new { row.WorkspaceId, row.Seq });
        builder.Property(row => row.Seq).ValueGeneratedNever();
        builder.Property(row => row.Actor).HasMaxLength(100);
        builder.Property(row => row.ActorKind).HasMaxLength(16);
        builder.Property(row => row.Network).HasMaxLength(50);
        builder.Property(row => row.RequestId).HasMaxLength(64);
        builder.Property(row => row.Action).HasMaxLength(64);
        builder.Property(row => row.SubjectType).HasMaxLength(32);
        builder.Property(row => row.SubjectId).HasMaxLength(200);
        builder.Property(row => row.Outcome).HasMaxLength(16);
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("audit_heads");
        builder.HasKey(head => head.WorkspaceId);
        builder.Property(head => head.WorkspaceId).ValueGeneratedNever();
    }
}
