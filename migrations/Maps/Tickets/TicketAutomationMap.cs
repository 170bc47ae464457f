using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Data.Maps;

internal sealed class TicketAutomationMap : IEntityTypeConfiguration<TicketAutomation>
{
    public void Configure(EntityTypeBuilder<TicketAutomation> builder)
    {
        builder.ToTable("ticket_automations");
        builder.Property(a => a.Name).HasMaxLength(TicketAutomation.NameLength);
        builder.Property(a => a.Conditions).HasColumnType("jsonb");
        builder.Property(a => a.Actions).HasColumnType("jsonb");
        builder.Property(a => a.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
