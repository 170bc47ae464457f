using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Data.Maps;

internal sealed class EscalationFiringMap : IEntityTypeConfiguration<EscalationFiring>
{
    public void Configure(EntityTypeBuilder<EscalationFiring> builder)
    {
        builder.ToTable("escalation_firings");
        builder.HasKey(f => new { f.TicketId, f.StepId, f.Round });
        builder.HasOne<Ticket>().WithMany().HasForeignKey(f => f.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
