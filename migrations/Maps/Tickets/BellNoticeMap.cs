using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class BellNoticeMap : IEntityTypeConfiguration<BellNotice>
{
    public void Configure(EntityTypeBuilder<BellNotice> builder)
    {
        builder.ToTable("bell_notices");
        builder.Property(n => n.Text).HasMaxLength(Delivery.SubjectLength);
        builder.Property(n => n.Address).HasMaxLength(500);
        builder.HasIndex(n => new { n.AnnouncementId, n.Text }).IsUnique();
        builder.HasIndex(n => n.UserIds).HasMethod("gin").KeepPendingShort();
        builder.HasOne<Ticket>().WithMany().HasForeignKey(n => n.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
