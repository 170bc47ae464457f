using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Data.Maps;

internal sealed class TicketCheckMap : IEntityTypeConfiguration<TicketCheck>
{
    public void Configure(EntityTypeBuilder<TicketCheck> builder)
    {
        builder.ToTable("ticket_checks");
        builder.Property(c => c.Text).HasMaxLength(TicketCheck.TextLength);
        builder.HasIndex(c => new { c.TicketId, c.Position });
        builder.HasOne<Ticket>().WithMany().HasForeignKey(c => c.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(c => c.DoneByUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
