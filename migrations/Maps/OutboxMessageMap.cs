using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;

namespace Monitor.Data.Maps;

internal sealed class OutboxMessageMap : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("outbox");
        builder.Property(m => m.Kind).HasMaxLength(100);
        builder.Property(m => m.Key).HasMaxLength(200);
        builder.Property(m => m.Payload).HasColumnType("jsonb");
        builder.Property(m => m.HeldReason).HasMaxLength(2000);
        builder.HasIndex(m => new { m.Kind, m.Id });
        builder.HasIndex(m => new { m.Kind, m.CreatedAt });
        builder.HasIndex(m => m.ProblemId);
        builder.HasIndex(m => m.Id).HasFilter("routed_at IS NULL").HasDatabaseName("ix_outbox_to_route");
        builder.HasOne<Problem>().WithMany().HasForeignKey(m => m.ProblemId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(m => m.Key).IsUnique().HasFilter("key LIKE 'maintenance/%'").HasDatabaseName("ix_outbox_maintenance_once");
    }
}
