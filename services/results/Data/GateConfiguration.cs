using ContentMultiplier.Results.Gates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Results.Data;

internal sealed class GateConfiguration : IEntityTypeConfiguration<Gate>
{
    public const int Reason = 300;

    public void Configure(EntityTypeBuilder<Gate> builder)
    {
        builder.ToTable("publication_gates");
        builder.HasKey(gate => new { gate.WorkspaceId, gate.Platform, gate.AccountId });
        builder.Property(gate => gate.Platform).HasMaxLength(32);
        builder.Property(gate => gate.Reason).HasMaxLength(Reason);
        builder.Ignore(gate => gate.IsHold);
        builder.Ignore(gate => gate.IsForApplication);
    }
}
