using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class TicketHostMap : IEntityTypeConfiguration<TicketHost>
{
    public void Configure(EntityTypeBuilder<TicketHost> builder)
    {
        builder.ToTable("ticket_hosts");
        builder.HasKey(h => new { h.TicketId, h.HostId });
        builder.HasIndex(h => h.HostId);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(h => h.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Host>().WithMany().HasForeignKey(h => h.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
