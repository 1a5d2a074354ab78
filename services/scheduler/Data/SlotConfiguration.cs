using ContentMultiplier.Scheduler.Slots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Scheduler.Data;

internal sealed class QueueSlotsConfiguration : IEntityTypeConfiguration<QueueSlots>
{
    public void Configure(EntityTypeBuilder<QueueSlots> builder)
    {
        builder.ToTable("queue_slots");
        builder.HasKey(slots => new { slots.WorkspaceId, slots.AccountId });
    }
}

internal sealed class SlotReservationConfiguration : IEntityTypeConfiguration<SlotReservation>
{
    public void Configure(EntityTypeBuilder<SlotReservation> builder)
    {
        builder.ToTable("slot_reservations");
        builder.HasKey(reservation => new { reservation.WorkspaceId, reservation.AccountId, reservation.SlotAt });
    }
}
