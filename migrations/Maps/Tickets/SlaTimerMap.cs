using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Data.Maps;

internal sealed class SlaTimerMap : IEntityTypeConfiguration<SlaTimer>
{
    public void Configure(EntityTypeBuilder<SlaTimer> builder)
    {
        builder.ToTable("sla_timers");
        builder.HasKey(x => new { x.TicketId, x.Clock });
        builder.HasIndex(x => x.NextAt).HasFilter("next_at IS NOT NULL");
        builder.HasIndex(x => x.DueAt).HasFilter("due_at IS NOT NULL");
        builder.HasOne<Ticket>().WithMany().HasForeignKey(x => x.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SlaPolicy>().WithMany().HasForeignKey(x => x.PolicyId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(x => x.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
