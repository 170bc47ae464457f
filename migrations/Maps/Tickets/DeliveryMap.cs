using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class DeliveryMap : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries");
        builder.Property(d => d.Key).HasMaxLength(200);
        builder.Property(d => d.Channel).HasMaxLength(40);
        builder.Property(d => d.Subject).HasMaxLength(Delivery.SubjectLength);
        builder.Property(d => d.Text).HasMaxLength(Delivery.TextLength);
        builder.Property(d => d.Address).HasMaxLength(500);
        builder.Property(d => d.Error).HasMaxLength(Delivery.ErrorLength);
        builder.HasIndex(d => new { d.Key, d.Channel }).IsUnique();
        builder.HasIndex(d => new { d.Channel, d.DueAt }).HasFilter("due_at IS NOT NULL");
        builder.HasIndex(d => new { d.UserId, d.Channel, d.Id });
        builder.HasIndex(d => d.TargetId).HasFilter("target_id IS NOT NULL");
        builder.HasIndex(d => d.GivenUpAt).HasFilter("given_up_at IS NOT NULL");
        builder.HasOne<Ticket>().WithMany().HasForeignKey(d => d.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Webhook>().WithMany().HasForeignKey(d => d.TargetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
